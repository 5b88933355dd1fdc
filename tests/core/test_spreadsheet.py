"""What a spreadsheet would unfold to is told before it is opened."""

import zipfile

import pytest
import xlsxwriter

from linghang.core import spreadsheet
from linghang.core.errors import InputError

SHEET = '<?xml version="1.0"?><worksheet><sheetData>{}</sheetData></worksheet>'
TEXT = "<is><t>x</t></is>"


def package(path, rows, part="xl/worksheets/sheet1.xml", texts="", head=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", f"<sst>{texts}</sst>")
        archive.writestr(part, head + (rows if "sheetData" in rows else SHEET.format(rows)))
    return path


def cell(place, content=TEXT, kind="inlineStr"):
    return f'<c r="{place}" t="{kind}">{content}</c>'


def refused(path):
    with pytest.raises(InputError) as caught:
        spreadsheet.refuse_unfit(path, "a.xlsx")
    fault = caught.value.faults[0]
    assert fault.file == "a.xlsx"
    assert fault.remedy
    return fault.reason


@pytest.mark.parametrize(
    ("far", "said"), [("XFD1048576", "第 16384 列"), ("BZ1048576", "共 81788928 格"), ("ALM1", "第 1001 列")]
)
def test_two_cells_far_apart(tmp_path, far, said):
    row = far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = f'<row r="1">{cell("A1")}</row><row r="{row}">{cell(far)}</row>'
    assert said in refused(package(tmp_path / "a.xlsx", rows))


def test_places_that_are_not_written_are_counted_on(tmp_path):
    rows = f'<row r="1048575">{cell("A1048575")}</row><row><c r="I1048576"/><c t="inlineStr">{TEXT}</c></row>'
    assert "第 1048576 行，共 10485760 格" in refused(package(tmp_path / "a.xlsx", rows))


def test_formats_far_away_take_no_room(tmp_path):
    rows = f'<row r="1">{cell("A1")}</row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    spreadsheet.refuse_unfit(package(tmp_path / "a.xlsx", rows), "a.xlsx")


def test_sheets_count_together(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_CELLS", 10)
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for _ in range(2):
            book.add_worksheet().write("C2", 1)  # six cells
    assert "共 12 格" in refused(path)


def test_one_long_text_in_many_cells(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_TEXT", 8999)
    texts = f"<si><t>y</t></si><si><r><t>{'x' * 400}</t></r><r><t>{'x' * 500}</t></r></si>"
    rows = "".join(f'<row r="{row}">{cell(f"A{row}", "<v>1</v>", "s")}</row>' for row in range(1, 11))
    assert "文字太多" in refused(package(tmp_path / "a.xlsx", rows, texts=texts))
    monkeypatch.setattr(spreadsheet, "MAX_TEXT", 9000)
    spreadsheet.refuse_unfit(tmp_path / "a.xlsx", "a.xlsx")


@pytest.mark.parametrize("part", ["xl/other.png", "sheet", "XL/Worksheets/Sheet1.XML"])
def test_cells_are_found_wherever_they_stand(tmp_path, part):
    assert "列" in refused(package(tmp_path / "a.xlsx", f"<row>{cell('XFD1048576')}</row>", part))


@pytest.mark.parametrize("head", ["junk", '<!DOCTYPE x [<!ENTITY e "e">]>'])
def test_cells_that_a_lax_reader_would_still_find(tmp_path, head):
    rows = SHEET.format(f"<row>{cell('XFD1048576')}</row>").removeprefix('<?xml version="1.0"?>')
    assert "写法有误" in refused(package(tmp_path / "a.xlsx", rows, head=head))


def test_a_part_that_is_longer_than_it_says(tmp_path):
    path = package(tmp_path / "a.xlsx", f"<row>{cell('XFD1048576')}</row>")
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(content.replace(size, (60).to_bytes(4, "little")))
    assert "列" in refused(path)


def test_a_package_that_unfolds_too_far(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 1000)
    assert "展开后过大" in refused(package(tmp_path / "a.xlsx", cell("A1") * 50))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版（.xls）"), (b"PK\x03\x04", "已损坏"), (b"", "已损坏")],
)
def test_files_of_another_kind(tmp_path, content, said):
    (tmp_path / "a.xlsx").write_bytes(content)
    assert said in refused(tmp_path / "a.xlsx")


@pytest.mark.parametrize("name", ["content.xml", "xl/workbook.bin", "XL/Workbook.bin"])
def test_formats_that_cannot_be_looked_through(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(name, "")
    assert "ods" in refused(tmp_path / "a.xlsx")


def test_what_a_spreadsheet_program_writes_is_taken(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(100):
            sheet.write_row(row, 0, ["文本", row, 1.5, f"=A{row + 1}"])
    spreadsheet.refuse_unfit(path, "a.xlsx")
