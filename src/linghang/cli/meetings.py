"""Commands about meetings: in and out as Excel, lists, the exception list, minutes."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linghang.cli.output import (
    AsJson,
    DryRun,
    InstitutionCode,
    PeriodText,
    find_institution,
    messages,
    open_site,
    print_counts,
    print_json,
    print_table,
)
from linghang.core.errors import refuse
from linghang.core.periods import Period

if TYPE_CHECKING:
    from linghang.organization.models import Institution

Somewhere = Annotated[str, typer.Option("--institution", "-i", help="机构代码；不写则全部")]
During = Annotated[
    str, typer.Option("--period", "-p", help="期间：2022、2022Q3、2022-05 或 2022-01..2022-06；不写则全部")
]
_EVER = (dt.date(1949, 1, 1), dt.date(2199, 12, 31))

app = typer.Typer(help="会议、议题、决议与调研", no_args_is_help=True)


@app.command("template")
def meetings_template(out: Path) -> None:
    """写出会议的 Excel 模板：会议、到会、议题、表决、决议、调研等表。"""
    from linghang.decisions.workbook import write_workbook

    write_workbook(out, {})
    messages.print(f"已写出 {out}", markup=False)


@app.command("load")
def meetings_load(file: Path, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """从 Excel 补录会议和调研；当时不合规则的照录并列入例外清单，不可能的记录整份不载入。"""
    open_site()
    from linghang.decisions.importing import load_meetings

    print_counts(load_meetings(file, dry_run=dry_run), as_json)


@app.command("export")
def meetings_export(out: Path, institution: Somewhere = "", period: During = "", as_json: AsJson = False) -> None:
    """把会议和调研写成 Excel，可载入另一个工作区。"""
    open_site()
    from linghang.decisions.exporting import export_meetings, of_institutions

    counts = export_meetings(out, *of_institutions(_places(institution), *_days(period)))
    if as_json:
        print_json(dict(counts))
    else:
        told = f"{counts['会议']} 次会议，{counts['议题']} 个议题，{counts['调研课题']} 个调研课题"
        messages.print(f"已写出 {out}：{told}", markup=False)


@app.command("list")
def meetings_list(institution: Somewhere = "", period: During = "", as_json: AsJson = False) -> None:
    """列出会议，各有几个议题、几项决议。"""
    open_site()
    from django.db.models import Count
    from django.utils import timezone

    from linghang.decisions.exporting import of_institutions
    from linghang.decisions.workbook import STAGES

    found, _ = of_institutions(_places(institution), *_days(period))
    counted = found.annotate(topics=Count("items", distinct=True), decided=Count("items__resolution", distinct=True))
    rows = [
        {
            "institution": meeting.institution.code,
            "number": meeting.number,
            "body": meeting.body,
            "on": timezone.localdate(meeting.begins_at),
            "stage": meeting.stage,
            "items": meeting.topics,
            "resolutions": meeting.decided,
        }
        for meeting in counted.select_related("institution").order_by("institution__code", "begins_at", "number")
    ]
    if as_json:
        print_json(rows)
    else:
        told = [{**row, "stage": STAGES[row["stage"]]} for row in rows]
        columns = ("institution", "number", "on", "stage", "items", "resolutions")
        titles = ("机构", "会议编号", "日期", "状态", "议题", "决议")
        print_table("", titles, [tuple(row[column] for column in columns) for row in told])


@app.command("exceptions")
def meetings_exceptions(institution: Somewhere = "", period: During = "", as_json: AsJson = False) -> None:
    """列出会议与规则不符的地方：哪次会议、哪个议题、哪条规则、怎么办。"""
    open_site()
    from django.utils import timezone

    from linghang.decisions import held

    first, last = _days(period)
    rows = [
        {
            "institution": place.code,
            "number": each.number,
            "on": each.on,
            "rule": each.finding.rule,
            "item": each.title,
            "reason": each.finding.reason,
            "remedy": each.finding.remedy,
            "despite": each.despite,
        }
        for place in _places(institution)
        for each in held.irregularities([place], first, min(last, timezone.localdate()))
    ]
    if as_json:
        print_json(rows)
    else:
        titles = ("机构", "会议编号", "日期", "规则", "议题", "例外", "怎么办", "理由")
        print_table("", titles, [tuple(row.values()) for row in rows])


@app.command("minutes")
def meetings_minutes(
    number: str,
    out: Annotated[Path, typer.Option(help="写到哪个 Word 文件")],
    institution: Somewhere = "",
) -> None:
    """把一次会议的纪要写成公文格式的 Word 文件；几家机构编号相同时要写 --institution。"""
    open_site()
    from linghang.decisions.minutes import write
    from linghang.decisions.models import Meeting

    found = Meeting.objects.filter(number=number, institution__in=_places(institution))
    if len(found) != 1:
        reason = "没有这次会议" if not found else "几家机构都有这个编号"
        remedy = "可用 linghang meetings list 查看" if not found else "请加上 --institution"
        raise refuse(reason, remedy, field="会议编号", value=number)
    write(found[0], out)
    messages.print(f"已写出 {out}", markup=False)


@app.command("report")
def meetings_report(
    institution: InstitutionCode,
    period: PeriodText,
    out: Annotated[Path | None, typer.Option(help="写到哪个 Word 文件")] = None,
    as_json: AsJson = False,
) -> None:
    """执行情况报告：会议次数、议定事项、履行职能、决议落实、规则执行、学习调研。"""
    open_site()
    from django.utils import timezone

    from linghang.decisions import execution
    from linghang.packs.routing import PARTY_FUNCTIONS
    from linghang.reports.styles import style_of

    place = find_institution(institution)
    found = execution.report(place, *_days(period))
    if out is not None:
        out.write_bytes(execution.docx(found, style_of(place, timezone.localdate())).getvalue())
        messages.print(f"已写出 {out}", markup=False)
    if as_json:
        print_json(dataclasses.asdict(found))
    elif out is None:
        rows = [*((f"{line.title}（次）", line.meetings) for line in found.bodies), ("决议", found.resolutions)]
        rows += [(PARTY_FUNCTIONS[code], count) for code, count in found.functions.items()]
        rows += [("督办任务", found.tasks.opened), ("其中已销号", found.tasks.closed), ("逾期", found.tasks.overdue)]
        rows += [("例外", sum(found.rules.values())), ("调研课题", found.topics)]
        print_table(f"{found.institution} {period}", ("项目", "数量"), rows)


def _places(code: str) -> "list[Institution]":
    from linghang.organization.models import Institution

    return [find_institution(code)] if code else list(Institution.objects.all())


def _days(period: str) -> tuple[dt.date, dt.date]:
    if not period:
        return _EVER
    known = Period.parse(period)
    return known.first_day, known.last_day
