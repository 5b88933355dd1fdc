"""Chinese numerals: by hand, and back from what another writer makes of a number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.documents.numerals import of_arabic, of_chinese, tenths

DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """A number below 100 million as it is read aloud."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return written(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + written(low))
    parts, zero = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            parts += ("零" if zero and parts else "") + DIGITS[digit] + sign
            zero = False
        else:
            zero = True
    return parts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("八", 8), ("十", 10), ("十五", 15), ("二十", 20), ("二十三", 23), ("一百零五", 105), ("一百五", 150),
        ("两千", 2000), ("三万五千", 35000), ("三万五", 35000), ("二百三十六万", 2360000),
        ("一亿", 100000000), ("二〇二三", 2023), ("五百", 500),
    ],
)  # fmt: skip
def test_by_hand(text: str, value: int) -> None:
    assert of_chinese(text) == value


@pytest.mark.parametrize("text", ["", "十十", "百", "几十", "甲", "一二x"])
def test_what_is_no_number(text: str) -> None:
    assert of_chinese(text) in (None, Decimal(100))


@given(st.integers(1, 99_999_999))
def test_every_number_comes_back(number: int) -> None:
    assert of_chinese(written(number)) == number


def test_others() -> None:
    assert of_arabic("282,773") == 282773
    assert of_arabic("14449.36") == Decimal("14449.36")
    assert (tenths("四成三"), tenths("三成"), tenths("成功")) == (43, 30, None)
