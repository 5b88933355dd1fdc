"""A file of the demonstration region and what it is to be loaded as."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

WRITTEN = dt.datetime(2024, 1, 5, 9, 0)  # noqa: DTZ001 - a fixed wall time
"""Stated as the time of writing of every workbook, so that equal content gives equal bytes."""


@dataclass(frozen=True)
class FileToLoad:
    """A written file, the register and institution it belongs to, and its period ('' when the file shows it)."""

    path: Path
    register: str
    institution: str
    period: str = ""


def write_lines(path: Path, header: Iterable[str], lines: Iterable[str], encoding: str) -> None:
    """A CSV file as hospital systems export it: CRLF line ends, in the encoding given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\r\n".join([",".join(header), *lines]) + "\r\n"
    path.write_bytes(text.encode(encoding))
