"""The workbook on the site: template, export, import; for administrators of the whole house."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.organization.models import Institution, Person
from organization.workbooks import SHEETS, plus, write


def upload(path):
    return {"file": SimpleUploadedFile("机构表.xlsx", path.read_bytes())}


def test_out_and_in_again(county, as_, tmp_path):
    client = as_("administrator", "group")
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("organization-export")).content))
    assert book["人员"].max_row == len(SHEETS["人员"])
    sheets = plus("人员", ["1005", "新来的", "county"])
    assert client.post(reverse("organization-import"), upload(write(tmp_path / "n.xlsx", **sheets))).status_code == 302
    assert Person.objects.filter(code="1005").exists()


def test_faults_are_shown_by_sheet_and_row_and_nothing_is_loaded(county, as_, tmp_path):
    sheets = plus("人员", ["1005", "", "nowhere"])
    answer = as_("administrator", "group").post(
        reverse("organization-import"), upload(write(tmp_path / "n.xlsx", **sheets))
    )
    assert answer.status_code == 422
    assert [(fault.subject, fault.line, fault.field) for fault in answer.context["faults"]] == [("人员", 6, "姓名")]
    assert not Person.objects.filter(code="1005").exists()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_refused_in_words(county, as_, content):
    answer = as_("administrator", "group").post(
        reverse("organization-import"), {"file": SimpleUploadedFile("x.xlsx", content)}
    )
    assert answer.status_code == 422


def test_a_missing_file_is_asked_for(county, as_):
    assert "没有选择文件" in as_("administrator", "group").post(reverse("organization-import")).content.decode()


@pytest.mark.parametrize(("role", "place"), [("administrator", "county"), ("office", "group"), ("viewer", "group")])
def test_only_administrators_of_the_whole_house_may(county, as_, role, place):
    client = as_(role, place)
    for name in ("organization-export", "organization-import", "organization-template"):
        assert client.get(reverse(name)).status_code == 403
    assert Institution.objects.count() == 4
