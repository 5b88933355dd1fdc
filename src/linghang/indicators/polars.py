"""The engine that fills the cube. Pure.

Stored files go through `stored`, whose compiled loops are loaded when they are needed. A table in memory is a few
thousand rows that somebody typed in: Polars asks it everything from the same expressions.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from linghang.expressions import Type, to_polars
from linghang.indicators.measures import BaseMeasure, Scan
from linghang.indicators.months import month
from linghang.indicators.sharing import share
from linghang.packs.model import Register
from linghang.registers.rows import Rows
from linghang.registers.schema import arrow_schema

NAME = f"Polars {pl.__version__}"
KEYS = ("unit", "month", "department")


def run_scan(scan: Scan, register: Register, rows: Rows) -> pa.Table:
    """Partial aggregates: `unit`, `month` (yyyymm), `department`, `rows`, and one column per measure id.

    A row without the scan's date has no month and is counted in `rows` only. Counts are int64, sums exact decimals.
    """
    if rows.table is not None:
        return _of_table(scan, register, rows.table).to_arrow()
    from linghang.indicators.stored import scan as stored

    found = stored.of_files(scan, register, rows.files) or [of_nothing(scan, register)]
    return added_up(found).to_arrow()


def _of_table(scan: Scan, register: Register, table: pa.Table) -> pl.DataFrame:
    """The groups of a table in memory, whose rows carry `_institution`."""
    used = {"_institution", scan.date}.union(*(measure.fields for measure in scan.measures))
    used |= {name for name in (scan.ends, register.department) if name}
    for field in arrow_schema(register):
        if field.name in used and field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    rows, sharing = pl.DataFrame(table.select(sorted(used))), share(scan.measures)
    months = month(rows[scan.date], None if scan.ends is None else rows[scan.ends])
    department = pl.col(register.department) if register.department else pl.lit(None, pl.String)
    keys: dict[str, Any] = {"unit": pl.col("_institution"), "month": months, "department": department}
    shared = {name: to_polars(node) for name, node in sharing.shared.items()}
    pairs = zip(scan.measures, sharing.measures, strict=True)
    columns = {whole.id: added(part).cast(pl.Int128) if is_whole(whole) else added(part) for whole, part in pairs}
    asked = rows.with_columns(**shared).select(**keys, **columns)
    sums = asked.group_by(KEYS).agg(pl.len().alias("rows"), pl.all().sum())
    return sums.with_columns(_exact(scan))


def of_nothing(scan: Scan, register: Register) -> pl.DataFrame:
    """The groups of files without rows: none."""
    fields = arrow_schema(register).append(pa.field("_institution", pa.string()))
    return _of_table(scan, register, fields.empty_table())


def _exact(scan: Scan) -> list[pl.Expr]:
    """Sums in types that no number of rows outgrows."""
    counts = [measure.id for measure in scan.measures if measure.aggregate != "sum"]
    whole = [measure.id for measure in scan.measures if is_whole(measure)]
    return [pl.col("rows", *counts).cast(pl.Int64), *([pl.col(whole).cast(pl.Decimal(38, 0))] if whole else [])]


def added_up(groups: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """One row per group."""
    return pl.concat(groups, how="vertical_relaxed").group_by(KEYS).agg(pl.all().sum())


def is_whole(measure: BaseMeasure) -> bool:
    """Whether a measure adds up whole numbers."""
    return measure.aggregate == "sum" and measure.value is not None and measure.value.type is Type.INTEGER


def added(measure: BaseMeasure) -> pl.Expr:
    """What a row adds to a measure; missing where it adds nothing."""
    met = pl.lit(True) if measure.where is None else to_polars(measure.where)
    if measure.value is None:
        return met
    value = to_polars(measure.value)
    if measure.aggregate == "present":
        return met & value.is_not_null() if measure.where is not None else value.is_not_null()
    if measure.where is None:
        return value
    chosen = pl.when(met).then(value)
    return chosen.otherwise(0) if measure.value.type is Type.INTEGER else chosen
