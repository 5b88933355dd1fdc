"""Months of figures and days of measures."""

import datetime as dt

import pytest

from linghang.core.periods import Period
from linghang.papers.reading import read
from linghang.papers.when import due_of, period_of


def said(sentence, default=None):
    text = f"青山医院2024年工作报告\n{sentence}"
    figure = next(each for each in read(text).figures.figures if each.unit_norm == "人次")
    found = period_of(text, figure, default and Period.parse(default))
    return str(found) if found else None


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("2023年门诊人次12万人次。", "2023"),
        ("2023年上半年，门诊人次12万人次。", "2023-01..2023-06"),
        ("2023年前三季度，门诊人次12万人次。", "2023-01..2023-09"),
        ("2023年第二季度门诊人次12万人次。", "2023Q2"),
        ("2023年1—5月，门诊人次12万人次。", "2023-01..2023-05"),
        ("截至2023年5月底，门诊人次12万人次。", None),
    ],
)
def test_the_months_named_beside_it(sentence, period):
    assert said(sentence) == period


def test_the_document_speaks_of_its_own_period():
    assert said("门诊人次12万人次。", "2024-01..2024-06") == "2024-01..2024-06"
    assert said("2023年门诊人次12万人次。", "2024-01..2024-06") == "2023"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("到2027年，建成区域中心。", dt.date(2027, 12, 31)),
        ("2026年6月底前完成改造。", dt.date(2026, 6, 30)),
        ("2026年9月15日前完成改造。", dt.date(2026, 9, 15)),
        ("年底前完成改造。", dt.date(2025, 12, 31)),
        ("今年要完成改造。", dt.date(2025, 12, 31)),
        ("力争2–3年建成。", dt.date(2028, 12, 31)),
        ("力争2–3年内建成。", dt.date(2028, 12, 31)),
        ("力争用三年时间建成。", dt.date(2028, 12, 31)),
        ("上半年完成招标。", dt.date(2025, 6, 30)),
        ("三季度完成招标。", dt.date(2025, 9, 30)),
        ("2月底前完成招标。", dt.date(2025, 2, 28)),
        ("加强学科建设。", None),
    ],
)
def test_due_days_of_a_document_of_2025(words, day):
    found = due_of(words, 2025)
    assert (found[0] if found else None) == day
