"""A text file as blocks of whole records in UTF-8, whatever its size and encoding. Pure.

What a file is, is told by its content, never by its name. Everything that would make the rest of the file unreadable
is refused here with the row it stands in; what is wrong with single rows is left to validation.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import Any

import pyarrow as pa

from linghang.core.errors import InputError, refuse

LONGEST_RECORD = 64 * 2**20
UTF8_MARK = b"\xef\xbb\xbf"
_SAMPLE = 4096
_WINDOW = 2**18
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "这是旧版或加了密码的 Office 文件，不是文本", "请去掉密码，另存为 CSV 或 .xlsx"),
    (b"\x1f\x8b", "这是压缩包", "请解压后再导入"),
    (b"7z\xbc\xaf", "这是压缩包", "请解压后再导入"),
    (b"Rar!", "这是压缩包", "请解压后再导入"),
    (b"%PDF", "这是 PDF 文件", "请从系统导出 CSV"),
    (b"\xff\xfe", "文件是 UTF-16 编码", "请另存为“CSV UTF-8”"),
    (b"\xfe\xff", "文件是 UTF-16 编码", "请另存为“CSV UTF-8”"),
    (b"<", "这是网页或 XML，不是 CSV", "请用表格软件打开后另存为 CSV UTF-8"),
)


@dataclass(frozen=True)
class Block:
    """Whole records in UTF-8 with plain line ends. `open_end`: the file ends here without a line end."""

    data: bytes
    bytes_done: int
    open_end: bool = False


def is_workbook(path: Path) -> bool:
    """Whether the file is a zip package, as .xlsx is (and as a zip archive named .csv is)."""
    with path.open("rb") as handle:
        return handle.read(4) == b"PK\x03\x04"


def refuse_foreign(path: Path, name: str) -> None:
    """Refuse files that are no text: archives, Office, PDF, web pages, UTF-16, empty ones."""
    with path.open("rb") as handle:
        head = handle.read(_SAMPLE)
    if not head.removeprefix(UTF8_MARK).strip():
        raise refuse("文件是空的", "请重新导出", file=name)
    for mark, reason, remedy in _FOREIGN:
        if head.removeprefix(UTF8_MARK).lstrip().startswith(mark):
            raise refuse(reason, remedy, file=name)
    if head[1::2].count(0) > len(head) // 4 or head[::2].count(0) > len(head) // 4:
        raise refuse("文件像是 UTF-16 编码或二进制文件", "请另存为“CSV UTF-8”", file=name)


@dataclass
class TextSource:
    """Reads a file once, front to back. `digest` is the SHA-256 of what has been read; whole after the last block."""

    path: Path
    name: str
    encoding: str = ""
    """`utf-8` or `gb18030` once a character beyond ASCII was seen."""
    digest: Any = field(default_factory=sha256)
    _begin: int = 0
    """Where the block at hand begins, to find its line when something is wrong with it."""

    def blocks(self, size: int, least: int) -> Iterator[Block]:
        """Blocks of about `size` bytes in order; the first one begins with the header. Towards both ends of the file
        they are smaller, down to `least`: those who judge them begin soon and have done at the same time.

        Raises InputError when the text is unreadable.
        """
        refuse_foreign(self.path, self.name)
        with self.path.open("rb") as handle:
            yield from self._cut(handle, size, min(size, least))

    def _cut(self, handle: BufferedReader, size: int, least: int) -> Iterator[Block]:
        total = os.fstat(handle.fileno()).st_size
        mark = handle.read(len(UTF8_MARK))
        done = len(UTF8_MARK) if mark == UTF8_MARK else 0
        self.digest.update(mark[:done])
        wanted = least
        while done < total:
            data = _read_to_line_end(handle, done, wanted)
            end = done + len(data)
            cut = last_record_end(data) if b'"' in data else data.rfind(b"\n") + 1
            if end == total and not data.endswith(b"\n") and data.count(b'"', cut) % 2 == 0:
                cut = len(data)
            self._begin = done
            if cut == 0:
                self._refuse_bare_return(data.replace(b"\r\n", b"\n"))
                if end == total or wanted > LONGEST_RECORD:
                    raise refuse(
                        "从这一行起英文双引号不成对，后面的内容无法分清",
                        "请检查该行的双引号，成对书写或删去",
                        file=self.name,
                        line=self._line(0),
                    )
                wanted *= 2
                continue
            data = data[:cut]
            done += cut
            wanted = min(size, max(least, min(2 * done, (total - done) // 2)))
            self.digest.update(data)
            yield self._block(data, done)

    def _block(self, raw: bytes, done: int) -> Block:
        if b"\0" in raw:
            raise refuse(
                "含有空字节，文件可能在传输中损坏",
                "请重新导出或重新传输",
                file=self.name,
                line=self._line(raw.index(b"\0")),
            )
        data = self._utf8(raw)
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
            self._refuse_bare_return(data)
        open_end = not data.endswith(b"\n")
        return Block(data + b"\n" if open_end else data, done, open_end)

    def _refuse_bare_return(self, data: bytes) -> None:
        """Readers disagree whether a carriage return alone ends a line; inside quotes it is part of the text."""
        place = quotes = 0
        while (found := data.find(b"\r", place)) >= 0:
            quotes += data.count(b'"', place, found)
            if quotes % 2 == 0:
                raise refuse(
                    "换行只有回车符（CR），分不清一行到哪里为止",
                    "请用表格软件打开后另存为“CSV UTF-8”，换行用 CRLF 或 LF",
                    file=self.name,
                    line=self._line(0) + data.count(b"\n", 0, found),
                )
            place = found + 1

    def _line(self, offset: int) -> int:
        """The line, from 1, of a place in the block at hand."""
        line, left = 1, self._begin + offset
        with self.path.open("rb") as handle:
            while left and (piece := handle.read(min(left, LONGEST_RECORD))):
                line, left = line + piece.count(b"\n"), left - len(piece)
        return line

    def _utf8(self, raw: bytes) -> bytes:
        if raw.isascii():
            return raw
        if self.encoding != "gb18030" and is_utf8(raw):
            self.encoding = "utf-8"
            return raw
        try:
            return self._decoded(raw, self.encoding or "gb18030")
        except UnicodeDecodeError as error:
            raise self._unreadable(raw, error) from error

    def _decoded(self, raw: bytes, encoding: str) -> bytes:
        text = raw.decode(encoding)
        self.encoding = encoding
        return text.encode()

    def _unreadable(self, raw: bytes, error: UnicodeDecodeError) -> InputError:
        """The encoding that reads further is the one that was meant."""
        if not self.encoding and (other := _first_error(raw, "utf-8")).start > error.start:
            error, self.encoding = other, "utf-8"
        line = self._line(error.start)
        value = raw[error.start : error.start + 4].hex(" ")
        if self.encoding == "utf-8":
            return refuse(
                "前面是 UTF-8 编码，从这一行起不是",
                "请用一种编码（UTF-8 或 GBK）重新导出整个文件",
                file=self.name,
                line=line,
                value=value,
            )
        return refuse(
            "有既不是 UTF-8 也不是 GBK 的字符", "请用 UTF-8 或 GBK 编码重新导出", file=self.name, line=line, value=value
        )


def _first_error(raw: bytes, encoding: str) -> UnicodeDecodeError:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error
    raise AssertionError("these bytes can be decoded")


def is_utf8(raw: bytes) -> bool:
    """Whether the bytes are valid UTF-8 (Arrow's validation: many times faster than decoding)."""
    offsets = pa.py_buffer(len(raw).to_bytes(8, "little").rjust(16, b"\0"))
    text = pa.LargeStringArray.from_buffers(1, offsets, pa.py_buffer(raw))
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _read_to_line_end(handle: BufferedReader, start: int, size: int) -> bytes:
    """About `size` bytes from `start`, up to the last line end among them (all of them when there is none).

    Looking for the line end before reading saves two copies of every block.
    """
    near = max(start, start + size - _WINDOW)
    handle.seek(near)
    window = handle.read(min(size, _WINDOW))
    cut = window.rfind(b"\n") + 1
    wanted = near + cut - start if cut and near + len(window) >= start + size else size
    handle.seek(start)
    return handle.read(wanted)


def last_record_end(data: bytes) -> int:
    """The position after the last line end that does not stand inside a quoted field; 0 when there is none."""
    cut = data.rfind(b"\n") + 1
    open_quotes = data.count(b'"', 0, cut) % 2
    while cut and open_quotes:
        earlier = data.rfind(b"\n", 0, cut - 1) + 1
        open_quotes = (open_quotes + data.count(b'"', earlier, cut)) % 2
        cut = earlier
    return cut
