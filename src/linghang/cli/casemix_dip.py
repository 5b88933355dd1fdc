"""Commands about DIP: a catalogue built, cases entered, scored, settled, from file to file. No workspace needed."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linghang.cli.output import AsJson, messages, print_json, print_table, print_written
from linghang.core.errors import Fault, refuse

if TYPE_CHECKING:
    import polars as pl

    from linghang.casemix.dip.catalogue import Catalogue
    from linghang.casemix.dip.settle import Settlement

app = typer.Typer(help="DIP：目录、入组、计分、清算", no_args_is_help=True)
Cases = Annotated[Path, typer.Argument(help="病例表：CSV 或 Parquet")]
CatalogueFile = Annotated[Path, typer.Option("--catalogue", help="目录：文件夹、.xlsx 或 .csv")]
ParametersFile = Annotated[Path | None, typer.Option("--parameters", help="参数文件；不写用自带的参数")]
BudgetFile = Annotated[Path, typer.Option("--budget", help="预算文件")]
_STATUS = {"entered": "入组", "excluded": "不按 DIP 付费", "unentered": "未入组", "refused": "不能入组"}


@app.callback()
def dip() -> None:
    """DIP：目录、入组、计分、清算。"""


@app.command()
def build(
    cases: Cases,
    out: Annotated[Path, typer.Option(help="目录写到哪里：文件夹或 .xlsx")],
    parameters: ParametersFile = None,
    rules: Annotated[Path | None, typer.Option(help="沿用这个目录的排除、先期、并项、诊断辅助规则")] = None,
    name: Annotated[str, typer.Option(help="目录的名称")] = "本区域病例测算",
    as_json: AsJson = False,
) -> None:
    """由病例测算目录：核心病种、综合病种、分值、辅助目录、等级系数。"""
    from linghang.casemix.dip.build import build as build_catalogue
    from linghang.casemix.dip.files import write_catalogue
    from linghang.casemix.dip.parameters import read_parameters

    started = perf_counter()
    read = read_parameters(parameters)
    found = build_catalogue(cases, read, rules=_catalogue(rules) if rules else None, name=name)
    write_catalogue(found, out)
    _notices(found.notices)
    counts = {"病种": len(found.groups), "辅助系数": len(found.auxiliary), "等级系数": len(found.levels)}
    if as_json:
        seconds = round(perf_counter() - started, 3)
        print_json({"groups": len(found.groups), "base_cost": found.base_cost, "seconds": seconds, "out": str(out)})
        return
    print_written(out, counts)


@app.command()
def group(
    cases: Cases,
    catalogue: CatalogueFile,
    out: Annotated[Path, typer.Option(help="结果：CSV 或 Parquet，行数和次序与病例表相同")],
    explain: Annotated[str, typer.Option(help="再说明这一个病例（case 列的值）怎样入组")] = "",
    as_json: AsJson = False,
) -> None:
    """给每个病例加上 dip、dip_kind、dip_status 和 dip_reason。没有入组的写明原因，一行不少。"""
    from linghang.casemix.case_files import find_case
    from linghang.casemix.dip.enter import explain as explain_one
    from linghang.casemix.dip.run import enter_file

    read = _catalogue(catalogue)
    counts = enter_file(cases, read, out)
    steps = explain_one(find_case(cases, explain), read).steps if explain else ()
    if as_json:
        print_json({"rows": counts.rows, **counts.by_word, "out": str(out), "steps": steps})
        return
    told = "，".join(f"{_STATUS[status]} {n}" for status, n in counts.by_word.items())
    messages.print(f"已写出 {out}：{counts.rows} 例，{told}", markup=False, soft_wrap=True)
    for step in steps:
        typer.echo(step)


@app.command()
def score(
    cases: Annotated[Path, typer.Argument(help="入组后的病例表（dip group 的结果）")],
    catalogue: CatalogueFile,
    out: Annotated[Path, typer.Option(help="结果：CSV 或 Parquet")],
    parameters: ParametersFile = None,
    point_value: Annotated[str, typer.Option(help="一分多少元；不写按目录均费折算")] = "",
    as_json: AsJson = False,
) -> None:
    """给每个病例加上分值、系数、支付标准和偏差。"""
    from linghang.casemix.dip.parameters import read_parameters
    from linghang.casemix.dip.run import score_file

    counts = score_file(cases, _catalogue(catalogue), read_parameters(parameters), out, point(point_value))
    if as_json:
        print_json({"rows": counts.rows, "reasons": counts.by_word, "out": str(out)})
        return
    messages.print(f"已写出 {out}：{counts.rows} 例", markup=False, soft_wrap=True)
    for reason, n in counts.by_word.items():
        if reason:
            messages.print(f"  {reason}：{n} 例", markup=False, soft_wrap=True)


@app.command()
def settle(
    cases: Annotated[Path, typer.Argument(help="计分后的病例表（dip score 的结果），须有 institution 列")],
    budget: BudgetFile,
    out: Annotated[Path | None, typer.Option(help="清算表写到哪个文件夹")] = None,
    parameters: ParametersFile = None,
    reviews: Annotated[Path | None, typer.Option(help="特例单议结果：病例号，核定分值或核定金额；CSV 或 .xlsx")] = None,
    as_json: AsJson = False,
) -> None:
    """点值、按月预付、年终清算，每一步写明算法，总额一分不差。"""
    from linghang.casemix.dip.budget import read_budget
    from linghang.casemix.dip.parameters import read_parameters
    from linghang.casemix.dip.review_files import read_approved
    from linghang.casemix.dip.settle import settle as settle_all

    approved = read_approved(reviews) if reviews else ()
    settled = settle_all(_frame(cases), read_budget(budget), read_parameters(parameters), approved)
    _print_settlement(settled, out, as_json)


@app.command()
def simulate(
    cases: Cases,
    catalogue: CatalogueFile,
    budget: BudgetFile,
    out: Annotated[Path | None, typer.Option(help="清算表写到哪个文件夹")] = None,
    parameters: ParametersFile = None,
    instead_parameters: Annotated[Path | None, typer.Option(help="换成这份参数会怎样")] = None,
    instead_budget: Annotated[Path | None, typer.Option(help="换成这份预算会怎样")] = None,
    instead_catalogue: Annotated[Path | None, typer.Option(help="换成这份目录会怎样")] = None,
    as_json: AsJson = False,
) -> None:
    """全区域模拟：一份总额，各机构得多少；换一份参数、预算或目录，各机构多多少少。"""
    from linghang.casemix.dip.budget import read_budget
    from linghang.casemix.dip.parameters import read_parameters
    from linghang.casemix.dip.settlement_files import write_table
    from linghang.casemix.dip.simulate import Plan, what_if
    from linghang.casemix.dip.simulate import simulate as simulate_all

    read = _frame(cases)
    before = Plan(_catalogue(catalogue), read_parameters(parameters), read_budget(budget))
    if not (instead_parameters or instead_budget or instead_catalogue):
        _print_settlement(simulate_all(read, before).settlement, out, as_json)
        return
    after = Plan(
        _catalogue(instead_catalogue) if instead_catalogue else before.catalogue,
        read_parameters(instead_parameters) if instead_parameters else before.parameters,
        read_budget(instead_budget) if instead_budget else before.budget,
    )
    compared = what_if(read, before, after)
    if out:
        write_table(compared, out / "前后对照.csv")
    if as_json:
        print_json(compared.to_dicts())
        return
    rows = [(row["institution"], row["before"], row["after"], row["change"]) for row in compared.to_dicts()]
    print_table("", ("机构", "原方案（元）", "新方案（元）", "增减（元）"), rows)


def _print_settlement(settlement: "Settlement", out: Path | None, as_json: bool) -> None:
    from linghang.casemix.dip.settlement_files import write_settlement

    if out:
        write_settlement(settlement, out)
    if as_json:
        print_json(_plain(settlement))
        return
    title = f"{settlement.year} 年：总额 {settlement.pool} 元，点值 {settlement.point_value}"
    heads = ("机构", "例数", "分值", "应付（元）", "清算（元）", "已预付（元）", "应补（元）")
    lines = settlement.lines
    rows = [(one.institution, one.cases, one.score, one.gross, one.final, one.prepaid, one.balance) for one in lines]
    print_table(title, heads, rows)
    if settlement.left_out:
        told = f"{settlement.left_out} 例没有分值或没有写机构，不参加清算"
        messages.print(told, style="yellow", markup=False, soft_wrap=True)
    if out:
        messages.print(f"已写出 {out}", markup=False, soft_wrap=True)


def _plain(settlement: "Settlement") -> dict[str, Any]:
    return {
        "year": settlement.year,
        "pool": settlement.pool,
        "point_value": settlement.point_value,
        "forecast": settlement.forecast,
        "kept": settlement.kept,
        "deductions": settlement.deductions,
        "left_out": settlement.left_out,
        "reviewed": [vars(one) for one in settlement.reviewed],
        "lines": [vars(line) for line in settlement.lines],
        "prepayments": [vars(one) for one in settlement.prepayments],
        "trail": [vars(step) for step in settlement.trail],
    }


def _catalogue(path: Path) -> "Catalogue":
    from linghang.casemix.dip.files import read_catalogue

    found = read_catalogue(path)
    _notices(found.notices)
    return found


def _notices(notices: Iterable[Fault]) -> None:
    for notice in notices:
        messages.print(str(notice), style="yellow", markup=False, soft_wrap=True)


def _frame(cases: Path) -> "pl.DataFrame":
    from linghang.casemix.dip.run import read_frame

    return read_frame(cases)


def point(text: str) -> Decimal | None:
    """Yuan per point as it was typed; None for nothing. InputError."""
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0:
        raise refuse("点值应为大于 0 的数", "请更正", field="--point-value", value=text)
    return value
