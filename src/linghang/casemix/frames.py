"""Grouped records as a table in memory, with their amounts as exact decimals. Pure."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from linghang.casemix.case_files import open_cases
from linghang.core.errors import refuse

MONEY = pl.Decimal(20, 4)
"""Yuan, days and figures made of them: four places, as prices of medicines have."""


def read_frame(source: pl.DataFrame | Path, needed: Sequence[str], wished: Sequence[str] = ()) -> pl.DataFrame:
    """The columns `needed`, and those of `wished` that are there; a CSV file's cells stay texts.

    InputError: no such file, or a column of `needed` is missing.
    """
    if isinstance(source, Path):
        schema, batches = open_cases(source, needed)
        chosen = [name for name in (*needed, *wished) if name in schema.names]
        fields = pa.schema([schema.field(name) for name in dict.fromkeys(chosen)])
        table = pa.Table.from_batches([batch.select(fields.names) for batch in batches], fields)
        frame = pl.DataFrame(pl.from_arrow(table))
    else:
        frame = source
    if missing := [name for name in needed if name not in frame.columns]:
        raise refuse("缺少列", f"应有 {'、'.join(needed)}", value="、".join(missing))
    return frame.select([name for name in dict.fromkeys([*needed, *wished]) if name in frame.columns])


def decimal(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column of numbers or texts as exact decimals, halves rounded up at the fourth place; null where none stands."""
    kind = frame.schema[name]
    if kind == pl.String:
        return pl.col(name).str.strip_chars().cast(MONEY, strict=False)
    return pl.col(name).cast(MONEY, strict=False)
