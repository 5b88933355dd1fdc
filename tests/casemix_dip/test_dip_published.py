"""A catalogue as a bureau publishes it: core, comprehensive, auxiliary and coefficient tables, from .xlsx and CSV."""

import csv
from decimal import Decimal

import pytest
import xlsxwriter

from casemix_dip.sample import SHIPPED, case, frame
from linghang.casemix.dip.catalogue import Coefficient, InstitutionCoefficient, LevelCoefficient
from linghang.casemix.dip.enter import enter
from linghang.casemix.dip.files import read_catalogue, write_catalogue
from linghang.casemix.dip.score import score
from linghang.core.errors import InputError

SHEETS = {
    "核心病种": [
        ["某某市病种分值表", "", "", ""],
        ["DIP编码", "主要诊断编码", "主要手术操作编码", "病种点数"],
        ["D1", "I63.9", "", "800"],
        ["D2", "K35.8/K35.9", "47.0100", "1,200.50"],
    ],
    "综合病种": [["病种编码", "主要诊断", "操作性质", "分值"], ["Z1", "I63", "保守治疗", "500"]],
    "辅助目录": [
        ["病种编码", "辅助目录", "分型", "调整系数"],
        ["D1", "年龄", "65岁及以上", "1.2"],
        ["D2", "", "监护 2–7 天", "1.5"],
    ],
    "机构系数": [["医疗机构代码", "机构名称", "机构等级", "系数"], ["H1", "甲医院", "三级", "1.08"]],
    "等级系数": [["机构等级", "等级系数"], ["三级", "1.05"], ["二级", "0.95"]],
}


