"""Data quality: counts against a dozen stays drawn by hand, their rows, and who sees which of the two."""

import csv
import io

import pytest
from auditlog.models import LogEntry
from python_calamine import CalamineWorkbook

from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Department, Institution
from linghang.registers.loading import load

HEADER = ["A48", "A49", "A12C", "A14", "A16", "B12", "B15", "B16C", "B20", "C03C", "B34C", "D01", "D11"]
# number, age, days of age, admitted, discharged, department, days of stay, total fee, one part of it
STAYS = """
P01  40  -   2022-01-03  2022-01-05  0301  2  100  80
P02  40  -   2022-01-03  2022-01-05  0301  9  100  80
P03  40  -   2022-01-03  2022-01-05  0301  2  100  120
P04  40  12  2022-01-03  2022-01-05  0301  2  100  80
P05  0   12  2022-01-03  2022-01-05  0301  2  100  80
P06  40  -   2022-01-05  2022-01-05  0301  1  100  100
P07  40  -   2022-01-03  2022-01-05  0401  3  100  130
P08  40  -   2022-01-03  2022-01-05  0401  2  100  80
P09  40  -   2022-02-03  2022-02-05  0401  7  100  80
P10  40  -   2022-02-03  2022-02-05  0401  2  100  80
P11  40  -   2022-02-03  2022-02-05  0401  2  100  -
P12  40  -   2022-02-03  2022-02-05  0401  2  100  80
"""
# Days of stay that do not fit the dates: P02 (0301), P07, P09 (0401). Parts above the total: P03 (0301), P07
# (0401). Days of age beside an age of 40: P04 (0301). Six rows in each department, twelve in all; P09 in February.
PAGE = "/indicators/quality/?institution=h1&period=2022"
ROWS = "/indicators/quality/inpatient/stay_as_long_as_dates/?institution=h1&period=2022"


def text(response):
    return response.content.decode()


def write(path, stays):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for line in stays.strip().splitlines():
            number, age, days, came, left, department, stay, fee, part = line.split()
            values = [number, 1, "1", age, days, f"{came} 08:00:00", f"{left} 09:00:00", department, stay]
            writer.writerow([("" if each == "-" else each) for each in [*values, "I10", "1", fee, part]])
    return path


@pytest.fixture
def stays(hospital, tmp_path):
    Department.objects.create(institution=hospital, code="0301", name="心血管内科")
    load(write(tmp_path / "stays-2022.csv", STAYS), "inpatient", "h1", period=Period.year(2022))


@pytest.fixture
def branch(hospital, tmp_path):
    """Below the hospital, with one row of another department that bears the same code."""
    made = Institution.objects.create(code="h1b", name="示范医院分院", kind="hospital", parent=hospital, position=9)
    line = "B01  40  -   2022-01-03  2022-01-05  0301  5  100  80"
    load(write(tmp_path / "branch-2022.csv", line), "inpatient", "h1b", period=Period.year(2022))
    return made


def found(response):
    """The front page among the registers of the page."""
    return next(each for each in response.context["found"] if each.register.code == "inpatient")


def shares(lines):
    return {each.rule: (each.failing, each.rows) for each in lines}


def test_rules_are_counted_over_all_rows(as_, hospital, stays):
    answer = as_("viewer", hospital).get(PAGE)
    assert shares(line.share for line in found(answer).rules) == {
        "stay_as_long_as_dates": (3, 12),
        "total_covers_parts": (2, 12),
        "age_days_only_for_infants": (1, 12),
        "operations_within_stay": (0, 12),
    }
    assert "25.00%" in text(answer)
    assert "16.67%" in text(answer)


def test_departments_stand_with_the_worst_first(as_, hospital, stays):
    first, second = found(as_("viewer", hospital).get(PAGE)).departments
    assert (first.code, first.rows, second.name, second.rows) == ("0401", 6, "心血管内科", 6)
    assert shares(first.shares)["stay_as_long_as_dates"] == (2, 6)
    assert shares(second.shares)["stay_as_long_as_dates"] == (1, 6)


def test_only_the_period_is_counted(as_, hospital, stays):
    answer = as_("viewer", hospital).get("/indicators/quality/?institution=h1&period=2022-02")
    assert shares(line.share for line in found(answer).rules)["stay_as_long_as_dates"] == (1, 4)


def test_the_region_sees_its_members(as_, region, hospital, stays, branch):
    answer = as_("commission", region).get("/indicators/quality/?institution=region&period=2022")
    [member] = found(answer).members
    assert (member.name, member.rows, shares(member.shares)["stay_as_long_as_dates"]) == ("示范医院", 13, (4, 13))
    assert found(answer).departments == ()


def test_a_rule_leads_to_its_rows_with_identifiers_masked(as_, hospital, stays):
    client = as_("quality", hospital)
    assert ROWS.replace("&", "&amp;") in text(client.get(PAGE))
    page = text(client.get(ROWS))
    assert "共 3 行不符" in page
    assert "2022-01-05 09:00" in page
    assert "stays-2022.csv" in page
    assert not any(number in page for number in ("P02", "P07", "P09"))
    assert [place.row for _, place, _ in client.get(ROWS).context["rows"]] == [3, 8, 10]  # as a spreadsheet counts


