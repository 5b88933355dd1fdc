"""`linghang doc`: a text file in; cleaned text, outline, figures or findings out. Needs no workspace."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linghang.cli.output import AsJson, day_of, messages, print_json, print_table

if TYPE_CHECKING:
    from linghang.documents.clean import Cleaned

app = typer.Typer(no_args_is_help=True, help="公文：清理、提纲、数字、核对")
File = Annotated[Path, typer.Argument(help="txt、html、docx 或有文字层的 pdf")]


def _day_or_year(text: str) -> str:
    if not re.fullmatch("[0-9]{4}", text):
        day_of(text, "--published")
    return text


Published = Annotated[
    str, typer.Option(callback=_day_or_year, help="发布日期，如 2024-01-15；文中没有写年份时据此推断")
]


def _opened(path: Path) -> "Cleaned":
    from linghang.documents.clean import clean
    from linghang.documents.read import read

    return clean(read(path))


@app.command()
def clean(file: File, as_json: AsJson = False) -> None:
    """清理：网页附加内容、插入的无关内容、硬换行、繁体、注音、转码错位；逐处列出改动和存疑。"""
    from linghang.documents.plain import plain_cleaned

    done = _opened(file)
    if as_json:
        print_json(plain_cleaned(done))
        return
    typer.echo(done.text)


@app.command()
def outline(file: File, as_json: AsJson = False) -> None:
    """提纲：标题层级、每一节说的是已做还是要做、说了几项与列出几项。"""
    from linghang.documents.outline import outline as find_outline
    from linghang.documents.plain import plain_outline

    done = _opened(file)
    found = find_outline(done.text)
    if as_json:
        print_json(plain_outline(found, done.traced))
        return
    words = {"done": "已做", "plan": "要做", "mixed": "兼有", "background": "背景"}
    rows = [("　" * (node.level - 1) + node.marker, node.heading, words[node.mode]) for node in found.nodes]
    print_table(found.title or file.name, ["序号", "标题", "内容"], rows)


@app.command()
def figures(file: File, published: Published = "", as_json: AsJson = False) -> None:
    """数字：每一处数量表述是什么、多少、多准、何时、与什么比；不是数量的数字也列出类别。"""
    from linghang.documents.figures import figures as find_figures
    from linghang.documents.grades import grades as find_grades
    from linghang.documents.outline import outline as find_outline
    from linghang.documents.plain import plain_figures, say_value

    done = _opened(file)
    found = find_figures(done.text, find_outline(done.text), published=published)
    if as_json:
        print_json(plain_figures(found, tuple(find_grades(done.text)), done.traced))
        return
    rows = [
        (
            each.metric,
            say_value(each),
            each.period,
            each.comparison.text if each.comparison else "",
        )
        for each in found.figures
    ]
    print_table(file.name, ["内容", "数值", "期间", "比较"], rows)


@app.command()
def check(file: File, published: Published = "", as_json: AsJson = False) -> None:
    """核对：占比与分子分母、前后两次说的数、名次与百分比、说了几项与列出几项、年份、措辞。"""
    from linghang.documents.check import check as find
    from linghang.documents.figures import figures as find_figures
    from linghang.documents.outline import outline as find_outline
    from linghang.documents.plain import plain_findings

    done = _opened(file)
    found = find_outline(done.text)
    findings = find(done.text, found, find_figures(done.text, found, published=published).figures)
    if as_json:
        print_json({"findings": plain_findings(findings, done.traced)})
        return
    words = {"conflict": "矛盾", "ask": "请确认", "warn": "提醒", "derivable": "可推算", "agree": "一致"}
    rows = [
        (words[each.verdict], each.text, each.stated, each.computed, each.why)
        for each in findings
        if each.verdict != "agree"
    ]
    print_table(file.name, ["结论", "原文", "文中", "推算", "说明"], rows)


@app.command()
def archive(
    places: Annotated[list[Path], typer.Argument(metavar="文件夹或文件…", help="文件夹连同下级文件夹里的全部文件")],
    processes: Annotated[int, typer.Option("--processes", min=1, help="同时读几份")] = os.cpu_count() or 1,
) -> None:
    """成批读：每份公文一行 JSON，含提纲、数字和核对；读不了的一行写明原因，其余照读。"""
    from linghang.documents.archive import paths_in, read_all

    paths, unreadable = paths_in(places), 0
    for line in read_all(paths, processes):
        typer.echo(line.text)
        unreadable += not line.readable
    if unreadable:
        messages.print(f"共 {len(paths)} 份，{unreadable} 份读不了，原因写在各自的一行里", style="red")
        raise typer.Exit(1)