def write(folder, kind, sheets):
    if kind == "csv":
        folder.mkdir(exist_ok=True)
        for name, rows in sheets.items():
            with (folder / f"{name}.csv").open("w", encoding="gb18030", newline="") as handle:
                csv.writer(handle).writerows(rows)
        return folder
    with xlsxwriter.Workbook(str(folder.with_suffix(".xlsx"))) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return folder.with_suffix(".xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_all_tables_are_read(tmp_path, kind):
    found = read_catalogue(write(tmp_path / "公布", kind, SHEETS), name="某某市")
    assert {(group.code, group.kind.value, group.weight) for group in found.groups} == {
        ("D1", "基本", Decimal(800)),
        ("D2:K35.8", "基本", Decimal("1200.50")),
        ("D2:K35.9", "基本", Decimal("1200.50")),
        ("Z1", "综合", Decimal(500)),
    }
    assert found.auxiliary == (
        Coefficient("D1", "age", "65 岁及以上", Decimal("1.2"), 0, Decimal(0)),
        Coefficient("D2:K35.8", "icu_days", "监护 2–7 天", Decimal("1.5"), 0, Decimal(0)),
        Coefficient("D2:K35.9", "icu_days", "监护 2–7 天", Decimal("1.5"), 0, Decimal(0)),
    )
    assert {one.level: one.coefficient for one in found.levels} == {"三级": Decimal("1.05"), "二级": Decimal("0.95")}
    assert found.institutions == (InstitutionCoefficient("H1", Decimal("1.08")),)
    assert read_back(tmp_path, found) == found


@pytest.mark.parametrize(("sheet", "kind"), [("核心病种", "基本"), ("目录", "综合"), ("核心病种和综合病种", "综合")])
def test_a_category_alone_is_a_core_group_where_the_sheet_says_so(tmp_path, sheet, kind):
    rows = [["病种编码", "主要诊断编码", "分值"], ["D3", "I10", "200"]]
    (group,) = read_catalogue(write(tmp_path / "公布", "xlsx", {sheet: rows})).groups
    assert (group.kind.value, group.diagnosis) == (kind, "I10X" if kind == "基本" else "I10")


def read_back(folder, found):
    write_catalogue(found, folder / "写出.xlsx")
    return read_catalogue(folder / "写出.xlsx")


def test_the_published_coefficients_count_that_of_the_institution_first(tmp_path):
    found = read_catalogue(write(tmp_path / "公布", "csv", SHEETS))
    assert found.levels[0] == LevelCoefficient("三级", Decimal("1.05"), 0)
    rows = [
        case("I63.900", institution="H1", level="三级", age=70),
        case("I63.900", institution="H2", level="三级", age=40),
        case("K35.800", "47.0100", institution="H3", level="二级", icu_days=3),
    ]
    scored = score(enter(frame(rows), found), found, SHIPPED, Decimal(10))
    assert scored.select("dip", "institution_coefficient", "auxiliary").rows() == [
        ("D1", Decimal("1.08"), Decimal("1.2")),
        ("D1", Decimal("1.05"), Decimal(1)),
        ("D2:K35.8", Decimal("0.95"), Decimal("1.5")),
    ]
    # 800 × 1.08 × 1.2 × 10
    assert scored["standard"][0] == Decimal("10368.00")


@pytest.mark.parametrize(
    ("sheet", "row", "said"),
    [
        ("辅助目录", ["D9", "年龄", "65岁及以上", "1"], "病种表里没有这个病种"),
        ("辅助目录", ["", "年龄", "65岁及以上", "1"], "病种表里没有这个病种"),
        ("辅助目录", ["D1", "年龄", "百岁", "1"], "参数里没有这个分型"),
        ("辅助目录", ["D1", "费用", "65岁及以上", "1"], "参数里没有这个分型"),
        ("辅助目录", ["D1", "年龄", "65岁及以上", "1.3"], "与第 2 行说的是同一项"),
        ("辅助目录", ["D2", "年龄", "65岁及以上", "0"], "应大于 0"),
        ("辅助目录", ["D2", "年龄", "65岁及以上", ""], "没有填写"),
        ("辅助目录", ["D2", "年龄", "65岁及以上", "一"], "应为不小于 0 的数"),
        ("机构系数", ["H1", "", "", "1.1"], "与第 2 行说的是同一项"),
        ("机构系数", ["", "丙医院", "", "1.1"], "没有填写"),
        ("等级系数", ["", "1.1"], "没有填写"),
        ("综合病种", ["Z2", "I64.x", "", "5"], "3 位类目"),
    ],
)
def test_broken_rows_are_told_with_sheet_and_row(tmp_path, sheet, row, said):
    sheets = SHEETS | {sheet: [*SHEETS[sheet], row]}
    with pytest.raises(InputError, match=said) as caught:
        read_catalogue(write(tmp_path / "公布", "xlsx", sheets))
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (f"公布.xlsx/{sheet}", len(sheets[sheet]))


def test_a_subtype_of_two_kinds_needs_the_kind(tmp_path):
    kinds = [kind.model_dump() for kind in SHIPPED.auxiliary.kinds]
    twice = [
        {"kind": kind, "title": title, "bands": [{"name": "高", "at_least": 0}]}
        for kind, title in (("age", "年龄"), ("cci", "合并症"))
    ]
    rule = SHIPPED.model_validate(
        SHIPPED.model_dump() | {"auxiliary": SHIPPED.auxiliary.model_dump() | {"kinds": [*twice, *kinds[3:]]}}
    )
    sheets = SHEETS | {"辅助目录": [SHEETS["辅助目录"][0], ["D1", "", "高", "1.2"]]}
    with pytest.raises(InputError, match="没有写是哪一种"):
        read_catalogue(write(tmp_path / "公布", "csv", sheets), parameters=rule)
    sheets["辅助目录"][1][1] = "合并症"
    assert read_catalogue(write(tmp_path / "公布", "csv", sheets), parameters=rule).auxiliary[0].kind == "cci"


def test_a_table_with_a_column_twice_is_not_passed_over(tmp_path):
    """Half of a catalogue would have come in."""
    twice = [["病种编码", "主要诊断", "操作性质", "分值", "分值"], ["Z1", "I63", "保守治疗", "500", "510"]]
    with pytest.raises(InputError, match="综合病种:1: “分值”: 有同名的列"):
        read_catalogue(write(tmp_path / "c", "xlsx", {**SHEETS, "综合病种": twice}))
