"""How fast indicators are computed, beside what DuckDB needs to read the same columns. Read the ratios: they are of one
run on one machine, the middle of several turns taken alternately.

*scan*: every column touched by one cheap aggregate, the limit. *fused*: the product's way, all indicators at batch ×
month × department in one query. *separate*: the same, one query per measure. *polars*: the same counts and sums in one
streaming Polars plan. *month*: the batches of one new month brought into the cube, beside all months at once.
"""

import os
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import polars as pl
import pyarrow as pa

from linghang.bench.inpatient_lake import File, fields_read, write_lake
from linghang.expressions import to_polars
from linghang.expressions.duckdb_sql import quoted
from linghang.indicators import duckdb, partials
from linghang.indicators.measures import BaseMeasure, Scan, plan_for
from linghang.packs.load import load_packs
from linghang.packs.model import Register, RegisterField
from linghang.registers.content import shipped_packs
from linghang.registers.rows import Rows, connect

ROWS, INSTITUTIONS, MONTHS, TURNS = 20_000_000, 6, 36, 3
PACK = Path(__file__).parent / "inpatient"


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, and of processor time: where others use the machine too, the fairer of the two."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} 秒（处理器 {self.processor:.2f} 秒）"

    def times(self, other: "Taken") -> str:
        return f"{self.wall / other.wall:.2f} 倍（按处理器时间 {self.processor / other.processor:.2f} 倍）"


def run(rows: int = ROWS, institutions: int = INSTITUTIONS, months: int = MONTHS) -> dict[str, Any]:
    """Write a lake of synthetic discharges, compute every indicator of `bench/inpatient` in each way, and compare."""
    library = load_packs([shipped_packs() / "national-front-page", PACK])
    [scan] = plan_for(library).scans
    register = library.register(scan.register)
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        files = write_lake(Path(folder) / "lake", library, scan, rows=rows, institutions=institutions, months=months)
        every = Rows(tuple(file.path for file in files))
        scanned, fused = _alternately(
            lambda: _touch(register, scan, every), lambda: duckdb.run_scan(scan, register, every)
        )
        separate = _taken(lambda: [duckdb.run_scan(each, register, every) for each in _one_by_one(scan)])
        polars = _taken(lambda: _polars(scan, register, every))
        full, month = _full_and_month(Path(folder) / "cube", scan, register, files)
    return {
        "数据": f"{sum(file.rows for file in files)} 行，{institutions} 家机构 × {months} 个月，{len(files)} 个文件",
        "指标": f"{len(library.indicators())} 个，合 {len(scan.measures)} 个基础量",
        "机器": f"{os.cpu_count()} 核，{duckdb.NAME}",
        "只读同样的列": str(scanned),
        "一次查询算全部": str(fused),
        "每个量一次查询": str(separate),
        "Polars 一次算全部": str(polars),
        "其余月份全量入汇总": str(full),
        "新增一个月": str(month),
        "一次查询 ÷ 只读（目标不超过 2.0）": fused.times(scanned),
        "分开查询 ÷ 一次查询（目标不低于 3）": separate.times(fused),
        "新增一个月 ÷ 全量（目标低于 0.10）": month.times(full),
    }


def _alternately(*ways: Callable[[], object]) -> list[Taken]:
    """The median of several turns of each way, taken in turn so that all meet the same weather."""
    taken = [[_taken(way) for way in ways] for _ in range(TURNS)]
    return [
        Taken(statistics.median(each.wall for each in turns), statistics.median(each.processor for each in turns))
        for turns in zip(*taken, strict=True)
    ]


def _taken(way: Callable[[], object]) -> Taken:
    wall, processor = perf_counter(), process_time()
    way()
    return Taken(perf_counter() - wall, process_time() - processor)


def _touch(register: Register, scan: Scan, rows: Rows) -> None:
    """Read every value of the columns that the scan reads."""
    columns = ", ".join(_touched(field) for field in fields_read(register, scan))
    with connect(rows) as connection:
        connection.sql(f"SELECT {columns} FROM {rows.relation}").fetchall()  # noqa: S608 - our own names and paths


def _touched(field: RegisterField) -> str:
    name = quoted(field.code)
    if field.list:
        return f"sum(len({name}))"
    if field.type in ("text", "code"):
        return f"sum(strlen({name}))"
    return f"sum({name})" if field.type in ("integer", "decimal") else f"max({name})"


def _one_by_one(scan: Scan) -> list[Scan]:
    return [replace(scan, measures=(measure,)) for measure in scan.measures]


def _polars(scan: Scan, register: Register, rows: Rows) -> pl.DataFrame:
    day = pl.col(scan.date).dt
    keys = [pl.col("_file"), (day.year() * 100 + day.month()).alias("month"), pl.col(register.department or "")]
    plan = pl.scan_parquet(list(rows.files), include_file_paths="_file").group_by(keys)
    sums = [_polars_aggregate(measure).alias(measure.id) for measure in scan.measures]
    return plan.agg(sums).collect(engine="streaming")


def _polars_aggregate(measure: BaseMeasure) -> pl.Expr:
    met = pl.lit(True) if measure.where is None else to_polars(measure.where).fill_null(False)
    if measure.value is None:
        return met.sum() if measure.where is not None else pl.len()
    value = to_polars(measure.value)
    if measure.aggregate == "present":
        return (met & value.is_not_null()).sum()
    return pl.when(met).then(value).sum()


def _full_and_month(folder: Path, scan: Scan, register: Register, files: list[File]) -> tuple[Taken, Taken]:
    """What it takes to bring all months but the last into the cube, and then the last: scan, store, read the cube."""
    last = files[-1].month
    earlier, later = ([file for file in files if (file.month == last) is new] for new in (False, True))

    def bring(some: list[File]) -> None:
        table = duckdb.run_scan(scan, register, Rows(tuple(file.path for file in some)))
        batches = pa.array([some[unit].path.name for unit in table["unit"].to_pylist()], pa.string())
        partials.write(folder, table.append_column("batch", batches), [file.path.name for file in some])
        partials.read(folder, partials.known(folder))

    return _taken(lambda: bring(earlier)), _taken(lambda: bring(later))
