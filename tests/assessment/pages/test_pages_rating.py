"""Rating from evidence on the page: kept with files, refused with words, two people at once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linghang.assessment.models import EvidenceFile, EvidenceRating

ADDRESS = "/assessment/page-scored/sheet/rate/culture/?institution=h1&period=2022"


def said(**changes):
    return {"rating": "B", "note": "查看了纪要", "plan": "年度计划", "seen": "0"} | changes


def test_a_rating_counts_on_the_sheet_with_its_reason_and_file(figures, office, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path))
    upload = SimpleUploadedFile("纪要.txt", "第一议题".encode())
    response = office.post(ADDRESS, said(files=upload))
    assert response.status_code == 302
    assert response.headers["Location"].endswith("#item-culture")
    page = office.get("/assessment/page-scored/sheet/?institution=h1&period=2022").content.decode()
    # 46.2 + 20 × 49/61 + 16 = 78.27
    assert "78.27" in page
    assert "查看了纪要" in page
    form = office.get(ADDRESS).content.decode()
    assert "年度计划" in form
    file = EvidenceFile.objects.get()
    answer = office.get(f"/assessment/files/{file.pk}/")
    assert b"".join(answer.streaming_content).decode() == "第一议题"
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"note": " "}, "没有写评定说明"), ({"rating": "E"}, "没有这个评定"), ({"rating": ""}, "没有可撤回的评定")],
)
def test_what_is_refused_comes_back_with_its_words(figures, office, changes, words):
    response = office.post(ADDRESS, said(**changes))
    assert response.status_code == 400
    page = response.content.decode()
    assert words in page
    assert "年度计划" in page
    assert not EvidenceRating.objects.exists()


def test_a_file_that_came_with_a_refused_form_need_not_be_sent_again(figures, office, tmp_path, monkeypatch):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path))
    refused = office.post(ADDRESS, said(note="", files=SimpleUploadedFile("纪要.txt", b"abc"))).content.decode()
    token = re.search(r'name="kept" value="([^"]+)"', refused)[1]
    assert office.post(ADDRESS, said(kept=token)).status_code == 302
    assert EvidenceFile.objects.get().name == "纪要.txt"


def test_a_file_of_no_known_type_is_refused_and_the_rating_with_it(figures, office, tmp_path, monkeypatch):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path))
    response = office.post(ADDRESS, said(files=SimpleUploadedFile("a.exe", b"MZ\x00\x01")))
    assert response.status_code == 400
    assert "不是可以作为佐证的文件类型" in response.content.decode()
    assert not EvidenceRating.objects.exists()


def test_the_slower_of_two_sees_both(figures, office):
    office.post(ADDRESS, said(note="先写的"))
    response = office.post(ADDRESS, said(rating="D", note="后写的"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "先写的" in page
    assert "后写的" in page
    assert EvidenceRating.objects.count() == 1


def test_a_measured_item_can_only_be_declared_not_applicable(figures, office):
    address = ADDRESS.replace("culture", "never")
    assert "A（优秀）" not in office.get(address).content.decode()
    office.post(address, said(rating="NA", note="本院没有这类病例"))
    page = office.get("/assessment/page-scored/sheet/?institution=h1&period=2022").content.decode()
    assert "不适用" in page
    assert "本院没有这类病例" in page


@pytest.mark.parametrize("role", ["leader", "viewer"])
def test_who_does_not_assess_reads_and_does_not_rate(figures, as_, role):
    client = as_(role)
    assert "保存评定" not in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, said()).status_code == 403


def test_text_with_marks_is_shown_as_text(figures, office):
    office.post(ADDRESS, said(note="<img src=x onerror=alert(1)>"))
    assert "<img src=x" not in office.get(ADDRESS).content.decode()
