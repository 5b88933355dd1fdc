"""The pages of the duties by role: the matrix, one cell of it, my own, settings and exemptions."""

import io
from urllib.parse import urlencode

import openpyxl
import pytest

from linghang.duties.keeping import exemptions
from linghang.duties.matrix import matrix
from linghang.registers.models import KeptRow

YEAR = {"institution": "h", "year": 2023}


ASKED = {"duty": "general_meeting", "owner": "b1", "first": "2023-07-01", "reason": "防疫值守"}


def address(name, **wish):
    return f"/duties/{name}?{urlencode(YEAR | wish)}"


def cell(row, duty):
    return address("cell/", row=row, duty=duty)


@pytest.mark.usefixtures("today", "staff")
class TestMatrixPage:
    def test_the_office_sees_every_branch(self, as_, held):
        held("general_meeting", "b1", "2023-02-10")
        page = as_("office").get(address(""))
        text = page.content.decode()
        assert page.status_code == 200
        assert "内科党支部" in text
        assert "外科党支部" in text
        assert page.context["whole"].fulfilled == 1
        assert "light-bad" in text

    def test_a_secretary_sees_his_branch_alone(self, as_):
        page = as_("secretary", "b1").get(address(""))
        assert [row.key for row, *_ in page.context["lines"]] == ["b1"]
        assert "外科党支部" not in page.content.decode()

    @pytest.mark.parametrize(("role", "status"), [("viewer", 200), ("leader", 200), ("commission", 403)])
    def test_who_works_in_the_house_sees_the_numbers(self, as_, role, status):
        assert as_(role).get(address("")).status_code == status

    def test_another_line_and_an_empty_year(self, as_):
        client = as_("office")
        assert "党员集中学习培训" in client.get(address("", line="教育培训")).content.decode()
        assert "没有“组织生活”的应办事项" in client.get(address("", year=2019)).content.decode()

    def test_odd_words_in_the_address_fall_back(self, as_):
        client = as_("office")
        for odd in ({"year": "二〇二三"}, {"line": "没有"}, {"on": "昨天"}):
            assert client.get(address("", **odd)).status_code == 200
        assert client.get(f"/duties/?{urlencode({'institution': 'nowhere'})}").status_code == 404

    def test_the_spreadsheet_is_the_matrix(self, as_, held):
        held("general_meeting", "b1", "2023-02-10")
        answer = as_("office").get(address("matrix.xlsx", line="组织生活"))
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        head, first = list(rows[1]), list(rows[2])
        assert first[0] == "内科党支部"
        assert first[head.index("支部党员大会")] == "1/3"
        second = dict(zip(head, rows[3], strict=True))
        assert second["支委会"] is None or second["支委会"] == "不要求"


@pytest.mark.usefixtures("today", "staff")
class TestCellPage:
    def test_a_cell_says_the_rule_and_shows_the_records(self, as_, held):
        held("general_meeting", "b1", "2023-02-10", topic="学习党章")
        text = as_("viewer").get(cell("b1", "general_meeting")).content.decode()
        assert "党员大会一般每季度召开 1 次" in text
        assert "学习党章" in text
        assert "2023年第二季度应有 1 次，还没有" in text

    def test_the_drawer_is_a_part_of_a_page(self, as_):
        answer = as_("viewer").get(cell("b1", "general_meeting"), headers={"HX-Request": "true"})
        assert answer.content.decode().lstrip().startswith("<aside")

    def test_another_branch_is_closed_to_a_secretary(self, as_):
        client = as_("secretary", "b1")
        assert client.get(cell("b1", "general_meeting")).status_code == 200
        assert client.get(cell("b2", "general_meeting")).status_code == 403
        assert client.get(cell("*", "general_meeting")).status_code == 403
        assert client.get(cell("", "study_group")).status_code == 403

    def test_who_lacks_hours_is_told_masked_to_those_of_the_branch_and_to_nobody_else(self, as_, client):
        for role, branch, lines in (("viewer", "", 0), ("secretary", "b1", 5), ("office", "", 5)):
            page = as_(role, branch).get(cell("b1", "member_hours"))
            assert len(page.context["shown"].lines) == lines
            text = page.content.decode()
            assert "人员2100" not in text
            assert "2100" not in text
            assert ("人**" in text) == (lines > 0)

    def test_an_unknown_duty_is_not_found(self, as_):
        assert as_("office").get(cell("b1", "nothing")).status_code == 404


@pytest.mark.usefixtures("today", "staff")
class TestMine:
    def test_the_most_urgent_first_with_the_way_to_record_it(self, as_, held):
        held("theme_day", "b1", "2023-11-05")
        page = as_("secretary", "b1").get("/duties/mine/")
        found = page.context["owed"]
        assert {each.row for each in found} == {"b1"}
        assert [each.light for each in found] == sorted(
            (each.light for each in found), key=["bad", "warn", "", "good"].index
        )
        meetings = {(each.duty.code, each.period) for each in found}
        assert ("general_meeting", "2023年第四季度") in meetings
        assert ("general_meeting", "2023年第二季度") not in meetings  # too late to make up
        assert ("theme_day", "2023年11月") not in meetings
        assert any("branch=b1" in each.record_address or "party_activity" in each.record_address for each in found)

    def test_the_office_has_the_house(self, as_):
        found = as_("office").get("/duties/mine/").context["owed"]
        assert {each.row for each in found} == {""}
        assert "study_group" in {each.duty.code for each in found}

    def test_who_keeps_nothing_owes_nothing(self, as_):
        assert as_("viewer").get("/duties/mine/").context["owed"] == []


