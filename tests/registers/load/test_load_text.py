"""Encodings, quotes, line ends and records of the wrong length."""

import openpyxl
import pytest
from loadfiles import VISIT, csv_text, visits


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_usual_encodings_and_line_ends_give_the_same_rows(read, encoding, line_end):
    text = visits({}, {"科室": "02"}).replace("\r\n", line_end)
    assert read(text.encode(encoding)).rows == read(visits({}, {"科室": "02"})).rows


def test_gbk_that_begins_with_a_block_of_ascii(read, monkeypatch):
    """The encoding is decided where the first other character stands, even far into the file."""
    monkeypatch.setattr("linghang.registers.staging.IN_FLIGHT", 600)
    header = ["visit_no", "visited_at", "department", "patient"]
    rows = [[number, "2022-03-05 08:30:00", "01" if number < 90 else "外科", "p"] for number in range(100)]
    found = read(csv_text(rows, header).encode("gbk"))
    assert (len(found.rows), found.faults) == (100, [])
    assert found.rows[95]["department"] == "02"


def test_quoted_cells_may_hold_commas_quotes_and_line_ends(read):
    found = read(visits({"就诊号": "a,b"}, {"就诊号": 'say "x"'}, {"就诊号": "two\nlines"}, {"就诊号": "last"}))
    assert [(row["visit_no"], row["_row"]) for row in found.rows] == [
        ("a,b", 2),
        ('say "x"', 3),
        ("two\nlines", 4),
        ("last", 5),
    ]


def test_a_quote_inside_an_unquoted_cell_is_an_ordinary_character(read):
    lines = visits({}, {}, {}).splitlines()
    lines[2] = 'a"b' + lines[2][1:]
    lines[3] = 'c"d' + lines[3][1:]
    assert [row["visit_no"] for row in read("\n".join(lines) + "\n").rows] == ["1", 'a"b', 'c"d']


def test_records_of_the_wrong_length_are_rejected_by_row(read):
    lines = visits({}, {}, {}, {}).splitlines()
    lines[2] += ",extra"
    lines[3] = lines[3].rsplit(",", 2)[0]
    found = read("\n".join(lines) + "\n")
    assert found.faults == [(3, "整行", "", "有 16 列，应为 15 列"), (4, "整行", "", "有 13 列，应为 15 列")]
    assert [row["_row"] for row in found.rows] == [2, 5]
    assert found.staged.rows_rejected == 2


def test_empty_lines_are_passed_over_but_counted(read):
    lines = visits({}, {}).splitlines()
    found = read("\n".join([lines[0], "", lines[1], "," * 14, lines[2], "", ""]))
    assert [row["_row"] for row in found.rows] == [3, 5]
    assert found.faults == []


def test_a_small_xlsx_loads_like_the_same_csv(read, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("数据")
    sheet.append(list(VISIT))
    sheet.append(list(VISIT.values()))
    sheet.append([None] * 3)
    sheet.append([*["9"], *list(VISIT.values())[1:5], 33, 12.5, *list(VISIT.values())[7:]])
    book.save(tmp_path / "book.xlsx")
    found = read((tmp_path / "book.xlsx").read_bytes(), "book.csv")
    assert [(row["visit_no"], row["_row"], row["age"], str(row["fee"])) for row in found.rows] == [
        ("1", 2, 32, "12.50"),
        ("9", 4, 33, "12.50"),
    ]
    assert found.rows[0] == read(visits({})).rows[0]


def test_small_blocks_give_the_same_as_one_large_block(read, monkeypatch):
    """However a file is cut into blocks, rows and row numbers are the same."""
    changes = [{"年龄": "x"} if number % 7 == 0 else {"就诊号": f'"{number}\n'} for number in range(60)]
    text = visits(*changes)
    whole = read(text)
    monkeypatch.setattr("linghang.registers.staging.IN_FLIGHT", 900)
    parts = read(text)
    assert parts.rows == whole.rows
    assert parts.faults == whole.faults
    assert len(whole.rows) == 51
    assert parts.staged.sha256 == whole.staged.sha256
