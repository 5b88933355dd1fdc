"""Stays of one patient, one after the other: which rows of a register are followed or preceded by another one. Pure.

A row is *followed* when another row of the same patient and the same institution begins after it ended, `first` to
`last` calendar days later (both included; 0 is the same day, and then not before the hour it ended); *preceded* is the
same seen from the later row. The other row has to meet the link's own condition. A row that does not name its patient,
or lacks one of the two dates, is linked with none.

Whether a row counts depends on rows of other batches, so such measures are not added up over batches: they are worked
out per institution over all its rows, with one sorted pass per link. Two rows without duration at the same instant are
each followed by the other: nothing says which came first.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from linghang.core.periods import Month, Period
from linghang.expressions import Node, to_duckdb
from linghang.expressions.duckdb_sql import quoted
from linghang.expressions.tree import And, Field, Type
from linghang.indicators.measures import BaseMeasure, Link
from linghang.packs.model import Register
from linghang.registers.rows import Rows, completed

DAY = 86_400_000_000
"""Microseconds."""
_MARK = Field("_linked", Type.BOOLEAN)


def beyond(link: Link, period: Period) -> list[Month]:
    """The months outside the period whose rows decide about rows within it: after it, or before it."""
    if link.when == "followed":
        end = Month.of(period.last_day + timedelta(days=link.last))
        return [] if end == period.last else Period(period.last.shift(1), end).months()
    start = Month.of(period.first_day - timedelta(days=link.last))
    return [] if start == period.first else Period(start, period.first.shift(-1)).months()


def unlinked(measure: BaseMeasure) -> BaseMeasure:
    """The measure over the rows of `relation`, where the link is a condition like others."""
    where = _MARK if measure.where is None else And(_MARK, measure.where)
    return replace(measure, link=None, where=where)


def relation(link: Link, register: Register, rows: Rows, fields: Collection[str], absent: Collection[str] = ()) -> str:
    """The rows with `fields` (of the register), the boolean `_linked`, `unit` (see Rows.unit) and `_row`, as an item of
    FROM."""
    ids = ["_row_id"] if rows.table is not None else []
    named = [quoted(name) for name in dict.fromkeys([*fields, *link.fields, "_row", *ids])]
    begins, ends = _instant(link.begins), _instant(link.ends)
    patient = quoted(link.patient)
    inner = (
        f"SELECT {rows.unit} AS unit, {rows.owner} AS _owner, {', '.join(named)},\n"  # noqa: S608 - built from checked definitions
        f"    {begins} AS _begins, {ends} AS _ends,\n"
        f"    {patient} IS NOT NULL AND {begins} IS NOT NULL AND {ends} IS NOT NULL AS _known,\n"
        f"    {_met(link.where)} AS _met\n"
        f"  FROM {completed(rows.relation, register, absent)}"
    )
    return f"(\n  SELECT *, {_linked(link)} AS {quoted(_MARK.name)}\n  FROM ({inner})\n)"  # noqa: S608


def _linked(link: Link) -> str:
    """Among the rows of the same patient in the order in which they begin (or end), those within the span of days that
    meet the condition, less the row itself, which lies in its own span when it ends the instant it begins."""
    if link.when == "followed":
        order, low, high = (
            "_begins",
            f"greatest(_ends, {_day('_ends', link.first)})",
            f"{_day('_ends', link.last + 1)} - 1",
        )
        span = f"greatest({low} - _begins, 0) FOLLOWING AND greatest({high} - _begins, 0) FOLLOWING"
    else:
        order, low, high = (
            "_ends",
            _day("_begins", -link.last),
            f"least(_begins, {_day('_begins', 1 - link.first)} - 1)",
        )
        span = f"greatest(_ends - {low}, 0) PRECEDING AND greatest(_ends - ({high}), 0) PRECEDING"
    itself = " - CAST(_met AND _begins = _ends AS INTEGER)" if link.first == 0 else ""
    window = f"PARTITION BY _owner, {quoted(link.patient)}, _known ORDER BY {order} RANGE BETWEEN {span}"
    return f"_known AND count_if(_met) OVER ({window}){itself} > 0"


def _instant(name: str) -> str:
    return f"epoch_us(CAST({quoted(name)} AS TIMESTAMP))"


def _day(instant: str, days: int) -> str:
    """Midnight of the day of an instant, some days later."""
    return f"({instant} - (({instant} % {DAY}) + {DAY}) % {DAY} + {days * DAY})"


def _met(where: Node | None) -> str:
    return "TRUE" if where is None else f"coalesce({to_duckdb(where)}, FALSE)"
