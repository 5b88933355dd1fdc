"""What a cell may look like, and what is said of one that cannot be read."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from loadfiles import visits


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        ("VT", "2022-03-05 08:30:15", "visited_at", datetime(2022, 3, 5, 8, 30, 15)),
        ("VT", "2022-03-05 08:30", "visited_at", datetime(2022, 3, 5, 8, 30)),
        ("VT", "2022/3/5 8:30", "visited_at", datetime(2022, 3, 5, 8, 30)),
        ("VT", "2022-03-05", "visited_at", datetime(2022, 3, 5)),
        ("VT", " 2022-03-05 08:30:00 ", "visited_at", datetime(2022, 3, 5, 8, 30)),
        ("出生日期", "1990-02-28", "birthday", date(1990, 2, 28)),
        ("出生日期", "1990/2/8", "birthday", date(1990, 2, 8)),
        ("出生日期", "19900208", "birthday", date(1990, 2, 8)),
        ("年龄", "0", "age", 0),
        ("年龄", "32.0", "age", 32),
        ("年龄", " 32", "age", 32),
        ("年龄", "-", "age", None),
        ("年龄", " - ", "age", None),
        ("年龄", "", "age", None),
        ("费用", "0", "fee", Decimal("0.00")),
        ("费用", "12.5000", "fee", Decimal("12.50")),
        ("预约", "否", "booked", False),
        ("预约", "1", "booked", True),
        ("科室", "02", "department", "02"),
        ("科室", "外科", "department", "02"),
        ("D01", "B10.1", "diagnosis", ["B10.1"]),
    ],
)
def test_is_read(read, column, text, field, value):
    found = read(visits({column: text}))
    assert found.faults == []
    assert found.rows[0][field] == value


TOLD = {
    "三十": "〔2 个汉字〕",
    "也许": "〔2 个汉字〕",
    "昨天": "〔2 个汉字〕",
    "12345678901": "＊＊＊＊＊＊",
    "99999999999999999.00": "＊＊＊＊＊＊.00",
}
"""What could be a name or the number of a person is not repeated."""


@pytest.mark.parametrize(
    ("column", "text", "title", "reason"),
    [
        ("VT", "2022-02-30 08:00:00", "VT 就诊时间", "不是日期时间，或没有这一时刻"),
        ("VT", "0022-03-05 08:00:00", "VT 就诊时间", "不是日期时间，或没有这一时刻"),
        ("VT", "", "VT 就诊时间", "必填项为空"),
        ("出生日期", "1990-13-01", "出生日期", "不是日期，或没有这一天"),
        ("出生日期", "1990-01-01 08:00:00", "出生日期", "不是日期，或没有这一天"),
        ("年龄", "三十", "年龄", "不是整数"),
        ("年龄", "32.5", "年龄", "不是整数"),
        ("年龄", "121", "年龄", "大于上限 120"),
        ("费用", "-0.01", "费用", "小于下限 0"),
        ("费用", "12.345", "费用", "小数超过 2 位"),
        ("费用", "1,200.00", "费用", "不是数字"),
        ("费用", "12元", "费用", "不是数字"),
        ("费用", "99999999999999999.00", "费用", "数值过大"),
        ("费用", "NaN", "费用", "不是数字"),
        ("预约", "也许", "预约", "不是“是”或“否”"),
        ("科室", "1", "科室", "不是“科室表”里的代码"),
        ("就诊号", "12345678901", "就诊号", "超过 10 个字"),
        ("D01", "C01", "D01 诊断", "不是“诊断类目”里的代码"),
        ("T01", "昨天", "T01 诊断日期", "不是日期，或没有这一天"),
    ],
)
def test_is_rejected_with_place_value_and_reason(read, column, text, title, reason):
    found = read(visits({}, {column: text}))
    assert found.faults == [(3, title, TOLD.get(text, text), reason)]
    assert [row["_row"] for row in found.rows] == [2]


def test_an_unverified_codeset_only_warns(read):
    found = read(visits({"颜色": "7"}))
    assert (found.rows[0]["colour"], found.faults) == ("7", [])
    assert found.warnings == [(2, "颜色", "7", "不是“颜色表”里的代码")]
    assert found.staged.rows_warned == 1


def test_a_row_rule_that_cannot_be_told_is_not_broken(read):
    assert read(visits({"出生日期": ""})).faults == []
    assert read(visits({}, {"出生日期": "2022-03-06"})).faults == [
        (3, "出生日期、就诊时间", "2022-03-06，2022-03-05 08:30:00", "就诊早于出生")
    ]
    assert read(visits({"费用": "1000"})).warnings == [(2, "费用", "1000.00", "费用偏高")]


def test_a_list_keeps_its_companions_in_step(read):
    row = read(visits({"D01": "", "T01": "", "D02": "A2", "T02": "2022-01-02", "D03": "B1", "T03": ""})).rows[0]
    assert row["diagnosis"] == ["A2", "B1"]
    assert row["diagnosed"] == [date(2022, 1, 2), None]


def test_a_companion_without_its_master_is_named_not_silently_lost(read):
    found = read(visits({"D02": "", "T02": "2022-01-02"}))
    assert found.rows[0]["diagnosed"] == [date(2022, 3, 5)]
    assert found.warnings == [(2, "T02 诊断日期", "2022-01-02", "对应的“诊断”为空，这个值没有入库")]
