"""Commands about grouped records: two schemes compared, weights, inspection aids. No workspace is needed."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linghang.cli.output import AsJson, day_of, messages, print_json, print_table

if TYPE_CHECKING:
    import polars as pl

    from linghang.casemix.compare import Compared
    from linghang.casemix.editions import Said

app = typer.Typer()
drg_app = typer.Typer()
MOVES_SHOWN = 20


@drg_app.command()
def compare(
    cases: Annotated[Path, typer.Argument(help="病例表：CSV 或 Parquet")],
    scheme: Annotated[list[Path], typer.Option(help="分组方案，写两次：先原方案，后新方案")],
    out: Annotated[Path, typer.Option(help="去向不同的病例：CSV 或 Parquet")],
    moves: Annotated[Path | None, typer.Option(help="各组之间的变动和例数，CSV")] = None,
    local: Annotated[list[Path] | None, typer.Option(help="覆盖在后一个方案上的本地方案文件夹，可写多次")] = None,
    why: Annotated[bool, typer.Option(help="每一例附上两个方案各自的理由")] = False,
    normalise: Annotated[bool, typer.Option(help="编码只差空格、大小写、全角或点的，当作同一个编码")] = False,
    as_json: AsJson = False,
) -> None:
    """同一批病例按两个方案分组，列出去向不同的病例，以及从哪一组变到哪一组、各多少例。"""
    from linghang.casemix.compare import compare_files
    from linghang.casemix.scheme import Options
    from linghang.casemix.scheme_files import read_scheme
    from linghang.core.errors import refuse

    if len(scheme) == 1 and local:
        scheme = [scheme[0], scheme[0]]
    if len(scheme) != 2:
        raise refuse("应给出两个方案", "请写 --scheme 原方案 --scheme 新方案，或一个方案加 --local", field="--scheme")
    options = Options(normalised=normalise)
    one, other = read_scheme(scheme[0], options), read_scheme(scheme[1], options, local or ())
    compared = compare_files(cases, one, other, out, why=why)
    if moves is not None:
        _write_moves(compared, moves)
    if as_json:
        told = [{"from": move.one, "to": move.other, "cases": move.cases} for move in compared.moves]
        print_json({"rows": compared.rows, "same": compared.same, "different": compared.different, "moves": told})
        return
    messages.print(f"已写出 {out}：{compared.rows} 例中 {compared.different} 例去向不同", markup=False, soft_wrap=True)
    shown = [(move.one, move.other, str(move.cases)) for move in compared.moves[:MOVES_SHOWN]]
    if shown:
        print_table(f"变动最多的（共 {len(compared.moves)} 种）", ("原方案", "新方案", "例数"), shown)


def _write_moves(compared: "Compared", path: Path) -> None:
    from linghang.casemix.result_files import appearing

    with appearing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("from", "to", "cases"))
        writer.writerows((move.one, move.other, move.cases) for move in compared.moves)


@drg_app.command()
def weigh(
    grouped: Annotated[Path, typer.Argument(help="分过组的病例表，要有 drg、cost（元）和 days 列")],
    out: Annotated[Path, typer.Option(help="各组的权重，CSV")],
    by: Annotated[list[str] | None, typer.Option(help="再按这一列算 CMI、费用和时间消耗指数，可写多次")] = None,
    low: Annotated[int, typer.Option(help="组内低于这个千分位的费用不计", min=0, max=499)] = 25,
    high: Annotated[int, typer.Option(help="组内高于这个千分位的费用不计", min=501, max=1000)] = 975,
    least: Annotated[int, typer.Option(help="不足这么多例的组不截尾", min=1)] = 25,
    official: Annotated[Path | None, typer.Option(help="指数改用公布的权重：drg weights 写出的表")] = None,
    as_json: AsJson = False,
) -> None:
    """由病例的费用算各组的相对权重。只描述这批病例，不是官方权重；--official 使指数按公布的权重算。"""
    from linghang.casemix.frames import read_frame
    from linghang.casemix.official_weights import read_published, weighed_by
    from linghang.casemix.result_files import appearing, check_out
    from linghang.casemix.weights import Trimming, indices, weigh

    published = read_published(official) if official else None
    check_out(out, grouped, formats=(".csv",))
    frame = read_frame(grouped, (*(by or ()), "drg", "cost", "days"))
    weights = weigh(frame, trimming=Trimming(low, high, least))
    with appearing(out) as part:
        weights.write_csv(part, include_bom=True)
    figures = indices(frame, weighed_by(weights, published) if published else weights, by or ())
    trimmed, counted = int(weights["trimmed"].sum()), int(weights["cases"].sum())
    left = frame.height - counted - trimmed
    if as_json:
        rows = [{name: str(value) for name, value in row.items()} for row in figures.to_dicts()]
        print_json(
            {
                "groups": weights.height,
                "cases": counted,
                "trimmed": trimmed,
                "left_out": left,
                "indices": rows,
                "official": published.edition if published else None,
                "out": str(out),
            }
        )
        return
    told = (
        f"已写出 {out}：{weights.height} 组，截尾 {trimmed} 例，{left} 例没有组或费用未计。由这批病例算出，不是官方权重"
    )
    messages.print(told, markup=False, soft_wrap=True)
    if published:
        whose = f"指数用公布的权重：{published.edition}（{published.source}，{published.valid_from} 起施行）"
        messages.print(whose, markup=False, soft_wrap=True)
    heads = {
        "cases": "例数",
        "groups": "组数",
        "cmi": "CMI",
        "cost_index": "费用消耗指数",
        "time_index": "时间消耗指数",
    }
    print_table("指数", [heads.get(name, name) for name in figures.columns], _texts(figures))


def _texts(frame: "pl.DataFrame") -> list[list[str]]:
    return [["" if value is None else str(value) for value in row] for row in frame.rows()]


@drg_app.command()
def weights(
    table: Annotated[Path, typer.Argument(help="公布的权重表，要有组和权重两列：CSV、.xlsx 或文件夹")],
    out: Annotated[Path, typer.Option(help="核对后的权重表，CSV，每行写明版本、出处和施行期间")],
    edition: Annotated[str, typer.Option(help="版本，如 2026 年版；表里写了的不用写")] = "",
    source: Annotated[str, typer.Option(help="出处：文件名称、文号；表里写了的不用写")] = "",
    valid_from: Annotated[str, typer.Option(help="从哪天起施行：2026-01-01；表里写了的不用写")] = "",
    valid_to: Annotated[str, typer.Option(help="施行到哪天；不写是到下一版为止")] = "",
    scheme: Annotated[Path | None, typer.Option(help="权重所属的分组方案，核对组的编码")] = None,
    as_json: AsJson = False,
) -> None:
    """导入公布的 DRG 权重：逐行核对，写明版本、出处和施行期间。有一行不能用，整张不收。"""
    from linghang.casemix.official_weights import Said, read_published, write_published
    from linghang.casemix.result_files import check_out
    from linghang.casemix.scheme_files import read_scheme

    check_out(out, table, formats=(".csv",))
    groups = [each.code for of_one in read_scheme(scheme).drgs.values() for each in of_one] if scheme else []
    said = Said(edition, source, day_of(valid_from, "--valid-from"), day_of(valid_to, "--valid-to"))
    published = read_published(table, said, groups)
    write_published(published, out)
    for notice in published.notices:
        messages.print(str(notice), style="yellow", markup=False, soft_wrap=True)
    if as_json:
        print_json({"groups": published.weights.height, "edition": published.edition, "out": str(out)})
        return
    told = f"已写出 {out}：{published.weights.height} 个组，{published.edition}，{published.valid_from} 起施行"
    messages.print(told, markup=False, soft_wrap=True)


@drg_app.command()
def codes(
    cases: Annotated[Path, typer.Argument(help="病例表，要有 diagnoses 和 operations 列")],
    edition: Annotated[Path, typer.Option(help="一个版本的编码表，CSV，要有 code 列")],
    out: Annotated[Path, typer.Option(help="每个编码的结论，CSV")],
    as_json: AsJson = False,
) -> None:
    """病例里的编码是否在这个版本里：只差写法的指出正确写法，不在的按次数列出。"""
    from linghang.casemix.editions import check_codes, read_edition, write_said

    said = check_codes(cases, read_edition(edition))
    write_said(said, out)
    _tell_codes(said, out, as_json)


@drg_app.command()
def convert(
    cases: Annotated[Path, typer.Argument(help="病例表，要有 diagnoses 和 operations 列")],
    table: Annotated[Path, typer.Option(help="换算表，CSV，要有 source 和 target 列；preferred 列标出首选")],
    out: Annotated[Path, typer.Option(help="换算后的病例表：CSV 或 Parquet")],
    report: Annotated[Path, typer.Option(help="每个编码怎样换算，CSV")],
    as_json: AsJson = False,
) -> None:
    """按换算表把编码换成另一个版本。有几个对应而没有首选的、没有对应的不换，编码后写上“（未换算）”。"""
    from linghang.casemix.editions import convert_file, read_table, write_said

    said = convert_file(cases, read_table(table), out)
    write_said(said, report)
    _tell_codes(said, out, as_json)


def _tell_codes(said: "Sequence[Said]", out: Path, as_json: bool) -> None:
    outcomes: dict[Any, list[int]] = {}
    for one in said:
        counts = outcomes.setdefault(one.outcome, [0, 0])
        counts[0] += 1
        counts[1] += one.times
    if as_json:
        told = {outcome.name: {"codes": codes, "times": times} for outcome, (codes, times) in outcomes.items()}
        print_json({"outcomes": told, "out": str(out)})
        return
    messages.print(f"已写出 {out}", markup=False, soft_wrap=True)
    shown = [(outcome.value, str(codes), str(times)) for outcome, (codes, times) in outcomes.items()]
    print_table("编码", ("结论", "编码数", "出现次数"), shown)


@app.command()
def inspect(
    cases: Annotated[Path, typer.Argument(help="分过组的病例表，要有 case、adrg、drg、cost（元）、days 列")],
    out: Annotated[Path, typer.Option(help="疑点：CSV 或 Parquet")],
    set_: Annotated[list[str] | None, typer.Option("--set", help="改一个参数，如 split-stay.days=7，可写多次")] = None,
    as_json: AsJson = False,
) -> None:
    """找出值得人去核对的病例：分解住院、高编漏编、低标准入院、费用离群等。只是疑点，不是结论。"""
    import polars as pl

    from linghang.casemix.frames import read_frame
    from linghang.casemix.inspection import NEEDED, OTHERS, RULES, grouped_with_cost, suspicions, usable
    from linghang.casemix.result_files import check_out, writing

    check_out(out, cases)
    frame = read_frame(cases, NEEDED, OTHERS)
    asked = grouped_with_cost(frame)
    found = suspicions(frame, _settings(set_ or ()))
    table = found.to_arrow().cast(found.to_arrow(compat_level=pl.CompatLevel.oldest()).schema)
    with writing(out, table.schema) as write:
        for batch in table.combine_chunks().to_batches():
            write(batch)
    counts = dict(found.group_by("rule", maintain_order=True).len().iter_rows())
    left = [code for code in RULES if code not in usable(frame)]
    if as_json:
        print_json({"rows": frame.height, "asked": asked, "suspicions": counts, "not_asked": left, "out": str(out)})
        return
    told = f"已写出 {out}：{asked} 例有组有费用，{found.height} 条疑点，请逐条核对"
    messages.print(told, markup=False, soft_wrap=True)
    shown = [(code, RULES[code].title, str(counts.get(code, 0))) for code in RULES if code not in left]
    print_table("疑点", ("规则", "名称", "条数"), shown)
    for code in left:
        lacking = "、".join(name for name in RULES[code].columns if name not in frame.columns)
        messages.print(f"没有核查“{RULES[code].title}”：缺少列 {lacking}", style="yellow", markup=False)


def _settings(texts: Sequence[str]) -> dict[str, dict[str, float]]:
    from linghang.casemix.record import read_number
    from linghang.core.errors import refuse

    found: dict[str, dict[str, float]] = {}
    for text in texts:
        name, _, value = text.partition("=")
        rule, _, parameter = name.partition(".")
        number = read_number(value)
        if math.isnan(number):  # held against nothing, so a rule would find nothing and look clean
            raise refuse("参数应写成 规则.参数=数", "如 split-stay.days=7", field="--set", value=text)
        found.setdefault(rule, {})[parameter] = number
    return found
