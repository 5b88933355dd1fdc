"""Commands about the simulated country: a lake of any size, and its figures for comparison and ranking."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from linghang.cli.output import AsJson, messages, open_site, print_json
from linghang.core.errors import refuse
from linghang.core.periods import Month, Period
from linghang.demo.national.country import SEED, Country

if TYPE_CHECKING:
    from linghang.packs.library import Library

app = typer.Typer(help="模拟的全国医院：生成、计算，供比较和排名", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="放模拟数据的文件夹")]
MOST = 200_000_000


@app.command()
def build(
    folder: Folder,
    hospitals: Annotated[int, typer.Option(help="医院家数")] = Country.hospitals,
    months: Annotated[int, typer.Option(help="从一月起的月数；以后可加大，只补新的月份")] = 12,
    discharges: Annotated[int, typer.Option(help="全年出院人次，全部医院合计，最多 2 亿")] = Country.discharges,
    year: Annotated[int, typer.Option(help="年份")] = 2022,
    seed: Annotated[int, typer.Option(help="随机种子：相同则结果相同")] = SEED,
    as_json: AsJson = False,
) -> None:
    """生成模拟的全国出院数据（Parquet）。全部是虚构的，名称都注明“模拟”。中断后再运行会接着做。"""
    for name, number, least, most in (
        ("--hospitals", hospitals, 2, 20_000),
        ("--months", months, 1, 12),
        ("--discharges", discharges, 12 * hospitals, MOST),
        ("--year", year, 2000, 2100),
    ):
        if not least <= number <= most:
            raise refuse("这个数不合适", f"请写 {least} 到 {most} 之间的数", field=name, value=str(number))
    open_site()
    from linghang.registers.content import library

    started, country = perf_counter(), Country(hospitals, discharges, seed)
    with shown("生成出院数据") as advance:
        rows = write_country(folder, library(), country, year, months, advance)
    seconds = perf_counter() - started
    if as_json:
        print_json({"folder": str(folder), "discharges": rows, "seconds": round(seconds, 3)})
    else:
        messages.print(
            f"已写出 {hospitals} 家、{months} 个月、{rows} 人次，用时 {seconds:.1f} 秒：{folder}", markup=False
        )


@app.command()
def compute(
    folder: Folder,
    period: Annotated[str, typer.Option("--period", "-p", help="期间：2022、2022Q3、2022-05")],
    engine: Annotated[str, typer.Option(help="计算引擎：polars、duckdb 或 spark，结果相同")] = "polars",
    as_json: AsJson = False,
) -> None:
    """计算模拟医院的全部指标，写成 values.parquet，供 linghang assess --peers 使用。只扫描还没有汇总过的月份。"""
    from linghang.demo.national.lake import country_of

    country_of(folder)
    open_site()
    from linghang.assessment.national import compute as run
    from linghang.registers.content import library

    with shown("扫描月份") as advance:
        done = run(folder, Period.parse(period), library(), engine=engine, progress=advance)
    if as_json:
        print_json(vars(done))
    else:
        messages.print(str(done), markup=False)


def write_country(
    folder: Path, library: "Library", country: Country, year: int, months: int, progress: Callable[[int, int], object]
) -> int:
    """Everything that `compute` reads, as far as it is not there yet; returns the discharges. Django is ready."""
    from linghang.assessment.national import columns_read
    from linghang.demo.national.lake import write_lake
    from linghang.demo.national.stated import write_hospitals, write_stated

    wanted = [Month(year, number) for number in range(1, months + 1)]
    rows = write_lake(folder, library, country, wanted, columns_read(library), progress)
    write_hospitals(folder, country, year)
    write_stated(folder, library, country, year)
    return rows


@contextmanager
def shown(title: str) -> Iterator[Callable[[int, int], object]]:
    """A progress bar for functions that are told what is done and what there is to do."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages) as progress:
        step = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(step, completed=done, total=total)
