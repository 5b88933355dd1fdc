"""Columns carried over are what every reader finds in the file they come from; what cannot be carried is not."""

import datetime as dt
import io
from decimal import Decimal

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.casemix import carrying
from linghang.casemix.carrying import carriable, carry, read_footer
from linghang.casemix.thrift import BINARY, LONG, Field, read_struct, write_struct
from linghang.core.errors import InputError

KINDS = {
    "case": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "name": (pa.string(), st.text(max_size=6)),
    "codes": (pa.list_(pa.string()), st.lists(st.sampled_from(["I63.9", "J18.9", ""]), max_size=3)),
    "cost": (pa.decimal128(18, 2), st.decimals(-(10**9), 10**9, places=2)),
    "day": (pa.date32(), st.dates()),
    "at": (pa.timestamp("us"), st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1))),
    "good": (pa.bool_(), st.booleans()),
    "part": (pa.struct([("a", pa.int32()), ("b", pa.list_(pa.int32()))]), st.just({"a": 1, "b": [2, None]})),
}
ROWS = st.lists(st.tuples(*(st.none() | value for _, value in KINDS.values())), min_size=1, max_size=40)
WAYS = [
    {"compression": "zstd", "data_page_version": "2.0", "write_page_index": True},
    {"compression": "none", "use_dictionary": False, "version": "1.0"},
    {"compression": "snappy", "use_deprecated_int96_timestamps": True, "bloom_filter_options": {"case": True}},
]


def table(rows):
    """The rows as columns of all kinds."""
    schema = pa.schema([(name, kind) for name, (kind, _) in KINDS.items()])
    return pa.Table.from_pylist([dict(zip(KINDS, row, strict=True)) for row in rows], schema)


def added(rows, size=7):
    """What is put beside the rows, in batches of some size."""
    words = pa.array([f"字{row % 3}" if row % 4 else None for row in range(rows)], pa.string()).dictionary_encode()
    columns = {"score": pa.array([Decimal(row) / 4 for row in range(rows)], pa.decimal128(18, 4)), "word": words}
    return pa.table(columns).to_batches(size)


def carried(source, out, batches, replaced=()):
    """The file with the batches beside what it has, but for the columns that are replaced."""
    found, schema = carriable(source), pq.read_schema(source)
    kept = [field for field in schema if field.name not in replaced]
    added_ = batches[0].schema
    carry(source, found, out, pa.schema([*kept, *added_]), added_, iter(batches))
    return out


