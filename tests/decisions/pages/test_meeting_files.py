"""The page that brings meetings in from Excel, and the workbook of a year that it reads."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from decisions.test_workbook_meetings import sound
from linghang.decisions.models import Meeting
from linghang.decisions.workbook import SHEETS, write_workbook
from linghang.organization.models import Institution

pytestmark = pytest.mark.django_db
CONFIRM = "meetings-import-confirm"


def upload(lines=None):
    content = io.BytesIO()
    write_workbook(content, lines or sound())
    return {"file": SimpleUploadedFile("会议.xlsx", content.getvalue())}


def test_every_line_names_its_institution():
    assert all("机构代码" in columns for columns in SHEETS.values())


def test_meetings_are_looked_at_first_and_brought_in_when_confirmed(house, office):
    shown = office.post(reverse("meetings-import"), upload())
    assert dict(shown.context["counts"])["新增会议"] == 1
    assert not Meeting.objects.exists()
    office.post(reverse(CONFIRM), {"mark": shown.context["mark"]})
    assert Meeting.objects.get().stage == "issued"
    assert office.post(reverse(CONFIRM), {"mark": shown.context["mark"]}).status_code == 404


def test_what_goes_out_comes_in_again(house, office):
    shown = office.post(reverse("meetings-import"), upload())
    office.post(reverse(CONFIRM), {"mark": shown.context["mark"]})
    out = office.get(reverse("meetings-standing"), {"institution": "h", "year": "2023"})
    again = office.post(reverse("meetings-import"), {"file": SimpleUploadedFile("会议.xlsx", out.content)})
    assert "都已有" in again.content.decode()


def test_faults_are_shown_with_sheet_and_row(house, office):
    lines = sound()
    lines["表决"][0] = {**lines["表决"][0], "工号": "107"}
    shown = office.post(reverse("meetings-import"), upload(lines))
    assert shown.status_code == 422
    assert "<td>表决</td><td>2</td>" in shown.content.decode()
    assert not Meeting.objects.exists()


def test_lines_of_another_hospital_are_refused(house, as_):
    other = Institution.objects.create(code="x", name="友邻医院", kind="hospital")
    answer = as_("office", institution=other).post(reverse("meetings-import"), upload())
    assert answer.status_code == 422
    assert "您没有“组织会议”的权限" in answer.content.decode()
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("role", ["leader", "viewer", "administrator"])
def test_only_who_holds_meetings_brings_them_in_or_takes_them_out(house, as_, role):
    client = as_(role)
    assert client.get(reverse("meetings-import")).status_code == 403
    assert client.get(reverse("meetings-template")).status_code == 403
    assert client.get(reverse("meetings-standing")).status_code == 403
    assert client.post(reverse(CONFIRM), {"mark": ""}).status_code == 403


def test_the_head_of_a_department_neither(house, head):
    assert head.get(reverse("meetings-import")).status_code == 403
    assert head.get(reverse("meetings-standing")).status_code == 403
