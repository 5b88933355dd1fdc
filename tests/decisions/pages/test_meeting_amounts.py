"""Sums as people write them, and what is no sum."""

from decimal import Decimal

import pytest
from django.forms import ValidationError

from linghang.decisions.fields import AmountField

FIELD = AmountField(required=False, min_value=0, max_digits=18, decimal_places=2)


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("120万", 1_200_000),
        ("1,200,000元", 1_200_000),
        ("1.5亿", 150_000_000),
        ("12万亿", 12_000_000_000_000),
        ("0.005", 0),
    ],
)
def test_sums(typed, yuan):
    assert FIELD.clean(typed) == Decimal(yuan)


@pytest.mark.parametrize(
    "typed", ["1e40", "1e999999999", "9" * 40, "1e18亿", "1e999999亿", "Infinity", "NaN", "-1", "很多"]
)
def test_no_sums(typed):
    with pytest.raises(ValidationError):
        FIELD.clean(typed)


def test_a_huge_sum_typed_into_the_form_is_said_and_breaks_nothing(office, house):
    posted = {"title": "购置", "kind": "matter", "matter": "budget", "amount": "1e40"}
    assert office.post("/meetings/items/verdict/", posted).status_code == 200
    answer = office.post("/meetings/items/new/", posted)
    assert answer.status_code == 422
    assert "金额太大" in answer.content.decode()
