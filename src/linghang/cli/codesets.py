"""Commands about code lists: a template to fill in, and the hospital's own edition in place of the shipped one."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from linghang.core.errors import InputError

app = typer.Typer(help="代码集：四级手术目录等清单，导出模板、换成本院的版本", no_args_is_help=True)


@app.command("template")
def codesets_template(code: str, out: Annotated[Path, typer.Option("--out", "-o", help="写到哪个 .xlsx")]) -> None:
    """把一个代码集写成 Excel，改好后用 import 导入。"""
    from linghang.packs.code_lists import write_template
    from linghang.registers.content import library

    typer.echo(f"已写出 {write_template(library(), code, out)} 个代码：{out}")


@app.command("import")
def codesets_import(
    file: Path,
    code: Annotated[str, typer.Option("--codeset", help="换哪个代码集")],
    source: Annotated[str, typer.Option(help="来自哪份文件")],
    edition: Annotated[str, typer.Option(help="版次")] = "",
) -> None:
    """用文件里的代码换下随软件带的清单；原来的不动，删去工作区里的这个包就恢复。"""
    from linghang.core.workspace import Workspace
    from linghang.packs.code_lists import CodeList, pack_files, read_codes
    from linghang.packs.load import read_packs
    from linghang.registers.content import folders_in_use, library

    found = CodeList(code, read_codes(file), source, edition)
    pack, files = pack_files(library(), found)
    folder = Workspace.from_environment().packs / pack
    fresh, old = folder.with_name(f"{pack}.part"), folder.with_name(f"{pack}.old")
    _write(fresh, files)
    _, faults = read_packs([*(each for each in folders_in_use() if each not in (folder, fresh, old)), fresh])
    if faults:
        shutil.rmtree(fresh)
        raise InputError(faults)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    typer.echo(
        f"已导入 {len(found.codes)} 个代码，写在内容包 {pack}。用到它的指标口径变了，请运行 linghang compute 重新计算"
    )


def _write(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
