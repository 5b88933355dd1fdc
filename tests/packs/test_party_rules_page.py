"""docs/party-rules.md is true: no rule is left out, what it names is there, and what is unverified is said to be."""

import re
from functools import cache
from pathlib import Path

import pytest

from shipped import shipped_library

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {"BR": (1, 13), "EL": (1, 5), "LF": (1, 12), "ED": (1, 4), "MD": (0, 23), "DU": (1, 7), "TR": (1, 3),
          "AS": (1, 7), "IN": (1, 9)}  # fmt: skip
"""The rules of the reference table in these areas: first and last number."""
RECALLED = {"BR05", "BR10", "BR11", "BR13", "EL02", "EL03", "LF08", "LF10", "ED01", "ED02", "MD13", "MD14", "DU07",
            "TR03", "AS05", "AS06"}  # fmt: skip
"""Rules whose text, or a part of it that counts, the reference table has from memory."""
REFUSING = {"BR05", "BR13", "MD13"}
"""Of those, what the requirement names as refused, or what decides whether somebody is admitted at all."""


@cache
def lines() -> dict[str, list[str]]:
    page = (ROOT / "docs" / "party-rules.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines()]
    return {row[0]: row for row in rows if re.fullmatch(r"[A-Z]{2}\d\d", row[0])}


RULES = [f"{area}{number:02d}" for area, (first, last) in COUNTS.items() for number in range(first, last + 1)]


def test_every_rule_has_one_line_and_no_other_has_one() -> None:
    assert list(lines()) == RULES
    page = (ROOT / "docs" / "party-rules.md").read_text(encoding="utf-8")
    assert [rule for rule in RULES if page.count(f"\n| {rule} |") != 1] == []


@pytest.mark.parametrize("rule", RULES)
def test_what_a_line_names_is_there(rule: str) -> None:
    _, _, where, test, sure, _ = lines()[rule]
    named = re.findall(r"`((?:src|packs)/[^`]+)`", where)
    assert all((ROOT / path).is_file() for path in named), named
    if test == "—":
        assert where.startswith("不"), "a rule that no test holds says why it is not applied"
        return
    assert named
    path, _, name = test.strip("`").partition("::")
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
    assert sure in ("高", "中", "低", "回忆")


def test_what_was_recalled_is_said_to_be_and_refuses_only_where_it_must() -> None:
    assert {rule for rule, row in lines().items() if row[4] in ("回忆", "低")} == RECALLED
    assert {rule for rule in RECALLED if "拦住" in lines()[rule][5]} == REFUSING


def test_the_catalogues_of_rules_have_the_names_that_the_rules_give_them() -> None:
    names = shipped_library().code_names
    assert list(names["integrity_measure"].values()) == ["风险提示", "诫勉谈话", "责令纠错"]  # IN07
    assert list(names["four_goals"].values()) == ["党风清正", "院风清朗", "医风清新", "行风清明"]  # IN08
    assert list(names["integrity_level"].values()) == ["高", "中", "低"]  # IN06
    assert len(names["cultivation_list"]) == 3  # TR02 two lists, TR03 a third
    assert list(names["branch_grade"].values()) == ["先进", "中间", "后进"]  # AS05
