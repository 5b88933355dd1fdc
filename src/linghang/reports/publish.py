"""A report as a file, for the command line and for the download button."""

from pathlib import Path
from typing import BinaryIO

from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.registers.content import library
from linghang.reports.assemble import assemble
from linghang.reports.document import Document
from linghang.reports.word import write_docx

LAYOUTS_FILE = "layouts.yaml"


def write_report(
    code: str, institution_code: str, period: Period | str, out: Path, *, version: int | None = None
) -> Document:
    """Write the report of that code for an institution and a period to `out` (.docx) and return it.

    `version`: the catalogue version to tell it from, the newest when None. Raises InputError when there is no such
    report or institution, when a template is at fault, or when `out` cannot be written.
    """
    if isinstance(period, str):
        period = Period.parse(period)
    institution = Institution.objects.filter(code=institution_code).first()
    if institution is None:
        raise refuse("没有这个机构", "请检查机构代码", field="institution", value=institution_code)
    if out.suffix.lower() != ".docx":
        raise refuse("报告只能写成 Word 文件", "文件名请以 .docx 结尾", field="out", value=out.name)
    document = assemble(library().report(code, period.last_day), institution, period, version=version)
    try:
        save(document, out)
    except OSError as error:
        remedy = "请检查文件夹是否存在、文件是否正被 Word 打开"
        raise refuse("写不了这个文件", remedy, field="out", value=out.name) from error
    return document


def save(document: Document, out: Path | BinaryIO) -> None:
    """Write a report in its layout, the workspace's own layouts included. Raises InputError when that is not known."""
    write_docx(document, out, own_layouts=Workspace.from_environment().root / LAYOUTS_FILE)


def file_name(document: Document) -> str:
    """What the file is called when it is downloaded."""
    return f"{document.title}.docx"
