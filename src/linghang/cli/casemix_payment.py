"""Commands about payment by case mix in a workspace: schemes taken in, and the front pages of the lake grouped."""

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linghang.cli.output import (
    AsJson,
    day_of,
    find_institution,
    messages,
    open_site,
    print_json,
    print_table,
    print_written,
)
from linghang.core.errors import refuse

if TYPE_CHECKING:
    from linghang.payment.models import Scheme

app, drg_app, dip_app = typer.Typer(), typer.Typer(), typer.Typer()


@drg_app.command(name="import")
def import_(
    path: Annotated[Path, typer.Argument(help="分组方案：CSV 文件夹，或官方工作簿 .xlsx")],
    code: Annotated[str, typer.Option(help="方案代码，如 chs-drg-1.1")],
    title: Annotated[str, typer.Option(help="方案名称")],
    valid_from: Annotated[str, typer.Option(help="从哪天起施行：2022-01-01")],
    institution: Annotated[str, typer.Option("--institution", "-i", help="只在这家机构及其下属施行；不写是全部")] = "",
    source: Annotated[str, typer.Option(help="出处：文件名称、文号")] = "",
    normalise: Annotated[bool, typer.Option(help="编码只差空格、大小写、全角或点的，当作同一个编码")] = False,
    fall_through: Annotated[bool, typer.Option(help="进入的 MDC 里没有 ADRG 成立时，接着问后面的 MDC")] = True,
    ambiguous: Annotated[bool, typer.Option(help="手术与主要诊断无关的，入歧义组 QY")] = True,
    as_json: AsJson = False,
) -> None:
    """导入一份分组方案，从某天起施行；此前施行的方案到前一天为止。已分组的数据不变，下次 group-lake 时更新。"""
    open_site()
    from linghang.casemix.scheme import Options
    from linghang.payment.schemes import import_scheme

    made = import_scheme(
        path,
        code=code,
        title=title,
        valid_from=_day(valid_from),
        institution=find_institution(institution) if institution else None,
        options=Options(fall_through=fall_through, ambiguous=ambiguous, normalised=normalise),
        source=source,
    )
    _tell(made, "个 DRG 组", as_json)


@drg_app.command()
def import_weights(
    path: Annotated[Path, typer.Argument(help="公布的权重表：CSV、.xlsx，或 drg weights 写出的表")],
    scheme: Annotated[str, typer.Option(help="权重所属的 DRG 方案的代码，如 chs-drg-1.1")],
    institution: Annotated[str, typer.Option("--institution", "-i", help="只在这家机构及其下属施行；不写是全部")] = "",
    edition: Annotated[str, typer.Option(help="版本，如 2026 年版；表里写了的不用写")] = "",
    source: Annotated[str, typer.Option(help="出处：文件名称、文号；表里写了的不用写")] = "",
    valid_from: Annotated[str, typer.Option(help="从哪天起施行：2026-01-01；表里写了的不用写")] = "",
    valid_to: Annotated[str, typer.Option(help="施行到哪天；不写是到下一版为止")] = "",
    rate: Annotated[str, typer.Option(help="公布的费率：权重 1 合多少元；不写按本区域首页折算")] = "",
    confidence: Annotated[str, typer.Option(help="核对情况：high 逐行核对过，medium 部分核对，low 未核实")] = "low",
    as_json: AsJson = False,
) -> None:
    """施行一张公布的 DRG 权重表，此前施行的到前一天为止。已分组的数据不变，下次 group-lake 时更新。"""
    open_site()
    from linghang.casemix.official_weights import Said
    from linghang.payment import published

    said = Said(edition, source, day_of(valid_from, "--valid-from"), day_of(valid_to, "--valid-to"))
    made = published.import_weights(
        path,
        published.scheme_called(scheme),
        published.Terms(said, published.read_rate(rate), confidence),
        institution=find_institution(institution) if institution else None,
    )
    _tell(made, "个组的权重", as_json)


@dip_app.command(name="import")
def import_dip(
    path: Annotated[Path, typer.Argument(help="DIP 目录：dip build 写出的，或公布的；文件夹、.xlsx 或 .csv")],
    code: Annotated[str, typer.Option(help="目录代码，如 dip-2026")],
    title: Annotated[str, typer.Option(help="目录名称")],
    valid_from: Annotated[str, typer.Option(help="从哪天起施行：2026-01-01")],
    institution: Annotated[str, typer.Option("--institution", "-i", help="只在这家机构及其下属施行；不写是全部")] = "",
    point_value: Annotated[str, typer.Option(help="一分多少元；不写按目录均费折算，目录没有均费就不算标准")] = "",
    parameters: Annotated[Path | None, typer.Option(help="参数文件（偏差、辅助分型、等级系数）；不写用自带的")] = None,
    source: Annotated[str, typer.Option(help="出处：文件名称、文号")] = "",
    as_json: AsJson = False,
) -> None:
    """导入一份 DIP 目录，从某天起施行；此前施行的到前一天为止。已分组的数据不变，下次 group-lake 时更新。"""
    open_site()
    from linghang.cli.casemix_dip import point
    from linghang.payment.dip_terms import Terms
    from linghang.payment.schemes import import_scheme

    made = import_scheme(
        path,
        kind="dip",
        code=code,
        title=title,
        valid_from=_day(valid_from),
        institution=find_institution(institution) if institution else None,
        options=Terms(point(point_value), parameters),
        source=source,
    )
    _tell(made, "个 DIP 病种", as_json)


