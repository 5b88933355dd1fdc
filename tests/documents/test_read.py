"""Files of every kind, good and bad: what cannot be read says why and what to do."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from linghang.core.errors import InputError
from linghang.documents.read import read, read_bytes

SAID = "医院2022年工作总结。门诊三十万人次。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_any_usual_encoding(encoding: str) -> None:
    assert read_bytes(SAID.encode(encoding), "a.txt").lstrip("﻿") == SAID


def test_traditional_text_in_big5() -> None:
    said = "醫院工作總結，門診三十萬人次。質量與安全持續改善。"
    assert read_bytes(said.encode("big5"), "a.txt") == said


def word(*paragraphs: str) -> bytes:
    file, out = Document(), io.BytesIO()
    for each in paragraphs:
        file.add_paragraph(each)
    file.save(out)
    return out.getvalue()


def test_word_keeps_paragraphs_and_tables() -> None:
    file, out = Document(), io.BytesIO()
    file.add_paragraph("标题")
    table = file.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "门诊", "30万人次"
    file.save(out)
    assert read_bytes(out.getvalue(), "a.docx") == "标题\n门诊\t30万人次"


def test_html_loses_its_machinery() -> None:
    head, body = "<head><style>p{}</style></head>", "<nav>首页</nav><h1>标题</h1><p>正文<b>加粗</b>。</p>"
    page = f"<html>{head}<body>{body}<script>x()</script></body></html>"
    assert read_bytes(page.encode(), "a.html").split("\n") == ["标题", "正文加粗。"]


def test_a_form_around_a_whole_page_hides_nothing() -> None:
    page = "<html><body><form><form><p>正文。</p></form><input value='x'></form><form>搜索<input></form></body></html>"
    assert read_bytes(page.encode(), "a.aspx.html") == "正文。"


def test_html_nested_deep_is_read_to_its_end() -> None:
    page = "<html>" + "<div>" * 1000 + "深处" + "</div>" * 1000 + "<p>末尾</p>"
    assert read_bytes(page.encode(), "a.html") == "深处\n末尾"


def tracked() -> bytes:
    content, out = word("正文"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:r>", b'<w:ins w:id="1" w:author="a"><w:r>', 1).replace(
                    b"</w:r>", b"</w:r></w:ins>", 1
                )
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b"  \n ", "文件是空的"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 100, "加了密码，或是旧版"),
        (b"PK\x03\x04broken", "Word 文档已损坏"),
        (b"%PDF-1.7 broken", "PDF 已损坏"),
        (b"\x00\x01\x02\x03" * 50, "不是文字文件"),
        (b"\xff\xfe\x00", "文字编码损坏"),
        (bytes(range(128, 256)) * 4, "无法辨认文字编码"),
    ],
)
def test_what_cannot_be_read(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_bytes(content, "坏.docx")


def test_tracked_changes_are_refused() -> None:
    with pytest.raises(InputError, match="1 处修订痕迹"):
        read_bytes(tracked(), "a.docx")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        read(tmp_path / "无.txt")


def test_a_folder_is_read_by_another_command(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"这是一个文件夹.*doc archive"):
        read(tmp_path)


def test_a_file_that_the_system_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"文件打不开.*请检查"):
        read(tmp_path / ("长" * 300))


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": b"<broken", "[Content_Types].xml": b"<Types/>"},
        {"word/document.xml": b"<broken", "[Content_Types].xml": b""},
    ],
)
def test_a_package_that_is_none_is_damaged(parts: dict[str, bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="Word 文档已损坏"):
        read_bytes(out.getvalue(), "坏.docx")


def portable(pages: str, trailer: str = "") -> bytes:
    """A PDF of one page, written by hand; readers rebuild the missing table of offsets."""
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]{pages}>>endobj\n"
        f"trailer<</Root 1 0 R/Size 5{trailer}>>\n%%EOF\n"
    ).encode()


LOCKED = f"/ID[<{'00' * 16}><{'00' * 16}>]/Encrypt<</Filter/Standard/V 1/R 2/O<{'11' * 32}>/U<{'22' * 32}>/P -4>>"


@pytest.mark.parametrize(
    ("content", "reason", "remedy"),
    [(portable("", LOCKED), "PDF 加了密码", "去掉密码"), (portable(""), "没有文字层", "文字识别")],
)
def test_a_pdf_without_readable_text(content: bytes, reason: str, remedy: str) -> None:
    with pytest.raises(InputError, match=reason) as refused:
        read_bytes(content, "讲话.pdf")
    assert remedy in (refused.value.faults[0].remedy or "")
