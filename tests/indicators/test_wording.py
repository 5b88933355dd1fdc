"""How figures and changes are said, as the founding documents say them."""

from decimal import Decimal

import pytest

from linghang.indicators.comparisons import comparison
from linghang.indicators.wording import say_change, say_value
from linghang.packs.model import Indicator


def indicator(unit="人次", decimals=0, scale="", kind="reported"):
    return Indicator(code="tried", title="试", source="试", kind=kind, unit=unit, decimals=decimals, scale=scale)


@pytest.mark.parametrize(
    ("unit", "decimals", "scale", "value", "said"),
    [
        ("人次", 0, "", "10141", "10141人次"),
        ("人次", 2, "万", "1107300", "110.73万人次"),
        ("人次", 2, "万", "89000", "8.9万人次"),  # not 8.90万
        ("人次", 2, "万", "983", "983人次"),  # not 0.1万
        ("元", 2, "万", "723900", "72.39万元"),
        ("元", 1, "亿", "95000000", "95000000元"),
        ("元", 2, "万", "99.5", "99.5元"),
        ("%", 1, "", "0.29188", "29.2%"),
        ("%", 1, "", "1", "100.0%"),
        ("%", 2, "", "0.0005", "0.05%"),
        ("‰", 2, "", "0.001234", "1.23‰"),
        ("天", 1, "", "8.45", "8.5天"),  # half up, not to even
        ("天", 1, "", "-0.04", "0.0天"),
    ],
)
def test_a_value(unit, decimals, scale, value, said):
    assert say_value(indicator(unit, decimals, scale), Decimal(value)) == said


def test_a_missing_value():
    assert say_value(indicator(), None) == "〔缺〕"


def change(kind, value, base, absolute=False, **shape):
    numbers = [None if each is None else Decimal(each) for each in (value, base)]
    return say_change(indicator(**shape), comparison(kind, *numbers, "ok"), absolute=absolute)


@pytest.mark.parametrize(
    ("kind", "value", "base", "said"),
    [
        ("yoy", "108420", "100000", "同比增长8.42%"),
        ("yoy", "118", "100", "同比增长18%"),
        ("mom", "90", "100", "环比下降10%"),
        ("yoy", "100", "100", "与上年持平"),
        ("yoy", "1000000", "1000001", "与上年持平"),  # 0.0001 % is nothing to speak of
        ("yoy", None, "100", "同比〔缺〕"),
        ("yoy", "100", None, "同比〔缺〕"),
        ("yoy", "100", "0", "同比〔缺〕"),
        ("target", "1012", "1000", "完成目标的101.2%"),
        ("target", "5", None, "完成目标的〔缺〕"),
    ],
)
def test_growth(kind, value, base, said):
    assert change(kind, value, base) == said


@pytest.mark.parametrize(
    ("kind", "value", "base", "said"),
    [
        ("yoy", "10141", "9158", "比上年增加983人次"),
        ("mom", "9158", "10141", "比上期减少983人次"),
        ("target", "90", "100", "比目标少10人次"),
        ("yoy", "7", "7", "与上年持平"),
        ("yoy", "7", None, "比上年〔缺〕"),
    ],
)
def test_differences(kind, value, base, said):
    assert change(kind, value, base, absolute=True) == said


@pytest.mark.parametrize(
    ("kind", "value", "base", "said"),
    [
        ("yoy", "0.295", "0.292", "同比提高0.3个百分点"),
        ("mom", "0.2919", "0.2969", "环比下降0.5个百分点"),
        ("yoy", "0.29201", "0.29199", "与上年持平"),
        ("target", "0.92", "0.9", "比目标高2个百分点"),
        ("yoy", "0.9", None, "同比〔缺〕"),
    ],
)
def test_rates_change_by_points(kind, value, base, said):
    assert change(kind, value, base, unit="%", decimals=1) == said


@pytest.mark.parametrize(
    ("unit", "absolute", "said"),
    [
        ("人次", False, "同比不可比"),
        ("人次", True, "比上年不可比"),
        ("%", False, "同比不可比"),
        ("%", True, "同比不可比"),
    ],
)
def test_sides_that_lack_months_or_reporters_are_not_compared(unit, absolute, said):
    found = comparison("yoy", Decimal("0.8"), Decimal("0.6"), "partial")
    assert say_change(indicator(unit), found, absolute=absolute) == said


def test_a_target_half_way_through_is_still_said():
    assert say_change(indicator(), comparison("target", Decimal(50), Decimal(100), "partial")) == "完成目标的50%"
