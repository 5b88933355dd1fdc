"""A year of meetings in the region: what the commands say equals what stands in the Excel files, counted row by row."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from acceptance.conftest import run_linghang
from acceptance.figures import stated_figures
from linghang.demo.people import leaders, roster

pytestmark = pytest.mark.acceptance
ROUTING = Path(__file__).resolve().parents[2] / "packs" / "decision-rules" / "routing.yaml"
YEARS = (("county", 2022), ("prefecture", 2023))
EXCEPTIONS = {
    ("county", 2022): [
        ("党委会〔2022〕4", "ED04", "", ""),
        ("党委会〔2022〕6", "DC12", "", ""),
        ("党委会〔2022〕8", "DC09", "中层干部选拔任用建议方案", "补录"),
        ("党委会〔2022〕10", "DC13", "运行病历质控和住院超三十日病例管理", "补录"),
        ("党委会〔2022〕12", "TK04", "职工关爱和心理支持计划（12）", ""),
    ],
    ("prefecture", 2023): [
        ("党委会〔2023〕4", "ED04", "", ""),
        ("党委会〔2023〕6", "DC12", "", ""),
        ("党委会〔2023〕8", "DC09", "门诊一站式服务改革方案", "补录"),
        ("党委会〔2023〕10", "DC13", "运行病历质控和住院超三十日病例管理", "补录"),
        ("党委会〔2023〕12", "TK04", "党员先锋岗创建方案（12）", ""),
    ],
}
"""What was done wrong on purpose: no first topic, late notice, no consultation, a matter of the president's meeting
before the committee, a decision with neither task nor reason."""


def rows(region: Path, sheet: str, place: str, year: int, *, file: str = "meetings.xlsx") -> Iterator[dict[str, Any]]:
    """The rows of a sheet that belong to a hospital's year, as they stand in the file."""
    page = _book(region / "demo-files" / file)[sheet]
    lines = page.iter_rows(values_only=True)
    header = next(lines)
    for line in lines:
        row = dict(zip(header, line, strict=True))
        name = str(row.get("会议编号") or row.get("督办编号") or row.get("年度"))
        if row["机构代码"] == place and str(year) in name:
            yield row


@cache
def _book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@cache
def report(region: Path, place: str, year: int) -> dict[str, Any]:
    words = ("meetings", "report", "-i", place, "-p", str(year), "--json")
    found: dict[str, Any] = json.loads(run_linghang(*words, workspace=region))
    return found


@pytest.mark.parametrize(("place", "year"), YEARS)
def test_the_exceptions_are_those_made_on_purpose(region: Path, place: str, year: int) -> None:
    words = ("meetings", "exceptions", "-i", place, "-p", str(year), "--json")
    found = json.loads(run_linghang(*words, workspace=region))
    assert [(each["number"], each["rule"], each["item"], each["despite"]) for each in found] == EXCEPTIONS[place, year]


@pytest.mark.parametrize(("place", "year"), YEARS)
def test_every_meeting_of_the_file_is_there(region: Path, place: str, year: int) -> None:
    words = ("meetings", "list", "-i", place, "-p", str(year), "--json")
    listed = json.loads(run_linghang(*words, workspace=region))
    items = Counter(row["会议编号"] for row in rows(region, "议题", place, year))
    expected = {
        row["会议编号"]: (row["时间"][:10], items[row["会议编号"]]) for row in rows(region, "会议", place, year)
    }
    assert {each["number"]: (each["on"], each["items"]) for each in listed} == expected
    assert {each["stage"] for each in listed} == {"issued"}


