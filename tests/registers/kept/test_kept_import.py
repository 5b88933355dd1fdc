"""A file becomes rows, or is refused as a whole; what is wrong is said with row, column, value and remedy."""

import csv

import pytest

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.registers.kept import import_file
from linghang.registers.kept.store import current_rows
from linghang.registers.models import Batch, CatalogueVersion, KeptRow

pytestmark = pytest.mark.django_db

GOOD = ["2022-03-05", "广场", "社区义诊", "120", "", "是", "高血压", "", "内科"]
LATER = ["2022-05-06", "公园", "2", "8", "3.50", "否", "", "", ""]
BAD = ["2022-13-05", "车站", "", "", "", "", "", "", ""]


def places(register, institution):
    return sorted(row.data["place"] for row in current_rows(register, [institution]))


def test_it_works(csv_file, clinic, hospital, quality):
    result = import_file(csv_file(GOOD, LATER), clinic, hospital, actor=quality)
    batch = Batch.objects.get(pk=result.batch_id)
    assert (result.rows_accepted, result.rows_rejected, str(result.period)) == (2, 0, "2022-03..2022-05")
    assert (batch.period_first, batch.period_last, batch.rows_accepted) == (202203, 202205, 2)
    assert (batch.file_name, batch.loaded_by, batch.created.action) == ("义诊.csv", quality, "load")
    first = KeptRow.objects.get(month=202203)
    assert first.data == {
        "day": "2022-03-05",
        "place": "广场",
        "kind": "1",
        "people": "120",
        "free": True,
        "topics": ["高血压"],
        "dept": "A01",
        "_row": 2,
    }
    assert (first.batch, first.created) == (batch, batch.created)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(csv_file, clinic, hospital, encoding):
    import_file(csv_file(GOOD, encoding=encoding), clinic, hospital)
    assert places(clinic, hospital) == ["广场"]


def test_excel(excel_file, clinic, hospital):
    import_file(excel_file(["日期*", "地 点*", "服务人数（人次）"], ["2022-03-05", "广场", 12]), clinic, hospital)
    assert KeptRow.objects.get().data == {"day": "2022-03-05", "place": "广场", "people": "12", "_row": 2}


def test_pasted_from_a_spreadsheet(tmp_path, clinic, hospital):
    pasted = tmp_path / "粘贴.csv"
    pasted.write_text("日期\t地点\n2022-03-05\t广场，北侧\n", encoding="utf-8")
    import_file(pasted, clinic, hospital)
    assert places(clinic, hospital) == ["广场，北侧"]


def test_faulty_rows_go_to_the_rejects_file(csv_file, clinic, hospital):
    result = import_file(csv_file(GOOD, BAD, LATER), clinic, hospital)
    assert (result.rows_accepted, result.rows_rejected) == (2, 1)
    assert places(clinic, hospital) == ["公园", "广场"]
    assert result.rejects_path.read_bytes().startswith(b"\xef\xbb\xbf")
    with result.rejects_path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle))
    assert rows == [
        ["行号", "列", "值", "原因", "处理建议", "处理结果"],
        ["3", "日期", "2022-13-05", "没有这一天", "请核对月份和日期", "未入库"],
    ]
    assert Batch.objects.get().rejects_path == result.rejects_path.name


def test_every_fault_of_a_row_is_named(csv_file, clinic, hospital):
    row = ["2022-03-05", "", "9", "-1", "x", "也许", "", "", ""]
    result = import_file(csv_file(GOOD, row), clinic, hospital)
    assert [(fault.line, fault.field, fault.value) for fault in result.faults] == [
        (3, "地点", ""),
        (3, "类别", "9"),
        (3, "服务人数", "-1"),
        (3, "费用", "x"),
        (3, "免费", "〔2 个汉字〕"),
    ]


def test_a_rule_rejects_and_another_warns(csv_file, clinic, hospital):
    costly = ["2022-03-06", "车站", "", "", "5", "是", "", "", ""]
    crowd = ["2022-03-07", "体育馆", "", "6000", "", "", "", "", ""]
    result = import_file(csv_file(GOOD, costly, crowd), clinic, hospital)
    assert (result.rows_accepted, result.rows_rejected, result.rows_warned) == (2, 1, 1)
    assert [(fault.field, fault.reason) for fault in result.faults] == [("免费、费用", "免费义诊不应有费用")]
    assert [(fault.line, fault.reason) for fault in result.warnings] == [(4, "人数很多")]


def test_above_the_reject_share_everything_is_refused(csv_file, clinic, hospital, settings):
    with pytest.raises(InputError) as caught:
        import_file(csv_file(GOOD, BAD, BAD), clinic, hospital)
    assert "3 行中有 2 行有误，超过允许的 50%" in caught.value.faults[0].reason
    assert [fault.line for fault in caught.value.faults[1:]] == [3, 4]
    assert "2022-13-05" in (settings.WORKSPACE.rejects / caught.value.rejects_path).read_text(encoding="utf-8-sig")
    assert not CatalogueVersion.objects.exists()
    assert not KeptRow.objects.exists()


