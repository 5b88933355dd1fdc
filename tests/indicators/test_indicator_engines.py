"""The fused query, the plain-Python engine and counting again agree on random definitions and random rows."""

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.expressions.tree import Field, Type
from linghang.indicators import duckdb, polars, recount
from linghang.indicators.contributing import Span, count_again
from linghang.indicators.measures import BaseMeasure, Scan, Total, base_measure
from linghang.registers.rows import Rows
from linghang.registers.schema import arrow_schema

DAYS = st.dates(dt.date(2021, 11, 1), dt.date(2022, 3, 31))
CODES = ["1", "3", "35", "4", "5", "x'y", ""]


def maybe(strategy):
    return st.none() | strategy


ROW = st.fixed_dictionaries(
    {
        "number": st.just("n"),
        "entered_on": maybe(DAYS),
        "left_on": DAYS,
        "ward": maybe(st.sampled_from(["内科", "外科"])),
        "days": maybe(st.integers(-3, 400)),
        "fee": maybe(st.decimals(-(10**9), 10**9, places=2)),
        "pathway": maybe(st.booleans()),
        "person": maybe(st.sampled_from(["p1", "p2", "p3"])),
        "levels": maybe(st.lists(maybe(st.sampled_from(CODES)), max_size=4)),
        "_row": st.just(2),
    }
)
CONDITION = st.recursive(
    st.sampled_from(
        [
            "pathway",
            "days > 30",
            "days is null",
            "fee >= 100.50",
            "ward = '内科'",
            "ward in ('外科', '内科')",
            "size(levels) > 1",
            "has(levels, '3', '4')",
            "has(levels, 'x''y')",
            "has_prefix(levels, 'x')",
            "has_prefix(levels, '3', '4')",
            "has_prefix(levels, '1', '35', '5')",
            "has_prefix(levels, '0', '2', '3', '6', '8', 'x')",
            "has_in(levels, 'major_levels')",
            "starts(ward, '外')",
            "entered_on < left_on",
            "days(entered_on, left_on) > 10",
            "year(left_on) = 2022",
            "coalesce(days, 0) = 0",
            "entered_on >= '2022-01-01'",
        ]
    ),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | st.builds("not ({})".format, inner)
    ),
    max_leaves=4,
)
NUMBER = st.sampled_from(
    [
        "days",
        "fee",
        "days * 2 + 1",
        "fee * days",
        "fee - 0.05",
        "count_of(levels, '3', '4')",
        "size(levels)",
        "days(entered_on, left_on)",
        "coalesce(days, 7)",
        "count_in(levels, 'major_levels')",
    ]
)
MEASURE = st.tuples(st.just("count"), st.none(), maybe(CONDITION)) | st.tuples(
    st.sampled_from(["sum", "present"]), NUMBER, maybe(CONDITION)
)
DATES = st.sampled_from([("left_on", None), ("entered_on", None), ("entered_on", "left_on")])


def plain(table):
    """A table as a set of groups, however an engine orders them."""
    return {
        (row["unit"], row["month"], row["department"]): {
            name: Decimal(value) for name, value in row.items() if name not in ("unit", "month", "department")
        }
        for row in table.to_pylist()
    }


def scan_of(library, measures, dates):
    found = {
        measure.id: measure
        for measure in (
            base_measure(library, "stay", aggregate, value=value, where=where, date=dates[0], ends=dates[1])
            for aggregate, value, where in measures
        )
    }
    return Scan("stay", *dates, tuple(found[key] for key in sorted(found)))


def in_files(register, files):
    folder = Path(tempfile.mkdtemp())
    for number, rows in enumerate(files):
        pq.write_table(pa.Table.from_pylist(rows, arrow_schema(register)), folder / f"{number}.parquet")
    return Rows(tuple(sorted(folder.iterdir())))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(ROW, max_size=6), min_size=1, max_size=3), st.lists(MEASURE, min_size=1, max_size=8), DATES)
def test_the_engines_say_what_plain_python_says(library, files, measures, dates):
    register = library.register("stay")
    scan, rows = scan_of(library, measures, dates), in_files(register, files)
    expected = plain(recount.run_scan(scan, register, rows))
    assert plain(polars.run_scan(scan, register, rows)) == expected
    assert plain(duckdb.run_scan(scan, register, rows)) == expected


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=8), MEASURE, DAYS, DAYS)
def test_counting_the_rows_again_says_what_plain_python_says(library, rows, measure, one, other):
    """Over the days of a period, without months, cube or sharing."""
    register, (first, last) = library.register("stay"), sorted([one, other])
    [base] = scan_of(library, [measure], ("left_on", None)).measures
    found = count_again(Total(base), register, in_files(register, [rows]), Span(first, last))
    assert found.value == recount.aggregate(base, [row for row in rows if first <= row["left_on"] <= last])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=8), maybe(CONDITION), st.sampled_from(["person", "days", "ward"]))
def test_distinct_values_are_counted_as_in_plain_python(library, rows, where, value):
    register = library.register("stay")
    measure = base_measure(library, "stay", "distinct", value=value, where=where, date="left_on")
    found = duckdb.run_distinct(measure, register, in_files(register, [rows]), 202112, 202202, "month")
    by_month = {}
    for row in rows:
        by_month.setdefault(recount.month_of(row, "left_on", None), []).append(row)
    expected = {month: recount.aggregate(measure, mine) for month, mine in by_month.items()}
    assert found == {month: count for month, count in expected.items() if 202112 <= month <= 202202}


@pytest.mark.parametrize("engine", [polars, duckdb, recount])
@pytest.mark.parametrize("name", ["unit", "month", "department", "rows"])
def test_a_field_may_be_called_as_what_rows_are_grouped_by(library, engine, name):
    """As the front page has a department, and the country groups its rows by hospital instead."""
    talent = library.register("talent")
    fields = [each.model_copy(update={"code": name}) if each.code == "kind" else each for each in talent.fields]
    register = talent.model_copy(update={"fields": fields})
    present = BaseMeasure("talent", "present", Field(name, Type.TEXT), None, "from_date")
    table = pa.table(
        {
            "_institution": ["east"] * 3,
            "from_date": pa.array([dt.date(2022, 1, 8)] * 3, pa.date32()),
            "ward": pa.array([None, None, "内科"]),
            name: ["01", "01", None],
        }
    )
    found = engine.run_scan(Scan("talent", "from_date", None, (present,)), register, Rows(table=table)).to_pylist()
    assert {(row["department"], row["rows"], row[present.id]) for row in found} == {(None, 2, 2), ("内科", 1, 0)}
