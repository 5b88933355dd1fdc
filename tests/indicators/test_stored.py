"""Row groups are read as what was written, however it was written; a damaged page is never read past its end."""

import datetime as dt
import tempfile
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.indicators.stored import columns, unpacking
from linghang.indicators.stored.files import File, Group
from linghang.registers.lake import LAYOUT

SCHEMA = pa.schema(
    {
        "number": pa.int64(),
        "fee": pa.decimal128(18, 2),
        "day": pa.date32(),
        "moment": pa.timestamp("us"),
        "flag": pa.bool_(),
        "way": pa.string(),
        "codes": pa.list_(pa.string()),
    }
)
PLAIN, TEXTS = SCHEMA.names[:5], SCHEMA.names[5:]
WORD = st.sampled_from(["", "1", "12", "手术", "É1", "x" * 40])
ROW = st.fixed_dictionaries(
    {
        "number": st.none() | st.integers(-(2**63), 2**63 - 1),
        "fee": st.none() | st.decimals(-(10**16), 10**16, places=2).filter(lambda fee: abs(fee) < 10**16),
        "day": st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
        "moment": st.none() | st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)),
        "flag": st.none() | st.booleans(),
        "way": st.none() | WORD,
        "codes": st.none() | st.lists(st.none() | WORD, max_size=5),
    }
)
ROWS = st.lists(ROW, min_size=1, max_size=30).flatmap(
    lambda rows: st.integers(1, 40).map(lambda times: rows * times)  # long runs, and packed ones
)
LAYOUTS = st.fixed_dictionaries(
    {
        "compression": st.sampled_from(["zstd", "none", "snappy"]),
        "use_dictionary": st.booleans(),
        "store_decimal_as_integer": st.booleans(),
        "data_page_version": st.sampled_from(["1.0", "2.0"]),
        "data_page_size": st.sampled_from([64, 2**20]),
        "dictionary_pagesize_limit": st.sampled_from([16, 2**20]),
        "row_group_size": st.sampled_from([7, 10_000]),
    }
)


def groups(path):
    file = File.opened(path)
    return [Group.of(file, number, SCHEMA.names) for number in range(file.metadata.num_row_groups)]


def as_rows(group, names, units):
    """The rows of a group as Python knows them; an empty list for a missing one, which means the same."""
    read = {name: column.to_pylist() for name, column in group.columns(names, units).items()}
    for name, texts in group.texts(TEXTS).items():
        said = [texts.words.word(code) for code in texts.codes]
        if texts.places is not None:
            starts = texts.places.starts
            said = [said[first:last] for first, last in pairwise(starts)]
        read[name] = said
    return [dict(zip(read, values, strict=True)) for values in zip(*read.values(), strict=True)]


def meant(row):
    units = None if row["fee"] is None else int(row["fee"] * 100)
    return row | {"codes": row["codes"] or [], "fen": units}


@settings(max_examples=60, deadline=None)
@given(ROWS, LAYOUTS)
def test_what_arrow_wrote_is_read(rows, layout):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), path, write_batch_size=16, **layout)
        found = [row for group in groups(path) for row in as_rows(group, PLAIN, {"fen": "fee"})]
    assert found == [meant(row) for row in rows]


@settings(max_examples=30, deadline=None)
@given(ROWS, st.sampled_from([7, 10_000]), st.sampled_from([64, 2**20]))
def test_what_polars_wrote_is_read(rows, size, page):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        frame = pl.DataFrame(pa.Table.from_pylist(rows, SCHEMA))
        frame.write_parquet(path, compression="zstd", row_group_size=size, data_page_size=page)
        found = [row for group in groups(path) for row in as_rows(group, PLAIN, {"fen": "fee"})]
    assert found == [meant(row) for row in rows]


def test_the_layout_of_the_lake_needs_no_arrow(tmp_path, monkeypatch):
    rows = [
        {
            "number": number if number % 3 else None,
            "fee": Decimal(number) / 100,
            "day": dt.date(2022, 1, 1),
            "moment": dt.datetime(2022, 1, 1, 8),
            "way": str(number % 5),
            "codes": [None, "3"] * (number % 4),
        }
        for number in range(50_000)
    ]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), tmp_path / "a.parquet", **LAYOUT)
    [group] = groups(tmp_path / "a.parquet")
    monkeypatch.setattr(pq, "ParquetFile", None)
    plain = group.columns([name for name in PLAIN if name != "flag"], {})
    assert pc.sum(plain["number"]).as_py() == sum(number for number in range(50_000) if number % 3)
    assert pc.sum(plain["fee"]).as_py() == Decimal("12499750.00")
    assert np.bincount(group.texts(["way"])["way"].codes).tolist() == [10_000] * 5
    assert group.texts(["codes"])["codes"].places.sizes.sum() == 2 * (1 + 2 + 3) * 12_500


