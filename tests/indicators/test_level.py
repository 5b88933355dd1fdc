"""Levels held: what stood at the end of a period."""

from dataclasses import replace
from decimal import Decimal

import pytest

from linghang.core.periods import Period
from linghang.indicators.choices import sensitivity_of
from linghang.indicators.definitions import check, registers_of
from linghang.indicators.trace import trace
from linghang.indicators.values import Value, compare, values
from linghang.indicators.wording import say_change, say_value


@pytest.fixture
def grades(keep):
    """Level 4 from 2020, level 5 from October 2022, which ended with 2023."""
    keep("grade", "east", scheme="record", grade="四级", from_date="2020-03-01", document="第 1 号")
    keep(
        "grade", "east", scheme="record", grade="五级", from_date="2022-10-08", to_date="2023-12-31", document="第 2 号"
    )
    keep("grade", "east", scheme="exchange", grade="四级甲等", from_date="2021-05-01")


def value(code, period, place="east") -> Value:
    [found] = values([code], Period.parse(period), place)
    return found


@pytest.mark.parametrize(
    ("period", "number", "name"),
    [
        ("2019", None, ""),
        ("2020-02", None, ""),
        ("2020-03", 4, "四级"),
        ("2021", 4, "四级"),
        ("2022-09", 4, "四级"),
        ("2022", 5, "五级"),
        ("2023", 5, "五级"),  # still on its last day
        ("2024-01", 4, "四级"),  # what was held before has not ended
    ],
)
def test_the_latest_level_that_has_not_ended_stands(grades, library, period, number, name):
    found = value("record_level", period)
    assert (found.value, found.name, found.status) == (number, name, "no_data" if number is None else "ok")
    assert say_value(library.indicator("record_level"), found) == (name or "〔缺〕")


def test_levels_that_are_no_numbers_are_numbered_in_their_order(grades):
    found = value("exchange_level", "2022")
    assert (found.value, found.name) == (2, "四级甲等")


def test_the_level_of_a_member_is_not_that_of_the_group(grades):
    assert value("record_level", "2022", "group").value is None
    found = values(["record_level"], Period.parse("2022"), "group", by="institution")
    assert [(each.institution, each.value) for each in found] == [("east", 5), ("west", None)]
    months = values(["record_level"], Period.parse("2022Q4"), "east", by="month")
    assert [each.name for each in months] == ["五级", "五级", "五级"]
    months = values(["record_level"], Period.parse("2022Q3"), "east", by="month")
    assert [each.name for each in months] == ["四级", "四级", "四级"]


def test_a_level_is_compared_by_steps_not_by_percentages(grades, library):
    found = compare(value("record_level", "2022"), "yoy")
    assert say_change(library.indicator("record_level"), found) == "比上年增加1级"
    assert value("record_level_rise", "2022").value == Decimal(1)  # 5 now, 4 when the year began


def test_a_level_that_the_list_does_not_know_says_nothing(keep):
    keep("grade", "east", scheme="record", grade="很高", from_date="2020-03-01")
    assert value("record_level", "2022").value is None


def test_the_trace_names_the_paper(grades, library):
    found = trace("record_level", Period.parse("2022"), "east")
    assert (found.text, found.value, found.equal) == ("五级", 5, True)
    [said] = found.statements
    assert (said.value, said.evidence, str(said.first), str(said.last)) == (
        5,
        "五级，第 2 号",
        "2022-10-08",
        "2023-12-31",
    )
    assert [register.code for register in registers_of(library.indicator("record_level"), library)] == ["grade"]


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ("register: nothing, value: grade", "register", "没有这个登记表"),
        ("register: stay, value: days", "register", "等级只能来自在页面上登记的表"),
        ("register: grade, value: grade", "value", "等级要有一个单值的字段"),
        ("register: grade, value: level, levels: record_levels", "value", "等级要有一个单值的字段"),
        ("register: grade, value: grade, levels: nothing", "levels", "没有这个代码集"),
        ("register: grade, value: grade, levels: record_levels, where: schema = '1'", "where", "没有这个字段"),
        ("register: grade, value: grade, levels: record_levels, until: grade", "until", "没有这个单值的日期字段"),
    ],
)
def test_a_fault_of_a_level_names_its_line(library_with, body, field, reason):
    [fault] = check(library_with(f"kind: level, {body}"))
    assert (fault.line, fault.field, fault.reason) == (2, field, reason)


def test_a_level_is_as_closed_as_the_register_it_is_read_from(library):
    grade = library.register("grade")
    shut = grade.model_copy(update={"sensitivity": "discipline"})
    entries = tuple(replace(each, item=shut) if each.item == grade else each for each in library.entries)
    assert sensitivity_of(library, library.indicator("record_level")) == "internal"
    assert sensitivity_of(replace(library, entries=entries), library.indicator("record_level")) == "discipline"
