"""How commands print, and the options they share."""

import datetime as dt
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from linghang.core.days import parse_day
from linghang.core.errors import refuse
from linghang.core.workspace import Workspace

if TYPE_CHECKING:
    from linghang.organization.models import Institution

messages = Console(stderr=True, highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出到标准输出")]
InstitutionCode = Annotated[str, typer.Option("--institution", "-i", help="机构代码")]
PeriodText = Annotated[str, typer.Option("--period", "-p", help="期间：2022、2022Q3、2022-05 或 2022-01..2022-06")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只核对，不写入")]
AsOf = Annotated[int, typer.Option("--as-of", help="按哪个数据版本，0 为最新")]


def open_site(*, existing: bool = True) -> Workspace:
    """Make Django ready for the workspace. With `existing`, a workspace that was never initialised is refused."""
    workspace = Workspace.from_environment()
    if existing and not workspace.secrets_file.exists():
        raise refuse(
            "这里还没有建立工作区", "请先运行 linghang init，或 linghang demo 建立演示区域", file=str(workspace.root)
        )
    os.environ["DJANGO_SETTINGS_MODULE"] = "linghang.site.settings"
    os.umask(0o077)  # what commands and server write into the workspace is its owner's alone
    import django

    django.setup()
    return workspace


def find_institution(code: str) -> "Institution":
    """The institution of that code; InputError when there is none."""
    from linghang.organization.models import Institution

    found = Institution.objects.filter(code=code).first()
    if found is None:
        raise refuse("没有这个机构", "可用 linghang organization list 查看", field="机构", value=code)
    return found


def day_of(text: str, option: str) -> dt.date | None:
    """The day given with that option, None when nothing was. InputError when it is none."""
    day = parse_day(text)
    if text and day is None:
        raise refuse("不是日期", "请写成 2026-01-31", field=option, value=text)
    return day


def print_json(data: object) -> None:
    """One JSON document on stdout; dates, decimals and paths as text."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


_NUMBER = re.compile(r"[-+−]?\d[\d,.:/-]*%?")
_HEAD_WIDTH, _TEXT_WIDTH, _BORDER = 8, 10, 3
"""Of a column: how much of its head is worth a line, the least for words to be read in, and its frame."""


def print_table(title: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on stdout. Words that are too wide go on in the next line: codes are there to be copied.

    A number is never broken: where the numbers of a row do not fit beside each other, each row is told as a list.
    """
    console = Console(highlight=False)
    cells = [[str(cell) for cell in row] for row in rows]
    columns = [_column(header, [row[place] for row in cells]) for place, header in enumerate(headers)]
    if sum(least + _BORDER for _, least in columns) + 1 > console.width:
        _print_lists(console, title, headers, cells)
        return
    table = Table(*(column for column, _ in columns), title=escape(title), title_justify="left")
    for row in cells:
        table.add_row(*map(escape, row))
    console.print(table)


def _column(header: str, cells: Sequence[str]) -> tuple[Column, int]:
    """The column and the least width (in half characters) it needs."""
    widest = max(map(cell_len, cells), default=0)
    if cells and all(_NUMBER.fullmatch(cell) or not cell for cell in cells):
        width = max(widest, min(cell_len(header), _HEAD_WIDTH))
        return Column(header, overflow="fold", width=width, justify="right"), width
    return Column(header, overflow="fold"), min(max(widest, cell_len(header)), _TEXT_WIDTH)


def _print_lists(console: Console, title: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if title:
        console.print(title, markup=False, soft_wrap=True)
    for row in rows:
        for place, (header, cell) in enumerate(zip(headers, row, strict=True)):
            console.print(f"{'  ' if place else ''}{header}：{cell}", markup=False, soft_wrap=True)


_COUNTS = {
    "new": "新增",
    "changed": "更新",
    "same": "不变",
    "records": "新记录",
    "rules": "督办规则",
    "meetings": "会议",
    "items": "议题",
    "resolutions": "决议",
    "tasks": "督办任务",
    "topics": "调研课题",
    "despite": "不合规则照录",
}


def print_counts(summary: object, as_json: bool) -> None:
    """What an import did, as its summary counts it."""
    if as_json:
        print_json(vars(summary))
    else:
        print_table("", ("结果", "数量"), [(_COUNTS[name], count) for name, count in vars(summary).items()])


def print_written(out: Path, counts: Mapping[str, int] | None = None, as_json: bool = False) -> None:
    """Which file was written; `counts`: how many lines each of its sheets has."""
    if as_json:
        print_json(dict(counts or {}))
        return
    told = "，".join(f"{sheet} {count}" for sheet, count in (counts or {}).items())
    messages.print(f"已写出 {out}" + (f"：{told}" if told else ""), markup=False)
