"""The page that brings adopted programmes in from Excel, and the workbook that it reads."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.programmes.models import Adoption
from linghang.programmes.workbook import write_workbook

CONFIRM = "programmes-import-confirm"


def upload(place="h1", code="six_fusions"):
    content = io.BytesIO()
    write_workbook(content, {"实施": [{"机构代码": place, "工程代码": code, "有效期起": "2023-01-01"}]})
    return {"file": SimpleUploadedFile("工程.xlsx", content.getvalue())}


def test_a_file_is_looked_at_first_and_brought_in_when_confirmed(as_, hospital):
    office = as_("office", hospital)
    shown = office.post(reverse("programmes-import"), upload())
    assert dict(shown.context["counts"]) == {"新增": 1, "更新": 0, "没有变化": 0}
    assert not Adoption.objects.exists()
    office.post(reverse(CONFIRM), {"mark": shown.context["mark"]})
    assert Adoption.objects.get().programme == "six_fusions"
    assert office.post(reverse(CONFIRM), {"mark": shown.context["mark"]}).status_code == 404


def test_what_goes_out_comes_in_again(as_, hospital, adopt):
    adopt("six_fusions")
    office = as_("office", hospital)
    out = office.get(reverse("programmes-standing"), {"institution": "h1"})
    shown = office.post(reverse("programmes-import"), {"file": SimpleUploadedFile("工程.xlsx", out.content)})
    assert "都已有" in shown.content.decode()


def test_lines_of_another_hospital_are_refused(as_, hospital, other_hospital):
    answer = as_("office", hospital).post(reverse("programmes-import"), upload("h2"))
    assert answer.status_code == 422
    assert "您没有“督查督办”的权限" in answer.content.decode()
    assert not Adoption.objects.exists()


def test_the_house_above_brings_in_for_the_hospital(as_, region, hospital):
    assert as_("office", region).post(reverse("programmes-import"), upload()).status_code == 200


@pytest.mark.parametrize("role", ["viewer", "leader", "administrator", "quality"])
def test_only_who_edits_programmes_brings_them_in(as_, hospital, role):
    client = as_(role, hospital)
    assert client.get(reverse("programmes-import")).status_code == 403
    assert client.get(reverse("programmes-template")).status_code == 403
    assert client.post(reverse("programmes-import"), upload()).status_code == 403
    assert client.post(reverse(CONFIRM), {"mark": ""}).status_code == 403


def test_another_hospital_takes_nothing_out(as_, hospital, other_hospital):
    answer = as_("office", other_hospital).get(reverse("programmes-standing"), {"institution": "h1"})
    assert answer.status_code == 403
