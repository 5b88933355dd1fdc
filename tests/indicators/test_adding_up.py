"""Rows are added up by group without loss: sums beyond 64 bits, any keys, decimals of any number of places."""

from collections import Counter
from decimal import Decimal

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.expressions import Type
from linghang.expressions.tree import Arithmetic, Compare, Field, IfMissing, Literal
from linghang.indicators import polars, recount
from linghang.indicators.measures import BaseMeasure, Scan, base_measure
from linghang.indicators.stored import groups
from linghang.indicators.stored.groups import Grouped
from linghang.indicators.stored.texts import Texts
from linghang.indicators.stored.units import Units
from linghang.registers.rows import Rows
from linghang.registers.schema import arrow_schema

FEE = Field("fee", Type.DECIMAL)
DAYS = Field("days", Type.INTEGER)
ROWS = st.lists(
    st.tuples(st.sampled_from([None, 202101, 202212, 190001]), st.sampled_from([None, "内科", "外科"])), max_size=30
)


def grouped(rows):
    months = pl.Series([month for month, _ in rows], dtype=pl.Int32)
    return Grouped.of(3, months, Texts.of(pa.chunked_array([[name for _, name in rows]], pa.string())))


@pytest.mark.parametrize("most", [0, 1 << 22])
@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_every_row_is_in_the_group_of_its_month_and_department(most, rows):
    kept, groups.MOST_KEYS = groups.MOST_KEYS, most
    try:
        found = grouped(rows)
    finally:
        groups.MOST_KEYS = kept
    labels = found.labels.rows()
    assert [labels[number] for number in found.numbers] == [(3, month, name) for month, name in rows]
    assert len(set(labels)) == len(labels)


SOME = st.none() | st.integers(-(2**63), 2**63 - 1)
THREE = pl.DataFrame({"unit": [0, 1, 2]})


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), SOME, st.none() | st.booleans()), max_size=40))
def test_sums_outgrow_64_bits(rows):
    several = Grouped(np.array([group for group, *_ in rows], np.int32), THREE)
    met = groups.bits(pa.array([met for *_, met in rows], pa.bool_()))
    whole = pa.array([value for _, value, _ in rows], pa.int64())
    wide = whole.cast(pa.decimal128(38, 0))
    for condition in (None, met):
        counted = [(group, value or 0) for group, value, so in rows if so or condition is None]
        expected = [sum(value for group, value in counted if group == wanted) for wanted in range(3)]
        assert several.sums(whole, condition).to_list() == expected
        assert several.sums(whole, condition, 2).to_list() == [Decimal(total).scaleb(-2) for total in expected]
        assert several.sums(wide, condition).to_list() == expected


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2**17 - 1)), max_size=60),
    st.integers(0, 17),
    st.sampled_from([1, 3000]),  # 180,000 rows: lanes of 16 bits are emptied on the way
)
def test_rows_are_counted_by_group_and_condition(rows, conditions, times):
    rows *= times
    several = Grouped(np.array([group for group, _ in rows], np.int32), THREE)
    met = [[bits >> place & 1 == 1 for _, bits in rows] for place in range(conditions)]
    found = several.met([groups.bits(pa.array(each, pa.bool_())) for each in met])
    counted = [Counter(group for (group, _), so in zip(rows, each, strict=True) if so) for each in met]
    assert found.tolist() == [[each[group] for each in counted] for group in range(3)]


@given(st.lists(st.none() | st.booleans(), max_size=40), st.integers(0, 9))
def test_bits_of_a_part_of_a_column(rows, first):
    column = pa.array(rows, pa.bool_())[first:]
    found = np.unpackbits(groups.bits(column), bitorder="little")[: len(column)]
    assert found.tolist() == [so is True for so in rows[first:]]


def of(value=None, where=None):
    return Units({"fee": 2}).of(BaseMeasure("stay", "count" if value is None else "sum", value, where, "left_on"))


def test_money_is_added_and_compared_in_its_smallest_unit():
    fen = Field("units_of_fee", Type.INTEGER)
    assert of(FEE)[0].value == fen
    assert of(FEE)[1] == 2
    limit = Compare(">", FEE, Literal(Decimal("100.5"), Type.DECIMAL))
    assert of(where=limit)[0].where == Compare(">", fen, Literal(10_050, Type.INTEGER))
    in_thousandths = Compare(">", FEE, Literal(Decimal("0.005"), Type.DECIMAL))
    assert of(where=in_thousandths)[0].where == in_thousandths  # 18 digits and one more have no room in 64 bits


def test_what_could_outgrow_64_bits_stays_a_decimal():
    total = FEE
    for _ in range(8):
        total = Arithmetic("+", total, FEE)
    assert of(total)[1] == 2  # nine fees below 10^18 are below 2^63
    assert of(Arithmetic("+", total, FEE))[0].value == Arithmetic("+", total, FEE)
    times = Arithmetic("*", FEE, DAYS)
    assert of(times) == (BaseMeasure("stay", "sum", times, None, "left_on"), 0)
    mixed = IfMissing(FEE, DAYS)
    assert of(mixed)[0].value == mixed


def test_files_from_when_fees_had_other_decimal_places(library, tmp_path):
    register = library.register("stay")
    wanted = [("sum", "fee", None), ("sum", "fee - 0.05", "fee > 1.00"), ("count", None, "fee = 1.25")]
    measures = [
        base_measure(library, "stay", a, value=value, where=where, date="left_on") for a, value, where in wanted
    ]
    scan = Scan("stay", "left_on", None, tuple(sorted(measures, key=lambda measure: measure.id)))
    schema = arrow_schema(register)
    day = pa.array([19_000] * 3, pa.int32()).cast(schema.field("left_on").type)
    fees = {1: ["1.2", "1.3", None], 2: ["1.25", "0.99", None], 4: ["1.2500", "0.0001", "1.0001"]}
    files = []
    for places, texts in fees.items():
        fee = pa.array([None if text is None else Decimal(text) for text in texts], pa.decimal128(18, places))
        files.append(tmp_path / f"{places}.parquet")
        pq.write_table(pa.table({"left_on": day, "fee": fee}), files[-1])
    for some in ([files[1]], files):
        found, expected = (
            run(scan, register, Rows(tuple(some))).to_pylist() for run in (polars.run_scan, recount.run_scan)
        )
        for measure in measures:
            assert sum(row[measure.id] for row in found) == sum(row[measure.id] for row in expected)
