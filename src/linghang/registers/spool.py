"""The accepted rows of a load until the whole file is judged: in memory while they are few, on disk when they are many;
then sorted by date into one Parquet file. Pure.

Sorting what fits into memory takes half the time of spooling it; DuckDB, which spills, sorts the rest.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from linghang.packs.model import Register
from linghang.registers.schema import ROW, arrow_schema

IN_MEMORY = 128 * 2**20
MEMORY_LIMIT = "300MB"
ROW_GROUP = 122_880


class Spool:
    """Rows of one register, in the order of the file."""

    def __init__(self, register: Register, folder: Path, threads: int) -> None:
        self.register, self.folder, self.threads = register, folder, threads
        self._frames: list[pl.DataFrame] = []
        self._bytes = 0
        self._files = 0
        self._gone: list[int] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Take the accepted rows of a block."""
        self._frames.append(rows)
        self._bytes += int(rows.estimated_size())
        if self._bytes > IN_MEMORY:
            self._flush()

    def _flush(self) -> None:
        pl.concat(self._frames).write_parquet(self.folder / f"spool-{self._files:06d}.parquet", compression="lz4")
        self._frames, self._bytes, self._files = [], 0, self._files + 1

    def close(self) -> None:
        """No more rows: open what there is to queries as the relation `spool` (its key, its date and `_row`)."""
        self._engine = duckdb.connect(config={
            "memory_limit": MEMORY_LIMIT, "threads": self.threads, "temp_directory": str(self.folder / "spill"),
            "preserve_insertion_order": False})
        if self._files and self._frames:
            self._flush()
        if self._files:
            self._engine.execute(f"CREATE VIEW spool AS FROM read_parquet({quoted(self.folder / 'spool-*.parquet')})")
        else:
            self._engine.register("spool", self._all().select({*self.register.key, self.register.date, ROW}).to_arrow())

    def _all(self) -> pl.DataFrame:
        empty = pl.DataFrame(arrow_schema(self.register).empty_table())
        return pl.concat(self._frames) if self._frames else empty

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a DuckDB query over `spool`."""
        return list(self._engine.execute(query).fetchall())

    def remove(self, rows: Sequence[int]) -> None:
        """Leave these rows (by `_row`) out of the file, and out of `spool`."""
        self._gone = list(rows)
        self._engine.execute(f"CREATE TABLE gone ({ROW} INTEGER PRIMARY KEY)")
        if rows:
            self._engine.register("rows", pa.table({ROW: pa.array(rows, pa.int32())}))
            self._engine.execute("INSERT INTO gone FROM rows")

    def write(self) -> Path:
        """The Parquet file of the remaining rows by date, so that a query for a month reads little."""
        target = self.folder / "data.parquet"
        if self._files:
            self._sort_on_disk(target)
        else:
            self._sort_in_memory(target)
        self._engine.close()
        return target

    def _sort_in_memory(self, target: Path) -> None:
        rows = self._all()
        if self._gone:
            rows = rows.filter(~pl.col(ROW).is_in(self._gone))
        if not rows[self.register.date].is_sorted():
            rows = rows.sort(self.register.date, ROW)
        rows.write_parquet(target, compression="zstd", compression_level=1, row_group_size=ROW_GROUP)

    def _sort_on_disk(self, target: Path) -> None:
        columns = ", ".join(f'"{name}"' for name in arrow_schema(self.register).names)
        self._engine.execute(f"""
            COPY (SELECT {columns} FROM spool ANTI JOIN gone USING ({ROW}) ORDER BY "{self.register.date}", {ROW})
            TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})""")  # noqa: S608


def quoted(text: Path | str) -> str:
    """A DuckDB text literal."""
    return "'" + str(text).replace("'", "''") + "'"
