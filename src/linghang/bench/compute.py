"""How fast indicators are computed, beside what DuckDB needs to read the same columns. Read the ratios: they are of one
run on one machine, the middle of several turns taken alternately.

*scan*: every column touched by one cheap aggregate, the limit. *fused*: the product's way, all indicators at batch ×
month × department in one pass. *sql*: the same as one DuckDB query. *separate*: one DuckDB query per measure. *pandas*:
the same counts and sums on `PANDAS_ROWS` rows. *month*: the batches of one new month brought into the cube, beside all
months at once. *shipped*: the indicators of every shipped pack on the same register, in the product's way and as one
query, on a lake of their own. Only *scan* and *fused* are taken of more than `LARGE` rows.
"""

import os
import resource
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from linghang.bench.in_pandas import in_pandas
from linghang.bench.inpatient_lake import File, fields_read, write_lake
from linghang.bench.timing import Taken, taken
from linghang.expressions.duckdb_sql import quoted
from linghang.indicators import duckdb, partials, polars
from linghang.indicators.measures import Scan, plan_for
from linghang.packs.load import load_packs
from linghang.packs.model import Register, RegisterField
from linghang.registers.content import shipped_packs
from linghang.registers.rows import Rows, connect

ROWS, INSTITUTIONS, TURNS = 20_000_000, 6, 3
MONTHS = 73
"""Six years, and the new month, which has 1.4 % of their rows."""
LARGE, PANDAS_ROWS, SHIPPED_ROWS = 20_000_000, 400_000, 1_000_000
REGISTER = "inpatient"
PACK = Path(__file__).parent / "inpatient"


def run(rows: int = ROWS, institutions: int = INSTITUTIONS, months: int = MONTHS) -> dict[str, Any]:
    """Write a lake of synthetic discharges, compute every indicator of `bench/inpatient` in each way, and compare."""
    library = load_packs([shipped_packs() / "national-front-page", PACK])
    [scan] = plan_for(library).scans
    register = library.register(scan.register)
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as name:
        folder = Path(name)
        files = write_lake(folder / "lake", library, scan, rows=rows, institutions=institutions, months=months)
        every = Rows(tuple(file.path for file in files))
        peak = _peak_of_first(scan, register, every)
        scanned, fused = _alternately(
            lambda: _touch(register, scan, every),
            lambda: polars.run_scan(scan, register, every),
            turns=TURNS if rows <= LARGE else 1,
        )
        size = f"{sum(file.rows for file in files)} 行"
        figures = {
            "数据": f"{size}，{institutions} 家机构 × {months} 个月，{len(files)} 个文件",
            "指标": f"{len(library.indicators())} 个，合 {len(scan.measures)} 个基础量",
            "机器": f"{os.cpu_count()} 核，{polars.NAME}，{duckdb.NAME}",
            "只读同样的列": str(scanned),
            "一次算全部": str(fused),
            "一次算全部 ÷ 只读（目标不超过 1.3）": fused.times(scanned),
            "内存峰值（写数据之后至首次算完，目标不超过 6 GiB）": f"{peak / 2**30:.2f} GiB",
        }
        if rows <= LARGE:
            figures |= _compared(folder, scan, register, files, fused)
            figures |= _shipped(folder / "shipped", min(rows, SHIPPED_ROWS))
    return figures


def _peak_of_first(scan: Scan, register: Register, rows: Rows) -> int:
    """The most that the process has held after the first computation, in bytes: nothing else has used memory yet."""
    polars.run_scan(scan, register, rows)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _compared(folder: Path, scan: Scan, register: Register, files: list[File], fused: Taken) -> dict[str, str]:
    """The same figures in other ways, and one new month."""
    every = Rows(tuple(file.path for file in files))
    total = sum(file.rows for file in files)
    few = files[: max(1, PANDAS_ROWS * len(files) // max(total, PANDAS_ROWS))]
    sql = taken(lambda: duckdb.run_scan(scan, register, every))
    separate = taken(lambda: [duckdb.run_scan(each, register, every) for each in _one_by_one(scan)])
    pandas = taken(lambda: in_pandas(scan, register, [file.path for file in few]))
    full, month = _full_and_month(folder / "cube", scan, register, files)
    return {
        "一条 SQL 算全部": str(sql),
        "每个量一条 SQL": str(separate),
        f"pandas（{sum(file.rows for file in few)} 行）": str(pandas),
        "其余月份全量入汇总": str(full),
        "新增一个月": str(month),
        "一条 SQL ÷ 一次算全部": sql.times(fused),
        "每个量一条 SQL ÷ 一次算全部（目标不低于 3）": separate.times(fused),
        "pandas ÷ 一次算全部（按行折算）": pandas.times(fused, total / sum(file.rows for file in few)),
        "新增一个月 ÷ 全量（目标不超过 0.03）": month.times(full),
    }


def _shipped(folder: Path, rows: int) -> dict[str, str]:
    """What all packs that come with the product ask of the register."""
    library = load_packs([path for path in sorted(shipped_packs().iterdir()) if path.is_dir()])
    scan = max((each for each in plan_for(library).scans if each.register == REGISTER), key=_width)
    register = library.register(REGISTER)
    files = write_lake(folder, library, scan, rows=rows, institutions=2, months=3)
    every = Rows(tuple(file.path for file in files))
    touched = taken(lambda: _touch(register, scan, every))
    ours = taken(lambda: polars.run_scan(scan, register, every))
    sql = taken(lambda: duckdb.run_scan(scan, register, every))
    return {
        f"全部内容包（{len(scan.measures)} 个基础量，{sum(file.rows for file in files)} 行）": str(ours),
        "全部内容包 ÷ 只读": ours.times(touched),
        "全部内容包：一条 SQL ÷ 一次算全部": sql.times(ours),
    }


def _width(scan: Scan) -> int:
    return len(scan.measures)


def _alternately(*ways: Callable[[], object], turns: int) -> list[Taken]:
    """The median of several turns of each way, taken in turn so that all meet the same weather."""
    turn = [[taken(way) for way in ways] for _ in range(turns)]
    return [
        Taken(statistics.median(each.wall for each in mine), statistics.median(each.processor for each in mine))
        for mine in zip(*turn, strict=True)
    ]


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


def _full_and_month(folder: Path, scan: Scan, register: Register, files: list[File]) -> tuple[Taken, Taken]:
    """What it takes to bring all months but the last into the cube, and then the last: scan, store, read the cube."""
    last = files[-1].month
    earlier, later = ([file for file in files if (file.month == last) is new] for new in (False, True))

    def bring(some: list[File]) -> None:
        table = polars.run_scan(scan, register, Rows(tuple(file.path for file in some)))
        batches = pa.array([some[unit].path.name for unit in table["unit"].to_pylist()], pa.string())
        partials.write(folder, table.append_column("batch", batches), [file.path.name for file in some])
        partials.read(folder, partials.known(folder))

    return taken(lambda: bring(earlier)), taken(lambda: bring(later))
