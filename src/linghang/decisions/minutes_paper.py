"""Minutes of a meeting as a Word file in the layout of official documents. Pure."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from linghang.reports import oxml
from linghang.reports.compose import number as heading_number
from linghang.reports.layout import Layout
from linghang.reports.word import new_file

_RED, _BLACK = "FF0000", "000000"
_IMPRINT_POINTS = 14


@dataclass(frozen=True)
class ItemMinutes:
    """One item: its title, and what the minutes say of it, paragraph by paragraph."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Minutes:
    """What stands on the paper. `facts`: 时间, 地点, 主持 … with their contents; empty ones are left out.

    `number` is empty as long as the minutes are not issued. `distribution`: who gets them (分送).
    """

    institution: str
    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    opening: str
    items: tuple[ItemMinutes, ...]
    closing: str
    distribution: str
    printed_by: str
    issued_on: dt.date | None


def write(minutes: Minutes, path: Path | BinaryIO, page: Layout) -> None:
    """Write the minutes to a file or stream in that layout."""
    file = new_file(page)
    file.core_properties.title, file.core_properties.author = minutes.title, minutes.institution
    for line in (minutes.institution, minutes.title):
        _redden(_add(file, "Title", line))
    number = _add(file, "Normal", minutes.number or "（未印发）")
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _rule(number, bottom=(_RED, 12))
    _add(file, "Normal", "")
    for label, text in minutes.facts:
        if text:
            _fact(file, label, text)
    _add(file, "Body Text", minutes.opening)
    for position, item in enumerate(minutes.items, 1):
        _add(file, "Heading 1", heading_number(1, position, page.numbering) + item.title)
        for paragraph in item.paragraphs:
            _add(file, "Body Text", paragraph)
    if minutes.closing:
        _add(file, "Body Text", minutes.closing)
    if minutes.issued_on:
        _imprint(file, minutes, minutes.issued_on)
    file.save(str(path) if isinstance(path, Path) else path)


def _fact(file: oxml.Part, label: str, text: str) -> None:
    """出席：… with the label in the face of headings, as the standard asks of attendance."""
    paragraph = file.add_paragraph(style="Body Text")
    run = oxml.text_run(paragraph._p, f"{label}：")
    fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
    fonts.set(qn("w:eastAsia"), _heading_font(file))
    oxml.text_run(paragraph._p, text)


def _heading_font(file: oxml.Part) -> str:
    fonts = file.styles["Heading 1"].element.find(qn("w:rPr")).find(qn("w:rFonts"))
    return str(fonts.get(qn("w:eastAsia")))


def _redden(paragraph: oxml.Part) -> None:
    """The head of minutes is red (GB/T 9704—2012, 10.3)."""
    for run in paragraph.runs:
        run.font.color.rgb = RGBColor.from_string(_RED)


def _imprint(file: oxml.Part, minutes: Minutes, day: dt.date) -> None:
    """Who gets it, who printed it and when, between rules, in 4号."""
    _add(file, "Normal", "")
    printed = f"{minutes.printed_by}　　{day.year}年{day.month}月{day.day}日印发"
    lines = [f"分送：{minutes.distribution}。"] if minutes.distribution else []
    lines.append(printed)
    for position, text in enumerate(lines):
        paragraph = _add(file, "Normal", text)
        for run in paragraph.runs:
            run.font.size = Pt(_IMPRINT_POINTS)
        _rule(paragraph, top=(_BLACK, 6 if position else 8), bottom=(_BLACK, 8) if text is printed else None)


def _rule(paragraph: oxml.Part, **sides: tuple[str, int] | None) -> None:
    """Rules above or below a paragraph: colour and width in eighths of a point."""
    borders = OxmlElement("w:pBdr")
    for side, drawn in sides.items():
        if drawn:
            oxml.child(borders, side, val="single", sz=drawn[1], space=1, color=drawn[0])
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")


def _add(file: oxml.Part, style: str, text: str) -> oxml.Part:
    paragraph = file.add_paragraph(style=style)
    if text:
        oxml.text_run(paragraph._p, text)
    return paragraph
