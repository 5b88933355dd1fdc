"""Commands about the standing of branches: the marks of a year in and out as a workbook."""

from pathlib import Path
from typing import Annotated

import typer

from linghang.cli.output import AsJson, InstitutionCode, find_institution, open_site, print_json, print_written

app = typer.Typer(help="支部考评：一年的评定，导入导出", no_args_is_help=True)
Checked = Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")]


@app.command("load")
def standing_load(path: Path, dry_run: Checked = False, as_json: AsJson = False) -> None:
    """载入评定；有一处不对，整份不收。"""
    open_site()
    from linghang.party.standing_files import load_standing

    summary = load_standing(path, dry_run=dry_run)
    if as_json:
        print_json(vars(summary))
        return
    told = "检查通过，没有写入" if dry_run else "已载入"
    typer.echo(f"{told}：{summary.sheets} 个支部，{summary.marks} 项评定，其中 {summary.settled} 个已综合评定。")


@app.command("export")
def standing_export(
    path: Path,
    institution: InstitutionCode,
    year: Annotated[int, typer.Option("--year", "-y", min=1950, max=2100, help="年度")],
) -> None:
    """写出一年的评定；改好可以再载入。"""
    open_site()
    from linghang.party.standing_files import export_standing

    export_standing(find_institution(institution), year, path)
    print_written(path)
