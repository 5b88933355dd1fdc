"""Month tables and exports say changes as the tile does, and carry no formula out of the house."""

import csv
import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from linghang.core.periods import Period
from linghang.indicators import pages, tables
from linghang.indicators.choices import Choice
from linghang.indicators.tiles import Change
from linghang.registers.content import library
from linghang.registers.loading import load
from visit_files import write_visits


def text(response):
    return response.content.decode("utf-8-sig")


@pytest.fixture
def appointed(hospital, tmp_path):
    """Of ten visits of January 8 had an appointment in 2021 and 9 in 2022. The file of 2022 has January only."""
    for year, by_appointment, months in ((2021, 8, (1, 12)), (2022, 9, (1,))):
        path = write_visits(tmp_path / f"{year}.csv", year, {month: [("0301", 10)] for month in months})
        lines = path.read_text(encoding="utf-8").replace(",1,是,", ",2,是,").splitlines()
        lines[by_appointment + 1 : 11] = [line.replace(",是,", ",否,") for line in lines[by_appointment + 1 : 11]]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        load(path, "outpatient_visit", hospital)


def test_a_months_rate_changes_by_points_as_the_tile_says(as_, hospital, appointed):
    client = as_("viewer", hospital)
    page = text(client.get("/indicators/appointment_rate/export/csv/?institution=h1&period=2022-01"))
    assert next(line for line in page.splitlines() if line.startswith("1月,")) == "1月,90.0,80.0,+10.0 个百分点,"
    shown = text(client.get("/indicators/appointment_rate/?institution=h1&period=2022-01"))
    assert "+12.5%" not in shown
    assert shown.count("+10.0 个百分点") > 1


@pytest.mark.parametrize(
    ("value", "said"), [("2.125", "2.13"), ("1234.5", "1,234.50"), ("12", "12"), ("-2.125", "-2.13")]
)
def test_halves_are_rounded_up(value, said):
    assert pages._plain(Decimal(value)) == said


HOSTILE = ["+cmd|' /C calc'!A0", "=1+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "http://example.test/x"]


@pytest.fixture
def hostile(hospital, request):
    """A page whose department has a name and a code that a spreadsheet would run; a ledger may carry such ones in."""
    choice = Choice(hospital, None, Period.parse("2022"), None, (hospital,))
    indicator = library().indicator("outpatient_visits")
    row = pages.RankRow(
        request.param, request.param, Decimal(-1), "-1", Decimal(1), Change("-8.4%", ""), None, None, False
    )
    return request.param, pages.page_of(indicator, choice), indicator, choice, row


@pytest.mark.parametrize("hostile", HOSTILE, indirect=True)
def test_no_text_of_a_record_is_run_by_a_spreadsheet(hostile):
    name, page, indicator, choice, row = hostile
    page, definition = replace(page, departments=pages.Ranks((row,))), pages.definition_of(library(), indicator)
    lines = list(
        csv.reader(tables.response(page, indicator, choice, definition, "csv").content.decode("utf-8-sig").splitlines())
    )
    found = next(line for line in lines if name in line[0:1] or f"'{name}" in line[0:1])
    guarded = name if name.startswith("http") else f"'{name}"
    assert found[:3] == [guarded, guarded, "-1"]
    assert found[7] == "-8.4%"
    book = tables.response(page, indicator, choice, definition, "xlsx").content
    shown = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("科室").to_python()[1]
    assert shown[:3] == [name, name, -1.0]
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = "".join(parts.read(part).decode() for part in parts.namelist() if "worksheets/" in part)
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets


@pytest.mark.parametrize(
    ("partial", "small", "said"), [(False, True, "例数少"), (True, True, "部分月份没有数据；例数少")]
)
@pytest.mark.parametrize("hostile", HOSTILE[1:2], indirect=True)
def test_a_rate_of_few_cases_says_so_in_the_table(hostile, partial, small, said):
    _, page, indicator, choice, row = hostile
    page = replace(page, departments=pages.Ranks((replace(row, partial=partial, small=small),)))
    found = tables.sheets(page, indicator, choice, pages.definition_of(library(), indicator))
    assert dict(zip(*found["科室"], strict=True))["完整性"] == said


def test_a_table_taken_out_says_what_is_good_and_that_nobody_verified_it(as_, hospital, appointed):
    """The appointment rate is the house's own reading of an official indicator: of medium confidence."""
    page = text(as_("viewer", hospital).get("/indicators/appointment_rate/export/csv/?institution=h1&period=2022-01"))
    head, row = page.splitlines()[1:3]
    said = dict(zip(head.split(","), row.split(","), strict=True))
    assert (said["方向"], said["核对"]) == ("越高越好", "未核实，仅供参考")
    origin = page[page.index("\n说明") :]
    assert "方向,越高越好" in origin
    assert "核对,未核实，仅供参考" in origin
    assert "来源,三级公立医院绩效考核指标“门诊患者预约诊疗率”的院内口径（2025 版手册（名称按公开资料核对））" in origin


def test_the_page_says_so_at_its_top(as_, hospital, appointed):
    shown = text(as_("viewer", hospital).get("/indicators/appointment_rate/?institution=h1&period=2022-01"))
    answer = shown[shown.index('class="answer"') : shown.index("这个数怎么来的")]
    assert "↑ 越高越好" in answer
    assert "未核实" in answer


def test_what_was_divided_is_carried_away_as_numbers(as_, hospital, department, appointed):
    """Not as `1,393`, of which a spreadsheet adds nothing up."""
    address = "/indicators/appointment_rate/export/xlsx/?institution=h1&period=2022-01"
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_("viewer", hospital).get(address).content))
    head, row = book.get_sheet_by_name("科室").to_python()[:2]
    said = dict(zip(head, row, strict=True))
    assert (said["分子"], said["分母"]) == (9.0, 10.0)


def test_our_own_changes_are_left_as_they_are(as_, hospital, visits):
    page = text(as_("viewer", hospital).get("/indicators/outpatient_visits/export/csv/?institution=h1&period=2022"))
    assert "1月,4,2,+100.0%," in page


def test_partial_months_are_marked_in_ranks_and_beside_members(as_, region, hospital, appointed):
    client = as_("commission", region)
    ranks = text(client.get("/indicators/outpatient_visits/?institution=region&period=2022"))
    mark = '<span class="tag tag-warn" title="部分月份没有数据">部分</span>'
    assert mark in ranks[ranks.index("成员机构") :]
    cockpit = text(client.get("/?period=2022"))
    assert mark in cockpit[cockpit.index("成员机构对比") :]


def test_whole_years_are_not_marked(as_, region, hospital, visits):
    client = as_("commission", region)
    for address in ("/?period=2022", "/indicators/outpatient_visits/?institution=region&period=2022"):
        assert "部分月份没有数据" not in text(client.get(address))
