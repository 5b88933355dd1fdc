"""A file as text: txt, html, docx, pdf with a text layer. What cannot be read is refused with the remedy."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from linghang.core.errors import InputError, refuse
from linghang.documents import grids

LARGEST_BYTES = 64 * 2**20
UNFOLDED_BYTES = 400 * 2**20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "section", "article"}
    | {"header", "footer", "blockquote", "pre", "title", "dd", "dt"}
)
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "nav", "form", "button", "select"})
_KINDS = "可以读取 txt、html、docx 和有文字层的 pdf"


def read(path: Path) -> str:
    """The text of a file, decoded and unchanged for txt. InputError when it is empty, damaged, locked or unknown."""
    try:
        if not path.is_file():
            raise no_file(path)
        if path.stat().st_size > LARGEST_BYTES:
            raise refuse("文件太大", f"单个文件不超过 {LARGEST_BYTES // 2**20} MB，请拆分", file=path.name)
        content = path.read_bytes()
    except OSError as error:
        raise refuse("文件打不开", "请检查读取权限，以及是否正被别的程序占用", file=str(path)) from error
    return read_bytes(content, path.name)


def no_file(path: Path) -> InputError:
    """What to say of a path that is no file: a folder is read by another command."""
    if path.is_dir():
        return refuse("这是一个文件夹", "请写其中一份文件；整个文件夹成批读，用 linghang doc archive", file=str(path))
    return refuse("没有这个文件", "请检查路径", file=str(path))


def read_bytes(content: bytes, name: str) -> str:
    """The same of an upload: judged by its contents, whatever its name."""
    if not content.strip():
        raise refuse("文件是空的", "请检查是否传错了文件", file=name)
    if content.startswith(_OLE):
        raise refuse("文件加了密码，或是旧版 Word（.doc）", "请在 Word 里去掉密码，另存为 .docx", file=name)
    if content.startswith(b"%PDF"):
        text = _pdf(content, name)
    elif content.startswith(b"PK"):
        text = _docx(content, name)
    else:
        text = decode(content, name)
        if re.match(r"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<html)", text, re.IGNORECASE):
            text = _html(text)
    if not text.strip():
        raise refuse("文件里没有文字", "请检查是否传错了文件", file=name)
    return text


def decode(content: bytes, name: str) -> str:
    """UTF-8, GB18030, Big5, or UTF-16 with its mark or without. InputError for anything that is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(content, "utf-16", name)
    holds_zeros = b"\x00" in content
    if not holds_zeros:
        try:
            return content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8")
        except UnicodeDecodeError:
            pass
    texts = list(_chinese(content, _TWO_BYTES if holds_zeros else (*_MULTIBYTE, *_TWO_BYTES)))
    for text in texts:
        if _is_prose(text):
            return text
    if texts and not holds_zeros:
        return texts[0]
    if holds_zeros and len(content) % 2 == 0 and _every_other_zero(content):
        raise refuse("像是没有标记的 UTF-16 编码", "请用记事本打开，另存为 UTF-8 编码", file=name)
    if holds_zeros:
        raise refuse("不是文字文件", _KINDS, file=name)
    raise refuse("无法辨认文字编码", "请用记事本打开，另存为 UTF-8 编码", file=name)


_MULTIBYTE = ("gb18030", "big5hkscs")
_TWO_BYTES = ("utf-16-le", "utf-16-be")
_COMMON = frozenset("的一，。、：是和年在")
"""One character in fifty of any Chinese prose is one of these; in what a wrong encoding makes of it hardly any."""


def _chinese(content: bytes, encodings: Iterable[str]) -> Iterator[str]:
    """What the encodings make of it, where that reads as Chinese."""
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_as_chinese(text) and "\x00" not in text:
            yield text


def _is_prose(text: str) -> bool:
    return sum(char in _COMMON for char in text[:2000]) * 50 >= min(len(text), 2000)


def _every_other_zero(content: bytes) -> bool:
    """Whether zeros stand in every other place only, as in UTF-16 between letters and digits."""
    return not any(content[:4096:2]) or not any(content[1:4096:2])


def _as(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse("文字编码损坏", "请用记事本打开，另存为 UTF-8 编码", file=name) from error


def _reads_as_chinese(text: str) -> bool:
    """Most of what is not ASCII are Chinese characters and their punctuation."""
    foreign = [char for char in text if ord(char) > 0x7F]
    known = sum(
        "一" <= char <= "鿿" or "　" <= char <= "〿" or "＀" <= char <= "￯" or char in "“”‘’—…·" for char in foreign
    )
    return not foreign or known > 0.8 * len(foreign)


def _docx(content: bytes, name: str) -> str:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > UNFOLDED_BYTES:
                raise refuse("文件展开后太大", "请删去其中的图片后另存", file=name)
            if "word/document.xml" not in archive.namelist():
                raise refuse("不是 Word 文档", _KINDS, file=name)
        document = Document(io.BytesIO(content))
    # What a broken package makes of the library: parts that are missing, and XML that is none (lxml's SyntaxError).
    except (zipfile.BadZipFile, PackageNotFoundError, AttributeError, KeyError, SyntaxError, ValueError) as error:
        raise refuse("Word 文档已损坏", "请在 Word 里打开并另存一份", file=name) from error
    body = document.element.body
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    changes = sum(1 for _ in body.iter(f"{tag}ins", f"{tag}del", f"{tag}moveFrom", f"{tag}moveTo"))
    if changes:
        raise refuse(f"文档里还有 {changes} 处修订痕迹", "请在 Word 里接受或拒绝全部修订，再另存", file=name)
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += ["\t".join(cell.text.strip().replace("\n", " ") for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def _pdf(content: bytes, name: str) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise refuse("PDF 加了密码", "请先去掉密码再读取", file=name) from error
        raise refuse("PDF 已损坏", "请重新导出一份", file=name) from error
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_range().replace("\r\n", "\n"))
    finally:
        document.close()
    if not "".join(pages).strip():
        raise refuse("PDF 只有图片，没有文字层", "请先做文字识别（OCR），或提供 Word 原件", file=name)
    return "\n".join(pages)


def _html(text: str) -> str:
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)  # else nothing below level 256 is read
    root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    grids.flatten(root)
    parts: list[str] = []
    _walk(root, parts)
    lines = (re.sub(" +", " ", line) for line in "".join(parts).split("\n"))
    return "\n".join(line.strip(" " if "\t" in line else None) for line in lines if line.strip())


def _blanks(said: str | None) -> str:
    """Tabs of the page's source are blanks; those that stay stand between the cells of a table."""
    return re.sub(r"[ \t\xa0]+", " ", said or "")


def _is_silent(element: Any) -> bool:
    """What a page is worked with. A form that holds paragraphs is a page itself: some servers put one around it all."""
    return element.tag in _SILENT and not (element.tag == "form" and next(element.iter("p", "h1"), None) is not None)


def _walk(root: Any, parts: list[str]) -> None:
    """Without recursion: a page may be nested as deep as its writer likes."""
    stack = [(root, False)]
    while stack:
        element, closing = stack.pop()
        block = element.tag in _BLOCKS
        if closing:
            parts.append("\n" if block else "")
            parts.append(_blanks(element.tail))
            continue
        if not isinstance(element.tag, str) or _is_silent(element):
            parts.append(_blanks(element.tail))
            continue
        parts.append("\n" if block else "\t" if element.tag == grids.CELL else "")
        parts.append(_blanks(element.text))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
