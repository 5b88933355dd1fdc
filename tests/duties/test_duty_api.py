"""The same for programs: API and command line."""

import json

import pytest

from linghang.cli import main
from linghang.duties.keeping import exemptions
from linghang.organization.models import PartyOrganizationForm


@pytest.mark.usefixtures("today", "staff")
class TestApi:
    def test_the_matrix_in_numbers(self, as_, held):
        held("general_meeting", "b1", "2023-02-10")
        found = as_("viewer").get("/api/duties/h/matrix?year=2023&line=组织生活").json()
        row = next(each for each in found["rows"] if each["key"] == "b1")
        assert row["cells"]["general_meeting"] == {
            "asked": 3,
            "fulfilled": 1,
            "in_time": 1,
            "light": "bad",
            "states": {"done": 1, "due": 1, "missed": 2},
        }
        assert found["asked"] > found["fulfilled"] == 1

    def test_a_secretary_gets_his_branch_alone(self, as_):
        client = as_("secretary", "b1")
        assert {row["key"] for row in client.get("/api/duties/h/matrix?year=2023").json()["rows"]} == {"b1"}
        lines = client.get("/api/duties/h/cell?year=2023&row=b1&duty=general_meeting").json()
        assert [each["state"] for each in lines] == ["missed", "missed", "missed", "due"]
        assert client.get("/api/duties/h/cell?year=2023&row=b2&duty=general_meeting").status_code == 403
        assert {each["row"] for each in client.get("/api/duties/mine").json()} == {"b1"}

    def test_members_are_counted_and_never_named(self, as_):
        client = as_("office")
        text = client.get("/api/duties/h/matrix?year=2023").content.decode()
        text += client.get("/api/duties/h/cell?year=2023&row=b1&duty=member_hours").content.decode()
        text += client.get("/api/duties/calendar?first=2023-11-01&last=2023-12-31").content.decode()
        text += client.get("/api/duties/mine").content.decode()
        assert "人员2" not in text
        assert '"2100' not in text
        assert "member_hours" in text

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/api/duties/h/matrix?year=1800", 422),
            ("/api/duties/h/matrix?year=2023&line=没有", 400),
            ("/api/duties/nowhere/matrix?year=2023", 404),
            ("/api/duties/h/cell?year=2023&row=b1&duty=none", 404),
            ("/api/duties/calendar?first=2023-02-01&last=2023-01-01", 400),
            ("/api/duties/calendar?first=2023-02-01&last=2025-01-01", 400),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, as_, address, status):
        assert as_("office").get(address).status_code == status

    def test_asking_and_answering(self, as_, hospital):
        body = {"duty": "general_meeting", "owner": "b1", "first": "2023-07-01", "reason": "防疫值守"}
        client = as_("secretary", "b1")
        asked = client.post("/api/duties/h/exemptions", body, content_type="application/json")
        assert asked.status_code == 201
        answer = asked.json() | {"granted": True}
        assert (
            client.post("/api/duties/h/exemptions/answer", answer, content_type="application/json").status_code == 403
        )
        client = as_("office")
        assert (
            client.post("/api/duties/h/exemptions/answer", answer, content_type="application/json").status_code == 200
        )
        assert exemptions(hospital)[0].granted is True
        again = client.post("/api/duties/h/exemptions/answer", answer, content_type="application/json")
        assert again.status_code == 409

    def test_the_rules_themselves(self, as_):
        found = {each["code"]: each for each in as_("viewer").get("/api/duties/").json()}
        assert found["theme_day"]["rule"] == "LF05"
        assert found["july_lesson"]["adopted"] is False


@pytest.mark.usefixtures("staff")
class TestCommands:
    @pytest.fixture(autouse=True)
    def here(self, monkeypatch):
        monkeypatch.setattr("linghang.cli.duties.open_site", lambda: None)

    def run(self, *words):
        with pytest.raises(SystemExit) as ended:
            main(["duties", *words])
        return ended.value.code

    def test_the_matrix_as_json_table_and_file(self, hospital, held, capsys, tmp_path):
        held("general_meeting", "b1", "2023-02-10")
        asked = ("matrix", "--institution", "h", "--year", "2023", "--day", "2023-11-20", "--line", "组织生活")
        assert self.run(*asked, "--json") == 0
        found = json.loads(capsys.readouterr().out)
        assert found["rows"][0]["cells"]["general_meeting"]["states"] == {"done": 1, "due": 1, "missed": 2}
        assert self.run(*asked, "--out", str(tmp_path / "m.xlsx")) == 0
        assert (tmp_path / "m.xlsx").stat().st_size > 4000
        assert self.run(*asked) == 0
        assert "1/3" in capsys.readouterr().out

    def test_a_wrong_line_or_institution_is_refused(self, capsys):
        assert self.run("matrix", "-i", "h", "-y", "2023", "--line", "没有") == 1
        assert self.run("matrix", "-i", "nowhere", "-y", "2023") == 1

    def test_the_list_of_rules(self, capsys):
        assert self.run("list", "--json") == 0
        assert "general_meeting" in {each["code"] for each in json.loads(capsys.readouterr().out)}


def test_no_party_organisation_no_duty(hospital, as_, today):
    PartyOrganizationForm.objects.all().delete()
    page = as_("office").get("/duties/?institution=h&year=2023")
    assert page.status_code == 200
    assert page.context["matrix"].rows == ()
