"""The overview: what was counted from the ledgers, each person within the own reach."""

import pytest
from django.urls import reverse
from django.utils import timezone

from linghang.registers import content
from linghang.registers.kept import save_row
from linghang.registers.kept.store import entry_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(hospital):
    def store(code, institution=None, **cells):
        library, where = content.library(), institution or hospital
        register = library.register(code)
        entry = entry_reader(register, library, where).read(cells)
        assert not entry.faults, entry.faults
        return save_row(register, where, entry.values, actor=None)

    return store


@pytest.fixture
def year(write, neighbour):
    common = {"kind": "党风廉政建设责任书", "signer_kind": "科室负责人", "issued_on": "2026-01-15"}
    write("responsibility_letter", unit="内科", department="A01", signed_on="2026-01-20", **common)
    write("responsibility_letter", unit="外科", department="A02", **common)
    write("responsibility_letter", unit="麻醉科", institution=neighbour, **common)
    risk = {"power_kind": "采购招标", "risk": "泄露标底", "owner": "科主任", "supervisor": "院领导", "control": "双人"}
    write(
        "integrity_risk", point_no="F1", rated_on="2020-03-10", department="A02", power="设备选型", level="高", **risk
    )
    write(
        "integrity_risk", point_no="F2", rated_on="2026-03-10", department="A01", power="耗材申领", level="低", **risk
    )
    for number, deducted in (("001", "27"), ("002", "0")):
        write(
            "ethics_appraisal", year="2026", appraised_on="2026-11-01", person_no=number, score="95", deducted=deducted
        )


def page(client, user, query="?year=2026"):
    client.force_login(user)
    return client.get(reverse("integrity") + query).content.decode()


def test_the_office_sees_who_has_not_signed_and_what_is_overdue(client, person, year):
    text = page(client, person("office"))
    for told in (
        "应签 2 份，已签 1 份，还有 1 份没有签",
        "外科",
        "高风险 1 个",
        "低风险 1 个",
        "1 个风险点满一年没有重评",
        "设备选型",
    ):
        assert told in text
    for told in ("2 人：", "1 人的得分和扣分落在评分线没有规定的地方", "还没有导入本省的标准"):
        assert told in text
    assert "麻醉科" not in text


def test_a_head_of_department_sees_the_own_department(client, person, year):
    text = page(client, person("department_head"))
    assert "应签 1 份，已签 1 份，全部签订" in text
    assert "外科" not in text
    assert "设备选型" not in text
    assert "医德考评" not in text


@pytest.mark.parametrize("role", ["viewer", "leader", "quality", "administrator", "discipline"])
def test_ethics_are_for_the_office(client, person, year, role):
    text = page(client, person(role))
    assert "应签 2 份" in text
    assert "医德考评" not in text


def test_the_commission_is_not_let_in(client, person, year):
    client.force_login(person("commission"))
    assert client.get(reverse("integrity")).status_code == 403


def test_a_year_without_letters_says_so(client, person, year):
    assert "这一年还没有下达责任书" in page(client, person("office"), "?year=2019")


def test_only_the_officer_is_shown_the_way_to_the_desk(client, person, year):
    assert reverse("discipline") in page(client, person("discipline"))
    assert reverse("discipline") not in page(client, person("office"))


def test_an_unreadable_year_is_no_fault(client, person, year):
    client.force_login(person("office"))
    assert client.get(reverse("integrity") + "?year=abc").status_code == 200
    assert client.get(reverse("integrity") + "?year=99999999999").status_code == 200


@pytest.fixture
def earlier(write, neighbour):
    """Letters of 2021 (内科) and 2022 (外科), an appraisal for 2023 that was made in 2024, a neighbour's of 2024."""
    common = {"kind": "党风廉政建设责任书", "signer_kind": "科室负责人"}
    write("responsibility_letter", unit="内科", department="A01", issued_on="2021-02-08", **common)
    write("responsibility_letter", unit="外科", department="A02", issued_on="2022-02-08", **common)
    write("responsibility_letter", unit="麻醉科", institution=neighbour, issued_on="2024-02-08", **common)
    write("ethics_appraisal", year="2023", appraised_on="2024-01-10", person_no="001", score="95", deducted="0")


@pytest.mark.parametrize(("role", "newest"), [("office", 2023), ("viewer", 2022), ("department_head", 2021)])
def test_it_opens_on_the_newest_year_that_this_person_finds_something_in(client, person, earlier, role, newest):
    text = page(client, person(role), "")
    assert f'<option value="{newest}" selected>' in text
    assert text.count(" selected>") == 1


def test_an_appraisal_counts_in_the_year_that_it_is_for(client, person, earlier):
    assert "1 人：" in page(client, person("office"), "")
    assert "这一年还没有考评" in page(client, person("office", name="other"), "?year=2024")


def test_the_year_in_the_address_goes_before_and_every_year_on_record_is_offered(client, person, earlier):
    text = page(client, person("office"), "?year=2021")
    assert '<option value="2021" selected>' in text
    for offered in (2022, 2023):
        assert f'<option value="{offered}">' in text


def test_a_slip_of_the_pen_is_no_year_to_open_on(client, person, write, earlier):
    common = {"kind": "党风廉政建设责任书", "signer_kind": "科室负责人"}
    write("responsibility_letter", unit="内科", department="A01", issued_on="2099-02-08", **common)
    text = page(client, person("office"), "")
    assert '<option value="2023" selected>' in text
    assert '<option value="2099">' in text


def test_without_anything_on_record_it_opens_on_this_year(client, person, hospital):
    text = page(client, person("office"), "")
    assert f'<option value="{timezone.localdate().year}" selected>' in text
