"""Commands about supervised tasks: in and out as Excel, lists, figures, a bulletin."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from linghang.core.errors import refuse
from linghang.core.periods import Period

if TYPE_CHECKING:
    from linghang.tasks.rows import Row

Day = Annotated[dt.datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="按哪一天看灯和逾期，默认今天")]
Somewhere = Annotated[str, typer.Option("--institution", "-i", help="机构代码；不写则全部")]
Department = Annotated[str, typer.Option("--department", "-d", help="牵头科室代码，全院写 -")]
Stage = Annotated[
    str,
    typer.Option(help="open（未销号）、all，或一种状态，如 working、closing、closed"),
]
Light = Annotated[str, typer.Option(help="green、white、blue、yellow、red 或 off（不亮灯）")]
During = Annotated[str, typer.Option("--period", "-p", help="期间：2022、2022Q3、2022-05 或 2022-01..2022-06")]

app = typer.Typer(help="督办任务", no_args_is_help=True)


@app.command("template")
def tasks_template(out: Path) -> None:
    """写出督办任务的 Excel 模板：任务、里程碑、前置、记录。"""
    from linghang.tasks.workbook import write_workbook

    write_workbook(out, {})
    print_written(out)


@app.command("load")
def tasks_load(file: Path, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """从 Excel 载入任务和全部经过；有一处不可能的记录就整份不载入，再次载入不会重复。"""
    open_site()
    from linghang.tasks.importing import load_tasks

    print_counts(load_tasks(file, dry_run=dry_run), as_json)


@app.command("export")
def tasks_export(
    out: Path,
    institution: Somewhere = "",
    department: Department = "",
    stage: Stage = "all",
    light: Light = "",
    period: During = "",
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """把任务连同经过写成 Excel，改好后可再载入。"""
    open_site()
    from linghang.tasks.exporting import export_tasks

    found = _found(institution, department, stage, light, period, day)
    print_written(out, export_tasks(out, [row.task for row in found]), as_json)


@app.command("list")
def tasks_list(
    institution: Somewhere = "",
    department: Department = "",
    stage: Stage = "open",
    light: Light = "",
    period: During = "",
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """列出任务和它们的灯；--period 按时限落在期间内。"""
    open_site()
    rows = [_line(row) for row in _found(institution, department, stage, light, period, day)]
    if as_json:
        print_json(rows)
    else:
        shown = ("institution", "number", "title", "lead", "due", "percent", "stage", "light", "reason")
        heads = ("机构", "编号", "事项", "牵头", "时限", "进度", "状态", "灯", "原因")
        print_table("", heads, [[line[name] if line[name] is not None else "" for name in shown] for line in rows])


@app.command("show")
def tasks_show(number: str, institution: InstitutionCode, as_json: AsJson = False) -> None:
    """一项任务和它的全部经过。"""
    open_site()
    from linghang.tasks.exporting import read_lines
    from linghang.tasks.models import Task

    found = list(Task.objects.filter(institution=find_institution(institution), number=number))
    if not found:
        raise refuse("没有这项任务", "可用 linghang tasks list 查看", field="督办编号", value=number)
    lines = {sheet: [dict(line) for line in rows] for sheet, rows in read_lines(found).items()}
    if as_json:
        print_json(lines)
        return
    print_table(f"{found[0]}", ("项目", "内容"), [(name, value) for name, value in lines["任务"][0].items() if value])
    told = [(each["日期"], each["事由"], each.get("经办人", ""), each.get("内容", "")) for each in lines["记录"]]
    print_table("", ("日期", "事由", "经办人", "内容"), told)


@app.command("statistics")
def tasks_statistics(institution: InstitutionCode, period: During, day: Day = None, as_json: AsJson = False) -> None:
    """各科室期内的办结、按时、退回和报告情况。"""
    open_site()
    from linghang.tasks import statistics
    from linghang.tasks.models import Task
    from linghang.tasks.reading import facts

    place, span, today = find_institution(institution), Period.parse(period), _day(day)
    first, last = span.first_day, span.last_day
    lines = statistics.by_department(facts(Task.objects.filter(institution=place)), first, last, today)
    if as_json:
        print_json([_figures(line) for line in lines])
        return
    heads = ("科室", *(title for title, _ in statistics.COUNTS.values()), *(t for t, *_ in statistics.RATES.values()))
    print_table("", heads, [["-" if v is None else v or 0 for v in _figures(line).values()][1:] for line in lines])


@app.command("bulletin")
def tasks_bulletin(institution: InstitutionCode, period: During, as_json: AsJson = False) -> None:
    """期内督查通报的内容（草稿，不印发）。"""
    open_site()
    from linghang.tasks.bulletins import draft

    span = Period.parse(period)
    contents = draft(find_institution(institution), span.first_day, span.last_day)
    if as_json:
        print_json(contents)
    else:
        print_table("", ("项目", "内容"), [(name, value) for name, value in contents.items() if value])


def _day(day: dt.datetime | None) -> dt.date:
    from django.utils import timezone

    return day.date() if day else timezone.localdate()


def _found(
    institution: str, department: str, stage: str, light: str, period: str, day: dt.datetime | None
) -> "list[Row]":
    """The rows of the ledger, by the ledger's own filters. InputError for a filter that makes no sense."""
    from linghang.tasks.models import Task
    from linghang.tasks.rows import rows_of, with_relations
    from linghang.tasks.wishes import Wish

    span = Period.parse(period) if period else None
    asked = {
        "institution": find_institution(institution).code if institution else "",
        "department": department,
        "stage": stage,
        "light": light,
        "due_from": str(span.first_day) if span else "",
        "due_to": str(span.last_day) if span else "",
    }
    wish = Wish.read({name: value for name, value in asked.items() if value})
    if wish.ignored:
        raise refuse(f"看不懂{'、'.join(wish.ignored)}", "可用 --help 查看可写的内容")
    tasks = with_relations(wish.applied(Task.objects.order_by("institution__code", "number")))
    return [row for row in rows_of(tasks, _day(day)) if not light or row.colour == light]


def _line(row: "Row") -> dict[str, Any]:
    task = row.task
    return {
        "institution": task.institution.code,
        "number": task.number,
        "title": task.title,
        "source": task.source,
        "lead": task.lead_department.code if task.lead_department else "",
        "opened_on": task.opened_on,
        "first_due": task.first_due,
        "due": task.due,
        "percent": task.percent,
        "stage": task.stage,
        "closed_on": task.closed_on,
        "light": row.colour,
        "reason": row.light.reason if row.light else "",
    }


def _figures(line: Any) -> dict[str, Any]:
    from linghang.tasks.statistics import COUNTS, RATES

    rates = {name: getattr(line, name) for name in RATES}
    return {
        "institution": line.institution,
        "department": line.department,
        **{name: getattr(line, name) for name in COUNTS},
        **{name: None if rate is None else round(float(rate), 6) for name, rate in rates.items()},
    }
