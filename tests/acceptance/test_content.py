"""The shipped packs are sound, and every object in them says to its readers what they need to know."""

from collections import Counter
from pathlib import Path

import pytest

from linghang.indicators.definitions import check
from linghang.packs.library import Library
from linghang.packs.load import pack_folders, read_packs
from linghang.packs.model import Indicator, Register
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
of_indicators = pytest.mark.parametrize("indicator", LIBRARY.indicators(), ids=lambda indicator: indicator.code)
of_registers = pytest.mark.parametrize("register", LIBRARY.registers(), ids=lambda register: register.code)


@pytest.fixture
def library() -> Library:
    return LIBRARY


def test_there_is_no_fault_in_any_pack(library: Library) -> None:
    assert [*FAULTS, *check(library), *check_programmes(library), *check_reports(library)] == []


def test_titles_tell_indicators_and_ledgers_apart(library: Library) -> None:
    for items in (library.indicators(), library.registers()):
        titles = Counter(item.title for item in items)
        assert [title for title, count in titles.items() if count > 1] == []


@of_indicators
def test_an_indicator_says_what_it_means_and_why(indicator: Indicator) -> None:
    assert indicator.meaning
    assert indicator.why
    assert indicator.unit
    assert indicator.subject in SUBJECTS


@of_indicators
def test_a_ratio_says_what_is_divided_by_what(indicator: Indicator) -> None:
    if indicator.kind == "ratio":
        assert "÷" in indicator.meaning


@of_registers
def test_the_head_of_a_ledger_names_every_column_once(register: Register) -> None:
    """Titles are the heads of the Excel template: two alike could not be told apart."""
    heads = Counter(field.title for field in register.fields)
    assert [head for head, count in heads.items() if count > 1] == []


@of_registers
def test_what_names_a_row_is_never_empty(register: Register) -> None:
    empty = [name for name in register.key if not register.field(name).required]
    assert [name for name in empty if (register.code, name) not in WHOLE_HOUSE] == []


@of_registers
def test_a_ledger_about_patients_or_members_is_closed_to_others(register: Register) -> None:
    if any(field.identifier for field in register.fields):
        assert register.sensitivity in ("patient", "member")


@of_registers
def test_rules_say_how_to_mend_a_row(register: Register) -> None:
    assert [rule.code for rule in register.rules if not rule.remedy] == []
