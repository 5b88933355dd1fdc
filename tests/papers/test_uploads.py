"""What comes from outside: judged by its contents, never by its name."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.core.errors import InputError
from linghang.papers import store
from linghang.papers.models import Paper


def archive(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n ",
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        b"%PDF-1.4 no pdf at all",
        b"PK\x03\x04 no zip at all",
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600,
        archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<broken"}),
        archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>", "word/vbaProject.bin": "x"}),
        archive(**{"[Content_Types].xml": "", "word/document.xml": b"\x00" * (500 * 2**20 // 100)}),
    ],
)
def test_what_is_no_document_is_refused_in_words(hospital, content):
    with pytest.raises(InputError) as refused:
        store.take(SimpleUploadedFile("讲话.docx", content), hospital, actor=None)
    assert refused.value.faults[0].remedy
    assert not Paper.objects.exists()


def test_too_long_a_text(hospital, monkeypatch):
    monkeypatch.setattr(store, "LONGEST", 100)
    with pytest.raises(InputError, match="分册"):
        store.take(SimpleUploadedFile("a.txt", ("长" * 101).encode()), hospital, actor=None)


def test_the_same_file_stands_once(paper, hospital):
    paper("青山医院工作计划\n一、总体要求\n抓好落实。")
    with pytest.raises(InputError, match="已经上传过"):
        paper("青山医院工作计划\n一、总体要求\n抓好落实。")
    assert Paper.objects.count() == 1


def test_a_page_inside_a_document_stays_text(client, person, paper):
    kept = paper('青山医院工作计划\n一、总体要求\n<script>alert(1)</script>与"引号"\n<img src=x onerror=alert(1)>')
    client.force_login(person("office"))
    shown = client.get(reverse("paper", args=[kept.pk])).content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_the_original_is_handed_out_as_a_download(client, person, paper):
    kept = paper("<html><body><p>青山医院工作计划</p><script>alert(1)</script></body></html>")
    client.force_login(person("office"))
    answer = client.get(reverse("paper-file", args=[kept.pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def posted(client, hospital, content, name):
    form = {"institution": hospital.code, "kind": "report", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("paper-new"), form, follow=True)


TRADITIONAL = "青山醫院工作總結\n一、主要工作\n門診三十萬人次，質量與安全持續改善，醫療服務能力穩步提升。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_texts_of_other_encodings_through_the_page(client, person, hospital, encoding):
    client.force_login(person("office"))
    answer = posted(client, hospital, TRADITIONAL.encode(encoding), "总结.txt")
    assert answer.status_code == 200
    assert "门诊三十万人次，质量与安全持续改善" in Paper.objects.get().text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        (b"%PDF-1.7 broken", "PDF 已损坏"),
        (b"PK\x03\x04broken", "Word 文档已损坏"),
        (bytes(range(128, 256)) * 4, "无法辨认文字编码"),
        (archive(**{"[Content_Types].xml": "", "word/document.xml": "<broken"}), "Word 文档已损坏"),
        (TRADITIONAL.encode("utf-16"), "另存为 UTF-8"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_page(client, person, hospital, content, said):
    client.force_login(person("office"))
    answer = posted(client, hospital, content, "讲话.docx")
    assert answer.status_code == 400
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("青山医院2023年工作总结和2024年工作计划的报告", "report"),
        ("关于印发2024年工作要点的通知", "notice"),
        ("青山医院2024年工作要点", "plan"),
        ("在年度工作会议上的讲话", "speech"),
        ("青山医院", "other"),
    ],
)
def test_the_kind_is_read_from_the_title(title, kind):
    assert store.kind_of(title) == kind
