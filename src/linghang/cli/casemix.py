"""Commands about case mix: records grouped by a published scheme, from file to file. No workspace is needed."""

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linghang.cli import casemix_dip, casemix_drg, casemix_payment
from linghang.cli.output import AsJson, messages, print_json

if TYPE_CHECKING:
    from linghang.casemix.scheme import Scheme

app = typer.Typer(help="病组：按国家发布的方案分组，并说明理由", no_args_is_help=True)
drg_app = typer.Typer(help="DRG 分组", no_args_is_help=True)
app.add_typer(drg_app, name="drg")
app.add_typer(casemix_dip.app, name="dip")
app.registered_commands += casemix_drg.app.registered_commands
drg_app.registered_commands += casemix_drg.drg_app.registered_commands
app.registered_commands += casemix_payment.app.registered_commands
drg_app.registered_commands += casemix_payment.drg_app.registered_commands
casemix_dip.app.registered_commands += casemix_payment.dip_app.registered_commands


@drg_app.callback()
def drg() -> None:
    """DRG 分组。"""


@drg_app.command()
def group(
    cases: Annotated[Path, typer.Argument(help="病例表：CSV 或 Parquet")],
    scheme: Annotated[Path, typer.Option(help="分组方案：CSV 文件夹，或官方工作簿 .xlsx")],
    out: Annotated[Path, typer.Option(help="结果：CSV 或 Parquet，行数和次序与病例表相同")],
    local: Annotated[list[Path] | None, typer.Option(help="覆盖在方案上的本地方案文件夹，可写多次")] = None,
    explain: Annotated[str, typer.Option(help="再说明这一个病例（case 列的值）怎样入组")] = "",
    normalise: Annotated[bool, typer.Option(help="编码只差空格、大小写、全角或点的，当作同一个编码")] = False,
    fall_through: Annotated[bool, typer.Option(help="进入的 MDC 里没有 ADRG 成立时，接着问后面的 MDC")] = True,
    ambiguous: Annotated[bool, typer.Option(help="手术与主要诊断无关的，入歧义组 QY")] = True,
    as_json: AsJson = False,
) -> None:
    """给每个病例加上 mdc、adrg、drg、status 和 reason。不能分组的写明原因，一行不少。"""
    from linghang.casemix.group import group_file
    from linghang.casemix.scheme import Options
    from linghang.casemix.scheme_files import read_scheme

    started = perf_counter()
    options = Options(fall_through=fall_through, ambiguous=ambiguous, normalised=normalise)
    read = read_scheme(scheme, options, local or ())
    for notice in read.notices:
        messages.print(str(notice), style="yellow", markup=False, soft_wrap=True)
    counts = group_file(cases, read, out)
    seconds = perf_counter() - started
    explained = _explain(cases, read, explain) if explain else None
    if as_json:
        summary = {"rows": counts.rows, **counts.by_status, "seconds": round(seconds, 3), "out": str(out)}
        print_json(summary if explained is None else summary | {"explanation": explained[0]})
        return
    told = "，".join(f"{_STATUS[name]} {count}" for name, count in counts.by_status.items())
    messages.print(f"已写出 {out}：{counts.rows} 例，{told}，用时 {seconds:.1f} 秒", markup=False, soft_wrap=True)
    for line in explained[1] if explained else ():
        typer.echo(line)


_STATUS = {"grouped": "入组", "ambiguous": "歧义", "ungrouped": "未入组", "refused": "不能分组"}


def _explain(cases: Path, scheme: "Scheme", case: str) -> tuple[dict[str, Any], list[str]]:
    from linghang.casemix.answers import reason_of
    from linghang.casemix.case_files import find_case
    from linghang.casemix.explain import Explainer
    from linghang.casemix.record import read_record
    from linghang.casemix.telling import plain, tell

    raw = find_case(cases, case)
    record = read_record(raw, scheme.options.spell, scheme.columns)
    explainer = Explainer(scheme)
    explanation = explainer.explain(record)
    reason = reason_of(explanation, record, raw, explainer.spellings)
    return plain(explanation, reason), list(tell(explanation, reason))
