"""The engine that fills the cube, on files as they come: in pieces, old, of other types, without rows."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.indicators import duckdb, polars, recount
from linghang.indicators.measures import Scan, base_measure
from linghang.indicators.stored import scan as stored
from linghang.registers.rows import Rows
from linghang.registers.schema import arrow_schema

WANTED = [
    ("count", None, "has_prefix(levels, '3') and ward = '内科'"),
    ("sum", "fee", "size(levels) > 1"),
    ("sum", "size(levels)", None),
    ("present", "days", "not has(levels, '4')"),
]


@pytest.fixture
def register(library):
    return library.register("stay")


@pytest.fixture
def scan(library):
    measures = (
        base_measure(library, "stay", aggregate, value=value, where=where, date="left_on")
        for aggregate, value, where in WANTED
    )
    return Scan("stay", "left_on", None, tuple(sorted(measures, key=lambda measure: measure.id)))


def stays(count):
    return [
        {
            "number": str(number),
            "left_on": dt.date(2022, 1 + number % 3, 1),
            "ward": ["内科", "外科", None][number % 3],
            "days": number if number % 4 else None,
            "fee": Decimal(number) / 100 if number % 5 else None,
            "levels": [None, [], ["3", None, "35"], ["4", "3"]][number % 4],
            "_row": number,
        }
        for number in range(count)
    ]


def plain(table):
    rows = [
        {name: Decimal(cell) if isinstance(cell, int) else cell for name, cell in row.items()}
        for row in table.to_pylist()
    ]
    return sorted(rows, key=lambda row: (row["unit"], row["month"], row["department"] or ""))


def write(path, rows, schema, **layout):
    pq.write_table(pa.Table.from_pylist(rows, schema), path, **layout)
    return path


def agree(scan, register, rows):
    expected = plain(recount.run_scan(scan, register, rows))
    assert expected
    assert plain(polars.run_scan(scan, register, rows)) == expected
    assert plain(duckdb.run_scan(scan, register, rows)) == expected


@pytest.mark.parametrize("piece", [1, 10, 25, 1000])
def test_pieces_of_files_add_up(scan, register, tmp_path, monkeypatch, piece):
    monkeypatch.setattr(stored, "PIECE", piece)
    schema = arrow_schema(register)
    files = [write(tmp_path / f"{size}.parquet", stays(size), schema, row_group_size=10) for size in (57, 3, 20)]
    agree(scan, register, Rows(tuple(files)))


def test_files_from_before_a_field_was_added_count_as_missing(scan, register, tmp_path):
    schema = arrow_schema(register)
    old = pa.schema([field for field in schema if field.name not in ("levels", "fee", "days")])
    files = write(tmp_path / "old.parquet", stays(12), old), write(tmp_path / "new.parquet", stays(12), schema)
    agree(scan, register, Rows(files))
    agree(scan, register, Rows(files[:1]))


@pytest.mark.parametrize(
    "layout", [{"store_decimal_as_integer": True}, {"use_dictionary": False}, {"compression": "none"}]
)
def test_every_way_of_storing_reads_the_same(scan, register, tmp_path, layout):
    agree(scan, register, Rows((write(tmp_path / "a.parquet", stays(40), arrow_schema(register), **layout),)))


def test_a_batch_without_rows_has_no_groups(scan, register, tmp_path):
    empty = write(tmp_path / "a.parquet", [], arrow_schema(register))
    bare = tmp_path / "b.parquet"
    pq.ParquetWriter(bare, arrow_schema(register)).close()
    assert pq.read_metadata(bare).num_row_groups == 0
    for files in ((empty,), (bare,), (bare, empty)):
        assert polars.run_scan(scan, register, Rows(files)).num_rows == 0
    table = pa.Table.from_pylist([], arrow_schema(register).append(pa.field("_institution", pa.string())))
    assert polars.run_scan(scan, register, Rows(table=table)).num_rows == 0


def test_lists_of_too_many_different_words_are_read_too(scan, register, tmp_path):
    rows = [row | {"levels": [f"3{number:06d}{place}" for place in range(3)]} for number, row in enumerate(stays(400))]
    schema = arrow_schema(register)
    file = write(tmp_path / "a.parquet", rows, schema, dictionary_pagesize_limit=1000, write_batch_size=50)
    encodings = {
        pq.read_metadata(file).row_group(0).column(number).encodings for number in range(len(schema.names) - 1)
    }
    assert any({"PLAIN", "RLE_DICTIONARY"} <= set(each) for each in encodings)
    agree(scan, register, Rows((file,)))
