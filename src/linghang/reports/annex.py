"""The annex of a report in Word: which figures have no data, or data for a part of the period only. Pure."""

from collections.abc import Sequence

from docx.shared import Mm

from linghang.reports import oxml
from linghang.reports.document import Document, Gap

ANNEX = "附件"
TITLE = "数据缺项清单"
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
            _add_table(file, gaps)


def _add_table(file: oxml.Part, gaps: Sequence[Gap]) -> None:
    table = file.add_table(rows=0, cols=len(_COLUMNS), style="Table Grid")
    table.autofit = False
    for column, (_, width) in zip(table.columns, _COLUMNS, strict=True):
        column.width = Mm(width)
    _add_row(table, [title for title, _ in _COLUMNS])
    oxml.child(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    for number, gap in enumerate(gaps, 1):
        _add_row(table, [str(number), gap.figure_name, "；".join(gap.places), gap.remedy])


def _add_row(table: oxml.Part, texts: Sequence[str]) -> None:
    for cell, text, (_, width) in zip(table.add_row().cells, texts, _COLUMNS, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.style = "表内文字"
        oxml.text_run(paragraph._p, text)