def test_dry_run_changes_nothing(csv_file, clinic, hospital):
    result = import_file(csv_file(GOOD, BAD), clinic, hospital, dry_run=True)
    assert (result.dry_run, result.rows_accepted, result.rows_rejected, result.batch_id) == (True, 1, 1, None)
    assert result.rejects_path is None
    assert not CatalogueVersion.objects.exists()


def test_a_row_twice_in_the_file(csv_file, clinic, hospital):
    result = import_file(csv_file(GOOD, GOOD, LATER), clinic, hospital)
    assert [(fault.line, fault.field, fault.reason) for fault in result.faults] == [(3, "日期、地点", "与第 2 行重复")]


def test_a_row_that_stands_already(csv_file, clinic, hospital, enter):
    enter(day="2022-03-05", place="广场")
    result = import_file(csv_file(GOOD, LATER), clinic, hospital)
    assert [(fault.line, fault.reason) for fault in result.faults] == [(2, "台账里已有相同的记录")]


def test_rows_outside_the_period(csv_file, clinic, hospital):
    result = import_file(csv_file(GOOD, LATER), clinic, hospital, period=Period.parse("2022Q1"))
    assert [(fault.line, fault.value) for fault in result.faults] == [(3, "2022-05-06")]
    assert (Batch.objects.get().period_first, Batch.objects.get().period_last) == (202201, 202203)


def test_zero_report_declares_the_period(csv_file, clinic, hospital):
    result = import_file(csv_file(), clinic, hospital, period=Period.parse("2022Q1"))
    batch = Batch.objects.get(pk=result.batch_id)
    assert (batch.rows_accepted, batch.period_first, batch.period_last) == (0, 202201, 202203)


def test_a_file_of_faulty_rows_is_no_zero_report(csv_file, clinic, hospital):
    lenient = clinic.model_copy(update={"reject_share": 1})
    with pytest.raises(InputError, match="1 行中有 1 行有误，整个文件没有导入"):
        import_file(csv_file(BAD), lenient, hospital, period=Period.parse("2022"))
    assert not Batch.objects.exists()


def test_an_empty_file_without_a_period_is_refused(csv_file, clinic, hospital):
    with pytest.raises(InputError, match="零报告"):
        import_file(csv_file(), clinic, hospital)


def test_unknown_columns_are_named_not_dropped_silently(csv_file, clinic, hospital):
    result = import_file(csv_file(["2022-03-05", "广场", "好"], headings=["日期", "地点", "天气"]), clinic, hospital)
    assert [(fault.field, fault.reason) for fault in result.warnings] == [("天气", "模板里没有这一列，不会导入")]


@pytest.mark.parametrize(
    ("headings", "field", "reason"),
    [(["日期"], "地点", "缺少这一列"), (["日期", "地点", "地点"], "地点", "这一列出现了两次")],
)
def test_missing_and_doubled_columns(csv_file, clinic, hospital, headings, field, reason):
    with pytest.raises(InputError) as caught:
        import_file(csv_file(headings=headings), clinic, hospital)
    assert [(fault.line, fault.field, fault.reason) for fault in caught.value.faults] == [(1, field, reason)]


def test_a_merged_title_above_the_header(excel_file, clinic, hospital):
    path = excel_file(
        ["二〇二二年义诊台账", None, None], ["日期", "地点", "服务人数"], ["2022-03-05", "广场", 3], merge="A1:C1"
    )
    with pytest.raises(InputError, match=r"第一行是合并的标题.*第 2 行.*请删去上面 1 行"):
        import_file(path, clinic, hospital)


def test_merged_headings(excel_file, clinic, hospital):
    path = excel_file(["日期", "地点", "服务人数", None], ["2022-03-05", "广场", 3, 4], merge="C1:D1")
    with pytest.raises(InputError, match="合并单元格"):
        import_file(path, clinic, hospital)


def test_persons_in_wrong_columns_are_not_named(csv_file, clinic, hospital):
    path = csv_file(
        ["2022-03-05", "广场", "", "张审计", "110101199001011237"],
        *(["2022-03-06", f"广场{n}"] for n in range(30)),
        headings=["日期", "地点", "类别", "服务人数", "费用", "13800138000"],
    )
    result = import_file(path, clinic, hospital)
    assert [(fault.field, fault.value) for fault in result.faults] == [
        ("服务人数", "〔3 个汉字〕"),
        ("费用", "＊＊＊＊＊＊"),
    ]
    assert [fault.field for fault in result.warnings] == ["第 6 列"]


