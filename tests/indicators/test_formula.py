"""Formulas of derived indicators."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.indicators.formula import evaluate, in_words, parse_formula, references
from linghang.indicators.values import values

NUMBERS = {"a": Decimal(6), "b": Decimal(4), "c": None, "zero": Decimal(0)}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a - b - 1", 1),
        ("a - (b - 1)", 3),
        ("a + b * 2", 14),
        ("(a + b) * 2", 20),
        ("a / b", Decimal("1.5")),
        ("-a + b", -2),
        ("a / b / 2", Decimal("0.75")),
        ("0.5 * a", 3),
        ("a / zero", None),
        ("a + c", None),
        ("c * zero", None),
    ],
)
def test_arithmetic(text, result):
    assert evaluate(parse_formula(text), NUMBERS, 31) == result


@pytest.mark.parametrize("text", ["", "a +", "a; b", "a > b", "'a'", "sum(a)", "a.b", "select a", "1e5", "a ** b"])
def test_anything_else_is_refused(text):
    with pytest.raises(InputError):
        parse_formula(text)


def test_references_come_once_in_order():
    assert references(parse_formula("b / a + b")) == ["b", "a"]


@given(
    st.recursive(
        st.sampled_from(["a", "b", "1", "2.5"]),
        lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        max_leaves=6,
    )
)
def test_words_mean_the_same_as_the_formula(text):
    words = in_words(parse_formula(text), lambda code: code)
    for sign, op in {"×": "*", "÷": "/", "−": "-", "（": "(", "）": ")"}.items():
        words = words.replace(sign, op)
    assert parse_formula(words) == parse_formula(text)


def test_a_derived_rate_is_computed_after_the_roll_up(load):
    load("east", "2022", "number left_on pathway\nA1 2022-01-03 yes\nA2 2022-01-03 no")
    load("west", "2022", "number left_on pathway\nB1 2022-01-03 yes\nB2 2022-01-03 yes")
    [value] = values(["not_on_pathway"], Period.parse("2022"), "group")
    assert (value.value, value.numerator, value.denominator) == (Decimal("0.25"), 1, 4)


def test_the_days_of_the_period():
    """Bed days over them are beds: 3,100 bed days in a January are 100 beds, as 36,500 in a year are."""
    beds = parse_formula("bed_days / period_days()")
    assert evaluate(beds, {"bed_days": Decimal(3100)}, 31) == 100
    assert evaluate(beds, {"bed_days": Decimal(36500)}, 365) == 100
    assert references(beds) == ["bed_days"]
    assert in_words(beds, lambda code: "实际开放总床日") == "实际开放总床日 ÷ 期内天数"
