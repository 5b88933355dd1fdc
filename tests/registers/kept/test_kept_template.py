"""The Excel template as a spreadsheet program sees it, and the way there and back."""

import io

import openpyxl
import pytest

from linghang.registers.entry import codes_of
from linghang.registers.template import workbook


@pytest.fixture
def book(clinic, library):
    return openpyxl.load_workbook(io.BytesIO(workbook(clinic, codes_of(clinic, library, {"A01": "内科"}))))


def rules(book):
    return {str(rule.sqref).split(":")[0]: rule for rule in book.worksheets[0].data_validations.dataValidation}


def test_sheets(book):
    assert book.sheetnames == ["义诊台账", "填写说明", "选项"]
    assert book["选项"].sheet_state == "hidden"


def test_header_and_clean_data_area(book):
    sheet = book["义诊台账"]
    assert [cell.value for cell in sheet[1]] == [
        "日期*",
        "地点*",
        "类别",
        "服务人数（人次）",
        "费用（元）",
        "免费",
        "主题",
        "领队证件号",
        "科室",
        "记录编号（勿改）",
    ]
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["J"].hidden


def test_drop_downs(book):
    found = rules(book)
    assert found["C2"].type == "list"
    assert found["C2"].formula1 == "'选项'!$A$2:$A$4"
    assert [cell.value for cell in book["选项"]["A"]] == ["类别", "社区义诊", "下乡义诊", "院内义诊"]
    assert found["F2"].formula1 == '"是,否"'


def test_notes_say_type_unit_and_limits(book):
    note = book["义诊台账"]["D1"].comment.text
    assert "整数" in note
    assert "单位：人次" in note
    assert "0 至 9999" in note
    assert rules(book)["D2"].prompt == note


def test_formats(book):
    columns = book["义诊台账"].column_dimensions
    assert [columns[letter].number_format for letter in "ABDE"] == ["yyyy-mm-dd", "@", "0", "0.00"]


def test_departments_are_offered_but_others_allowed(book):
    rule = rules(book)["I2"]
    assert (rule.type, rule.errorStyle) == ("list", "information")


def test_guide_names_every_column(book):
    titles = [row[0].value for row in book["填写说明"].iter_rows()]
    assert {"日期", "地点", "类别", "服务人数", "费用", "免费", "主题", "领队证件号", "科室"} <= set(titles)
