"""docs/meetings.md is true: its table of rules is the shipped one, its table of votes is what the count gives."""

import re
from pathlib import Path

import pytest
from tests.decisions.samples import ballots, roll

from linghang.decisions import exceptions, rhythm, routing
from linghang.decisions.voting import Rule, count
from linghang.registers import content

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "meetings.md").read_text(encoding="utf-8")
WORDS = {"block": "拦住", "warn": "提醒", "high": "高", "medium": "中", "low": "低"}


def test_the_table_of_rules_is_the_shipped_one():
    stated = re.findall(r"^\| ([A-Z]{2}\d\d) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
    shipped = content.library().routing("decision_rules").rules
    assert stated == [
        (rule.code, rule.title, WORDS[rule.severity], WORDS[rule.confidence], rule.source) for rule in shipped
    ]


ROWS = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("row", ROWS, ids="-".join)
def test_the_examples_of_votes(row):
    entitled, present, recused, votes = map(int, row[:4])
    rule = Rule(">=2/3" if "三分之二" in row[4] else ">=1/2", ">1/2")
    result = count(rule, roll(entitled, present, recused), ballots(votes, first=recused + 1))
    assert result.passed is (row[5] == "通过")
    assert result.quorum_met is not row[5].startswith("不能形成决定")


def test_there_are_examples_of_votes():
    assert len(ROWS) == 4


def test_the_days_of_each_cycle_are_stated():
    assert [f"{days} 天" in PAGE for days in rhythm.CYCLE_DAYS.values()] == [True] * 2


def test_the_shipped_rules_are_those_that_are_checked():
    """A rule stated but never looked at would be a promise nobody keeps."""
    checked = {
        code
        for module in (exceptions, rhythm, routing)
        for code in re.findall(r'"([A-Z]{2}\d\d)"', Path(module.__file__).read_text(encoding="utf-8"))
    }
    assert checked == {rule.code for rule in content.library().routing("decision_rules").rules}
