"""`linghang doc check` against the ledger, and `linghang doc adopt`: a document into the house's tasks."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from linghang.cli.documents import File, Published, app
from linghang.cli.documents import check as check_text
from linghang.cli.output import AsJson, DryRun, day_of, find_institution, open_site, print_json, print_table
from linghang.core.errors import refuse
from linghang.core.periods import Period

_WORDS = {"conflict": "矛盾", "ask": "请确认", "warn": "提醒", "derivable": "可推算", "agree": "一致"}
app.registered_commands = [each for each in app.registered_commands if each.callback is not check_text]
"""`check` of a text alone stays what it is; this one knows the ledger too."""


@app.command()
def check(
    file: File,
    institution: Annotated[str, typer.Option("--institution", "-i", help="机构代码；写了就与台账核对")] = "",
    period: Annotated[str, typer.Option("--period", "-p", help="文件说的期间：2022、2022-01..2022-06")] = "",
    published: Published = "",
    as_json: AsJson = False,
) -> None:
    """核对：文内的占比、名次、合计、前后说法；写了机构的，还与台账逐处比对，按文中写明的精度。"""
    if not institution:
        if period:
            raise refuse("只写了期间，没有写机构", "请同时写 --institution", field="--period")
        check_text(file, published, as_json)
        return
    open_site()
    from linghang.documents.clean import clean
    from linghang.documents.plain import plain_findings
    from linghang.documents.read import read as read_file
    from linghang.papers.ledger import against
    from linghang.papers.plain import plain_held
    from linghang.papers.reading import read

    place, done = find_institution(institution), clean(read_file(file))
    reading = read(done.text, published)
    held = against(reading, place, period=Period.parse(period) if period else None)
    ledger = plain_held(held)
    for each in ledger:
        each["start"], each["end"] = done.traced.raw(each["start"], each["end"])
    if as_json:
        print_json({"findings": plain_findings(list(reading.findings), done.traced), "ledger": ledger})
        return
    rows: list[dict[str, Any]] = [vars(each) for each in reading.findings] + ledger
    shown = [
        (_WORDS[each["verdict"]], each["text"], each["stated"], each["computed"], each["why"])
        for each in rows
        if each["verdict"] != "agree"
    ]
    quiet = sum(each["verdict"] == "agree" for each in rows)
    print_table(f"{file.name}（另有 {quiet} 处一致）", ["结论", "原文", "文中", "推算或台账", "说明"], shown)


@app.command()
def adopt(
    file: File,
    institution: Annotated[str, typer.Option("--institution", "-i", help="机构代码")],
    published: Published = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """分解立项：收进公文，把要做的事逐条登记为督办任务；已立项的不再立，时限已过的留待人定。"""
    open_site()
    place = find_institution(institution)
    rows = _adopted(file, place, day_of(published, "--published"), dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "tasks": rows})
        return
    shown = [(each["number"], each["title"], each["department"], each["due"] or "") for each in rows]
    print_table(
        f"{file.name}：{'可立项' if dry_run else '已立项'} {len(rows)} 项", ["编号", "事项", "牵头科室", "时限"], shown
    )


def _adopted(file: Path, place: Any, published: dt.date | None, dry_run: bool) -> list[dict[str, Any]]:
    """One row per piece that is no task yet. A dry run does everything and takes it back."""
    from django.db import transaction
    from django.utils import timezone

    from linghang.documents.read import no_file
    from linghang.papers.adopting import adopt as register
    from linghang.papers.adopting import open_wanted
    from linghang.papers.proposing import proposals
    from linghang.papers.store import take_again

    if not file.is_file():
        raise no_file(file)
    today = timezone.localdate()
    with transaction.atomic():
        with file.open("rb") as handle:
            paper = take_again(handle, place, actor=None, name=file.name, published=published)
        wanted = open_wanted(paper, today)
        told = {each.start: each for each in proposals(paper, today)}
        made = register(paper, wanted, on=today, actor=None)
        rows = [_row(told[each.start], each.due, task.number) for each, task in zip(wanted, made, strict=True)]
        if dry_run:
            transaction.set_rollback(True)
    return [row | {"number": ""} for row in rows] if dry_run else rows


def _row(piece: Any, due: dt.date | None, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "title": piece.title,
        "node": piece.node,
        "start": piece.start,
        "end": piece.end,
        "quote": piece.quote,
        "department": piece.department.name if piece.department else "",
        "why": piece.why,
        "due": due,
        "due_words": piece.due_words,
        "goal": asdict(piece.goal) if piece.goal else None,
        "programmes": [list(each) for each in piece.programmes],
    }
