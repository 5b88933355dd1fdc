"""Schemes from folders and workbooks: the same scheme from both, and every fault told with its place."""

import csv
import shutil

import openpyxl
import pytest

from casemix.grouping import SMALL, case, compiled, explained
from linghang.casemix.scheme import Options
from linghang.casemix.scheme_files import read_scheme
from linghang.core.errors import InputError


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SMALL, tmp_path / "scheme")


def add(folder, name, line):
    with (folder / name).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("rules.csv", "ADRG,CX1,,MDCC,ZYZD in DX_NONE,99", "rules.csv:30: ADRG CX1.*第 9 个字符.*没有这个集合"),
        ("rules.csv", "ADRG,CX1,,MDCC,ZYZD in (DX_C,99", "rules.csv:30: ADRG CX1.*第 9 个字符"),
        ("rules.csv", "ADRG,CX1,,CX2,true,99", "上级不是方案里的 MDC"),
        ("rules.csv", "MDC,MDCX,,MDCX,true,99", "上下级成环"),
        ("rules.csv", "GROUP,X,,,true,99", "应为 MDC、ADRG 或 DRG"),
        ("complications.csv", "E99.900,VERY,1", "complications.csv:6.*应为 MCC 或 CC"),
        ("rules.csv", "ADRG,CX1,,MDCC,,99", "规则到此结束"),
        ("rules.csv", "DRG,CX1,,CX1,true,99", "上级不是方案里的 ADRG"),
        ("sets.csv", "X" * 200_000 + ",B10.100", "sets.csv: 有一格过长"),
    ],
)
def test_faults_are_told_with_their_place(folder, name, line, said):
    add(folder, name, line)
    with pytest.raises(InputError, match=said):
        read_scheme(folder)


def test_all_broken_rules_are_told_at_once(folder):
    add(folder, "rules.csv", "ADRG,CX1,,MDCC,ZYZD in,98")
    add(folder, "rules.csv", "ADRG,CX2,,NONE,ZYZD in,99")
    with pytest.raises(InputError) as caught:
        read_scheme(folder)
    assert [fault.line for fault in caught.value.faults] == [31, 30, 31]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("sets.csv", b"", "sets.csv: 表是空的"),
        ("rules.csv", b"kind,code\n\xff\xff,1", "rules.csv: 既不是 UTF-8 也不是 GB18030"),
        ("rules.csv", b"kind,code,parent,rule\n", "没有一条 MDC 规则"),
        ("sets.csv", b"set,code,code\nDX_B,B10.100,C\n", "“code”: 有同名的列"),
        ("sets.csv", b"name,code\n", "sets.csv:1: “set”: 缺少列"),
    ],
)
def test_tables_that_are_none_are_refused(folder, name, content, said):
    (folder / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_scheme(folder)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 cut short"])
def test_a_workbook_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "scheme.xlsx").write_bytes(content)
    with pytest.raises(InputError, match=r"scheme\.xlsx: 不是 \.xlsx 表格"):
        read_scheme(tmp_path / "scheme.xlsx")


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("complications.csv", ",MCC,1", "有 1 行没有编码，已跳过"),
        ("exclusions.csv", ",1", "有 1 行没有主要诊断，已跳过"),
        ("sets.csv", "MCC,B10.100", "集合与并发症的名称相同"),
    ],
)
def test_lines_passed_over_are_noticed_and_change_nothing(folder, name, line, said):
    add(folder, name, line)
    scheme = read_scheme(folder)
    assert any(said in str(notice) for notice in scheme.notices)
    record = case("|B10.100", "20.1000x001")
    assert compiled(scheme, [record])[0][3] == "refused"


def test_codes_of_unusual_shape_are_read_alike_by_both_forms(folder):
    """In lower case, and an operation's set that also holds a diagnosis."""
    add(folder, "sets.csv", "DX_B1,b99.900")
    add(folder, "sets.csv", "DX_B,b99.900")
    add(folder, "sets.csv", "OP_B,D99.900")
    records = [case("b99.900|E20.200"), case("B10.100", "D99.900"), case("C10.100", "99.1000|D99.900")]
    scheme = read_scheme(folder)
    assert compiled(scheme, records) == explained(scheme, records)
    assert [answer[2] for answer in compiled(scheme, records)] == ["BR13", "BB15", "CR19"]


def test_a_missing_file_and_a_missing_scheme(folder):
    (folder / "sets.csv").unlink()
    with pytest.raises(InputError, match=r"sets\.csv: 缺少这个文件"):
        read_scheme(folder)
    with pytest.raises(InputError, match="没有这个分组方案"):
        read_scheme(folder / "none")


def test_the_group_of_several_lines_wins_by_its_first_that_holds(folder):
    add(folder, "rules.csv", "MDC,MDCC,又一条,,ZYZD in DX_M and XB = 2,99")
    add(folder, "rules.csv", "ADRG,CR1,又一条,MDCC,XB = 2,99")
    answers = compiled(read_scheme(folder), [case("M10.100", sex=2), case("C10.100", age=80), case("M10.100")])
    assert [answer[2] for answer in answers] == ["CR19", "CR19", "0000"]


def workbook(path):
    """The small scheme as the published workbook is made: doubled rows, heads in the body, empty rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    rules = list(csv.DictReader((SMALL / "rules.csv").open(encoding="utf-8")))
    for kind in ("MDC", "ADRG", "DRG"):
        sheet = book.create_sheet(kind)
        head = ["编码", "名称", "规则", "上级", "排序"]
        sheet.append(head)
        lines = [
            [row[name] for name in ("code", "name", "rule", "parent", "sort")] for row in rules if row["kind"] == kind
        ]
        for line in reversed(lines):
            sheet.append([*line[:4], int(line[4])])
        sheet.append(head)
        sheet.append([])
        sheet.append([*lines[0][:4], 900])
    for name, title, head in (
        ("sets", "集合", ["集合", "编码"]),
        ("complications", "CC", ["编码", "级别", "排除表"]),
        ("exclusions", "排除表", ["主要诊断", "排除表"]),
    ):
        sheet = book.create_sheet(title)
        lines = list(csv.reader((SMALL / f"{name}.csv").open(encoding="utf-8")))[1:]
        for line in [head, *lines, lines[0]]:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in line])
    book.save(path)
    return path


def test_the_workbook_gives_the_scheme_of_the_folder(tmp_path):
    read, expected = read_scheme(workbook(tmp_path / "scheme.xlsx")), read_scheme(SMALL)
    parts = ("mdcs", "adrgs", "drgs", "sets", "complications", "excluded")
    assert [getattr(read, part) for part in parts] == [getattr(expected, part) for part in parts]
    said = "\n".join(map(str, read.notices))
    assert said.count("表头在表中重复出现") == 3
    assert said.count("有 1 行与前面的行重复") == 6


def test_codes_kept_as_numbers_are_noticed(tmp_path):
    path = workbook(tmp_path / "scheme.xlsx")
    book = openpyxl.load_workbook(path)
    book["集合"].append(["OP_B", 88.76])
    book.save(path)
    assert any("有 1 个编码存成了数字" in str(notice) for notice in read_scheme(path).notices)


def test_a_workbook_without_a_sheet_is_refused(tmp_path):
    path = workbook(tmp_path / "scheme.xlsx")
    book = openpyxl.load_workbook(path)
    del book["集合"]
    book.save(path)
    with pytest.raises(InputError, match="缺少工作表"):
        read_scheme(path)


def test_exclusion_tables_without_rows_are_noticed():
    assert ["1 张排除表没有内容" in str(notice) for notice in read_scheme(SMALL, Options()).notices] == []
