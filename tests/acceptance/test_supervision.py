"""Statistics, bulletin, lights and battle map of the region against a recount of the exported workbook."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from acceptance import recount
from acceptance.conftest import run_linghang

pytestmark = pytest.mark.acceptance
PERIODS = {"2022Q2": (dt.date(2022, 4, 1), dt.date(2022, 6, 30)), "2023": (dt.date(2023, 1, 1), dt.date(2023, 12, 31))}
PLACES = ("prefecture", "county")
"""Where departments were split and merged."""


@pytest.fixture(scope="module")
def rows(region: Path, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("supervision") / "tasks.xlsx"
    run_linghang("tasks", "export", str(path), workspace=region)
    return recount.read(path)


@pytest.fixture(scope="module")
def day(region: Path) -> dt.date:
    """The day for which the region was built."""
    return dt.date.fromisoformat((region / "demo-files" / "day.txt").read_text(encoding="utf-8"))


def counts(line):
    names = (
        *("assigned", "open", "overdue", "suspended", "closed", "closed_on_time", "closed_in_due", "withdrawn"),
        *("reviewed", "returned", "extended", "urged", "reports_due", "reports_on_time"),
    )
    return {name: line[name] for name in names if line[name]}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("place", PLACES)
def test_department_statistics_are_those_of_the_recount(region, rows, place, period):
    words = ("tasks", "statistics", "-i", place, "-p", period, "--json")
    lines = json.loads(run_linghang(*words, workspace=region))
    expected = recount.by_department(rows, place, *PERIODS[period])
    assert {line["department"]: counts(line) for line in lines} == expected
    assert sum(line["closed"] for line in lines) > 5, "there is something to count"


def test_the_bulletin_says_what_the_recount_says(region, rows):
    words = ("tasks", "bulletin", "-i", "prefecture", "-p", "2023", "--json")
    bulletin = json.loads(run_linghang(*words, workspace=region))
    expected = recount.by_department(rows, "prefecture", *PERIODS["2023"])
    assert {line["department"]: counts(line) for line in bulletin["lines"]} == expected
    whole = sum(expected.values(), Counter())
    assert counts(bulletin["total"]) == whole
    rates = {"completion": ("closed", "assigned"), "on_time": ("closed_on_time", "closed")}
    for name, (part, base) in rates.items():
        assert Fraction(bulletin["total"][name]) == Fraction(whole[part], whole[base])
    closed = {
        told.key
        for told in recount.tell(rows, PERIODS["2023"][1])
        if told.stage == "已销号" and told.closed.year == 2023 and told.key[0] == "prefecture"
    }
    assert {(task["institution"], task["number"]) for task in bulletin["closed"]} == closed


def test_lights_are_those_of_the_rules_by_hand(region, rows, day):
    words = ("tasks", "list", "--stage", "all", "--day", day.isoformat(), "--json")
    shown = {
        (task["institution"], task["number"]): task["light"]
        for task in json.loads(run_linghang(*words, workspace=region))
    }
    rules = {place: recount.rule(rows, place, day) for place in {row["机构代码"] for row in rows["任务"]}}
    told = {each.key: recount.light(each, day, rules[each.key[0]]) for each in recount.tell(rows, day)}
    assert shown == told
    assert {"green", "blue", "white", "yellow", "red"} <= set(told.values()), "a visitor sees every light"
    assert {scheme for scheme, _, _ in rules.values()} == {"绿黄红", "蓝黄红", "白黄红"}


@pytest.mark.parametrize(("span", "first", "last"), [("2023H1", dt.date(2023, 1, 1), dt.date(2023, 6, 30))])
def test_the_battle_map_shows_the_tasks_of_the_recount(region, rows, span, first, last):
    asked = [["admin", {"institution": "county", "by": "department", "span": span}]]
    (shown,) = json.loads(_script("supervision_map.py", json.dumps(asked), region))
    expected: dict[str, list[list[str]]] = {}
    for told in recount.tell(rows, dt.date.max):
        ended = told.closed or told.withdrawn
        opened = told.row["立项日期"]
        if told.key[0] == "county" and opened <= last and (ended is None or ended >= first):
            expected.setdefault(told.lead, []).append(told.key[1])
    assert sorted(sorted(number for number, *_ in bars) for bars in shown.values()) == sorted(
        sorted(numbers) for numbers in expected.values()
    )
    closed = {told.key[1] for told in recount.tell(rows, dt.date.max) if told.closed and told.key[0] == "county"}
    for bars in shown.values():
        for number, stage, percent in bars:
            assert (stage == "closed") == (number in closed)
            assert percent == "100" or stage != "closed"


def _script(name: str, given: str, region: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LINGHANG_", "DATABASE_"))}
    environment |= {"LINGHANG_WORKSPACE": str(region)}
    command = [sys.executable, str(Path(__file__).with_name(name))]
    done = subprocess.run(command, input=given, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