@pytest.fixture
def small_groups(monkeypatch):
    """Row groups of a few rows are carried too."""
    monkeypatch.setattr(carrying, "LEAST_ROWS", 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("carried")


@settings(max_examples=15, deadline=None)
@given(rows=ROWS, size=st.integers(1, 40), way=st.sampled_from(WAYS))
def test_every_reader_finds_old_and_new_columns(folder, rows, size, way):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(carrying, "LEAST_ROWS", 1)
        _check(folder, rows, size, way)


def _check(folder, rows, size, way):
    source = folder / "source.parquet"
    pq.write_table(table(rows), source, row_group_size=size, **way)
    out = carried(source, folder / "out.parquet", added(len(rows)))
    beside = pa.Table.from_batches(added(len(rows)))
    read = pq.read_table(out)
    old = pq.read_table(source)
    assert read.select(list(KINDS)).equals(old)
    assert read.column("score").to_pylist() == beside.column("score").to_pylist()
    assert read.column("word").to_pylist() == beside.column("word").to_pylist()
    assert read.schema.field("word").type == pa.string()
    assert pl.read_parquet(out, columns=["case", "name", "codes", "cost"]).equals(
        pl.read_parquet(source, columns=["case", "name", "codes", "cost"])
    )
    told = duckdb.sql(f"select * exclude (score, word) from '{out}'")
    assert told.fetchall() == duckdb.sql(f"select * from '{source}'").fetchall()
    assert duckdb.sql(f"select score from '{out}'").fetchall() == [(Decimal(row) / 4,) for row in range(len(rows))]


@pytest.mark.parametrize("writer", ["polars", "duckdb"])
def test_files_of_other_writers(tmp_path, small_groups, writer):
    source = tmp_path / "source.parquet"
    frame = pl.DataFrame({"case": range(300), "name": ["甲", None, "丙"] * 100, "codes": [["a"], [], None] * 100})
    if writer == "polars":
        frame.write_parquet(source, row_group_size=64)
    else:
        duckdb.sql("select * from frame").write_parquet(str(source), compression="zstd")
    out = carried(source, tmp_path / "out.parquet", added(300, 50), replaced=("codes",))
    found = pl.read_parquet(out)
    assert found.columns == ["case", "name", "score", "word"]
    assert found.select("case", "name").equals(frame.select("case", "name"))
    assert found["score"].to_list() == [Decimal(row) / 4 for row in range(300)]
    assert duckdb.sql(f"select sum(\"case\"), count(name) from '{out}'").fetchall() == [(299 * 150, 200)]


def test_a_file_without_rows(tmp_path):
    pq.write_table(table([]), tmp_path / "source.parquet")
    none = added(1)[0].slice(0, 0)
    out = carried(tmp_path / "source.parquet", tmp_path / "out.parquet", [none])
    read = pq.read_table(out)
    assert (read.num_rows, read.schema.names) == (0, [*KINDS, "score", "word"])


@pytest.mark.parametrize("rows", [5, 7])
def test_other_rows_than_the_footer_says_are_refused(tmp_path, rows):
    pq.write_table(pa.table({"case": range(6)}), tmp_path / "source.parquet")
    with pytest.raises(InputError, match="文件不完整或已损坏"):
        carried(tmp_path / "source.parquet", tmp_path / "out.parquet", added(rows))
    assert not (tmp_path / "out.parquet").exists()
    assert [file.name for file in tmp_path.iterdir()] == ["source.parquet"]


def test_a_chunk_beyond_the_end_is_refused(tmp_path):
    source = tmp_path / "source.parquet"
    pq.write_table(pa.table({"case": range(6)}), source)
    footer = carriable(source)
    source.write_bytes(source.read_bytes()[:20])
    with pytest.raises(InputError, match="文件不完整或已损坏"):
        carry(source, footer, tmp_path / "out.parquet", pa.schema([("case", pa.int64())]), pa.schema([]), iter([]))


def _rewritten(source, change):
    """The file with another footer."""
    data = source.read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    footer = read_struct(data[-8 - length : -8])
    change(footer)
    written = write_struct(footer)
    source.write_bytes(data[: -8 - length] + written + len(written).to_bytes(4, "little") + b"PAR1")


def _chunk(footer):
    return footer[4].value.values[0][1].value.values[0]


def _nowhere(footer):
    _chunk(footer)[3].value[9] = Field(LONG, 0)


def _less_than_nothing(footer):
    _chunk(footer)[3].value[7] = Field(LONG, -1)


@pytest.mark.parametrize("change", [_nowhere, _less_than_nothing])
def test_a_chunk_that_cannot_be_is_refused(tmp_path, change):
    source = tmp_path / "source.parquet"
    pq.write_table(pa.table({"case": range(6)}), source, use_dictionary=False)
    _rewritten(source, change)
    with pytest.raises(InputError, match="文件不完整或已损坏"):
        carried(source, tmp_path / "out.parquet", added(6))


def _by_an_old_writer(footer):
    footer[6] = Field(BINARY, b"parquet-mr version 1.6.0 (build x)")


def _in_another_file(footer):
    _chunk(footer)[1] = Field(BINARY, b"other.parquet")


def _of_another_column(footer):
    _chunk(footer)[3].value[3].value.values[0] = b"other"


@pytest.mark.parametrize("change", [_by_an_old_writer, _in_another_file, _of_another_column])
def test_what_cannot_be_carried_is_left_to_be_read(tmp_path, change):
    source = tmp_path / "source.parquet"
    pq.write_table(pa.table({"case": range(6)}), source)
    assert carriable(source) is not None
    _rewritten(source, change)
    assert carriable(source) is None


def test_too_many_small_row_groups_are_left_to_be_read(tmp_path):
    source = tmp_path / "source.parquet"
    pq.write_table(pa.table({"case": range(6)}), source, row_group_size=3)
    assert carriable(source) is None
    (tmp_path / "text.parquet").write_text("no such file")
    assert carriable(tmp_path / "text.parquet") is None
    assert carriable(tmp_path / "cases.csv") is None


def test_least_and_largest_values_are_left_behind(tmp_path):
    source = tmp_path / "source.parquet"
    pq.write_table(pa.table({"case": range(6)}), source)
    out = carried(source, tmp_path / "out.parquet", added(6))
    group = pq.read_metadata(out).row_group(0)
    assert group.num_columns == 3
    assert not any(group.column(at).is_stats_set for at in range(3))
    assert set(read_footer(io.BytesIO(out.read_bytes())).columns) == {"case", "score", "word"}
