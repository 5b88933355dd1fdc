"""Template → filled in → imported → exported → edited → imported: rows update, nothing doubles, nothing is lost."""

import csv
import io

import openpyxl
import pytest

from linghang.registers.entry import codes_of
from linghang.registers.export import to_csv, to_xlsx
from linghang.registers.kept import history, import_file, remove_row
from linghang.registers.kept.store import current_rows
from linghang.registers.models import KeptRow
from linghang.registers.tables import Shower
from linghang.registers.template import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(clinic, library, hospital, tmp_path):
    """`exported()` → path of the ledger's export as .xlsx (or CSV)."""

    def write(form="xlsx"):
        shower = Shower.of(clinic, library, [hospital])
        content = (to_xlsx if form == "xlsx" else to_csv)(clinic, current_rows(clinic, [hospital]), shower)
        path = tmp_path / f"导出.{form}"
        path.write_bytes(content)
        return path

    return write


def test_a_filled_in_template_imports(clinic, library, hospital, tmp_path):
    path = tmp_path / "模板.xlsx"
    path.write_bytes(workbook(clinic, codes_of(clinic, library, {"A01": "内科"})))
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(
        ["2022-03-05", "广场", "下乡义诊", 120, 3.5, "否", "高血压；糖尿病", "11010119900307123X", "肛肠科"]
    )
    book.save(path)
    result = import_file(path, clinic, hospital)
    assert (result.rows_accepted, result.rows_rejected, result.warnings) == (1, 0, ())
    data = KeptRow.objects.get().data
    assert "1101011990" not in data.pop("leader")
    assert data == {
        "day": "2022-03-05",
        "place": "广场",
        "kind": "2",
        "people": "120",
        "cost": "3.50",
        "free": False,
        "topics": ["高血压", "糖尿病"],
        "dept": "A02",
        "_row": 2,
    }


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_untouched_export_changes_nothing(enter, exported, clinic, hospital, form):
    enter(
        day="2022-03-05",
        place="'=1+1",
        kind="1",
        people="12",
        cost="3.5",
        free="否",
        topics="骨、关节；",
        leader="11010119900307123X",
        dept="内科",
    )
    enter(day="2022-03-06", place="-5")
    before = list(KeptRow.objects.order_by("pk").values("pk", "data", "ended"))
    result = import_file(exported(form), clinic, hospital)
    assert (result.rows_accepted, result.rows_rejected) == (2, 0)
    assert list(KeptRow.objects.order_by("pk").values("pk", "data", "ended")) == before


def test_an_edited_export_updates_its_rows(enter, exported, clinic, hospital):
    row = enter(day="2022-03-05", place="广场", people="12", leader="11010119900307123X")
    path = exported()
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B2"], book.worksheets[0]["D2"] = "礼堂", 13
    book.worksheets[0].append(["2022-04-01", "车站"])
    book.save(path)
    import_file(path, clinic, hospital)
    assert sorted((one.data["place"], one.data.get("people")) for one in current_rows(clinic, [hospital])) == [
        ("礼堂", "13"),
        ("车站", None),
    ]
    changed = current_rows(clinic, [hospital]).get(month=202203)
    assert (changed.row, changed.data["leader"]) == (row.row, row.data["leader"])
    last = history(clinic, row.row)[-1]
    assert (last.title, last.file_name) == ("导入", "导出.xlsx")
    assert [(one.title, one.old, one.new) for one in last.differences] == [
        ("地点", "广场", "礼堂"),
        ("服务人数", "12", "13"),
    ]


def test_a_row_changed_since_the_export_is_not_overwritten(enter, exported, clinic, hospital):
    row = enter(day="2022-03-05", place="广场", people="12")
    enter(day="2022-03-06", place="广场")
    path = exported()
    enter(day="2022-03-05", place="广场", people="99", row=row.row, opened=row.pk)
    result = import_file(path, clinic, hospital)
    assert [fault.reason for fault in result.faults] == ["导出之后，这条记录又被他人修改"]
    assert current_rows(clinic, [hospital]).get(row=row.row).data["people"] == "99"


def test_a_row_removed_since_the_export_does_not_come_back(enter, exported, clinic, hospital):
    row = enter(day="2022-03-05", place="广场")
    enter(day="2022-03-06", place="广场")
    path = exported()
    remove_row(clinic, hospital, row.row, opened=None, actor=None)
    result = import_file(path, clinic, hospital)
    assert [fault.reason for fault in result.faults] == ["台账里没有这条记录，可能已被删除"]


def test_a_copied_row_must_lose_its_number(enter, exported, clinic, hospital):
    enter(day="2022-03-05", place="广场")
    path = exported()
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append([*(cell.value for cell in sheet[2])])
    sheet["B3"] = "礼堂"
    book.save(path)
    result = import_file(path, clinic, hospital)
    assert [(fault.line, fault.reason) for fault in result.faults] == [(3, "与上面某行的记录编号相同")]


def test_rows_of_another_institution_cannot_be_taken_by_their_number(enter, exported, clinic, hospital, other_hospital):
    enter(day="2022-03-05", place="广场")
    enter(day="2022-03-06", place="广场", institution=other_hospital)
    other_row = current_rows(clinic, [other_hospital]).get()
    path = exported()
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["2022-03-07", "车站", *[None] * 7, f"{other_row.row}:{other_row.pk}"])
    book.save(path)
    result = import_file(path, clinic, hospital)
    assert [(fault.line, fault.reason) for fault in result.faults] == [(3, "台账里没有这条记录，可能已被删除")]
    assert current_rows(clinic, [other_hospital]).get().data["place"] == "广场"


def test_columns_left_out_keep_their_values(enter, exported, clinic, hospital):
    enter(day="2022-03-05", place="广场", people="12", cost="1")
    path = exported()
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B2"] = "礼堂"
    book.worksheets[0].delete_cols(5)
    book.save(path)
    import_file(path, clinic, hospital)
    assert current_rows(clinic, [hospital]).get().data["cost"] == "1.00"


def test_csv_is_defused_and_readable(enter, exported):
    enter(day="2022-03-05", place="=HYPERLINK(1)", cost="0.50")
    raw = exported("csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[1][:5] == ["2022-03-05", "'=HYPERLINK(1)", "", "", "0.50"]


def test_excel_holds_text_as_text(enter, exported):
    enter(day="2022-03-05", place="=HYPERLINK(1)")
    cell = openpyxl.load_workbook(exported()).worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_exports_mask_identifiers(enter, exported):
    row = enter(day="2022-03-05", place="广场", leader="11010119900307123X")
    assert row.data["leader"][:12] not in exported("csv").read_text(encoding="utf-8-sig")
    assert openpyxl.load_workbook(exported()).worksheets[0]["H2"].value == "＊＊＊＊＊＊"
