"""As of a catalogue version, and definitions that change."""

import pytest

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.indicators.values import compare, values

OLD = "number left_on pathway\nA1 2022-01-03 yes\nA2 2022-01-04 no"
NEW = OLD + "\nA3 2022-01-05 no"


def number(code="discharges", period="2022", version=None):
    [value] = values([code], Period.parse(period), "east", version=version)
    return value.value


def test_a_corrected_file_takes_the_place_of_the_old_one_and_the_past_stays(load):
    first = load("east", "2022", OLD)
    second = load("east", "2022", NEW, supersede=first)
    assert number() == 3
    assert number(version=first.created_id) == 2
    assert number(version=second.created_id) == 3


def test_an_unknown_version_is_refused(load):
    load("east", "2022", OLD)
    with pytest.raises(InputError, match="没有这个数据版本"):
        number(version=10**9)


def test_the_definition_in_force_on_the_last_day_is_used(load):
    load("east", "2022", OLD)
    load("east", "2021", OLD.replace("2022", "2021"))
    assert (number("old_and_new", "2021"), number("old_and_new", "2022")) == (1, 2)


def test_when_no_version_was_in_force_there_is_no_data(load):
    load("east", "2023", OLD.replace("2022", "2023"))
    assert number("old_and_new", "2023") is None


def test_last_year_is_counted_by_this_years_definition(load):
    """同口径: 2021 by its own definition would be 1."""
    load("east", "2022", OLD)
    load("east", "2021", OLD.replace("2022", "2021"))
    [value] = values(["old_and_new"], Period.parse("2022"), "east")
    assert compare(value, "yoy").base == 2


def test_an_unknown_indicator_is_refused(load):
    with pytest.raises(InputError, match="没有这个指标"):
        number("nothing")
