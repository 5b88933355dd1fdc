"""Commands about programmes: what the packs hold, and how an institution carries it out."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from linghang.core.errors import refuse

if TYPE_CHECKING:
    from linghang.packs.programme import Programme
    from linghang.programmes.tree import Tree

Place = Annotated[str, typer.Option("--institution", "-i", help="机构代码：只看它实施的，带进度")]
OnDay = Annotated[dt.datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="截至某日，默认今天")]

app = typer.Typer(help="工程：带数字的战略、规划、行动", no_args_is_help=True)


@app.command("list")
def programmes_list(institution: Place = "", day: OnDay = None, as_json: AsJson = False) -> None:
    """列出内容包里的工程；写了机构，就列出它实施的和进度。"""
    if institution:
        _print_adopted(_trees(institution, day), as_json)
        return
    from linghang.registers.content import library

    found = library().programmes()
    if as_json:
        print_json([_defined(each) for each in found])
    else:
        rows = [(each.code, each.title, each.form_title, _digits(each), len(each.components)) for each in found]
        print_table("", ("代码", "名称", "类别", "数字", "组成"), [tuple(map(str, row)) for row in rows])


@app.command("show")
def programmes_show(code: str, institution: Place = "", day: OnDay = None, as_json: AsJson = False) -> None:
    """显示一个工程的组成；写了机构，就带责任、任务、目标与实际。"""
    from linghang.registers.content import library

    programme = library().programme(code)
    if not institution:
        if as_json:
            print_json(_defined(programme) | {"layers": programme.model_dump(mode="json")["layers"]})
        else:
            _print_definition(programme)
        return
    found = _trees(institution, day, only=code)
    if not found:
        raise refuse("这个机构这一天没有实施这个工程", "可用 linghang programmes list -i 机构 查看", value=code)
    if as_json:
        from linghang.programmes.plain import whole

        print_json(whole(found[0]))
    else:
        _print_tree(found[0])


@app.command("template")
def programmes_template(out: Path) -> None:
    """写出工程实施的 Excel 模板：实施、自定组成、责任分工、目标。"""
    from linghang.programmes.workbook import write_workbook

    write_workbook(out, {})
    print_written(out)


@app.command("load")
def programmes_load(file: Path, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """从 Excel 载入各机构实施的工程、责任分工和目标；有一处错误就整份不载入。"""
    open_site()
    from linghang.programmes.importing import load_programmes

    print_counts(load_programmes(file, dry_run=dry_run), as_json)


@app.command("export")
def programmes_export(out: Path, institution: Place = "", as_json: AsJson = False) -> None:
    """把各机构实施的工程写成 Excel，改好后可再载入。"""
    open_site()
    from linghang.programmes.exporting import export_programmes

    print_written(out, export_programmes(out, find_institution(institution) if institution else None), as_json)


def _trees(code: str, day: dt.datetime | None, *, only: str = "") -> "list[Tree]":
    """What the institution carries out on the day; with `only` that programme, and its figures too."""
    open_site()
    from django.utils import timezone

    from linghang.programmes.tree import adoption_trees, adoptions_on

    institution, on = find_institution(code), day.date() if day else timezone.localdate()
    adoptions = [each for each in adoptions_on(institution.pk, on) if only in ("", each.programme)]
    return adoption_trees(adoptions, on, figures=bool(only))


def _digits(programme: "Programme") -> str:
    from linghang.programmes.check import written

    return written(programme.digits)


def _defined(programme: "Programme") -> dict[str, Any]:
    return {
        "code": programme.code,
        "title": programme.title,
        "form": programme.form,
        "digits": list(programme.digits),
        "components": len(programme.components),
        "open_layers": [layer.code for layer in programme.open_layers],
        "theme_year": programme.theme_year,
        "source": programme.source,
        "source_line": programme.source_line,
        "confidence": programme.confidence,
    }


def _print_adopted(trees: "list[Tree]", as_json: bool) -> None:
    if as_json:
        from linghang.programmes.plain import adopted

        print_json([adopted(tree) for tree in trees])
        return
    rows = [
        (
            tree.programme.code,
            tree.programme.title,
            _digits(tree.programme),
            f"{len(tree.nodes)}（{tree.covered}）",
            f"{tree.progress.tasks}/{tree.progress.closed}/{tree.progress.overdue}",
            "—" if tree.progress.shown is None else f"{tree.progress.shown}%",
        )
        for tree in trees
    ]
    print_table("", ("代码", "名称", "数字", "组成（有任务）", "任务/销号/逾期", "进度"), rows)


def _print_definition(programme: "Programme") -> None:
    messages.print(f"{programme.title}（{programme.form_title}）{_digits(programme)}", markup=False)
    rows = []
    for layer in programme.layers:
        rows += [(layer.title, each.code, each.title) for each in layer.components]
        if not layer.listed or layer.count is None:
            rows.append((layer.title, "", "（原文未列全）" if layer.components else "（原文未列出）"))
    print_table("", ("层", "代码", "组成"), rows)


def _print_tree(tree: "Tree") -> None:
    from linghang.programmes.tree_files import COLUMNS, rows, summary

    messages.print(summary(tree), markup=False)
    chosen = [index for index, (_, _, paper) in enumerate(COLUMNS) if paper]
    lines = [tuple("" if row[i] is None else str(row[i]) for i in chosen) for row in rows(tree)]
    print_table("", tuple(COLUMNS[i][0] for i in chosen), lines)
