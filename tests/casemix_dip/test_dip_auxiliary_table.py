"""Auxiliary catalogues with a column for every subtype: they say what the long form says."""

from decimal import Decimal

import pytest

from casemix_dip.sample import SHIPPED
from casemix_dip.test_dip_published import SHEETS, write
from linghang.casemix.dip.files import read_catalogue
from linghang.core.errors import InputError

ONE_ROW = [
    ["某某市辅助目录"],
    ["病种编码", "病种名称", "65岁及以上", "年龄：0-28天", "监护 2～7 天系数", "肿瘤严重程度（肿瘤转移）", "备注"],
    ["D1", "脑梗死", 1.2, "1.35", "-", "", "甲"],
    ["D2", "阑尾炎", "", "/", "1.5", "", ""],
]
TWO_ROWS = [
    ["病种编码", "病种名称", "年龄", "", "重症监护天数", "肿瘤严重程度", "备注"],
    ["", "", "65岁及以上", "0–28 天", "监护2-7天", "肿瘤转移", ""],
    *ONE_ROW[2:],
]
LONG = {
    ("D1", "age", "65 岁及以上", Decimal("1.2")),
    ("D1", "age", "0–28 天", Decimal("1.35")),
    ("D2:K35.8", "icu_days", "监护 2–7 天", Decimal("1.5")),
    ("D2:K35.9", "icu_days", "监护 2–7 天", Decimal("1.5")),
}


def read(folder, rows, kind="xlsx", sheet="辅助目录", parameters=SHIPPED):
    return read_catalogue(write(folder / "公布", kind, SHEETS | {sheet: rows}), parameters=parameters)


def said(found):
    return {(one.group, one.kind, one.subtype, one.coefficient) for one in found.auxiliary}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("rows", [ONE_ROW, TWO_ROWS])
def test_a_column_for_every_subtype_says_what_the_long_form_says(tmp_path, rows, kind):
    found = read(tmp_path, rows, kind)
    assert said(found) == LONG
    (notice,) = [one for one in found.notices if "没有读入" in one.reason]
    assert (notice.line, notice.value) == (2, "备注")


def test_the_columns_may_stand_in_the_table_of_groups(tmp_path):
    title, head, first, second = SHEETS["核心病种"]
    rows = [title, [*head, "65岁及以上", "0-28天", "监护2-7天"], [*first, 1.2, 1.35, ""], [*second, "", "", "1.5"]]
    sheets = {name: rows for name, rows in SHEETS.items() if name != "辅助目录"} | {"核心病种": rows}
    found = read_catalogue(write(tmp_path / "公布", "xlsx", sheets))
    assert {group.code for group in found.groups} == {"D1", "D2:K35.8", "D2:K35.9", "Z1"}
    assert said(found) == LONG


@pytest.mark.parametrize(
    ("row", "column", "cell", "place", "reason"),
    [
        (1, 3, "年龄：百岁", (2, "年龄：百岁"), "参数里没有这个分型"),
        (1, 3, "重度系数", (2, "重度系数"), "参数里没有这个分型"),
        (1, 3, "65 岁及以上", (2, "65 岁及以上"), "同一个分型"),
        (2, 2, "一点二", (3, "65岁及以上"), "应为不小于 0 的数"),
        (2, 3, "0", (3, "年龄：0-28天"), "应大于 0"),
        (3, 0, "D9", (4, "编码"), "病种表里没有这个病种"),
        (3, 0, "", (4, "编码"), "病种表里没有这个病种"),
    ],
)
def test_what_is_wrong_is_told_with_sheet_row_and_column(tmp_path, row, column, cell, place, reason):
    rows = [list(cells) for cells in ONE_ROW]
    rows[row][column] = cell
    with pytest.raises(InputError, match=reason) as caught:
        read(tmp_path, rows)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.field) == ("公布.xlsx/辅助目录", *place)
    assert fault.remedy


def test_a_subtype_below_a_title_that_is_not_known_is_told(tmp_path):
    rows = [list(cells) for cells in TWO_ROWS]
    rows[1][3] = "百岁"
    with pytest.raises(InputError, match=r"辅助目录:2: 年龄：百岁: 参数里没有这个分型"):
        read(tmp_path, rows)


def test_a_name_of_two_kinds_needs_the_title_of_its_kind(tmp_path):
    kinds = [kind.model_dump() for kind in SHIPPED.auxiliary.kinds]
    twice = [
        {"kind": kind, "title": title, "bands": [{"name": "高", "at_least": 0}]}
        for kind, title in (("age", "年龄"), ("cci", "合并症"))
    ]
    told = {"auxiliary": SHIPPED.auxiliary.model_dump() | {"kinds": [*twice, *kinds[3:]]}}
    settings = SHIPPED.model_validate(SHIPPED.model_dump() | told)
    rows = [["病种编码", "高系数", "监护2-7天"], ["D1", "1.2", "1.5"]]
    with pytest.raises(InputError, match="或几种都有"):
        read(tmp_path, rows, parameters=settings)
    rows[0][1] = "合并症-高"
    assert [one.kind for one in read(tmp_path, rows, parameters=settings).auxiliary] == ["cci", "icu_days"]
