"""The plain-Python engine: slow and obviously right, the measure of the fast one. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from linghang.expressions import evaluate
from linghang.indicators.measures import BaseMeasure, Link, Scan
from linghang.packs.model import Register
from linghang.registers.rows import Rows

NAME = "Python"
Row = Mapping[str, Any]


def run_scan(scan: Scan, register: Register, rows: Rows) -> pa.Table:
    """The same partial aggregates as the DuckDB engine, one row at a time."""
    groups: dict[tuple[Any, int | None, str | None], list[Row]] = {}
    for unit, row in rows_of(rows):
        department = row.get(register.department) if register.department else None
        groups.setdefault((unit, month_of(row, scan.date, scan.ends), department), []).append(row)
    keys = list(groups)
    columns: dict[str, list[Any]] = {
        "unit": [key[0] for key in keys],
        "month": [key[1] for key in keys],
        "department": [key[2] for key in keys],
        "rows": [len(groups[key]) for key in keys],
    }
    for measure in scan.measures:
        columns[measure.id] = [aggregate(measure, groups[key]) for key in keys]
    return pa.table(columns)


def rows_of(rows: Rows) -> Iterator[tuple[Any, Row]]:
    """Every row with what it belongs to: the number of its file, or its institution."""
    if rows.table is not None:
        for row in rows.table.to_pylist():
            yield row["_institution"], row
    for number, path in enumerate(rows.files):
        for row in pq.read_table(path).to_pylist():
            yield number, row


def linked_rows(link: Link, rows: list[Row]) -> list[bool]:
    """For every row of one institution, whether another one follows it (or went before), found by trying them all."""
    return [any(_links(link, row, other) for other in rows if other is not row) for row in rows]


def _links(link: Link, row: Row, other: Row) -> bool:
    earlier, later = (row, other) if link.when == "followed" else (other, row)
    if any(each.get(name) is None for each in (row, other) for name in (link.patient, link.begins, link.ends)):
        return False
    if row[link.patient] != other[link.patient] or (link.where is not None and evaluate(link.where, other) is not True):
        return False
    ended, began = _moment(earlier[link.ends]), _moment(later[link.begins])
    return began >= ended and link.first <= (began.date() - ended.date()).days <= link.last


def month_of(row: Row, date_field: str, ends: str | None) -> int | None:
    """yyyymm in which a row counts; see `measures` for `ends`."""
    day = _day(row.get(date_field))
    if ends is not None:
        end = _day(row.get(ends))
        if end is None:
            return None
        left = end + timedelta(days=1)
        day = left if day is None else max(left, day)
    return None if day is None else day.year * 100 + day.month


def aggregate(measure: BaseMeasure, rows: list[Row]) -> Decimal | int:
    """One measure over some rows."""
    counted = [row for row in rows if measure.where is None or evaluate(measure.where, row) is True]
    if measure.aggregate == "count":
        return len(counted)
    assert measure.value is not None
    present = [value for row in counted if (value := evaluate(measure.value, row)) is not None]
    if measure.aggregate == "present":
        return len(present)
    if measure.aggregate == "distinct":
        return len(set(present))
    return sum((Decimal(value) for value in present), Decimal(0))


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _moment(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())
