"""The DuckDB engine: one fused query per scan. Pure.

The form was measured (`linghang bench compute`): counts as `count_if`, sums as `CASE` over DECIMAL, all in one pass.
What several measures ask of a row is worked out once, in an inner query: DuckDB does not share work between the arms
of `CASE` and `AND`, and conditions on lists are dear.
"""

from collections.abc import Collection, Iterable

import duckdb
import pyarrow as pa

from linghang.expressions import to_duckdb
from linghang.expressions.duckdb_sql import quoted
from linghang.indicators.measures import BaseMeasure, Scan
from linghang.indicators.sharing import share
from linghang.packs.model import Register
from linghang.registers.rows import Rows, completed, connect, fields_in

NAME = f"DuckDB {duckdb.__version__}"


def run_scan(scan: Scan, register: Register, rows: Rows) -> pa.Table:
    """Partial aggregates: `unit`, `month` (yyyymm), `department`, `rows`, and one column per measure id.

    A row without the scan's date has no month and is counted in `rows` only. Counts are int64, sums exact decimals.
    """
    with connect(rows) as connection:
        absent = lacking(connection, register, scan.measures, rows)
        return connection.sql(scan_sql(scan, register, rows, absent)).to_arrow_table()


def run_distinct(
    measure: BaseMeasure, register: Register, rows: Rows, first: int, last: int, by: str | None
) -> dict[str | int | None, int]:
    """How many different values there are in the months `first` to `last`, per department or month or (None) in all."""
    if rows.table is None and not rows.files:
        return {}
    with connect(rows) as connection:
        sql = distinct_sql(measure, register, rows, first, last, by, lacking(connection, register, [measure], rows))
        return dict(connection.sql(sql).fetchall())


def distinct_sql(
    measure: BaseMeasure,
    register: Register,
    rows: Rows,
    first: int,
    last: int,
    by: str | None,
    absent: Collection[str] = (),
) -> str:
    """The query behind a measure that does not add up."""
    month = month_sql(measure.date, measure.ends)
    key = {"month": month, "department": f"coalesce({department_sql(register)}, '')", None: "NULL"}[by]
    source = completed(rows.relation, register, absent)
    return (
        f"SELECT {key} AS key, {aggregate_sql(measure)}\nFROM {source}\n"
        f"WHERE {month} BETWEEN {first} AND {last}\nGROUP BY key"
    )


def lacking(
    connection: duckdb.DuckDBPyConnection, register: Register, measures: Iterable[BaseMeasure], rows: Rows
) -> set[str]:
    """Fields the measures read that none of the files has, because they were added to the register later."""
    read = {register.department or register.date}.union(*(measure.fields for measure in measures))
    return read - fields_in(connection, rows)


def scan_sql(scan: Scan, register: Register, rows: Rows, absent: Collection[str] = ()) -> str:
    """The fused query. Fields that are `absent` are missing in every row."""
    sharing = share(scan.measures)
    columns = [
        f"{rows.unit} AS _unit",  # no field is called so, and one may be `department`
        f"{month_sql(scan.date, scan.ends)} AS _month",
        f"{department_sql(register)} AS _department",
    ]
    columns += [f"{to_duckdb(node)} AS {quoted(name)}" for name, node in sharing.shared.items()]
    columns += [quoted(name) for name in sharing.fields]
    aggregates = ["CAST(count(*) AS BIGINT) AS rows"]
    aggregates += [
        f"{aggregate_sql(measure)} AS {original.id}"
        for original, measure in zip(scan.measures, sharing.measures, strict=True)
    ]
    return (
        "SELECT _unit AS unit, _month AS month, _department AS department,\n  "  # noqa: S608 - built from checked definitions
        + ",\n  ".join(aggregates)
        + "\nFROM (\n  SELECT "
        + ",\n    ".join(columns)
        + f"\n  FROM {completed(rows.relation, register, absent)}\n)\nGROUP BY _unit, _month, _department"
    )


def month_sql(date: str, ends: str | None) -> str:
    """yyyymm in which a row counts: of `date`, or of the day after `ends` but not before `date`."""
    day = quoted(date)
    if ends is not None:
        day = (
            f"CASE WHEN {quoted(ends)} IS NOT NULL THEN "
            f"greatest(CAST({quoted(ends)} AS DATE) + 1, CAST({day} AS DATE)) END"
        )
    return f"CAST(year({day}) * 100 + month({day}) AS INTEGER)"


def department_sql(register: Register) -> str:
    """The department of a row; NULL when rows have none."""
    return quoted(register.department) if register.department else "CAST(NULL AS VARCHAR)"


def aggregate_sql(measure: BaseMeasure) -> str:
    """One measure over a group: BIGINT for counts, DECIMAL(38, s) for sums; 0 over no rows."""
    where = None if measure.where is None else to_duckdb(measure.where)
    value = None if measure.value is None else to_duckdb(measure.value)
    match measure.aggregate:
        case "count":
            return _counted(f"count_if({where})" if where else "count(*)")
        case "present":
            return _counted(f"count_if({where} AND {value} IS NOT NULL)" if where else f"count({value})")
        case "distinct":
            return _counted(f"count(DISTINCT {f'CASE WHEN {where} THEN {value} END' if where else value})")
    summed = f"coalesce(sum({f'CASE WHEN {where} THEN {value} END' if where else value}), 0)"
    whole = measure.value is not None and measure.value.type.name == "INTEGER"
    return f"CAST({summed} AS DECIMAL(38, 0))" if whole else summed


def _counted(aggregate: str) -> str:
    """`count_if` says NULL, not 0, where its condition is missing in every row."""
    return f"CAST(coalesce({aggregate}, 0) AS BIGINT)"
