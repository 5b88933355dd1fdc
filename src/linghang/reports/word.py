"""A report as a Word file in the layout of official documents. Pure.

The page is held by arithmetic, not by the font at hand: exact line pitch, exact letter spacing, and the document grid
declared for those who write on in Word. Text does not snap to the grid, because LibreOffice gives a 16 pt character two
cells of a 15.79 pt grid.
"""

import datetime as dt
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from linghang.reports import oxml
from linghang.reports.annex import ANNEX, add_annex, add_table
from linghang.reports.document import Block, BoundFigure, Document, Heading, Paragraph, Run, Table
from linghang.reports.layout import PAGE_MM, Layout, Role, Signature

CAPTION = "表题"
TWIPS_PER_MM = 1440 / 25.4
_BOOKMARK_LENGTH = 40
_LONG_CELL = 16
"""Characters beyond which a cell is wrapped rather than its column widened."""
_STYLES: tuple[tuple[str, Role, str, int, int | None], ...] = (
    # style, face, alignment, indent of the first line in characters, outline level
    ("Normal", "body", "both", 0, None),
    ("Body Text", "body", "both", 2, None),
    ("Title", "title", "center", 0, None),
    ("Heading 1", "heading1", "both", 2, 0),
    ("Heading 2", "heading2", "both", 2, 1),
    ("Heading 3", "heading3", "both", 2, 2),
    (ANNEX, "heading1", "both", 0, None),
    ("表内文字", "table", "left", 0, None),
    (CAPTION, "table", "center", 0, None),
    ("Footer", "page_number", "left", 0, None),
)


def write_docx(document: Document, path: Path | BinaryIO) -> None:
    """Write the report to a file or stream."""
    page = document.layout
    file = new_file(page)
    _set_properties(file, document)
    open_paper(file, document.title, salutation=document.salutation)
    write_blocks(file, document.blocks, page)
    if document.signed_by:
        sign(file, document.signed_by, document.signed_on, page)
    add_text(file, "Body Text", document.note)
    if document.missing or document.partial:
        add_annex(file, document)
    file.save(str(path) if isinstance(path, Path) else path)


def new_file(page: Layout) -> oxml.Part:
    """An empty file with page, styles (`表内文字` for text in tables) and page numbers of the layout."""
    file = docx.Document()
    _set_page(file, page)
    _set_styles(file, page)
    _set_page_numbers(file, page)
    return file


def _set_page(file: oxml.Part, page: Layout) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = (_mm(side) for side in PAGE_MM)
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", _mm(getattr(page.margins, side)))
    section.header_distance, section.footer_distance = Mm(15), _mm(page.footer)
    oxml.set_grid(section._sectPr, page)


def _set_styles(file: oxml.Part, page: Layout) -> None:
    body = page.faces["body"]
    oxml.set_defaults(file.styles.element, oxml.run_properties(body, page.latin))
    for name, role, align, indent, outline in _STYLES:
        if name not in file.styles:
            file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        face = page.faces[role]
        pitch = None if role in ("table", "page_number") else page.pitch
        spacing = page.letter_spacing if face.size == body.size else 0
        paragraph = oxml.paragraph_properties(pitch, align=align, indent=indent, size=int(face.size), outline=outline)
        oxml.set_style(file.styles[name].element, paragraph, oxml.run_properties(face, page.latin, spacing))
    _set_fonts(file, page)


def _set_fonts(file: oxml.Part, page: Layout) -> None:
    for rel in list(file.part.rels.values()):
        if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            rel.target_part._blob = oxml.font_table(page.faces.values())
        elif rel.reltype.endswith("/stylesWithEffects"):
            del file.part.rels[rel.rId]
    language = file.settings.element.find(qn("w:themeFontLang"))
    language.set(qn("w:eastAsia"), "zh-CN")


def _set_page_numbers(file: oxml.Part, page: Layout) -> None:
    """Odd pages right, even pages left, one character from the edge."""
    file.settings.odd_and_even_pages_header_footer = True
    section, size = file.sections[0], float(page.faces["page_number"].size)
    for footer, align, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = file.styles["Footer"], align
        oxml.indent_sides(paragraph._p, size, **{side: 1})
        oxml.page_number(paragraph._p)


