"""The rows behind one total, found without the cube: to show them, and to count them again. Pure.

A stock is asked here as it is defined (arrived by the last day, not left before it), while the cube adds up arrivals
and takes off departures: two ways to one number.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linghang.expressions import to_duckdb
from linghang.expressions.duckdb_sql import literal, quoted
from linghang.indicators import links
from linghang.indicators.duckdb import department_sql, lacking
from linghang.indicators.measures import BaseMeasure, Total
from linghang.packs.model import Register
from linghang.registers.rows import Rows, completed, connect, fields_in


@dataclass(frozen=True)
class Counted:
    """What counting again found: the value, and how many rows it rests on."""

    value: Decimal
    rows: int


@dataclass(frozen=True)
class Span:
    """The days of a period, both ends included, and the department (None: all; "": rows that name none)."""

    first_day: date
    last_day: date
    department: str | None = None


def count_again(total: Total, register: Register, rows: Rows, span: Span) -> Counted:
    """The total computed directly from the rows."""
    if rows.table is None and not rows.files:
        return Counted(Decimal(0), 0)
    with connect(rows) as connection:
        absent = lacking(connection, register, _measures(total), rows)
        found = connection.sql(recount_sql(total, register, rows, span, absent)).fetchall()
    return Counted(Decimal(found[0][0]), int(found[0][1]))


def sample_rows(total: Total, register: Register, rows: Rows, span: Span, limit: int) -> list[dict[str, Any]]:
    """Some of the rows in the order of their date: `unit` (see Rows.unit), `_row` and the fields of `shown_fields`."""
    if limit <= 0 or (rows.table is None and not rows.files):
        return []
    with connect(rows) as connection:
        absent = set(shown_fields(total, register)) - fields_in(connection, rows)
        relation = connection.sql(rows_sql(total, register, rows, span, absent, limit))
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def shown_fields(total: Total, register: Register) -> list[str]:
    """The fields that show why a row counts: its key, date and department, and whatever the measure reads."""
    read = {*register.key, register.date, *filter(None, [register.department])}.union(
        *(measure.fields for measure in _measures(total))
    )
    return [field.code for field in register.fields if field.code in read]


def recount_sql(total: Total, register: Register, rows: Rows, span: Span, absent: Collection[str] = ()) -> str:
    """One row: the total's value, and the number of rows that contribute to it."""
    measure = total.measure
    value = None if measure.value is None else to_duckdb(measure.value)
    result = {
        "count": "count(*)",
        "present": "count(*)",
        "sum": f"coalesce(sum({value}), 0)",
        "distinct": f"count(DISTINCT {value})",
    }[measure.aggregate]
    return (
        f"SELECT {result} AS value, count(*) AS rows\nFROM {_source(total, register, rows, absent)}\n"
        f"WHERE {_condition(total, register, span)}"
    )


def rows_sql(
    total: Total, register: Register, rows: Rows, span: Span, absent: Collection[str] = (), limit: int = 0
) -> str:
    """The rows that contribute."""
    ids = [quoted("_row_id")] if rows.table is not None else []
    unit = f"{rows.unit} AS unit" if total.measure.link is None else "unit"
    columns = [unit, quoted("_row"), *ids, *map(quoted, shown_fields(total, register))]
    return (
        f"SELECT {', '.join(columns)}\nFROM {_source(total, register, rows, absent)}\n"
        f"WHERE {_condition(total, register, span)}\nORDER BY {quoted(total.measure.date)}, {quoted('_row')}"
        + (f"\nLIMIT {limit}" if limit else "")
    )


def _source(total: Total, register: Register, rows: Rows, absent: Collection[str]) -> str:
    if total.measure.link is None:
        return completed(rows.relation, register, absent)
    return links.relation(total.measure.link, register, rows, shown_fields(total, register), absent)


def _condition(total: Total, register: Register, span: Span) -> str:
    measure, tests = links.unlinked(total.measure) if total.measure.link else total.measure, []
    if total.stock:
        day = f"DATE '{span.last_day.isoformat()}'"
        tests.append(f"CAST({quoted(measure.date)} AS DATE) <= {day}")
        if total.leaving is not None and total.leaving.ends:
            end = quoted(total.leaving.ends)
            tests.append(f"({end} IS NULL OR CAST({end} AS DATE) >= {day})")
    else:
        after = span.last_day + timedelta(days=1)
        tests.append(f"{quoted(measure.date)} >= DATE '{span.first_day}' AND {quoted(measure.date)} < DATE '{after}'")
    if span.department is not None:
        tests.append(f"coalesce({department_sql(register)}, '') = {literal(span.department)}")
    if measure.where is not None:
        tests.append(to_duckdb(measure.where))
    if measure.value is not None:
        adds = "<> 0" if measure.aggregate == "sum" else "IS NOT NULL"  # a row that adds nothing explains nothing
        tests.append(f"{to_duckdb(measure.value)} {adds}")
    return "\n  AND ".join(tests)


def _measures(total: Total) -> list[BaseMeasure]:
    return [each for each in (total.measure, total.leaving) if each is not None]
