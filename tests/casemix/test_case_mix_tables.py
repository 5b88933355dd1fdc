"""One reader of tables for schemes, catalogues and weights: where the head is, what it may be called, what is told."""

import openpyxl
import pytest

from linghang.casemix.tables import Form, read_grids, read_table
from linghang.core.errors import InputError

FORM = Form(
    ("code", "name", "number", "sort"),
    ("code", "number"),
    {"code": ("编码", "代码"), "name": ("名称",), "number": ("数",), "sort": ("序号",)},
    codes=frozenset({"code"}),
)


def lines(*rows):
    return [cells for _, cells in read_table(rows, "表", FORM).lines]


@pytest.mark.parametrize("head", ["编码", " 编 码 ", "ＤＲＧ编码", "DIP-编码", "代码", "mdc代码"])
def test_the_head_by_any_of_its_names(head):
    assert lines([head, "数"], [" A1 ", "5"]) == [("A1", "", "5", "")]


def test_the_first_name_of_the_list_counts():
    assert lines(["代码", "编码", "数"], ["B", "A", "5"]) == [("A", "", "5", "")]


def test_the_head_is_found_below_titles_and_rows_keep_their_numbers():
    table = read_table([["目录"], [], ["数", "编码"], ["5", "A"], ["", ""], ["6", "B"]], "表", FORM)
    assert table.lines == [(4, ("A", "", "5", "")), (6, ("B", "", "6", ""))]
    assert table.notices == []


def test_doubled_rows_and_heads_in_the_body_are_noticed():
    head = ["序号", "编码", "数"]
    table = read_table([head, ["1", "A", "5"], ["2", "A", "5"], ["序号", "编 码", "数"], ["3", "A", "6"]], "表", FORM)
    assert [number for number, _ in table.lines] == [2, 5]
    assert sorted((notice.line, notice.reason[:5]) for notice in table.notices) == [
        (3, "有 1 行"),
        (4, "表头在表中"),
    ]


def test_a_column_that_stands_twice_is_refused_but_for_names():
    assert lines(["编码", "名称", "名称", "数"], ["A", "甲", "乙", "5"]) == [("A", "甲", "5", "")]
    with pytest.raises(InputError, match="表:1: “数”: 有同名的列"):
        lines(["编码", "数", "数"], ["A", "1", "2"])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "表是空的"),
        ([["", ""]], "表是空的"),
        ([["甲"], ["编码", "乙"]], "表:2: “数”: 缺少列"),
        ([["甲", "乙"]], "没有找到表头.*编码、数"),
        ([["甲"]] * 10 + [["编码", "数"]], "没有找到表头"),
    ],
)
def test_tables_without_a_head_are_refused(rows, said):
    with pytest.raises(InputError, match=said):
        lines(*rows)


def test_csv_in_either_encoding_and_a_workbook_read_alike(tmp_path):
    rows = [["编码", "名称", "数"], ["A", "甲", "5"]]
    text = "\n".join(map(",".join, rows))
    for name, encoding in (("one", "utf-8-sig"), ("other", "gb18030")):
        (tmp_path / f"{name}.csv").write_text(text, encoding=encoding)
    book = openpyxl.Workbook()
    for row in [rows[0], ["A", "甲", 5]]:
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    grids = [*read_grids(tmp_path).values(), *read_grids(tmp_path / "book.xlsx").values()]
    assert [lines(*grid) for grid in grids] == [[("A", "甲", "5", "")]] * 3


def test_codes_kept_as_numbers_are_noticed():
    (notice,) = read_table([["编码", "数"], [88.76, 5.0], ["A", 6.0]], "表", FORM).notices
    assert (notice.line, notice.reason[:7]) == (2, "有 1 个编码")
