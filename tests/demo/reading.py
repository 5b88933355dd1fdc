"""Reading the region's files back with the standard library and openpyxl."""

import csv
from pathlib import Path

import openpyxl

from linghang.demo.files import FileToLoad


def read_workbook(path: Path) -> list[dict[str, object]]:
    """The rows of the first sheet by column title."""
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    titles = next(rows)
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def read_csv(file: FileToLoad, encoding: str = "utf-8-sig") -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV file."""
    with file.path.open(encoding=encoding, newline="") as handle:
        header, *rows = csv.reader(handle)
    return header, rows