@dip_app.command()
def build_lake(
    out: Annotated[Path, typer.Option(help="目录写到哪里：文件夹或 .xlsx；核对后用 dip import 导入")],
    year: Annotated[list[int], typer.Option(help="用哪些年的首页，可写多次；权重由远及近，不足三年只用有的年份")],
    institution: Annotated[str, typer.Option("--institution", "-i", help="区域或机构代码，含下属；不写是全部")] = "",
    parameters: Annotated[Path | None, typer.Option(help="参数文件；不写用自带的参数")] = None,
    name: Annotated[str, typer.Option(help="目录的名称")] = "本区域病例测算",
    as_json: AsJson = False,
) -> None:
    """由已入库的住院首页测算一份 DIP 目录。测算的分值不是医保部门公布的。"""
    open_site()
    from linghang.casemix.dip.files import write_catalogue
    from linghang.casemix.dip.parameters import read_parameters
    from linghang.organization.models import Institution
    from linghang.payment.building import build_catalogue

    places = find_institution(institution).subtree() if institution else list(Institution.objects.all())
    made = build_catalogue(places, year, read_parameters(parameters), name=name)
    write_catalogue(made, out)
    if as_json:
        print_json({"groups": len(made.groups), "base_cost": made.base_cost, "source": made.source, "out": str(out)})
        return
    print_written(out, {"病种": len(made.groups), "辅助系数": len(made.auxiliary), "等级系数": len(made.levels)})
    for each in (made.source, *made.notices):
        messages.print(str(each), markup=False, soft_wrap=True)


def _day(text: str) -> dt.date:
    day = day_of(text, "--valid-from")
    if day is None:
        raise refuse("没有写施行日期", "请写成 2022-01-01", field="--valid-from")
    return day


def _tell(made: "Scheme", counted: str, as_json: bool) -> None:
    for notice in made.notices:
        messages.print(notice, style="yellow", markup=False, soft_wrap=True)
    if as_json:
        print_json({"scheme": made.pk, "code": made.code, "groups": made.groups, "sha256": made.sha256})
        return
    messages.print(f"已导入“{made}”：{made.groups} {counted}，{made.valid_from} 起施行", markup=False)


@app.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """列出导入过的分组方案、DIP 目录、公布的权重和它们的施行期间。"""
    open_site()
    from linghang.payment.models import Scheme
    from linghang.payment.validity import InForce

    reigning = InForce()
    found = [
        {
            "number": each.pk,
            "kind": each.kind,
            "code": each.code,
            "title": each.title,
            "institution": each.institution.code if each.institution else "",
            "valid_from": each.valid_from,
            "valid_to": reigning.until(each),
            "withdrawn": each.withdrawal.reason if each.withdrawn else None,
            "groups": each.groups,
            "sha256": each.sha256,
        }
        for each in Scheme.objects.select_related("institution", "withdrawal")
    ]
    if as_json:
        print_json(found)
        return
    heads = ("编号", "种类", "代码", "名称", "施行范围", "施行起", "施行止", "组数", "内容摘要")
    rows = [
        (each["number"], each["kind"], each["code"], each["title"], each["institution"] or "全部",
         each["valid_from"] or "", each["valid_to"] or "" if each["withdrawn"] is None else "已撤回", each["groups"],
         str(each["sha256"])[:12])
        for each in found
    ]  # fmt: skip
    print_table("分组方案", heads, rows)


@app.command()
def withdraw(
    number: Annotated[int, typer.Argument(help="编号，见 linghang casemix list")],
    reason: Annotated[str, typer.Option(help="为什么撤回，如“施行日期应为 2026-03-01”")],
    as_json: AsJson = False,
) -> None:
    """撤回施行错了的方案、目录或公布的权重，写明理由，不删。它代替的那一份接着施行，下次 group-lake 时更新。"""
    open_site()
    from linghang.payment.withdrawing import numbered, withdraw

    scheme = numbered(number)
    made = withdraw(scheme, reason)
    if as_json:
        print_json({"scheme": scheme.pk, "title": scheme.title, "reason": made.reason, "at": made.recorded_at})
        return
    messages.print(f"已撤回“{scheme}”（{scheme.valid_from} 起）：{made.reason}", markup=False, soft_wrap=True)


@app.command()
def group_lake(
    institution: Annotated[str, typer.Option("--institution", "-i", help="机构代码；不写是全部")] = "",
    remeasure: Annotated[int, typer.Option(help="先重新测算这一年的权重，如 2023；0 为不重测")] = 0,
    as_json: AsJson = False,
) -> None:
    """把已入库的住院首页按施行的方案分组，存为“病组结算”。已经分好、方案和权重都没变的不动。"""
    open_site()
    from linghang.payment.measuring import remeasure_all
    from linghang.payment.region import group_region

    started = time.monotonic()
    if remeasure:
        remeasure_all(remeasure)
    made = group_region([find_institution(institution)] if institution else None)
    seconds = round(time.monotonic() - started, 2)
    rows = sum(each.rows_accepted for each in made)
    if as_json:
        print_json({"batches": [each.pk for each in made], "rows": rows, "seconds": seconds})
        return
    messages.print(f"已分组 {len(made)} 批首页、{rows:,} 例，用时 {seconds} 秒" if made else "都是最新的，没有要分组的")