def test_another_form_altogether(csv_file, clinic, hospital):
    with pytest.raises(InputError, match="不像是“义诊台账”"):
        import_file(csv_file(["1"], headings=["床位"]), clinic, hospital)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04broken", "文件不完整或已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版.*密码"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\r", "不是表格"),
        (b"", "文件是空的"),
        ('日期,地点\n2022-03-05,"广场\n'.encode(), "引号不成对"),
    ],
)
def test_files_that_are_no_ledger(tmp_path, clinic, hospital, content, said):
    path = tmp_path / "义诊.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        import_file(path, clinic, hospital)


def test_a_table_with_something_far_away(excel_file, clinic, hospital):
    with pytest.raises(InputError, match="第 1001 列"):
        import_file(excel_file(["日期", "地点", *[None] * 998, "x"]), clinic, hospital)


def test_a_zip_named_csv(tmp_path, clinic, hospital):
    import zipfile

    path = tmp_path / "义诊.csv"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("义诊/一月.csv", "日期,地点")
    with pytest.raises(InputError, match="这是压缩包，不是表格"):
        import_file(path, clinic, hospital)


def test_rows_of_another_institution(csv_file, clinic, hospital):
    path = csv_file(
        ["示范医院", "2022-03-05", "广场"], ["他山医院", "2022-03-06", "广场"], headings=["机构", "日期", "地点"]
    )
    result = import_file(path, clinic, hospital)
    assert [(fault.line, fault.value, fault.reason) for fault in result.faults] == [
        (3, "〔4 个汉字〕", "这一行不属于示范医院")
    ]


def test_a_corrected_file_supersedes(csv_file, clinic, hospital):
    first = import_file(csv_file(GOOD, LATER), clinic, hospital)
    old = Batch.objects.get(pk=first.batch_id)
    kept = KeptRow.objects.get(batch=old, month=202203).row
    changed = [*GOOD[:3], "121", *GOOD[4:]]
    import_file(csv_file(changed, ["2022-06-01", "学校", *[""] * 7], name="更正.csv"), clinic, hospital, supersede=old)
    old.refresh_from_db()
    assert places(clinic, hospital) == ["学校", "广场"]
    assert current_rows(clinic, [hospital]).get(month=202203).row == kept  # the row keeps its name and history
    assert old.superseded_by.file_name == "更正.csv"
    assert old.ended == old.superseded_by.created
    before = current_rows(clinic, [hospital], old.created_id)
    assert sorted(row.data["place"] for row in before) == ["公园", "广场"]


def test_a_row_edited_by_hand_goes_with_its_superseded_file(csv_file, clinic, hospital, enter):
    first = import_file(csv_file(GOOD), clinic, hospital)
    row = current_rows(clinic, [hospital]).get()
    enter(day="2022-03-05", place="礼堂", row=row.row, opened=row.pk)
    import_file(csv_file(GOOD, name="更正.csv"), clinic, hospital, supersede=Batch.objects.get(pk=first.batch_id))
    assert places(clinic, hospital) == ["广场"]


def test_only_a_standing_batch_of_this_ledger_is_superseded(csv_file, clinic, hospital, other_hospital):
    old = Batch.objects.get(pk=import_file(csv_file(GOOD), clinic, hospital).batch_id)
    with pytest.raises(InputError, match="不属于"):
        import_file(csv_file(GOOD), clinic, other_hospital, supersede=old)
    import_file(csv_file(LATER), clinic, hospital, supersede=old)
    old.refresh_from_db()
    with pytest.raises(InputError, match="已经失效"):
        import_file(csv_file(GOOD), clinic, hospital, supersede=old)


def test_a_failure_while_storing_leaves_nothing(csv_file, clinic, hospital, monkeypatch, settings):
    from linghang.registers.kept import importing

    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(importing.KeptRow.objects, "bulk_create", broken)
    before = set(settings.WORKSPACE.rejects.glob("*"))
    with pytest.raises(OSError, match="disk full"):
        import_file(csv_file(GOOD, BAD), clinic, hospital)
    assert not Batch.objects.exists()
    assert set(settings.WORKSPACE.rejects.glob("*")) == before


def test_identifiers_are_masked_in_rejects(csv_file, clinic, hospital):
    row = ["2022-03-06", "车站", "", "", "", "", "", "11010119900307123X\x07", ""]
    result = import_file(csv_file(GOOD, row), clinic, hospital)
    assert "1101011990" not in result.rejects_path.read_text(encoding="utf-8-sig")


def test_rejects_do_not_run_as_formulas(csv_file, clinic, hospital):
    row = ["2022-03-06", "车站", "=cmd()", *[""] * 6]
    result = import_file(csv_file(GOOD, row), clinic, hospital)
    assert "'=cmd()" in result.rejects_path.read_text(encoding="utf-8-sig")
