"""A letter or bulletin as a Word file in the layout of official documents. Pure."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from docx.enum.text import WD_ALIGN_PARAGRAPH

from linghang.reports import oxml
from linghang.reports.annex import add_table
from linghang.reports.layout import layout
from linghang.reports.word import new_file, signature_indents
from linghang.tasks.history import say_day

LAYOUT = "gb9704"


@dataclass(frozen=True)
class Table:
    """Columns (heading, width in millimetres; together no more than the 156 of the text) and rows of text."""

    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading with its number as written (一、), paragraphs, and a table after them."""

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
    *,
    own_layouts: Path | None = None,
    finish: Callable[[oxml.Part], None] | None = None,
) -> None:
    """Write the paper to a file or stream. `finish`: does more with the whole file, such as a watermark."""
    page = layout(LAYOUT, own_layouts)
    file = new_file(page)
    file.core_properties.title, file.core_properties.author = paper.title, paper.signed_by
    _add(file, "Title", paper.title)
    _add(file, "Normal", paper.number).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add(file, "Normal", "")
    if paper.salutation:
        _add(file, "Normal", f"{paper.salutation}：")
    for section in paper.sections:
        if section.heading:
            _add(file, "Heading 1", section.heading)
        for paragraph in section.paragraphs:
            _add(file, "Body Text", paragraph)
        if section.table and section.table.rows:
            add_table(file, section.table.columns, section.table.rows)
    _sign(file, paper, float(page.faces["body"].size))
    if finish:
        finish(file)
    file.save(str(path) if isinstance(path, Path) else path)


def _sign(file: oxml.Part, paper: Paper, size: float) -> None:
    date = say_day(paper.signed_on)
    _add(file, "Normal", "").paragraph_format.keep_with_next = True
    for text, right in zip((paper.signed_by, date), signature_indents(paper.signed_by, date), strict=True):
        paragraph = _add(file, "Normal", text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_with_next = text != date
        oxml.indent_sides(paragraph._p, size, right=right)


def _add(file: oxml.Part, style: str, text: str) -> oxml.Part:
    paragraph = file.add_paragraph(style=style)
    if text:
        oxml.text_run(paragraph._p, text)
    return paragraph
