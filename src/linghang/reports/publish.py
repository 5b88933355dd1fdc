"""A report as a file, for the command line and for the download buttons."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.registers.content import library
from linghang.reports.assemble import assemble
from linghang.reports.document import Document
from linghang.reports.html import to_html
from linghang.reports.word import write_docx
from linghang.reports.xlsx import write_xlsx


def _html(document: Document, out: Path | BinaryIO) -> None:
    text = to_html(document).encode()
    if isinstance(out, Path):
        out.write_bytes(text)
    else:
        out.write(text)


FORMS: dict[str, tuple[str, str, Callable[[Document, Path | BinaryIO], None]]] = {
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "html": ("网页", "text/html; charset=utf-8", _html),
}
"""File ending → how the form is called, its media type, and what writes it."""


def write_report(
    code: str, institution_code: str, period: Period | str, out: Path, *, version: int | None = None
) -> Document:
    """Write the report of that code for an institution and a period to `out` (.docx, .xlsx, .html) and return it.

    `version`: the catalogue version to tell it from, the newest when None. Raises InputError when there is no such
    report or institution, when a template is at fault, or when `out` cannot be written.
    """
    if isinstance(period, str):
        period = Period.parse(period)
    institution = Institution.objects.filter(code=institution_code).first()
    if institution is None:
        raise refuse("没有这个机构", "请检查机构代码", field="institution", value=institution_code)
    form = out.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise refuse(
            "不能写成这种文件",
            f"文件名请以 {'、'.join(f'.{each}' for each in FORMS)} 结尾",
            field="out",
            value=out.name,
        )
    document = assemble(library().report(code, period.last_day), institution, period, version=version)
    try:
        save(document, out, form)
    except OSError as error:
        remedy = "请检查文件夹是否存在、文件是否正被 Word 打开"
        raise refuse("写不了这个文件", remedy, field="out", value=out.name) from error
    return document


def save(document: Document, out: Path | BinaryIO, form: str = "docx") -> None:
    """Write a report in that form."""
    FORMS[form][2](document, out)


def file_name(document: Document, form: str = "docx") -> str:
    """What the file is called when it is downloaded."""
    return f"{document.title}.{form}"
