"""Commands about packs: check, list, show."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linghang.cli.output import AsJson, print_json, print_table
from linghang.core.errors import Fault, InputError, refuse

if TYPE_CHECKING:
    from linghang.packs.library import Library

app = typer.Typer(help="内容包：检查、列出、查看", no_args_is_help=True)


def _read_library(folders: Sequence[Path]) -> "tuple[Library, list[Fault]]":
    from linghang.assessment.checking import check as check_frameworks
    from linghang.duties.checking import check as check_duties
    from linghang.indicators.definitions import check
    from linghang.packs.load import pack_folders, read_packs
    from linghang.packs.sealed import check as check_sealed
    from linghang.procedures.check import check as check_procedures
    from linghang.programmes.check import check as check_programmes
    from linghang.registers.content import folders_in_use
    from linghang.reports.check import check as check_reports

    chosen = folders_in_use()
    for folder in folders:
        found = pack_folders(folder)
        if not found:
            raise refuse("这里没有内容包", "文件夹里要有 pack.yaml", file=str(folder))
        chosen += [path for path in found if path.resolve() not in {other.resolve() for other in chosen}]
    library, faults = read_packs(chosen)
    if not faults:
        for each in (
            check,
            check_programmes,
            check_frameworks,
            check_duties,
            check_procedures,
            check_reports,
            check_sealed,
        ):
            faults += each(library)
    return library, faults


@app.command("check")
def packs_check(
    folders: Annotated[list[Path] | None, typer.Argument(help="另加检查的文件夹")] = None, as_json: AsJson = False
) -> None:
    """检查内容包：写法、引用、表达式、有效期。每处问题给出 文件:行: 对象: 原因。"""
    library, faults = _read_library(folders or [])
    if as_json:
        print_json(
            {
                "packs": [pack.pack for pack in library.packs],
                "objects": len(library.entries),
                "faults": [vars(fault) for fault in faults],
            }
        )
    elif not faults:
        typer.echo(f"{len(library.packs)} 个内容包、{len(library.entries)} 个对象，没有问题")
    if faults and not as_json:
        raise InputError(sorted(faults))
    if faults:
        raise typer.Exit(1)


@app.command("list")
def packs_list(
    kind: Annotated[str, typer.Option(help="只列一种：registers、codesets、indicators、reports")] = "",
    as_json: AsJson = False,
) -> None:
    """列出内容包中的对象。"""
    from linghang.packs.kinds import KIND_TITLES, KINDS
    from linghang.registers.content import library

    if kind and kind not in KINDS:
        raise refuse("没有这个种类", f"可写：{'、'.join(KINDS)}", field="--kind", value=kind)
    entries = [entry for entry in library().entries if kind in ("", entry.kind)]
    if as_json:
        print_json(
            [
                {
                    "kind": e.kind,
                    "code": e.item.code,
                    "title": e.item.title,
                    "pack": e.pack,
                    "file": e.file,
                    "line": e.line,
                    "valid_from": e.item.valid_from,
                    "valid_to": e.item.valid_to,
                    "confidence": e.item.confidence,
                }
                for e in entries
            ]
        )
    else:
        print_table(
            "",
            ("种类", "代码", "名称", "内容包"),
            [(KIND_TITLES[e.kind], e.item.code, e.item.title, e.pack) for e in entries],
        )


@app.command("show")
def packs_show(code: str, as_json: AsJson = False) -> None:
    """显示一个对象的全部定义及其出处。"""
    from linghang.registers.content import library

    entries = [entry for entry in library().entries if entry.item.code == code]
    if not entries:
        raise refuse("没有这个对象", "可用 linghang packs list 查看全部", value=code)
    data = [
        {
            "kind": e.kind,
            "pack": e.pack,
            "file": e.file,
            "line": e.line,
            **e.item.model_dump(mode="json", by_alias=True, exclude_unset=True),
        }
        for e in entries
    ]
    if as_json:
        print_json(data)
    else:
        import yaml

        typer.echo(yaml.safe_dump_all(data, allow_unicode=True, sort_keys=False).rstrip())
