"""Commands about Party members: the roll in and out as Excel, terms, and the dues sheet of a branch."""

import datetime as dt
import getpass
from pathlib import Path
from typing import Annotated

import typer

from linghang.cli.output import (
    AsJson,
    DryRun,
    find_institution,
    messages,
    open_site,
    print_counts,
    print_json,
    print_table,
    print_written,
)
from linghang.core.days import parse_day
from linghang.core.errors import refuse

Reason = Annotated[str, typer.Option("--reason", help="用途，写在水印里并记入审计")]
Somewhere = Annotated[str, typer.Option("--institution", "-i", help="机构代码；不写则全部")]

app = typer.Typer(help="党员名册、任期", no_args_is_help=True)
dues_app = typer.Typer(help="党费", no_args_is_help=True)


@app.command("template")
def members_template(out: Path) -> None:
    """写出党员名册的 Excel 模板：党员、组织关系、任期、选举、联系支部、党费等表。"""
    from linghang.membership.workbook import write_workbook

    write_workbook(out, {})
    messages.print(f"已写出 {out}", markup=False)


@app.command("load")
def members_load(file: Path, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """从 Excel 载入党员名册；有一处错误就整份不载入，并列出表、行、列、规则和怎么改。"""
    open_site()
    from linghang.membership.importing import load_members

    print_counts(load_members(file, dry_run=dry_run), as_json)


@app.command("export")
def members_export(out: Path, institution: Somewhere = "", reason: Reason = "", as_json: AsJson = False) -> None:
    """把党员名册写成 Excel，带水印，可再载入；导出记入审计。"""
    open_site()
    from django.contrib.auth.models import AnonymousUser

    from linghang.membership.exporting import export_members
    from linghang.organization import trail
    from linghang.organization.models import Institution

    places = [find_institution(institution)] if institution else list(Institution.objects.all())
    counts = export_members(out, places, _mark(reason))
    for place in places:
        trail.record(AnonymousUser(), "导出党员名册", place, 用途=_reason(reason), 操作=f"命令行 {getpass.getuser()}")
    print_written(out, counts, as_json)


@app.command("terms")
def members_terms(institution: Somewhere = "", as_json: AsJson = False) -> None:
    """列出各党组织的任期：何时选举、何时届满、临近或逾期。"""
    open_site()
    from django.utils import timezone

    from linghang.membership import tenure
    from linghang.organization.models import Institution

    places = [find_institution(institution)] if institution else list(Institution.objects.all())
    rows = [
        {
            "organization": line.form.organization.code,
            "name": line.form.name,
            "elected_on": line.term.elected_on if line.term else None,
            "due": line.term.due if line.term else None,
            "state": line.state,
            "word": line.word,
        }
        for line in tenure.board(places, timezone.localdate())
    ]
    if as_json:
        print_json(rows)
    else:
        told = [
            tuple(row[name] or "" for name in ("organization", "name", "elected_on", "due", "word")) for row in rows
        ]
        print_table("", ("代码", "党组织", "本届选举", "届满", "情况"), told)


@dues_app.command("sheet")
def dues_sheet(
    branch: Annotated[str, typer.Option(help="党组织代码")],
    month: Annotated[str, typer.Option(help="月份，如 2026-03")],
    out: Annotated[Path, typer.Option(help="写到哪个 Excel 文件")],
    reason: Reason = "收缴党费",
) -> None:
    """写出一个党支部某月的党费收缴表，带水印；导出记入审计。"""
    open_site()
    from django.contrib.auth.models import AnonymousUser

    from linghang.membership import collecting, dues_file
    from linghang.organization import trail
    from linghang.organization.models import PartyOrganization

    found = PartyOrganization.objects.select_related("institution").filter(code=branch).first()
    if found is None:
        raise refuse("没有这个党组织", "请核对代码，可在组织机构页面查看", field="党组织", value=branch)
    sheet = collecting.sheet(found, _month(month))
    out.write_bytes(dues_file.write(sheet, _mark(reason)).getvalue())
    who = f"命令行 {getpass.getuser()}"
    trail.record(AnonymousUser(), "导出党费收缴表", found.institution, 党组织=branch, 用途=_reason(reason), 操作=who)
    messages.print(f"已写出 {out}：{len(sheet.lines)} 人，应交 {sheet.owed} 元，实交 {sheet.paid} 元", markup=False)


def _month(text: str) -> dt.date:
    day = parse_day(f"{text}-01")
    if day is None:
        raise refuse("不是月份", "请写成 2026-03 的形式", field="月份", value=text)
    return day


def _reason(reason: str) -> str:
    return reason.strip() or "名册备份"


def _mark(reason: str) -> str:
    from django.utils import timezone

    from linghang.registers import watermark

    return watermark.words("命令行", getpass.getuser(), timezone.localtime(), _reason(reason))