@pytest.mark.parametrize(("place", "year"), YEARS)
def test_bodies_and_outcomes_are_counted_right(region: Path, place: str, year: int) -> None:
    body_of, met, ended = {}, Counter(), Counter()
    for row in rows(region, "会议", place, year):
        body_of[row["会议编号"]] = row["议事机构"]
        met[row["议事机构"]] += 1
    for row in rows(region, "议题", place, year):
        ended[body_of[row["会议编号"]], row["结果"]] += 1
    titles = {
        "decision": "决定",
        "task": "交办",
        "information": "知悉",
        "rejected": "未通过",
        "not_reached": "未议及，顺延",
    }
    for line in report(region, place, year)["bodies"]:
        assert line["meetings"] == met[line["title"]]
        counted = {code: line["outcomes"][code] for code in titles}
        assert counted == {code: ended[line["title"], title] for code, title in titles.items()}, line["title"]


@pytest.mark.parametrize(("place", "year"), YEARS)
def test_resolutions_are_counted_by_function(region: Path, place: str, year: int) -> None:
    matters = yaml.safe_load(ROUTING.read_text(encoding="utf-8"))["routings"][0]["matters"]
    functions = {matter["title"]: matter.get("functions", []) for matter in matters}
    served, total = Counter(), 0
    for row in rows(region, "议题", place, year):
        if row["结果"] in ("决定", "交办"):
            total += 1
            for function in functions.get(row["事项"], []):
                served[function] += 1
    found = report(region, place, year)
    assert found["resolutions"] == total
    assert {code: count for code, count in found["functions"].items() if count} == dict(served)
    assert served["decision"] > 10


@pytest.mark.parametrize(("place", "year"), YEARS)
def test_tasks_of_resolutions_are_counted_as_they_went_on(region: Path, place: str, year: int) -> None:
    last = dt.date(year, 12, 31)
    closed = {
        row["督办编号"]: row["日期"].date()
        for row in rows(region, "记录", place, year, file="meeting_tasks.xlsx")
        if row["事由"] == "销号"
    }
    opened = done = late = 0
    for row in rows(region, "决议任务", place, year):
        opened += 1
        if row["督办编号"] in closed and closed[row["督办编号"]] <= last:
            done += 1
        elif row["时限"].date() < last:
            late += 1
    assert report(region, place, year)["tasks"] == {
        "opened": opened,
        "closed": done,
        "open": opened - done,
        "overdue": late,
    }
    assert done > late > 0


@pytest.mark.parametrize(("place", "year"), YEARS)
def test_findings_of_research_became_tasks(region: Path, place: str, year: int) -> None:
    found = report(region, place, year)
    count = len(list(rows(region, "调研问题", place, year)))
    assert (found["findings"], found["finding_tasks"]) == (count, count)


def test_the_president_met_seventeen_times(region: Path) -> None:
    """What document 003 says of 2022."""
    [stated] = [figure for figure in stated_figures() if figure.id == "F003-010"]
    lines = {line["title"]: line["meetings"] for line in report(region, "county", 2022)["bodies"]}
    assert lines["院长办公会"] == int(stated.stated) == 17


def test_there_were_seven_research_topics(region: Path) -> None:
    """What document 002 says of 2023; with eight leaders one is left without, and is named."""
    [stated] = [figure for figure in stated_figures() if figure.id == "F002-017"]
    found = report(region, "prefecture", 2023)
    assert found["topics"] == int(stated.stated) == 7
    accountant = leaders("prefecture", dt.date(2023, 12, 31))["accountant"]
    names = {person.code: person.name for person in roster().people}
    assert found["leaders_without_topic"] == [names[accountant]]


def test_each_leader_of_the_county_hospital_has_a_topic(region: Path) -> None:
    assert report(region, "county", 2022)["leaders_without_topic"] == []


@pytest.mark.parametrize(("place", "year"), YEARS)
def test_minutes_are_written_as_a_word_file(region: Path, place: str, year: int, tmp_path: Path) -> None:
    number = f"党委会〔{year}〕8"
    run_linghang("meetings", "minutes", number, "-i", place, "--out", str(tmp_path / "minutes.docx"), workspace=region)
    assert (tmp_path / "minutes.docx").read_bytes().startswith(b"PK")
