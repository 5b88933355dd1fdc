"""Commands about the duties of Party life: the matrix of a year, the lines of a branch, and their reminders."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from linghang.cli.output import (
    AsJson,
    InstitutionCode,
    find_institution,
    open_site,
    print_json,
    print_table,
    print_written,
)
from linghang.core.errors import refuse

Year = Annotated[int, typer.Option("--year", "-y", min=1950, max=2100, help="年度")]
Line = Annotated[str, typer.Option("--line", help="类别，如 组织生活；不写则全部")]
Day = Annotated[dt.datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="按哪一天看，默认今天")]

app = typer.Typer(help="应办事项：党组织生活的时钟", no_args_is_help=True)


@app.command("list")
def duties_list(as_json: AsJson = False) -> None:
    """列出全部应办事项的规定。"""
    open_site()
    from linghang.duties.periods import PERIOD_TITLES
    from linghang.duties.plain import plain_duty
    from linghang.duties.reckoning import versions_of
    from linghang.registers.content import library

    found = [versions[-1] for versions in versions_of(library()).values()]
    if as_json:
        print_json([plain_duty(each) for each in found])
        return
    rows = [
        (each.line, each.code, each.title, PERIOD_TITLES[each.period], f"{each.minimum}{each.unit}", each.rule)
        for each in found
    ]
    print_table("", ("类别", "代码", "应办事项", "周期", "每期至少", "规则"), rows)


@app.command("matrix")
def duties_matrix(
    institution: InstitutionCode,
    year: Year,
    line: Line = "",
    day: Day = None,
    out: Annotated[Path | None, typer.Option("--out", help="另写成 Excel")] = None,
    as_json: AsJson = False,
) -> None:
    """一年的完成情况：党组织 × 应办事项，已完成/应完成。"""
    open_site()
    from django.utils import timezone

    from linghang.duties.exporting import said, to_xlsx
    from linghang.duties.matrix import matrix
    from linghang.duties.plain import plain_matrix

    today, wanted = day.date() if day else timezone.localdate(), _line(line)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    found = matrix(find_institution(institution), first, last, today, line=wanted)
    if out is not None:
        out.write_bytes(to_xlsx(found, wanted or "全部"))
        print_written(out)
    if as_json:
        print_json(plain_matrix(found))
    elif out is None:
        heads = ("党组织", *(duty.title for duty in found.columns), "合计")
        rows = [
            (
                row.title,
                *(said(found.cell(row.key, duty.code)) for duty in found.columns),
                said(found.of_row(row.key)),
            )
            for row in found.rows
        ]
        print_table("", heads, rows)


@app.command("remind")
def duties_remind(day: Day = None) -> None:
    """提醒应抓紧和已过期的事项（平时由系统自动做）。"""
    open_site()
    from linghang.duties.reminding import remind

    typer.echo(f"新提醒 {remind(day.date() if day else None)} 条")


def _line(line: str) -> str | None:
    from linghang.duties.reckoning import lines_of
    from linghang.registers.content import library

    known = lines_of(library())
    if line and line not in known:
        raise refuse("没有这个类别", f"可写：{'、'.join(known)}", field="--line", value=line)
    return line or None