def _set_properties(file: oxml.Part, document: Document) -> None:
    properties = file.core_properties
    properties.title, properties.author = document.title, document.institution_name
    properties.subject = f"{document.period.label}报告"
    properties.version, properties.comments = str(document.version), f"数据版本：第{document.version}版"
    properties.keywords, properties.language, properties.last_modified_by = document.code, "zh-CN", ""
    properties.created = properties.modified = datetime.now(UTC)


def open_paper(file: oxml.Part, title: str, *, number: str = "", salutation: str = "") -> None:
    """The title, the number of the paper under it, and whom it addresses, as written."""
    add_text(file, "Title", title)
    if number:
        add_text(file, "Normal", number).alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_text(file, "Normal", "")
    if salutation:
        add_text(file, "Normal", salutation)


def write_blocks(file: oxml.Part, blocks: Iterable[Block], page: Layout) -> None:
    """Headings, paragraphs and tables, every figure with a bookmark that tells what it is."""
    names: set[str] = set()
    for block in blocks:
        match block:
            case Heading(level, number, text):
                add_text(file, f"Heading {level}", number + text)
            case Paragraph(runs):
                paragraph = file.add_paragraph(style="Body Text")
                for run in runs:
                    _mark(oxml.text_run(paragraph._p, run.text), run, names)
            case Table():
                _write_table(file, block, page, names)


def _write_table(file: oxml.Part, table: Table, page: Layout, names: set[str]) -> None:
    if table.caption:
        add_text(file, CAPTION, table.caption)
    heads = [(column.head, width) for column, width in zip(table.columns, widths(table, page), strict=True)]
    add_table(
        file,
        heads,
        table.texts[1:],
        numbers={place for place, column in enumerate(table.columns) if column.number},
        mark=lambda run, line, place: _mark(run, table.rows[line][place], names),
    )
    add_text(file, "表内文字", table.note)


def widths(table: Table, page: Layout) -> list[int]:
    """The width of each column in millimetres: as it asks for, the rest by what stands in it."""
    asked = [column.width for column in table.columns]
    left = round(page.text_width / TWIPS_PER_MM) - sum(asked)
    lengths = [
        min(max(text_width(text) for text in column), _LONG_CELL) + 2 for column in zip(*table.texts, strict=True)
    ]
    free = sum(length for length, width in zip(lengths, asked, strict=True) if not width)
    return [width or int(left * length / free) for length, width in zip(lengths, asked, strict=True)]


def _mark(element: oxml.Element, run: Run, names: set[str]) -> None:
    if isinstance(run, BoundFigure):
        oxml.bookmark(element, len(names), bookmark_name(run, names))


def bookmark_name(figure: BoundFigure, taken: set[str]) -> str:
    """A name Word accepts that tells the indicator, the period and the kind; added to `taken`."""
    kind = "" if figure.kind == "value" else f"_{figure.kind}"
    tail = re.sub(r"\W", "_", f"_{figure.period}{kind}")
    name, number = figure.indicator[: _BOOKMARK_LENGTH - len(tail)] + tail, 1
    while name in taken:
        number += 1
        counted = f"{tail}_{number}"
        name = figure.indicator[: _BOOKMARK_LENGTH - len(counted)] + counted
    taken.add(name)
    return name


def sign(file: oxml.Part, name: str, on: dt.date, page: Layout) -> None:
    """Who signs and the day, where the layout puts them: two characters from the right, the date beginning two
    characters after the signature does; or in the middle."""
    lines = page.signature.lines(name, on)
    if not lines:
        return
    add_text(file, "Normal", "").paragraph_format.keep_with_next = True
    for text, right in zip(lines, signature_indents(*Signature().lines(name, on)), strict=False):
        paragraph = add_text(file, "Normal", text)
        paragraph.paragraph_format.keep_with_next = text != lines[-1]
        if page.signature.place == "centre":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            oxml.indent_sides(paragraph._p, float(page.faces["body"].size), right=right)


def signature_indents(name: str, date: str) -> tuple[float, float]:
    """Right indents of the signature and of the date in characters (GB/T 9704—2012, without a seal)."""
    difference = text_width(name) - text_width(date)
    return (2, difference) if difference >= 2 else (4 - difference, 2)


def text_width(text: str) -> float:
    """In characters; Latin letters and digits are half as wide."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def add_text(file: oxml.Part, style: str, text: str) -> oxml.Part:
    """A paragraph of that style."""
    paragraph = file.add_paragraph(style=style)
    if text:
        oxml.text_run(paragraph._p, text)
    return paragraph


def _mm(length: Decimal) -> Mm:
    return Mm(float(length))
