"""Thrift's compact protocol: bytes worked out by hand, and the footers of files by three writers."""

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.casemix.thrift import BINARY, INT, LIST, LONG, STRUCT, TRUE, Field, Items, read_struct, write_struct

BY_HAND = [
    ({}, "00"),
    ({1: Field(INT, 150)}, "15 ac02 00"),  # 150 is written as 300, seven bits a byte
    ({1: Field(INT, -1), 3: Field(LONG, 1)}, "15 01 26 02 00"),
    ({20: Field(TRUE, True)}, "01 28 00"),  # a step of 16 or more: the number itself, twice 20
    ({1: Field(BINARY, b"ab"), 2: Field(STRUCT, {1: Field(INT, 0)})}, "18 02 6162 1c 15 00 00 00"),
    ({1: Field(LIST, Items(INT, [1, 2]))}, "19 25 02 04 00"),
    ({1: Field(LIST, Items(INT, [0] * 15))}, "19 f5 0f" + "00" * 15 + "00"),
]
NUMBERS = st.integers(-(2**63), 2**63 - 1)
VALUES = st.recursive(
    st.one_of(
        st.builds(Field, st.just(LONG), NUMBERS),
        st.builds(Field, st.just(BINARY), st.binary(max_size=20)),
        st.just(Field(TRUE, True)),
        st.just(Field(2, False)),
        st.builds(Field, st.just(7), st.floats(allow_nan=False)),
        st.builds(Field, st.just(LIST), st.builds(Items, st.just(INT), st.lists(NUMBERS, max_size=20))),
    ),
    lambda inner: st.one_of(
        st.builds(Field, st.just(STRUCT), st.dictionaries(st.integers(1, 300), inner, max_size=4)),
        st.builds(
            lambda structs: Field(LIST, Items(STRUCT, structs)),
            st.lists(st.dictionaries(st.integers(1, 300), inner, max_size=3), max_size=17),
        ),
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(("fields", "written"), BY_HAND)
def test_bytes_as_the_protocol_has_them(fields, written):
    assert write_struct(fields) == bytes.fromhex(written)
    assert read_struct(bytes.fromhex(written)) == fields


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(1, 300), VALUES, max_size=6))
def test_what_is_written_is_read_again(fields):
    assert read_struct(write_struct(fields)) == fields


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_or_read(data):
    try:
        read_struct(data)
    except ValueError:
        return


def _arrow(path):
    columns = {"a": pa.array([1, None]), "b": pa.array([["x"], []]), "c": pa.array([1.5, 2.5])}
    pq.write_table(pa.table(columns), path, write_page_index=True, row_group_size=1)


def _polars(path):
    pl.DataFrame({"a": [1, None], "b": [["x"], []], "c": ["甲", None]}).write_parquet(path)


def _duckdb(path):
    duckdb.sql("select range a, [range] b, 'x' c from range(40)").write_parquet(str(path))


@pytest.mark.parametrize("write", [_arrow, _polars, _duckdb])
def test_footers_come_out_as_they_went_in(tmp_path, write):
    write(tmp_path / "some.parquet")
    data = (tmp_path / "some.parquet").read_bytes()
    footer = data[-8 - int.from_bytes(data[-8:-4], "little") : -8]
    assert write_struct(read_struct(footer)) == footer
