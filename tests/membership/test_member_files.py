"""What leaves the house says who carried it out: workbooks, the dues sheet, ledgers of members; and the commands."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from linghang.cli import app
from linghang.membership import collecting
from linghang.membership.models import Membership
from linghang.membership.workbook import write_workbook
from linghang.registers import watermark

D = dt.date


def test_the_words_name_person_time_and_reason():
    said = watermark.words("林某", "office", dt.datetime(2026, 11, 22, 9, 5), "收缴党费")
    assert said.startswith("林某（office） 2026-11-22 09:05 导出；用途：收缴党费")
    assert "未写明" in watermark.words("", "office", dt.datetime(2026, 11, 22, 9, 5), "")


def test_every_header_of_a_word_file_says_it():
    file = docx.Document()
    file.add_section()
    file.settings.odd_and_even_pages_header_footer = True
    file.sections[1].different_first_page_header_footer = True
    watermark.docx(file, "林某")
    for section in file.sections:
        assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == "林某"
    assert file.sections[1].first_page_header.paragraphs[0].text == "林某"


def test_the_dues_sheet_has_its_note_its_sums_and_its_header(as_, hospital, branch, member):
    person = member("100001", name="江望舒")
    collecting.set_base(person, "employee", Decimal(5400), D(2026, 1, 1))
    collecting.collect(branch, D(2026, 5, 1), [(person, Decimal("81.00"))], D(2026, 5, 9))
    answer = as_("secretary", hospital, branch).get(
        reverse("members-dues-export", args=["b1"]) + "?month=2026-05&reason=对账"
    )
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "用途：对账" in rows[0][0]
    assert rows[1][0] == "内科党支部 2026年5月党费收缴表"
    assert rows[3][:7] == [1, "江望舒", "100001", "在职", 5400, 81, 81]
    assert rows[4][5:7] == [81, 81]
    assert "secretary" in sheet.oddHeader.right.text


def test_a_workbook_is_looked_at_before_it_is_brought_in(as_, hospital, branch, staff, tmp_path):
    staff("100001", "江望舒")
    path = tmp_path / "m.xlsx"
    lines = {
        "党员": [{"工号": "100001", "姓名": "江望舒", "转正日期": D(2018, 6, 1)}],
        "组织关系": [{"工号": "100001", "党组织代码": "b1", "身份": "正式党员", "有效期起": D(2018, 6, 1)}],
    }
    write_workbook(path, lines)
    client, page = as_("office", hospital), reverse("members-import")
    looked = client.post(page, {"file": SimpleUploadedFile("m.xlsx", path.read_bytes())})
    assert not Membership.objects.exists()
    client.post(reverse("members-import-confirm"), {"mark": looked.context["mark"]})
    assert Membership.objects.get().person.code == "100001"
    lines["组织关系"][0]["党组织代码"] = "nowhere"
    write_workbook(path, lines)
    refused = client.post(page, {"file": SimpleUploadedFile("m.xlsx", path.read_bytes())})
    assert refused.status_code == 422
    assert "没有这个党组织" in refused.content.decode()


@pytest.mark.parametrize("command", [["members", "template"], ["members", "export"], ["dues", "sheet"]])
def test_commands_write_their_file(command, branch, member, tmp_path):
    member("100001")
    out = tmp_path / "out.xlsx"
    more = ["--branch", "b1", "--month", "2026-05", "--out", str(out)] if command[0] == "dues" else [str(out)]
    done = CliRunner().invoke(app, [*command, *more])
    assert done.exit_code == 0, done.output
    assert openpyxl.load_workbook(out).sheetnames
    if command == ["members", "export"]:
        again = CliRunner().invoke(app, ["members", "load", str(out), "--json"])
        assert '"same": 2' in again.stdout
