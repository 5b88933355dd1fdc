"""Random expressions on random rows: DuckDB and Polars must give what plain Python gives."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expressions.rows import FIELDS, POLARS
from linghang.expressions import evaluate, to_duckdb, to_polars
from linghang.expressions.tree import (
    And,
    AnyMatches,
    AnyPairMatches,
    Arithmetic,
    Compare,
    CountMatches,
    CountPairs,
    DatePart,
    DaysBetween,
    Extreme,
    First,
    IfMissing,
    IsMissing,
    Literal,
    Matcher,
    Matches,
    MinutesBetween,
    Not,
    Or,
    Prefix,
    Size,
    Type,
)

CODES = ["1", "2", "I21.0", "I21.1", "I22", "36.06", "36.07", "易", ""]
DAYS = st.dates(date(2021, 12, 29), date(2022, 3, 3))
VALUES = {
    Type.INTEGER: st.integers(-5, 40),
    Type.DECIMAL: st.integers(-500, 5000).map(lambda cents: Decimal(cents) / 100),
    Type.TEXT: st.sampled_from(CODES),
    Type.DATE: DAYS,
    Type.BOOLEAN: st.booleans(),
    Type.DATETIME: st.datetimes(datetime(2021, 12, 31), datetime(2022, 1, 3)).map(lambda at: at.replace(microsecond=0)),
}
LITERALS = {kind: values.map(lambda value, kind=kind: Literal(value, kind)) for kind, values in VALUES.items()}
MATCHERS = st.builds(
    lambda values, prefix: Matcher(tuple(v for v in values if v) or ("I",), prefix),
    st.lists(st.sampled_from([*CODES, "I", "I2", "36"]), min_size=1, max_size=4),
    st.booleans(),
)


IN_STEP = st.sampled_from([field for field in FIELDS if field.name in ("operations", "levels", "healing")])


def fields(*kinds, lists=False):
    return st.sampled_from([field for field in FIELDS if field.type in kinds and field.list_field == lists])


def numbers():
    leaves = fields(Type.INTEGER, Type.DECIMAL) | LITERALS[Type.INTEGER]
    codes, moments = fields(Type.TEXT, lists=True), fields(Type.DATE, Type.DATETIME)
    leaves |= (
        st.builds(Size, codes) | st.builds(CountMatches, codes, MATCHERS) | st.builds(DaysBetween, moments, moments)
    )
    leaves |= st.builds(CountPairs, IN_STEP, MATCHERS, IN_STEP, MATCHERS)
    leaves |= st.builds(MinutesBetween, fields(Type.DATETIME), fields(Type.DATETIME) | LITERALS[Type.DATETIME])
    leaves |= st.builds(DatePart, st.sampled_from(["year", "month"]), moments)
    leaves |= st.builds(IfMissing, fields(Type.INTEGER), LITERALS[Type.INTEGER])
    return leaves | st.builds(Arithmetic, st.sampled_from("+-"), leaves, leaves)


def conditions():
    operators = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    times = fields(Type.DATE, Type.DATETIME) | LITERALS[Type.DATE] | LITERALS[Type.DATETIME]
    times |= st.builds(Extreme, st.sampled_from(["min", "max"]), fields(Type.DATE, lists=True))
    texts = fields(Type.TEXT) | LITERALS[Type.TEXT]
    texts |= st.builds(First, fields(Type.TEXT, lists=True)) | st.builds(Prefix, fields(Type.TEXT), st.integers(1, 4))
    leaves = st.builds(Compare, operators, numbers(), numbers()) | st.builds(Compare, operators, times, times)
    leaves |= st.builds(Compare, operators, texts, texts) | fields(Type.BOOLEAN)
    leaves |= st.builds(Matches, texts, MATCHERS) | st.builds(AnyMatches, fields(Type.TEXT, lists=True), MATCHERS)
    leaves |= st.builds(AnyPairMatches, IN_STEP, MATCHERS, IN_STEP, MATCHERS)
    leaves |= st.builds(IsMissing, st.sampled_from(FIELDS))
    return st.recursive(
        leaves, lambda part: st.builds(And, part, part) | st.builds(Or, part, part) | st.builds(Not, part), max_leaves=6
    )


def values_of(field):
    values = VALUES[field.type]
    return st.none() | (st.lists(st.none() | values, max_size=4) if field.list_field else values)


ROWS = st.lists(st.fixed_dictionaries({field.name: values_of(field) for field in FIELDS}), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(node=conditions() | numbers(), rows=ROWS)
def test_engines_agree(node, rows):
    expected = [evaluate(node, row) for row in rows]
    frame = pl.DataFrame(rows, schema=POLARS, orient="row")
    drawn = frame.to_arrow()
    in_duckdb = duckdb.connect().execute(f"SELECT {to_duckdb(node)} FROM drawn").fetchall()
    assert drawn.num_rows == len(rows)
    assert [value for (value,) in in_duckdb] == expected
    assert frame.with_columns(to_polars(node).alias("value"))["value"].to_list() == expected
