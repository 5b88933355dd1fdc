"""Commands about data and figures: load, compute, values, trace, report."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from linghang.cli.output import (
    AsJson,
    AsOf,
    InstitutionCode,
    PeriodText,
    find_institution,
    messages,
    open_site,
    print_json,
    print_table,
)
from linghang.core.errors import refuse
from linghang.core.periods import Period

if TYPE_CHECKING:
    from linghang.indicators.comparisons import Kind

app = typer.Typer()
Grouping = Literal["department", "month", "institution"]
LISTED = 20
"""How many faulty places of a load that was not refused are printed."""


@app.command()
def load(
    file: Path,
    register: Annotated[str, typer.Option("--register", "-r", help="登记表代码")],
    institution: InstitutionCode,
    period: PeriodText = "",
    supersede: Annotated[int, typer.Option(help="更正：替换哪个批次号")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不入库")] = False,
    as_json: AsJson = False,
) -> None:
    """校验一个文件并入库。不合格的行写入退回清单；退回过多则整个文件不入库。"""
    open_site()
    from linghang.registers.content import library
    from linghang.registers.loading import load as load_file
    from linghang.registers.models import Batch

    replaced = Batch.objects.filter(pk=supersede).first() if supersede else None
    if supersede and replaced is None:
        raise refuse("没有这个批次", "可在数据台查看批次号", field="--supersede", value=str(supersede))
    result = load_file(
        file,
        library().register(register),
        find_institution(institution),
        period=Period.parse(period) if period else None,
        supersede=replaced,
        dry_run=dry_run,
    )
    if as_json:
        print_json(result.to_json())
    else:
        messages.print(str(result), markup=False)
        found = result.faults + result.warnings
        for fault in found[:LISTED]:
            messages.print(str(fault), style="yellow", markup=False)
        if len(found) > LISTED:
            rest = f"见清单 {result.rejects_path}" if result.rejects_path else "用 --json 查看"
            messages.print(f"只列出前 {LISTED} 处，其余{rest}", style="yellow", markup=False)


@app.command()
def compute(
    register: Annotated[list[str] | None, typer.Option("--register", "-r", help="只算这些登记表")] = None,
    period: PeriodText = "",
    institution: Annotated[str, typer.Option("--institution", "-i")] = "",
    indicator: Annotated[list[str] | None, typer.Option("--indicator", "-c", help="指标代码")] = None,
    engine: Annotated[str, typer.Option(help="计算引擎：polars、duckdb、spark 或 python，结果相同")] = "polars",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只报告要汇总多少批、预计用时，不计算")] = False,
    as_of: AsOf = 0,
    as_json: AsJson = False,
) -> None:
    """扫描尚未汇总的批次，更新指标；口径变动而需重新汇总时先报告。给出期间或机构时随后打印指标值。"""
    open_site()
    from linghang.indicators.compute import compute as run
    from linghang.indicators.planning import planned

    plan = planned(registers=register or None, as_of=as_of or None)
    if dry_run:
        if as_json:
            print_json({"plan": plan.to_json()})
        else:
            messages.print(str(plan), markup=False)
        return
    if plan.changed and not as_json:
        messages.print(str(plan), markup=False)
    summary = run(registers=register or None, as_of=as_of or None, engine=engine)
    shown: dict[str, Any] = {"plan": plan.to_json(), "summary": summary.to_json()}
    if period or institution or indicator:
        if not period:
            raise refuse("要打印指标值，还需给出期间", "例如 --period 2022", field="--period")
        shown["values"] = _values(indicator or [], period, institution, None, as_of)
        if as_json:
            _add_origins(shown["values"], as_of)
    if as_json:
        print_json(shown)
    else:
        messages.print(str(summary), markup=False)
        if "values" in shown:
            _print_values(shown["values"])


@app.command()
def values(
    indicator: Annotated[list[str] | None, typer.Option("--indicator", "-c", help="指标代码")] = None,
    period: PeriodText = "",
    institution: Annotated[str, typer.Option("--institution", "-i")] = "",
    by: Annotated[Grouping | None, typer.Option(help="分组")] = None,
    as_of: AsOf = 0,
    as_json: AsJson = False,
) -> None:
    """指标值：值、分子、分母、状态、同比、环比、目标。"""
    if not period:
        raise refuse("需要期间", "例如 --period 2022", field="--period")
    open_site()
    rows = _values(indicator or [], period, institution, by, as_of)
    if as_json:
        print_json(rows)
    else:
        _print_values(rows)


COMPARED: "tuple[Kind, ...]" = ("yoy", "mom", "target")


def _values(
    codes: Sequence[str], period: str, institution: str, by: Grouping | None, as_of: int
) -> list[dict[str, Any]]:
    from linghang.indicators.values import compare_all, values
    from linghang.indicators.wording import say_change, say_value
    from linghang.organization.models import Institution
    from linghang.registers.content import library

    content, when = library(), Period.parse(period)
    chosen = list(codes) or [indicator.code for indicator in content.indicators(when.last_day)]
    place = find_institution(institution) if institution else Institution.objects.filter(parent=None).first()
    if place is None:
        raise refuse("还没有机构", "请先运行 linghang organization load")
    rows, found = [], values(chosen, when, place.code, by=by, version=as_of or None)
    compared = {} if by else {kind: compare_all(found, kind) for kind in COMPARED}
    for number, value in enumerate(found):
        indicator = content.indicator(value.indicator, value.period.last_day)
        changes = {kind: every[number] for kind, every in compared.items()}
        rows.append(
            {
                **value.to_json(),
                "title": indicator.title,
                "unit": indicator.unit,
                "text": say_value(indicator, value),
                "direction": indicator.direction,
                "source": indicator.source,
                "edition": indicator.edition,
                "confidence": indicator.confidence,
                "unverified": indicator.unverified,
                "comparison": {
                    kind: {**change.to_json(), "text": say_change(indicator, change)}
                    for kind, change in changes.items()
                    if change.base is not None
                },
            }
        )
    return rows


def _add_origins(rows: list[dict[str, Any]], as_of: int) -> None:
    """To each value in short where it comes from; `linghang trace` recounts it and shows its rows."""
    from linghang.indicators.origins import origins

    if rows:
        period, place = Period.parse(rows[0]["period"]), rows[0]["institution"]
        found = origins([row["indicator"] for row in rows], period, place, version=as_of or None)
        for row in rows:
            row["trace"] = found[row["indicator"]]


def _print_values(rows: Sequence[dict[str, Any]]) -> None:
    states = {"ok": "", "partial": "部分期间", "no_data": "无数据"}
    print_table(
        "",
        ("指标", "期间", "机构", "科室", "值", "同比", "状态"),
        [
            (
                row["title"],
                row["period"],
                row["institution"],
                row.get("department") or "",
                row["text"],
                row["comparison"].get("yoy", {}).get("text", ""),
                "，".join(filter(None, [states.get(row["status"], row["status"]), "例数少" if row["small"] else ""])),
            )
            for row in rows
        ],
    )


@app.command()
def trace(
    indicator: Annotated[str, typer.Option("--indicator", "-c", help="指标代码")],
    period: PeriodText,
    institution: InstitutionCode,
    department: Annotated[str, typer.Option(help="科室代码")] = "",
    as_of: AsOf = 0,
    sample: Annotated[int, typer.Option(help="列出几行样例")] = 10,
    as_json: AsJson = False,
) -> None:
    """一个数从哪里来：定义、查询、批次、行；并从原始行重新计算一遍核对。"""
    open_site()
    from linghang.indicators.trace import trace as follow

    find_institution(institution)
    found = follow(
        indicator,
        Period.parse(period),
        institution,
        department=department or None,
        version=as_of or None,
        sample=sample,
    )
    if as_json:
        print_json(found.to_json())
    else:
        typer.echo(str(found))


@app.command()
def report(
    code: str,
    institution: InstitutionCode,
    period: PeriodText,
    out: Annotated[Path, typer.Option("--out", "-o", help="写到哪个 .docx、.xlsx 或 .html 文件")],
    as_json: AsJson = False,
) -> None:
    """写出报告（Word 公文版式、Excel 或网页），并自查前后矛盾。没有数据的数字写〔缺〕并列出。"""
    open_site()
    from linghang.reports.publish import write_report
    from linghang.reports.selfcheck import VERDICTS, check_report

    find_institution(institution)
    document = write_report(code, institution, Period.parse(period), out)
    checked = check_report(document)
    if as_json:
        found = [{"verdict": each.verdict, "kind": each.kind, "text": each.text} for each in checked.findings]
        missing = [gap.to_json() for gap in document.missing]
        print_json({"file": str(out), "missing": missing, "selfcheck": {"clean": checked.clean, "findings": found}})
        return
    messages.print(f"已写出 {out}。{checked.said}", markup=False)
    for each in checked.findings:
        said = f"{VERDICTS[each.verdict]}：{each.text}（{each.expression}）{each.why}"
        messages.print(said, style="yellow", markup=False)
    for font in document.layout.doubtful_fonts:
        messages.print(f"版式里的字体“{font}”不是常用的公文字体，打印的电脑上要有它", style="yellow", markup=False)
    for gap in document.missing:
        messages.print(f"缺：{gap}", style="yellow", markup=False)
