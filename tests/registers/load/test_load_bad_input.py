"""Files that cannot be used as a whole: each refusal says what, where, and what to do."""

import zipfile

import openpyxl
import pytest
from loadfiles import VISIT, csv_text, visits

from linghang.core.errors import InputError
from linghang.registers import source, staging

HEADER = list(VISIT)


def refusal(read, content, name="visits.csv", **options):
    with pytest.raises(InputError) as caught:
        read(content, name, **options)
    for fault in caught.value.faults:
        assert fault.file == name
        assert fault.reason
        assert fault.remedy
    return caught.value.faults


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file(read, content):
    assert refusal(read, content)[0].reason == "文件是空的"


def test_a_zip_named_csv(read, tmp_path):
    package = tmp_path / "package.zip"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("visits.csv", visits({}))
    assert refusal(read, package.read_bytes())[0].reason == "这是压缩包，不是表格"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"\x1f\x8b\x08\x00", "压缩包"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<html><table>", "网页"),
        (b"\x7fELF" + b"\0" * 60, "二进制"),
    ],
)
def test_a_file_that_is_no_table(read, head, said):
    assert said in refusal(read, head + b" " * 20)[0].reason


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(read, encoding):
    assert "UTF-16" in refusal(read, visits({}).encode(encoding))[0].reason


def test_a_missing_column_is_named(read):
    names = [name for name in HEADER if name not in ("VT", "就诊号")]
    faults = refusal(read, csv_text([["x"] * len(names)], names))
    assert [(fault.line, fault.field, fault.reason) for fault in faults] == [
        (1, "就诊号", "缺少这一列"),
        (1, "VT 或 就诊时间", "缺少这一列"),
    ]


def test_a_doubled_column_is_named(read):
    faults = refusal(read, csv_text([], [*HEADER, "费用"]))
    assert [(fault.line, fault.field, fault.reason) for fault in faults] == [(1, "费用", "这一列出现了 2 次")]


def test_a_doubled_column_that_nobody_reads_is_ignored(read):
    assert len(read(csv_text([[*VISIT.values(), "a", "b"]], [*HEADER, "备注", "备注"])).rows) == 1


def test_data_without_a_header(read):
    fault = refusal(read, csv_text([], ["1", "甲某", "2022-01-01"]))[0]
    assert (fault.line, fault.reason) == (1, "第一行的 3 列里没有一个认识的列名")
    assert "就诊号" in fault.remedy
    assert "甲某" not in str(fault)


def test_tabs_instead_of_commas(read):
    assert "英文逗号" in refusal(read, "\t".join(HEADER) + "\n1\t2\n")[0].reason


def test_a_file_cut_off_in_its_last_line(read):
    whole = visits({}, {}).rstrip("\r\n")
    fault = refusal(read, whole[:-30])[0]
    assert "文件不完整：最后一行只有" in fault.reason
    assert "重新导出" in fault.remedy


def test_a_last_line_without_line_end_is_whole_when_it_has_all_cells(read):
    assert len(read(visits({}, {}).rstrip("\r\n")).rows) == 2


def test_null_bytes_of_a_broken_transfer(read):
    fault = refusal(read, visits({}, {}).encode() + b"\0" * 10)[0]
    assert (fault.line, fault.reason) == (4, "含有空字节，文件可能在传输中损坏")


def test_lines_that_end_in_a_carriage_return_alone(read):
    fault = refusal(read, visits({}, {}).replace("\r\n", "\r"))[0]
    assert (fault.line, fault.reason) == (1, "换行只有回车符（CR），分不清一行到哪里为止")


def test_a_carriage_return_alone_between_other_lines(read):
    lines = visits({}, {}, {}).split("\r\n")
    fault = refusal(read, "\r\n".join(lines[:2]) + "\r" + "\r\n".join(lines[2:]))[0]
    assert (fault.line, "CR" in fault.reason) == (2, True)


def test_carriage_returns_alone_in_a_file_longer_than_a_record(read, monkeypatch):
    monkeypatch.setattr(source, "LONGEST_RECORD", 100)
    monkeypatch.setattr(staging, "IN_FLIGHT", 100)
    assert "CR" in refusal(read, visits({}, {}, {}).replace("\r\n", "\r"))[0].reason


def test_a_carriage_return_inside_quotes_is_text(read):
    assert len(read(csv_text([[*VISIT.values(), "上\r下"]], [*HEADER, "备注"])).rows) == 1


def test_quotes_that_never_close(read):
    fault = refusal(read, visits({}) + '"' + visits({}).splitlines()[1] + "\r\n")[0]
    assert "双引号不成对" in fault.reason


def test_bytes_of_no_encoding(read):
    fault = refusal(read, visits({}, {}).encode() + b"\xff\xfe\xff\xff\n")[0]
    assert fault.line == 4
    assert "UTF-8" in fault.reason


def test_an_xlsx_with_merged_headers(read, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.merge_cells("A1:B1")
    book.save(tmp_path / "merged.xlsx")
    fault = refusal(read, (tmp_path / "merged.xlsx").read_bytes(), "merged.xlsx")[0]
    assert fault.line == 1
    assert "合并" in fault.reason
    assert "取消合并" in fault.remedy


def test_an_xlsx_whose_long_numbers_were_cut(read, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([*list(VISIT.values())[:1], 110101199001011237, *list(VISIT.values())[2:]])
    book.save(tmp_path / "numbers.xlsx")
    fault = refusal(read, (tmp_path / "numbers.xlsx").read_bytes(), "numbers.xlsx")[0]
    assert (fault.line, fault.field) == (2, "ID")
    assert "末几位不可信" in fault.reason


def test_years_apart_need_a_stated_period(read):
    fault = refusal(read, visits({}, {"VT": "1922-03-05 08:00:00", "出生日期": ""}))[0]
    assert "可能有日期写错" in fault.reason
    assert "期间" in fault.remedy
