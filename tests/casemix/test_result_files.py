"""Results say of their columns what other programs expect, however the texts were handed over."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from linghang.casemix.case_files import open_cases
from linghang.casemix.result_files import writing

DAY = dt.datetime(2026, 1, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
ROWS = [("甲", Decimal("12.3400"), DAY, ["a", "b"]), (None, None, None, None), ("甲", Decimal("-0.0001"), DAY, [])]
KINDS = {
    "level": pa.string(),
    "score": pa.decimal128(18, 4),
    "at": pa.timestamp("us", "Asia/Shanghai"),
    "diagnoses": pa.list_(pa.string()),
}


def batch():
    columns = [pa.array(column, kind) for column, kind in zip(zip(*ROWS, strict=True), KINDS.values(), strict=True)]
    return pa.RecordBatch.from_arrays(columns, names=list(KINDS))


def folded():
    """The same with the texts as a dictionary."""
    plain = batch()
    return plain.set_column(0, "level", plain.column("level").dictionary_encode())


@pytest.mark.parametrize("handed", [batch, folded])
def test_a_parquet_file_keeps_types_and_values(tmp_path, handed):
    out = tmp_path / "out.parquet"
    with writing(out, handed().schema) as write:
        write(handed())
    schema, batches = open_cases(out, ())
    assert schema.types == list(KINDS.values())
    assert [row for one in batches for row in one.to_pylist()] == batch().to_pylist()
    read = pl.read_parquet(out)
    assert read.schema["level"] == pl.String
    assert read.schema["score"] == pl.Decimal(18, 4)
    told = duckdb.sql(f"select level, score from '{out}'").fetchall()
    assert told == [row[:2] for row in ROWS]


def test_a_csv_file_says_the_same_of_texts_and_dictionaries(tmp_path):
    for name, handed in (("a.csv", batch()), ("b.csv", folded())):
        with writing(tmp_path / name, handed.schema) as write:
            write(handed)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_repeated_texts_may_be_read_as_they_are_kept(tmp_path):
    out = tmp_path / "out.parquet"
    with writing(out, batch().schema) as write:
        write(batch())
    schema, batches = open_cases(out, (), coded=True)
    assert pa.types.is_dictionary(schema.field("level").type)
    assert schema.field("diagnoses").type == KINDS["diagnoses"]
    assert [row for one in batches for row in one.to_pylist()] == batch().to_pylist()
