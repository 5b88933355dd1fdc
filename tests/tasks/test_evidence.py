"""Evidence: judged by contents, kept once, given back only when it is still what it was."""

import hashlib
import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pytest
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.tasks import evidence, store
from linghang.tasks.imagesize import image_size
from linghang.tasks.models import Evidence

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def jpeg(width, height):
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app + frame + b"\xff\xda\x00\x02\xff\xd9"


def webp(width, height):
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def word():
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def excel():
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def archive(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (png(4000, 3000), "image/png"),
        (jpeg(4000, 3000), "image/jpeg"),
        (webp(4000, 3000), "image/webp"),
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        (word(), DOCX),
        (excel(), XLSX),
        ("平均住院日 7.9 天\r\n".encode(), "text/plain"),
        ("平均住院日".encode("gb18030"), "text/plain"),
    ],
)
def test_the_type_is_told_by_the_contents(content, media_type):
    assert evidence.check(content, "照片.exe") == media_type


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"MZ\x90\x00" + bytes(64), "不是可以作为佐证的文件类型"),
        (archive(**{"a.txt": "x"}), "不是可以作为佐证的文件类型"),
        (archive(**{"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": ""}), "类型"),
        (b"PK\x03\x04 broken", "不是可以作为佐证的文件类型"),
        (b"\x00\x01\x02\x03text", "不是可以作为佐证的文件类型"),
        (b"\xff\xd8\xff\xe0", "图片已损坏"),
        (png(0, 100), "图片已损坏"),
        (png(20_000, 20_000), "图片有 20000×20000 像素，太大"),
        (jpeg(65_000, 65_000), "像素，太大"),
        (webp(16_000, 16_000), "像素，太大"),
        (b"a" * (evidence.LARGEST_BYTES + 1), "文件超过 20 MB"),
    ],
)
def test_what_is_not_taken(content, words):
    with pytest.raises(InputError, match=words) as refused:
        evidence.check(content, "照片.jpg")
    assert "照片.jpg" in str(refused.value)


def test_an_office_file_that_unfolds_beyond_measure_is_not_taken(monkeypatch):
    monkeypatch.setattr(evidence, "UNFOLDED_BYTES", 5000)
    parts = {"[Content_Types].xml": "", "word/document.xml": bytes(5000)}
    assert evidence.check(archive(**parts), "a.docx") == DOCX
    parts["word/document.xml"] += b"x"
    with pytest.raises(InputError, match="不是可以作为佐证的文件类型"):
        evidence.check(archive(**parts), "a.docx")


def test_the_largest_file_is_taken():
    assert evidence.check(b"a" * evidence.LARGEST_BYTES, "a.txt") == "text/plain"


@settings(max_examples=200)
@given(
    st.sampled_from([png(40, 30), jpeg(40, 30), webp(40, 30), word()[:900]]), st.integers(0, 120), st.binary(max_size=4)
)
def test_damaged_files_are_refused_or_read_never_a_crash(content, place, noise):
    damaged = content[:place] + noise + content[place + len(noise) :]
    try:
        evidence.check(damaged, "a")
    except InputError:
        return
    if damaged[:3] == b"\xff\xd8\xff":
        assert image_size(damaged, "image/jpeg")


def test_the_same_contents_are_kept_once():
    first = evidence.keep(ContentFile(png(10, 10), name="一.png"))
    second = evidence.keep(ContentFile(png(10, 10), name="C:\\照片\\二.png"))
    assert first.sha256 == second.sha256 == hashlib.sha256(png(10, 10)).hexdigest()
    assert (first.name, second.name) == ("一.png", "二.png")
    path = evidence.path_of(first.sha256)
    assert path.read_bytes() == png(10, 10)
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(first.sha256)] == [path.name]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "未命名"),
        ("长" * 300 + ".pdf", "长" * 187 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given, kept):
    assert evidence.keep(io.BytesIO(b"x"), given).name == kept


@pytest.mark.parametrize("name", ["../secrets", "A" * 64, "0" * 63, ""])
def test_only_a_digest_names_a_file(name):
    with pytest.raises(ValueError, match="SHA-256"):
        evidence.path_of(name)


@pytest.fixture
def proof(working, people):
    event = store.record(
        working,
        "report",
        on=working.events.last().on,
        actor=people.head,
        text="进展",
        files=[ContentFile(b"proof of this test", name="a.txt")],
    )
    return event.evidence.get()


def test_a_file_comes_back_as_it_was(proof):
    assert evidence.open_file(proof).read() == b"proof of this test"
    assert proof.event.data["files"] == [{"name": "a.txt", "sha256": proof.sha256}]


def test_a_file_that_changed_or_went_is_not_given_out(proof):
    path = evidence.path_of(proof.sha256)
    path.write_bytes(b"forged")
    with pytest.raises(InputError, match="与上传时不一致"):
        evidence.open_file(proof)
    path.unlink()
    with pytest.raises(InputError, match="文件不在了"):
        evidence.open_file(proof)


def test_rejected_with_its_report(proof, working, people):
    store.record(
        working,
        "inspect",
        on=working.events.last().on,
        actor=people.office,
        text="看不清",
        data={"rejected": [proof.event.position]},
    )
    assert Evidence.objects.get(pk=proof.pk).accepted is False


def test_what_no_event_refers_to_is_swept_after_a_while(proof, monkeypatch):
    orphan = evidence.path_of(evidence.keep(io.BytesIO(b"never sent"), "b.txt").sha256)
    evidence.sweep()
    assert orphan.exists()
    monkeypatch.setattr(evidence, "_ORPHAN_SECONDS", -1)
    evidence.sweep()
    assert not orphan.exists()
    assert evidence.path_of(proof.sha256).exists()
