"""The shipped packs are sound, and every object in them says to its readers what they need to know."""

from collections import Counter
from pathlib import Path

import pytest

from linghang.indicators.definitions import check
from linghang.packs.library import Library
from linghang.packs.load import pack_folders, read_packs
from linghang.programmes.check import check as check_programmes
from linghang.reports.check import check as check_reports

PACKS = Path(__file__).resolve().parents[2] / "packs"
SUBJECTS = {
    "医疗服务",
    "医疗质量",
    "急救中心",
    "党建引领",
    "人才队伍",
    "运营管理",
    "县域协同",
    "群众服务",
    "疫情防控",
    "文化建设",
}
WHOLE_HOUSE = {("duty_setting", "owner")}
"""Left empty it names the institution itself: of settings for all of it there is one a day."""
LIBRARY, FAULTS = read_packs(pack_folders(PACKS))


@pytest.fixture
def library() -> Library:
    return LIBRARY


def test_there_is_no_fault_in_any_pack(library: Library) -> None:
    assert [*FAULTS, *check(library), *check_programmes(library), *check_reports(library)] == []


def test_titles_tell_indicators_and_ledgers_apart(library: Library) -> None:
    for items in (library.indicators(), library.registers()):
        titles = Counter(item.title for item in items)
        assert [title for title, count in titles.items() if count > 1] == []


def test_an_indicator_says_what_it_means_and_why(library: Library) -> None:
    silent = [each.code for each in library.indicators() if not (each.meaning and each.why and each.unit)]
    assert silent == []


def test_an_indicator_belongs_to_a_subject_that_the_menu_knows(library: Library) -> None:
    assert {each.code: each.subject for each in library.indicators() if each.subject not in SUBJECTS} == {}


def test_a_ratio_says_what_is_divided_by_what(library: Library) -> None:
    ratios = [each for each in library.indicators() if each.kind == "ratio"]
    assert len(ratios) > 100
    assert [each.code for each in ratios if "÷" not in each.meaning] == []


def test_the_head_of_a_ledger_names_every_column_once(library: Library) -> None:
    """Titles are the heads of the Excel template: two alike could not be told apart."""
    heads = Counter((register.code, field.title) for register in library.registers() for field in register.fields)
    assert [head for head, count in heads.items() if count > 1] == []


def test_what_names_a_row_is_never_empty(library: Library) -> None:
    keys = [(register, name) for register in library.registers() for name in register.key]
    empty = {(register.code, name) for register, name in keys if not register.field(name).required}
    assert empty == WHOLE_HOUSE


def test_a_ledger_about_patients_or_members_is_closed_to_others(library: Library) -> None:
    named = [register for register in library.registers() if any(field.identifier for field in register.fields)]
    assert len(named) > 10
    assert [each.code for each in named if each.sensitivity not in ("patient", "member")] == []


def test_rules_say_how_to_mend_a_row(library: Library) -> None:
    rules = [(register.code, rule) for register in library.registers() for rule in register.rules]
    assert len(rules) > 100
    assert [(register, rule.code) for register, rule in rules if not rule.remedy] == []
