"""What a person may write in a cell, and what it means."""

import datetime as dt
import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.packs.model import RegisterField
from linghang.registers.cells import CellError, Codes, from_stored, read_cell, to_stored, write_cell


def field(kind, **more):
    if kind == "code":
        more.setdefault("codeset", "any")
    return RegisterField(code="it", title="它", type=kind, **more)


@pytest.mark.parametrize(
    ("kind", "raw", "meant"),
    [
        ("integer", "1,234", 1234),
        ("integer", "１２", 12),
        ("integer", 12.0, 12),
        ("integer", " -3 ", -3),
        ("decimal", "12.5", Decimal("12.50")),
        ("decimal", 0.1 + 0.2, Decimal("0.30")),
        ("decimal", "1,234.56", Decimal("1234.56")),
        ("date", "2022-3-5", dt.date(2022, 3, 5)),
        ("date", "2022/03/05", dt.date(2022, 3, 5)),
        ("date", "2022.3.5", dt.date(2022, 3, 5)),
        ("date", "2022年3月5日", dt.date(2022, 3, 5)),
        ("date", "20220305", dt.date(2022, 3, 5)),
        ("date", 20220305.0, dt.date(2022, 3, 5)),
        ("date", dt.datetime(2022, 3, 5), dt.date(2022, 3, 5)),
        ("datetime", "2022-03-05 13:20", dt.datetime(2022, 3, 5, 13, 20)),
        ("datetime", "2022-03-05T13:20", dt.datetime(2022, 3, 5, 13, 20)),
        ("datetime", dt.date(2022, 3, 5), dt.datetime(2022, 3, 5)),
        ("boolean", "是", True),
        ("boolean", "否", False),
        ("boolean", 1.0, True),
        ("text", 123.0, "123"),
        ("text", "　门诊楼　", "门诊楼"),
        ("text", "", None),
        ("text", "-", None),
        ("text", None, None),
    ],
)
def test_read(kind, raw, meant):
    assert read_cell(field(kind), raw) == meant


@pytest.mark.parametrize(
    ("kind", "raw", "reason"),
    [
        ("integer", "12.5", "应为整数"),
        ("integer", "12人", "不是数字"),
        ("integer", "1e5", "不是数字"),
        ("integer", float("nan"), "不是数字"),
        ("integer", float("inf"), "不可信"),
        ("integer", "9223372036854775808", "数字太大"),
        ("integer", dt.date(2022, 3, 5), "不是数字"),
        ("decimal", "1.005", "小数超过 2 位"),
        ("decimal", "10000000000000000", "数字太大"),
        ("date", "2022-02-30", "没有这一天"),
        ("date", "22-3-5", "不是日期"),
        ("date", "2022-3/5", "不是日期"),
        ("date", 44625.0, "不是日期"),
        ("date", "1022-03-05", "年份不合常理"),
        ("date", dt.datetime(2022, 3, 5, 8, 0), "不带时间"),
        ("datetime", "2022-03-05 25:00", "时间写法有误"),
        ("boolean", "也许", "是"),
        ("text", 1234567890123456789.0, "已被表格软件改写"),
        ("text", "a\x07b", "控制字符"),
    ],
)
def test_refuse(kind, raw, reason):
    with pytest.raises(CellError) as caught:
        read_cell(field(kind), raw)
    assert reason in caught.value.reason


@pytest.mark.parametrize(("raw", "reason"), [("4", "小于下限 5"), ("11", "大于上限 10")])
def test_limits(raw, reason):
    with pytest.raises(CellError) as caught:
        read_cell(field("integer", min=5, max=10), raw)
    assert caught.value.reason == reason


def test_length():
    with pytest.raises(CellError, match="超过 3 个字（现有 4 个）"):
        read_cell(field("text", length=3), "一二三四")


@pytest.mark.parametrize("raw", ["1", "社区义诊", "1 社区义诊"])
def test_code_or_name(raw):
    assert read_cell(field("code"), raw, Codes({"1": "社区义诊", "2": "下乡义诊"})) == "1"


def test_numeric_code_from_spreadsheet():
    assert read_cell(field("code"), 1.0, Codes({"1": "社区义诊"})) == "1"


def test_unknown_code():
    with pytest.raises(CellError, match="不在可选范围内"):
        read_cell(field("code"), "9", Codes({"1": "社区义诊"}))


def test_ambiguous_name_needs_its_code():
    codes = Codes({"1": "其他", "2": "其他"})
    assert codes.find("其他") is None
    assert codes.find("2 其他") == "2"
    assert codes.label("2") == "2 其他"


def test_name_that_is_another_code():
    codes = Codes({"1": "2", "2": "乙"})
    assert codes.find("2") == "2"
    assert codes.find(codes.label("1")) == "1"


def test_prefix_codes():
    codes = Codes({"K80": "胆石病"}, prefix=True)
    assert codes.find("K80.100") == "K80.100"
    assert codes.find("K81.0") is None


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("高血压、糖尿病", ["高血压", "糖尿病"]),
        ("高血压；糖尿病", ["高血压", "糖尿病"]),
        ("高血压\n糖尿病", ["高血压", "糖尿病"]),
        ("骨、关节；眼", ["骨、关节", "眼"]),
        ("骨、关节；", ["骨、关节"]),
        ("；", None),
    ],
)
def test_list(raw, meant):
    assert read_cell(field("text", list=True), raw) == meant


_marks = st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf"))
_texts = st.text(_marks, min_size=1, max_size=30).filter(lambda text: text != "-")
_values = {
    "text": _texts,
    "integer": st.integers(-(2**63), 2**63 - 1),
    "decimal": st.decimals(-(10**12), 10**12, places=2).map(lambda number: number + 0),
    "date": st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)),
    "datetime": st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 12, 31)).map(
        lambda at: at.replace(microsecond=0)
    ),
    "boolean": st.booleans(),
}
_typed = st.sampled_from(sorted(_values)).flatmap(lambda kind: st.tuples(st.just(kind), _values[kind]))


@given(_typed)
def test_what_is_written_reads_back(typed):
    kind, value = typed
    assert read_cell(field(kind), write_cell(field(kind), value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.300000", "0.30"), ("12.50", "12.50"), ("0.123400", "0.1234"), ("7", "7"), ("100", "100"), ("1.0", "1.0")],
)
def test_needless_places_are_not_written(value, text):
    it = field("decimal", decimals=6)
    assert write_cell(it, Decimal(value)) == text
    assert read_cell(it, text) == Decimal(value)


@given(st.lists(_texts.filter(lambda text: not set(text) & set("；;")), min_size=1, max_size=5))
def test_lists_read_back(values):
    it = field("text", list=True)
    assert read_cell(it, write_cell(it, values)) == values


@given(_typed)
def test_stored_comes_back(typed):
    kind, value = typed
    assert from_stored(field(kind), to_stored(value)) == value


@given(st.dictionaries(st.text(string.digits, min_size=1, max_size=3), st.text("甲乙丙 12", max_size=4), min_size=1))
def test_every_label_finds_its_code(names):
    codes = Codes({code: name.strip() for code, name in names.items()})
    assert {codes.find(label) for label in codes.labels.values()} == set(names)
    assert all(codes.find(codes.label(code)) == code for code in names)


@given(st.sampled_from(sorted(_values)), st.one_of(st.text(), st.floats(), st.integers(), st.dates(), st.booleans()))
def test_any_cell_is_read_or_refused(kind, raw):
    try:
        value = read_cell(field(kind), raw)
    except CellError as error:
        assert error.reason
    else:
        assert value is None or read_cell(field(kind), write_cell(field(kind), value)) == value
