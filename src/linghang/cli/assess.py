"""The command that assesses: score, grade and rank with explanations; what is kept waits for a person to lock it."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linghang.cli.output import AsJson, AsOf, find_institution, messages, open_site, print_json, print_table
from linghang.core.errors import refuse
from linghang.core.figures import write_figure, write_number
from linghang.core.periods import Period

if TYPE_CHECKING:
    from linghang.assessment.assess import Assessed, Result

app = typer.Typer()


class By(StrEnum):
    institution = "institution"
    department = "department"
    branch = "branch"


@app.command()
def assess(
    framework: Annotated[str, typer.Argument(help="考核办法代码；用 --list 查看")] = "",
    period: Annotated[str, typer.Option("--period", "-p", help="期间：2022、2022Q3、2022-05")] = "",
    institution: Annotated[str, typer.Option("--institution", "-i", help="只看这个机构；考核科室、党组织时必填")] = "",
    by: Annotated[By | None, typer.Option(help="考核对象，不写按考核办法")] = None,
    peers: Annotated[Path | None, typer.Option(help="同类机构数据所在文件夹，不写用工作区的 peers")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="保存为未锁定的考核结果")] = False,
    listed: Annotated[bool, typer.Option("--list", help="列出考核办法")] = False,
    as_of: AsOf = 0,
    as_json: AsJson = False,
) -> None:
    """按考核办法评分、定级、排名，逐项说明扣分原因；与同类机构比较，并说明比上年升降几位。"""
    open_site()
    if listed or not framework:
        _list(as_json)
        return
    if not period:
        raise refuse("需要期间", "例如 --period 2022", field="--period")
    from linghang.assessment.assess import assess as run
    from linghang.assessment.plain import plain_assessed

    chosen = [find_institution(institution).code] if institution else None
    found = run(
        framework,
        Period.parse(period),
        institutions=chosen,
        peers=peers,
        by=by.value if by else None,
        version=as_of or None,
    )
    shown: dict[str, Any] = plain_assessed(found)
    if keep:
        shown["kept"] = _keep(found, institution)
    if as_json:
        print_json(shown)
        return
    _print(found, alone=bool(institution))
    if keep:
        messages.print(f"已保存，编号 {shown['kept']}，尚未锁定", markup=False)


def _list(as_json: bool) -> None:
    from linghang.assessment.models import UnitKind
    from linghang.registers.content import library

    rows = [
        {
            "code": each.code,
            "title": each.title,
            "judges": each.judges,
            "full_marks": each.full_marks,
            "items": len(each.leaves()),
            "edition": each.edition,
            "confidence": each.confidence,
            "unverified": each.unverified,
        }
        for each in library().frameworks()
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "",
        ("代码", "名称", "考核对象", "满分", "项目"),
        [
            (
                row["code"],
                f"{row['title']}{'（未核实）' if row['unverified'] else ''}",
                UnitKind(row["judges"]).label,
                "只看不计分" if row["full_marks"] is None else f"{row['full_marks']:f}",
                row["items"],
            )
            for row in rows
        ],
    )


def _keep(found: "Assessed", institution: str) -> int:
    from linghang.assessment.records import keep
    from linghang.organization.models import Institution

    place = find_institution(institution) if institution else Institution.objects.filter(parent=None).first()
    if place is None:
        raise refuse("还没有机构", "请先运行 linghang organization load")
    return int(keep(found, place, actor=None, by="命令行").pk)


def _print(found: "Assessed", *, alone: bool) -> None:
    """The ranking; of a single unit the score sheet with its reasons too."""
    framework = found.framework
    unverified = "（未核实）" if framework.unverified else ""
    others = f"，同类机构 {len(found.round.others)} 家" if found.round.peers else ""
    title = f"{framework.title}{unverified} {found.period}{others}"
    if alone and len(found.results) == 1:
        _print_sheet(title, found.results[0])
        return
    print_table(
        title,
        ("名次", "考核对象", "得分", "得分率", "等级", "比上年", "同类"),
        [(*_ranked(result), result.group) for result in found.results],
    )


def _ranked(result: "Result") -> tuple[str, ...]:
    from linghang.assessment.ranking import say_movement

    place, sheet = result.place, result.sheet
    return (
        f"{place.rank}/{place.of}" if place else "—",
        result.unit.name,
        "—" if sheet.points is None else write_number(sheet.points, 2),
        "—" if sheet.share is None else write_figure(sheet.share, "%", 1),
        result.grade or "—",
        say_movement(place, result.before),
    )


def _print_sheet(title: str, result: "Result") -> None:
    from linghang.assessment.rules import STATUS_WORDS

    rank, name, points, share, grade, moved = _ranked(result)
    print_table(
        f"{title}\n{name}：得分 {points}（{share}），名次 {rank}，等级 {grade}，{moved}\n{result.why}",
        ("项目", "满分", "得分", "状态", "说明"),
        [
            (
                "　" * line.depth + " ".join(filter(None, [line.item.number, line.item.title])),
                write_number(line.effective, 2, trim=True) if line.effective else "",
                "" if line.points is None else write_number(line.points, 2, trim=True),
                STATUS_WORDS[line.status] if line.case else "",
                line.reason,
            )
            for line in result.sheet.lines
        ],
    )
