"""Catalogues in files: what is written reads back equal; published ones are read with their oddities, or refused."""

import csv
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from casemix_dip.sample import basic, case, catalogue, drawn, frame, parameters
from linghang.casemix.dip.build import build
from linghang.casemix.dip.catalogue import Catalogue, Entry, Group, Kind
from linghang.casemix.dip.enter import enter
from linghang.casemix.dip.files import read_catalogue, write_catalogue
from linghang.core.errors import InputError


def full() -> Catalogue:
    """A built catalogue with rules, sets and lists beside."""
    rules = catalogue(
        Group("先-1", Kind.FIRST, "体外膜肺", "{ZYSS,QTSS} in ECMO"),
        Group("不-1", Kind.EXCLUDED, "精神病", "ZYZD in 精神", primary_care=True),
        sets={"ECMO": frozenset({"396500"}), "精神": frozenset({"F20000", "F20900"})},
    )
    settings = parameters(core={"cases": 8}, related={"ratio": "1.1", "least": 4}, primary_care=["I10.x"])
    found = build(frame(drawn(2, 900)), settings, rules=rules, name="甲市测算")
    entry = replace(found.entry, not_principal=("Z51",), not_main=("89",))
    return replace(found, entry=entry, valid_from=dt.date(2026, 1, 1))


@pytest.mark.parametrize("name", ["catalogue", "catalogue.xlsx"])
def test_what_is_written_reads_back_equal(tmp_path, name):
    wanted = full()
    assert wanted.auxiliary
    assert any(group.related for group in wanted.groups)
    write_catalogue(wanted, tmp_path / name)
    assert read_catalogue(tmp_path / name) == wanted


def test_writing_again_leaves_no_old_table(tmp_path):
    write_catalogue(full(), tmp_path / "c")
    few = catalogue(basic("J18.9", "J189"), entry=Entry())
    write_catalogue(few, tmp_path / "c")
    assert read_catalogue(tmp_path / "c") == few


HEAD = ["序号", "病种编码", "病种名称", "主要诊断代码", "主要手术操作编码", "相关手术", "病种 分值"]
ROWS = [
    ["某某市按病种分值付费病种目录", "", "", "", "", "", ""],
    HEAD,
    [1, "", "脑梗死", "I63.9", "保守治疗", "", "812.5"],
    [2, "", "脑梗死，取栓", "I63.9", "39.7400x001/39.7401", "", 5012],
    [2, "", "脑梗死，取栓", "I63.9", "39.7400x001/39.7401", "", 5012],
    HEAD,
    [3, "B1", "阑尾炎", "K35.8", "47.0100", "54.5100+99.1000/99.1001", "１，２３４.５"],
    [4, "Z1", "脑梗死综合", "I63", "", "", 700.0],
    ["", "", "", "", "", "", ""],
]


def workbook(path: Path, rows, sheet="目录") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        book.add_worksheet("说明").write(0, 0, "仅供参考")
    return path


def test_published_workbook_with_its_oddities(tmp_path):
    found = read_catalogue(workbook(tmp_path / "目录.xlsx", ROWS), name="某某市", valid_from=dt.date(2026, 1, 1))
    assert [(group.code, group.kind.value, group.weight) for group in found.groups] == [
        ("I63.9", "基本", Decimal("812.5")),
        ("I63.9:39.7400x001/39.7401", "基本", Decimal(5012)),
        ("B1", "基本", Decimal("1234.5")),
        ("Z1", "综合", Decimal(700)),
    ]
    assert found.groups[2].related == (("545100",), ("991000", "991001"))
    told = "\n".join(map(str, found.notices))
    assert "目录:5: 有 1 行与前面的行重复" in told
    assert "目录:6: 表头在表中重复出现" in told
    assert "说明: 这张表没有病种或系数的表头" in told
    rows = [case("I63.900", "39.7401"), case("K35.801", "47.0100|99.1001|54.5100"), case("I63.900", "39.7900")]
    assert enter(frame(rows), found)["dip"].to_list() == ["I63.9:39.7400x001/39.7401", "B1", None]


@pytest.mark.parametrize(
    ("place", "cell", "reason"),
    [
        ((2, 3), "", "没有主要诊断"),
        ((2, 3), "脑梗死", "4 位亚目"),
        ((2, 3), "I63.900", "4 位亚目"),
        ((3, 4), "X99", "不是手术操作编码"),
        ((2, 6), "八百", "应为不小于 0 的数"),
        ((2, 6), -1, "应为不小于 0 的数"),
        ((2, 6), "1e999999999", "不会这么长"),
        ((2, 6), "1e-999999999", "不会这么长"),
        ((6, 4), "", "没有主要操作"),
        ((6, 1), "Z1", "编码与第"),
    ],
)
def test_broken_rows_are_refused_with_row_and_reason(tmp_path, place, cell, reason):
    rows = [list(row) for row in ROWS]
    rows[place[0]][place[1]] = cell
    with pytest.raises(InputError, match=reason) as caught:
        read_catalogue(workbook(tmp_path / "a.xlsx", rows))
    line = 8 if place == (6, 1) else place[0] + 1
    assert {fault.line for fault in caught.value.faults} == {line}


def test_published_csv_in_gb18030_and_several_diagnoses(tmp_path):
    path = tmp_path / "目录.csv"
    with path.open("w", encoding="gb18030", newline="") as handle:
        csv.writer(handle).writerows(
            [["编码", "主要诊断", "主要操作", "分值"], ["D1", "I63.8/I63.9", "39.7400+88.4100", "9"]]
        )
    found = read_catalogue(path)
    assert [(group.code, group.diagnosis, group.operations, group.related) for group in found.groups] == [
        ("D1:I63.8", "I638", ("397400",), (("884100",),)),
        ("D1:I63.9", "I639", ("397400",), (("884100",),)),
    ]


def test_broken_rule_and_no_catalogue_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"先期 先-1: .*没有这个集合"):
        write_and_read(tmp_path, catalogue(Group("先-1", Kind.FIRST, "", "ZYSS in 没有"), entry=Entry()))
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError):
            read_catalogue(path / "nothing.xlsx")
    (tmp_path / "text.csv").write_text("姓名,年龄\n甲,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="没有找到表头"):
        read_catalogue(tmp_path / "text.csv")


@pytest.mark.parametrize(
    ("item", "content", "reason"),
    [
        ("基准分", "0", "应大于 0"),
        ("基准分", "一千", "应为不小于 0 的数"),
        ("基准费用", "1e999999999", "不会这么长"),
        ("施行日期", "2026-13-01", "不是日期"),
    ],
)
def test_what_a_catalogue_says_of_itself_is_checked(tmp_path, item, content, reason):
    write_catalogue(catalogue(Group("I63.9", Kind.BASIC, diagnosis="I639")), tmp_path)
    with (tmp_path / "目录说明.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([["项目", "内容"], ["名称", "甲"], [item, content]])
    with pytest.raises(InputError, match=f"目录说明: {item}.*{reason}"):
        read_catalogue(tmp_path)


def write_and_read(folder: Path, found: Catalogue) -> Catalogue:
    write_catalogue(found, folder / "written")
    return read_catalogue(folder / "written")