def test_looking_at_rows_is_logged_and_the_log_holds_no_content(as_, hospital, stays):
    as_("quality", hospital).get(ROWS)
    entry = LogEntry.objects.filter(action=LogEntry.Action.ACCESS).get()
    assert entry.actor.username == "quality-h1"
    assert entry.additional_data == {
        "deed": "查看不符规则的行",
        "台账": "住院病案首页",
        "规则": "实际住院天数与出入院时间不符",
        "期间": "2022",
        "行数": 3,
    }


@pytest.mark.parametrize(
    ("role", "rows"),
    [
        ("administrator", 200),
        ("quality", 200),
        ("office", 403),
        ("leader", 403),
        ("commission", 403),
        ("viewer", 403),
    ],
)
def test_counts_are_for_all_and_rows_for_those_who_answer_for_care(as_, hospital, stays, role, rows):
    client = as_(role, hospital)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert ("明细行只对业务科室开放" in text(page)) == (rows == 403)
    assert ("/inpatient/stay_as_long_as_dates/" in text(page)) == (rows == 200)
    assert client.get(ROWS).status_code == rows
    assert LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists() == (rows == 200)


def test_a_department_head_sees_the_own_department(as_, hospital, stays, branch):
    client = as_("department_head", hospital, Department.objects.get(code="0301"))
    answer = client.get(PAGE)
    assert shares(line.share for line in found(answer).rules)["stay_as_long_as_dates"] == (1, 6)
    assert found(answer).departments == found(answer).members == ()
    shown = client.get(f"{ROWS}&department=0401")
    assert [place.row for _, place, _ in shown.context["rows"]] == [3]
    assert shown.context["count"] == 1


def test_the_rows_of_a_department_leave_out_a_namesake_below(as_, hospital, stays, branch):
    client = as_("quality", hospital)
    assert client.get(ROWS).context["count"] == 4
    shown = client.get(f"{ROWS}&department=0301")
    assert [(name, place.row) for name, place, _ in shown.context["rows"]] == [("示范医院", 3)]
    assert shown.context["count"] == 1
    assert "心血管内科" in text(shown)


@pytest.mark.parametrize("path", [PAGE, ROWS, "/indicators/quality/export/csv/?institution=h1"])
def test_another_hospital_is_closed(as_, other_hospital, stays, path):
    assert as_("quality", other_hospital).get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["nothing/late", "inpatient/nothing", "inpatient/discharge_after_admission", "export/pdf"]
)
def test_what_is_not_a_warning_rule_is_not_found(as_, hospital, path):
    assert as_("quality", hospital).get(f"/indicators/quality/{path}/").status_code == 404


def test_without_data_the_page_says_so(as_, hospital):
    client = as_("quality", hospital)
    assert "没有住院病案首页的数据" in text(client.get(PAGE))
    assert "没有不符的行" in text(client.get(ROWS))


def test_the_counts_are_exported_without_rows_and_logged(as_, hospital, stays):
    client = as_("viewer", hospital)
    page = client.get("/indicators/quality/export/csv/?institution=h1&period=2022").content.decode("utf-8-sig")
    assert "住院病案首页,实际住院天数与出入院时间不符,实际住院天数、入院时间、出院时间,12,3,0.25" in page
    assert "P02" not in page
    assert LogEntry.objects.filter(additional_data__deed="导出数据质量").count() == 1
    answer = client.get("/indicators/quality/export/xlsx/?institution=h1&period=2022")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("科室").to_python()
    assert ["心血管内科", "0301", "住院病案首页", "住院总费用小于各分项之和", 6.0, 1.0] in [row[:6] for row in rows]


def test_the_page_is_reached_from_the_catalogue_and_the_data_desk(as_, hospital, stays):
    client = as_("quality", hospital)
    assert "/indicators/quality/?institution=h1&amp;period=2022" in text(client.get("/indicators/"))
    assert '"/indicators/quality/"' in text(client.get("/data/"))


def test_tables_scroll_by_themselves_on_a_phone(as_, hospital, stays):
    client = as_("quality", hospital)
    for page in (text(client.get(PAGE)), text(client.get(ROWS))):
        assert page.count("<table") == page.count('<div class="table-scroll"><table') > 0


def test_data_that_cannot_be_read_is_said_and_does_not_take_the_page_with_it(as_, hospital, stays):
    for file in Workspace.from_environment().lake.glob("inpatient/h1/*.parquet"):
        file.unlink()
    client = as_("viewer", hospital)
    for path in (PAGE, "/indicators/quality/export/csv/?institution=h1&period=2022"):
        page = text(client.get(path))
        assert "无法核对" in page
        assert "批次的数据文件不见了" in page
