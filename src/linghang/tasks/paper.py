"""A letter or bulletin as a Word file in the layout of official documents. Pure."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from linghang.reports import document as reported
from linghang.reports import oxml
from linghang.reports.compose import number
from linghang.reports.document import Block, Column, Heading, Paragraph, Text
from linghang.reports.layout import NUMBERING, Layout, Numbering
from linghang.reports.word import new_file, open_paper, sign, write_blocks


@dataclass(frozen=True)
class Table:
    """Columns (heading, width in millimetres; together no more than the 156 of the text) and rows of text."""

    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading without its number, paragraphs, and a table after them."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Paper:
    """What stands on the paper. `number`: 督催〔2023〕5号 or 2023年第5期; `salutation` without its colon."""

    title: str
    number: str
    salutation: str
    sections: tuple[Section, ...]
    signed_by: str
    signed_on: dt.date


def write(
    paper: Paper,
    path: Path | BinaryIO,
    page: Layout,
    *,
    finish: Callable[[oxml.Part], None] | None = None,
) -> None:
    """Write the paper to a file or stream. `finish`: does more with the whole file, such as a watermark."""
    file = new_file(page)
    file.core_properties.title, file.core_properties.author = paper.title, paper.signed_by
    open_paper(file, paper.title, number=paper.number, salutation=paper.salutation and f"{paper.salutation}：")
    write_blocks(file, blocks(paper, page.numbering), page)
    sign(file, paper.signed_by, paper.signed_on, page)
    if finish:
        finish(file)
    file.save(str(path) if isinstance(path, Path) else path)


def blocks(paper: Paper, numbering: Numbering = NUMBERING) -> Iterator[Block]:
    """What stands between salutation and signature, as every report writes it; headings are numbered by the layout."""
    count = 0
    for section in paper.sections:
        if section.heading:
            count += 1
            yield Heading(1, number(1, count, numbering), section.heading)
        yield from (Paragraph((Text(text),)) for text in section.paragraphs)
        if section.table and section.table.rows:
            columns = tuple(Column(head, width=width) for head, width in section.table.columns)
            yield reported.Table("", columns, tuple(tuple(Text(text) for text in row) for row in section.table.rows))
