"""Which case of a conditional sentence is said, for every direction, goodness, presence and threshold."""

from decimal import Decimal

import pytest
from tests.reports.samples import YEAR

from linghang.reports.conditions import read_test
from linghang.reports.document import BoundFigure, Cell
from linghang.reports.saying import say
from linghang.reports.template import parse


def figure(kind="yoy", *, direction="", side="", measure=None, status="ok", value=Decimal(5)):
    measured = None if measure is None else Decimal(measure)
    return BoundFigure("a", "甲", "x", YEAR, kind, "<甲>", value, status, "", "", measured, direction, side)


GROWN = figure(direction="增长", side="向好", measure="0.12")
SHRUNK = figure(direction="下降", side="变差", measure="-0.03")
LEVEL = figure(direction="持平", measure="0")
UNKNOWN = figure(status="no_data", value=None)
NOT_ALIKE = figure(status="partial")
SENTENCE = "{?a|yoy:增长}升{:下降}降{:持平}平{/}。"


def said(sentence, bound):
    return say(parse(sentence), {}, lambda _: bound).text


@pytest.mark.parametrize(
    ("bound", "text"), [(GROWN, "升。"), (SHRUNK, "降。"), (LEVEL, "平。"), (UNKNOWN, "。"), (NOT_ALIKE, "。")]
)
def test_the_direction_chooses_and_the_unknown_says_nothing(bound, text):
    assert said(SENTENCE, bound) == text


@pytest.mark.parametrize(("bound", "text"), [(GROWN, "好"), (SHRUNK, "差"), (LEVEL, "稳"), (UNKNOWN, "")])
def test_good_and_bad_with_a_last_case(bound, text):
    assert said("{?a|yoy:向好}好{:变差}差{:}稳{/}", bound) == text


@pytest.mark.parametrize(("bound", "text"), [(GROWN, "可比"), (UNKNOWN, "不可比"), (NOT_ALIKE, "不可比")])
def test_presence(bound, text):
    assert said("{?a|yoy:有}可比{:无}不可比{/}", bound) == text


@pytest.mark.parametrize(
    ("condition", "measure", "holds"),
    [
        (">=90%", "0.9", True),
        (">=90%", "0.89999", False),
        (">1", "1", False),
        ("<=1", "1", True),
        ("<5‰", "0.0049", True),
        ("=0", "0", True),
        (">=28万", "282773", True),
        (">=1亿", "99999999", False),
        ("<-3%", "-0.031", True),
        (">0", None, False),
    ],
)
def test_thresholds_in_percent_and_ten_thousands(condition, measure, holds):
    assert read_test(condition).holds(figure("value", measure=measure)) is holds


def test_a_value_from_part_of_the_months_meets_no_threshold_but_is_there():
    partial = figure("value", status="partial")
    assert said("{?a:>=1}够{/}{?a:有}有{/}", partial) == "有"


def test_the_figure_of_an_unmet_condition_is_not_missed_but_an_unknown_one_is():
    assert say(parse("{?a|yoy:增长}升{/}"), {}, lambda _: SHRUNK).left_out == ()
    assert [each.indicator for each in say(parse("{?a|yoy:增长}升{/}"), {}, lambda _: UNKNOWN).left_out] == ["a"]


def test_a_field_of_a_row_is_judged_by_its_number_and_its_presence():
    assert said("{?days:>=30}久{/}{?days:有}逾期{days}{/}", Cell("45天", Decimal(45))) == "久逾期45天"
    assert said("{?days:有}逾期{days}{:无}按期{/}", Cell("")) == "按期"
