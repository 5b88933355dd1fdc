"""What a spreadsheet file would unfold to, told before it is opened. Pure.

A reader of .xlsx makes room for every cell up to the last row and column: two cells in opposite corners, a file of a
kilobyte, ask for hundreds of gigabytes, and one long text may stand in a million cells. So the parts of the package
are read as a stream first, and what would not fit is refused. The old .xls and other formats cannot be looked through
so and are refused with the remedy.
"""

import string
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from linghang.core.errors import InputError, refuse

MAX_UNPACKED = 1000 * 2**20
MAX_CELLS = 10_000_000
"""Cells of all sheets together, empty ones up to the last row and column of a sheet included."""
MAX_COLUMNS = 1000
MAX_TEXT = 200_000_000
"""Characters in all cells together; a text that many cells share counts for each."""

_OLE = b"\xd0\xcf\x11\xe0"
_PIECE = 2**18
_CELLS, _TEXTS = b"sheetData", b"sst"
"""What a part with cells, or with the texts that cells share, must contain."""


def refuse_unfit(path: Path, file_name: str) -> None:
    """Refuse a file that is no .xlsx, or one that would not fit into memory. Raises InputError."""
    with path.open("rb") as handle:
        head = handle.read(4)
    if head == _OLE:
        raise refuse("这是旧版（.xls）或加了密码的 Office 文件", "请去掉密码，另存为 .xlsx", file=file_name)
    try:
        with zipfile.ZipFile(path) as package:
            _look_through(package, file_name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        reason, remedy = "不是 .xlsx 表格，或文件不完整或已损坏", "请另存为 .xlsx，或重新导出、重新传输"
        raise refuse(reason, remedy, file=file_name) from error


def _look_through(package: zipfile.ZipFile, file_name: str) -> None:
    names = {name.replace("\\", "/").casefold() for name in package.namelist()}
    if names & {"content.xml", "xl/workbook.bin"}:
        raise refuse("这种表格文件（.ods 或 .xlsb）读不了", "请另存为 .xlsx", file=file_name)
    if "xl/workbook.xml" not in names:
        raise refuse("这是压缩包，不是表格", "请解压后导入里面的文件", file=file_name)
    if sum(item.file_size for item in package.infolist()) > MAX_UNPACKED:
        raise _too_large("表格展开后过大", file_name)
    sheets: list[zipfile.ZipInfo] = []
    texts = _Texts()
    for item in package.infolist():
        if _contains(package, item, _CELLS):
            sheets.append(item)
        elif item.filename.casefold().endswith("sharedstrings.xml") and _contains(package, item, _TEXTS):
            _parse(package, item, texts, file_name)
    extents = [_Cells(texts.lengths) for _ in sheets]
    for item, extent in zip(sheets, extents, strict=True):
        _parse(package, item, extent, file_name)
    _refuse_too_large(extents, file_name)


def _refuse_too_large(extents: list["_Cells"], file_name: str) -> None:
    if any(extent.columns > MAX_COLUMNS for extent in extents):
        columns = max(extent.columns for extent in extents)
        raise _too_large(f"内容延伸到第 {columns} 列，超过 {MAX_COLUMNS} 列", file_name)
    cells = sum(extent.rows * extent.columns for extent in extents)
    if cells > MAX_CELLS:
        rows = max(extent.rows for extent in extents)
        raise _too_large(f"表格太大：内容延伸到第 {rows} 行，共 {cells} 格，超过 {MAX_CELLS} 格", file_name)
    if sum(extent.text for extent in extents) > MAX_TEXT:
        raise _too_large(f"表格里的文字太多，超过 {MAX_TEXT} 字", file_name)


def _too_large(reason: str, file_name: str) -> InputError:
    return refuse(reason, "请删去远处多余的内容和空行，或按月份拆成几个文件", file=file_name)


def _pieces(package: zipfile.ZipFile, item: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked part: all of it, even where the directory of the package says that it is shorter."""
    item.file_size = MAX_UNPACKED + 1
    done = 0
    with package.open(item) as part:
        while piece := part.read(_PIECE):
            done += len(piece)
            if done > MAX_UNPACKED:
                raise zipfile.BadZipFile("a part is larger than the package says")
            yield piece


def _contains(package: zipfile.ZipFile, item: zipfile.ZipInfo, wanted: bytes) -> bool:
    tail = b""
    for piece in _pieces(package, item):
        if wanted in tail + piece:
            return True
        tail = piece[-len(wanted) :]
    return False


class _DoctypeError(Exception):
    """A document type declaration: no spreadsheet has one, and entities could hide cells."""


def _refuse_doctype(*_: object) -> None:
    raise _DoctypeError


def _parse(package: zipfile.ZipFile, item: zipfile.ZipInfo, handler: "_Texts | _Cells", file_name: str) -> None:
    parser: Any = ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.CharacterDataHandler = handler.start, handler.characters
    parser.EndElementHandler = handler.end
    parser.buffer_text = True
    try:
        for piece in _pieces(package, item):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (ExpatError, _DoctypeError) as error:
        raise refuse("表格文件已损坏或写法有误", "请用表格软件打开，另存为 .xlsx", file=file_name) from error


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


@dataclass
class _Texts:
    """Reads the lengths of the texts that cells share."""

    lengths: "array[int]" = field(default_factory=lambda: array("l"))
    _length: int = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            self._length = 0

    def characters(self, text: str) -> None:
        self._length += len(text)

    def end(self, name: str) -> None:
        if _local(name) == "si":
            self.lengths.append(self._length)


@dataclass
class _Cells:
    """Finds the last row and column with content (counted from 1), and how much text there is."""

    shared: "array[int]"
    rows: int = 0
    columns: int = 0
    text: int = 0
    _row: int = 0
    _column: int = 0
    _shares: bool = False
    _value: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            place = attributes.get("r")
            if place:
                self._row, self._column = _place(place)
            else:
                self._column += 1
            self._shares, self._value = attributes.get("t") == "s", ""
        elif local in ("v", "is", "f"):  # a cell without any of these only has a format, and takes no room
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
        elif local == "row":
            number = attributes.get("r")
            self._row, self._column = int(number) if number else self._row + 1, 0

    def characters(self, text: str) -> None:
        if self._shares:
            self._value += text
        else:
            self.text += len(text)

    def end(self, name: str) -> None:
        if self._shares and _local(name) == "c":
            index = int(self._value)
            self.text += self.shared[index] if index < len(self.shared) else 0
            self._shares = False


def _place(text: str) -> tuple[int, int]:
    """Row and column of `BZ12`. Raises ValueError when it is no place."""
    letters = text.rstrip("0123456789")
    return int(text[len(letters) :]), _column(letters)


@lru_cache(MAX_COLUMNS)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + string.ascii_uppercase.index(letter) + 1
    return column
