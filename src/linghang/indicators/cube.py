"""The cube of a scan at a catalogue version: every base measure at institution × department × month, in memory."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from linghang.core.errors import refuse
from linghang.core.workspace import Workspace
from linghang.indicators import duckdb, partials, polars, recount, spark
from linghang.indicators.measures import Scan
from linghang.indicators.sources import Memory, Snapshot, Source, batches, kept_rows, last_change
from linghang.packs.model import Register
from linghang.registers.rows import Rows

Engine = Callable[[Scan, Register, Rows], pa.Table]
ENGINES: dict[str, Engine] = {
    "polars": polars.run_scan,
    "duckdb": duckdb.run_scan,
    "python": recount.run_scan,
    "spark": spark.run_scan,
}
CHUNK_ROWS, CHUNK_FILES = 20_000_000, 400
"""How much is scanned in one query: what a killed computation may lose."""
_frames = Memory(256)


def engine_of(name: str) -> Engine:
    """The engine of that name. InputError when there is none."""
    if name not in ENGINES:
        raise refuse("没有这个引擎", f"可用的引擎：{'、'.join(ENGINES)}", field="engine", value=name)
    return ENGINES[name]


def frame(scan: Scan, register: Register, now: Snapshot) -> pl.DataFrame:
    """`institution`, `department`, `month` and a column per measure id. Batches not yet scanned are scanned now."""
    if register.kind == "kept":
        key = (scan.fingerprint, last_change(register.code, now))
        return _frames.get(key, lambda: _kept_frame(scan, register, now))
    return _frames.get((scan.fingerprint, now), lambda: _loaded_frame(scan, register, now))


def _kept_frame(scan: Scan, register: Register, now: Snapshot) -> pl.DataFrame:
    table = polars.run_scan(scan, register, kept_rows(register, now))
    return _consolidated(scan, pl.DataFrame(table).rename({"unit": "institution"}))


def _loaded_frame(scan: Scan, register: Register, now: Snapshot) -> pl.DataFrame:
    sources = batches(register.code, now)
    fill(scan, register, sources)
    table = partials.read(folder_of(scan), [source.name for source in sources])
    if table is None:
        return _consolidated(scan, _empty(scan))
    owners = pl.DataFrame(
        {"batch": [source.name for source in sources], "institution": [source.institution for source in sources]}
    )
    return _consolidated(scan, pl.DataFrame(table).join(owners, on="batch", how="inner"))


def _empty(scan: Scan) -> pl.DataFrame:
    keys: dict[str, pl.DataType] = {"institution": pl.String(), "department": pl.String(), "month": pl.Int32()}
    return pl.DataFrame(schema=keys | {measure.id: pl.Decimal(38, 0) for measure in scan.measures})


def _consolidated(scan: Scan, table: pl.DataFrame) -> pl.DataFrame:
    """Partials of several batches added up. Rows without a month belong to no period; no department is written ""."""
    sums = [pl.col(measure.id).sum() for measure in scan.measures]
    dated = table.filter(pl.col("month").is_not_null()).with_columns(pl.col("department").fill_null(""))
    return dated.group_by("institution", "department", "month").agg(sums).sort("institution", "month", "department")


def folder_of(scan: Scan) -> Path:
    """Where the partials of a scan are kept."""
    return Workspace.from_environment().lake / "_cube" / scan.register / scan.fingerprint


def fill(
    scan: Scan,
    register: Register,
    sources: Sequence[Source],
    engine: Engine = polars.run_scan,
    progress: Callable[[int], None] | None = None,
) -> list[Source]:
    """Scan the batches that have no partials yet; returns them. `progress` is told the rows of each finished chunk."""
    known = partials.known(folder_of(scan))
    missing = [source for source in sources if source.name not in known]
    for chunk in _chunks(missing):
        table = engine(scan, register, Rows(tuple(source.path for source in chunk)))
        names = pa.array([chunk[unit].name for unit in table["unit"].to_pylist()], pa.string())
        partials.write(
            folder_of(scan),
            table.drop_columns(["unit"]).append_column("batch", names),
            [source.name for source in chunk],
        )
        if progress is not None:
            progress(sum(source.rows for source in chunk))
    return missing


def _chunks(sources: Sequence[Source]) -> list[list[Source]]:
    chunks: list[list[Source]] = []
    rows = 0
    for source in sources:
        if not chunks or rows + source.rows > CHUNK_ROWS or len(chunks[-1]) >= CHUNK_FILES:
            chunks.append([])
            rows = 0
        chunks[-1].append(source)
        rows += source.rows
    return chunks