@pytest.mark.usefixtures("today", "staff")
class TestDeciding:
    def state(self, hospital, today):
        found = matrix(hospital, today.replace(month=1, day=1), today, today, line="组织生活")
        return [each.standing.state for each in found.cell("b1", "general_meeting").lines]

    def test_a_branch_asks_and_the_office_excuses(self, as_, hospital, today):
        as_("secretary", "b1").post("/duties/exemptions/h/ask/", ASKED)
        (asked,) = exemptions(hospital)
        assert (asked.reason, asked.granted) == ("防疫值守", None)
        assert self.state(hospital, today)[2] == "missed"
        given = {"row": asked.row.row, "opened": asked.row.pk, "granted": "yes"}
        as_("office").post("/duties/exemptions/h/answer/", given)
        assert self.state(hospital, today)[2] == "exempt"
        assert exemptions(hospital)[0].answer == "同意"

    def test_a_refusal_needs_a_reason(self, as_, hospital, today):
        as_("secretary", "b1").post("/duties/exemptions/h/ask/", ASKED)
        row = exemptions(hospital)[0].row
        client = as_("office")
        given = {"row": row.row, "opened": row.pk, "granted": "no"}
        page = client.post("/duties/exemptions/h/answer/", given, follow=True)
        assert "不同意没有写意见" in page.content.decode()
        client.post("/duties/exemptions/h/answer/", given | {"answer": "可以补开"})
        assert exemptions(hospital)[0].granted is False
        assert self.state(hospital, today)[2] == "missed"

    def test_an_answer_to_what_was_answered_meanwhile_changes_nothing(self, as_, hospital):
        as_("secretary", "b1").post("/duties/exemptions/h/ask/", ASKED)
        row = exemptions(hospital)[0].row
        client = as_("office")
        first = {"row": row.row, "opened": row.pk, "granted": "no", "answer": "可以补开"}
        client.post("/duties/exemptions/h/answer/", first)
        client.post("/duties/exemptions/h/answer/", first | {"granted": "yes", "answer": "同意"})
        assert exemptions(hospital)[0].granted is False

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"duty": "no_such"}, "没有这项应办事项"),
            ({"first": "2023-07-02"}, "不用完成"),
            ({"owner": "b9"}, "不用完成"),
            ({"first": "2019-07-01"}, "不用完成"),
        ],
    )
    def test_what_is_not_owed_cannot_be_excused(self, as_, changed, said):
        page = as_("office").post("/duties/exemptions/h/ask/", ASKED | changed)
        assert said in page.content.decode()
        assert not KeptRow.objects.filter(register="duty_exemption").exists()

    def test_what_is_done_or_was_asked_is_not_asked_again(self, as_, held):
        held("general_meeting", "b1", "2023-02-10")
        client = as_("office")
        assert "已经完成" in client.post("/duties/exemptions/h/ask/", ASKED | {"first": "2023-01-01"}).content.decode()
        client.post("/duties/exemptions/h/ask/", ASKED)
        assert "已经申请过" in client.post("/duties/exemptions/h/ask/", ASKED | {"reason": "再次"}).content.decode()

    def test_only_the_own_branch_asks_and_only_the_office_answers_and_sets(self, as_, hospital):
        client = as_("secretary", "b2")
        assert client.post("/duties/exemptions/h/ask/", ASKED).status_code == 403
        assert (
            client.post("/duties/settings/h/", {"duty": "branch_lesson", "from_date": "2023-01-01"}).status_code == 403
        )
        assert client.post("/duties/exemptions/h/answer/", {}).status_code == 403
        assert as_("leader").post("/duties/exemptions/h/ask/", ASKED).status_code == 403

    def test_a_setting_changes_what_is_asked(self, as_, hospital, today):
        given = {"duty": "branch_lesson", "from_date": "2023-01-01", "period": "half_year", "minimum": "2"}
        assert as_("office").post("/duties/settings/h/", given).status_code == 302
        found = matrix(hospital, today.replace(month=1, day=1), today.replace(month=12, day=31), today)
        assert found.cell("b1", "branch_lesson").counts == {"missed": 1, "due": 1}

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"owner": "b9"}, "没有这个承担者"),
            ({"fixed_day": "5"}, "没有固定日"),
            ({"to_date": "2022-01-01"}, "结束日期早于起始日期"),
            ({"minimum": "0"}, "每期至少"),
            ({"duty": ""}, "这个字段是必填项"),
        ],
    )
    def test_a_setting_that_makes_no_sense_is_refused_in_words(self, as_, changed, said):
        given = {"duty": "branch_lesson", "from_date": "2023-01-01"} | changed
        page = as_("office").post("/duties/settings/h/", given)
        assert page.status_code == 400
        assert said in page.content.decode()

    def test_the_settings_page_is_read_by_all_and_written_by_the_office(self, as_):
        assert as_("viewer").get(address("settings/")).context["form"] is None
        assert as_("office").get(address("settings/")).context["form"] is not None