def test_a_damaged_page_is_left_to_arrow_which_refuses_it(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"way": ["1", "2"] * 500}), path, **LAYOUT)
    column = pq.read_metadata(path).row_group(0).column(0)
    content = bytearray(path.read_bytes())
    content[4 : 4 + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(content)
    [group] = groups(path)
    assert not len(group.pages["way"].table)
    with pytest.raises(OSError, match=r"(?i)page|thrift"):
        group.texts(["way"])


@pytest.fixture(scope="module")
def in_python():
    """The loops as Python runs them, which raises where one reads outside its array."""
    compiled = [
        (module, name, each)
        for module in (columns, unpacking)
        for name, each in vars(module).items()
        if hasattr(each, "py_func")
    ]
    for module, name, each in compiled:
        setattr(module, name, each.py_func)
    yield
    for module, name, each in compiled:
        setattr(module, name, each)


def read_chunk(name, content, table, rows, many):
    """What the loops make of the pages of a column, as long as their counts are what the file says."""
    if name == "codes":
        codes, of_rows = np.full(many + 1, 99, np.int32), np.full(many + 1, 99, np.int32)
        elements, kept, begins, ends = columns.list_chunk(content, table, rows, codes, of_rows)
        assert -1 <= elements <= many
        if elements > 0:
            assert (np.diff(of_rows[:elements]) >= 0).all()
            assert of_rows[0] >= 0
            assert of_rows[elements - 1] < rows
        return elements, codes[: max(elements, 0)], kept if len(kept) else content, begins, ends
    if name == "way":
        codes = np.full(rows, 99, np.int32)
        done, begins, ends = columns.text_chunk(content, table, codes)
        return done, codes[: 0 if done < 0 else rows], content, begins, ends
    kind = np.int32 if name == "day" else np.int64
    some = columns.plain_chunk(content, table, np.empty(rows, np.uint8), np.empty(rows, kind))
    assert -1 <= some <= rows
    return some, np.zeros(0, np.int32), content, [], []


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_damage_makes_a_loop_read_outside_of_its_pages(in_python, tmp_path_factory, data):
    rows = data.draw(st.lists(ROW, min_size=1, max_size=6).map(lambda rows: rows * 4))
    path = tmp_path_factory.mktemp("pages") / "page.parquet"
    written = data.draw(st.booleans())
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), path, **LAYOUT | {"use_dictionary": written})
    [group] = groups(path)
    name = data.draw(st.sampled_from(["number", "fee", "day", "way", "codes"]))
    table, content = group.pages[name].table.copy(), group.pages[name].content.copy()
    first, last = table[0, unpacking.PLACE], table[-1, unpacking.PLACE] + table[-1, unpacking.FULL_SIZE]
    for place, byte in data.draw(st.dictionaries(st.integers(first, last - 1), st.integers(0, 255))).items():
        content[place] = byte
    for line in table:
        line[unpacking.FULL_SIZE] -= data.draw(st.integers(0, int(line[unpacking.FULL_SIZE])) | st.just(0))
        line[unpacking.ENCODING] = data.draw(st.sampled_from([0, 8]) | st.just(int(line[unpacking.ENCODING])))
    with np.errstate(over="ignore"):
        done, codes, words, begins, ends = read_chunk(name, content, table, len(rows), group.chunks[name].num_values)
    if done > 0 and len(codes):
        assert codes.min() >= -1
        assert codes.max() < len(begins)
    assert all(0 <= begin <= end <= len(words) for begin, end in zip(begins, ends, strict=True) if done >= 0)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_no_header_makes_a_loop_read_outside_of_the_file(in_python, content):
    found, ends = np.empty((4, unpacking.SAID), np.int64), np.zeros(1, np.int64)
    chunk = np.array([[0, len(content), 1000]])
    many = unpacking.find_pages(np.frombuffer(content, np.uint8), chunk, found, ends)
    assert 0 <= many == ends[0] <= 4
    assert (found[:many, [unpacking.PLACE, unpacking.SIZE, unpacking.FULL_SIZE]] >= 0).all()
    assert found[:many, unpacking.FULL_SIZE].sum() <= 1000
