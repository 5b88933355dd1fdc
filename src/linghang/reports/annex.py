"""The annex of a report in Word: which figures have no data, or data for a part of the period only. Pure."""

from collections.abc import Callable, Collection, Iterable, Sequence

from docx.oxml.ns import qn
from docx.shared import Mm

from linghang.reports import oxml
from linghang.reports.document import Document

ANNEX = "附件"
TITLE = "数据缺项清单"
_RUN = qn("w:r")
_COLUMNS = (("序号", 16), ("数据", 42), ("所在部分", 42), ("应补充的期间和台账", 56))
"""Heading and width in millimetres; together the width of the text."""


def add_annex(file: oxml.Part, document: Document) -> None:
    """A page of its own with one table row per gap."""
    opening = file.add_paragraph(style=ANNEX)
    opening.paragraph_format.page_break_before = True
    oxml.text_run(opening._p, ANNEX)
    oxml.text_run(file.add_paragraph(style="Title")._p, TITLE)
    for words, gaps in (
        ("以下数据尚无来源，正文中写作〔缺〕：", document.missing),
        ("以下数据只有报告期内部分月份的来源：", document.partial),
    ):
        if gaps:
            oxml.text_run(file.add_paragraph(style="Body Text")._p, words)
            rows = (
                [str(number), gap.figure_name, "；".join(gap.places), gap.remedy] for number, gap in enumerate(gaps, 1)
            )
            add_table(file, _COLUMNS, rows)


def add_table(
    file: oxml.Part,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Collection[int] = (),
    mark: Callable[[oxml.Element, int, int], None] | None = None,
) -> None:
    """A table whose head is repeated on every page. `columns`: heading and width in millimetres; `numbers`: those set
    to the right; `mark`: told of the run of every cell with its row and column, to put a bookmark there."""
    table = file.add_table(rows=0, cols=len(columns), style="Table Grid")
    table.autofit = False
    for column, (_, width) in zip(table.columns, columns, strict=True):
        column.width = Mm(width)
    style = file.styles["表内文字"].style_id
    head = _add_row(table, columns, [title for title, _ in columns], style, range(0))
    oxml.child(head.get_or_add_trPr(), "tblHeader")
    for line, texts in enumerate(rows):
        row = _add_row(table, columns, texts, style, numbers)
        oxml.child(row.get_or_add_trPr(), "cantSplit")
        if mark is not None:
            for place, run in enumerate(list(row.iter(_RUN))):
                mark(run, line, place)


def _add_row(
    table: oxml.Part, columns: Sequence[tuple[str, int]], texts: Sequence[str], style: str, numbers: Collection[int]
) -> oxml.Element:
    """Written element by element: python-docx looks through the whole table for every cell it is asked for."""
    row = oxml.child(table._tbl, "tr")
    for place, (text, (_, width)) in enumerate(zip(texts, columns, strict=True)):
        cell = oxml.child(row, "tc")
        properties = oxml.child(cell, "tcPr")
        oxml.child(properties, "tcW", w=Mm(width).twips, type="dxa")
        oxml.child(properties, "vAlign", val="center")
        paragraph = oxml.child(cell, "p")
        properties = oxml.child(paragraph, "pPr")
        oxml.child(properties, "pStyle", val=style)
        if place in numbers:
            oxml.child(properties, "jc", val="right")
        oxml.text_run(paragraph, text)
    return row
