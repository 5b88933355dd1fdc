"""Commands about staged cases: in and out as Excel, who is at which step, the dossier of one."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from linghang.cli.output import (
    AsJson,
    DryRun,
    InstitutionCode,
    find_institution,
    open_site,
    print_counts,
    print_json,
    print_table,
    print_written,
)

Day = Annotated[dt.datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="按哪一天看时限，默认今天")]
Somewhere = Annotated[str, typer.Option("--institution", "-i", help="机构代码；不写则全部")]
ProcedureCode = Annotated[str, typer.Option("--procedure", "-p", help="流程代码；不写则全部")]

app = typer.Typer(help="流程事项：发展党员、干部任用、投诉、整改等", no_args_is_help=True)


@app.command("template")
def cases_template(out: Path) -> None:
    """写出流程事项的 Excel 模板：事项、步骤。"""
    from linghang.core.workbook import write_workbook
    from linghang.procedures.workbook import BOOK

    write_workbook(out, BOOK, {})
    print_written(out)


@app.command("load")
def cases_load(file: Path, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """从 Excel 载入事项和全部经过；有一处不合规则就整份不载入，再次载入不会重复。"""
    open_site()
    from linghang.procedures.importing import load_cases

    print_counts(load_cases(file, dry_run=dry_run), as_json)


@app.command("export")
def cases_export(
    out: Path, institution: Somewhere = "", procedure: ProcedureCode = "", as_json: AsJson = False
) -> None:
    """把事项连同经过写成 Excel（工号和代码，不写姓名），可载入另一个工作区。"""
    open_site()
    from linghang.procedures.exporting import export_cases
    from linghang.procedures.models import Case

    found = Case.objects.all()
    if institution:
        found = found.filter(institution=find_institution(institution))
    if procedure:
        found = found.filter(procedure=procedure)
    print_written(out, export_cases(out, found), as_json)


@app.command("board")
def cases_board(
    institution: InstitutionCode,
    procedure: Annotated[str, typer.Option("--procedure", "-p", help="流程代码")],
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """谁在哪一步、被什么挡住：在办事项按阶段列出。"""
    open_site()
    from django.utils import timezone

    from linghang.procedures.board import board
    from linghang.procedures.plain import plain_board
    from linghang.registers.content import library

    today = day.date() if day else timezone.localdate()
    columns = board(library().procedure(procedure, today), find_institution(institution), today)
    if as_json:
        print_json(plain_board(columns))
        return
    rows = [
        (
            column.stage.title,
            row.case.number,
            row.awaited.step.title if row.awaited else "",
            row.awaited.due or "" if row.awaited else "",
            row.light.word if row.light else "",
            "；".join(row.blocked_by),
        )
        for column in columns
        for row in column.rows
    ]
    print_table("", ("阶段", "编号", "下一步", "最迟", "灯", "被什么挡住"), rows)
