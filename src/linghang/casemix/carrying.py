"""Columns of a Parquet file carried over into another as the bytes that they are, others put beside them. Pure.

Most columns of a result are those of the cases, unchanged. To unpack and pack them again is most of the work of writing
it, and gives the same. A Parquet file keeps a column of a row group in one run of bytes (a chunk), and says at its end,
in the footer, where each begins; so the new file has the row groups of the old, its chunks, and a footer of its own
(parquet.thrift of the format, whose numbers of fields stand here).

Not taken over: least and largest values, indexes of pages and Bloom filters. They only help to pass over parts, and
results are read whole; and what they are worth depends on who wrote them, which a file of two origins cannot say.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from linghang.casemix.case_files import in_order
from linghang.casemix.result_files import appearing, parquet_writer, told_plain
from linghang.casemix.thrift import BINARY, INT, LIST, LONG, STRUCT, Field, Items, Struct, read_struct, write_struct
from linghang.core.errors import InputError, refuse

MAGIC = b"PAR1"
MOST_ROWS, LEAST_ROWS = 2**20, 2**14
"""Of a row group: more would fill the memory, and of fewer the footer would cost more than it spares (unless it is the
only one)."""
_OLD = re.compile(r"parquet-mr( version)? 1\.\d\.")
"""Until 2017 it might write wrong sizes of chunks, and pages that can only be read by who knows their writer."""
_VERSION, _SCHEMA, _ROWS, _GROUPS, _WORDS, _WRITER = 1, 2, 3, 4, 5, 6  # FileMetaData
_NAME, _CHILDREN = 4, 5  # SchemaElement
_CHUNKS, _BYTES, _GROUP_ROWS, _GROUP_START, _PACKED_BYTES = 1, 2, 3, 5, 6  # RowGroup
_FILE, _FILE_OFFSET, _META, _CRYPTO = 1, 2, 3, 8  # ColumnChunk
_PATH, _UNPACKED, _PACKED, _DATA, _DICTIONARY = 3, 6, 7, 9, 11  # ColumnMetaData
_TAKEN = (1, 2, _PATH, 4, 5, _UNPACKED, _PACKED, 13)
"""Of ColumnMetaData: type, encodings, path, codec, number of values, sizes, pages by encoding."""
_PLACES = (_DATA, _DICTIONARY)
"""Of ColumnMetaData: where the pages begin."""


@dataclass(frozen=True)
class RowGroup:
    """`chunks`: what the footer says of the chunks (ColumnMetaData) of each column; one, or several if it is nested."""

    rows: int
    chunks: Mapping[str, Sequence[Struct]]


@dataclass(frozen=True)
class Footer:
    """What a Parquet file says of itself. `columns`: the elements of the schema that each column is made of."""

    version: Field
    writer: Field
    columns: Mapping[str, Sequence[Struct]]
    groups: Sequence[RowGroup]


def carriable(path: Path) -> Footer | None:
    """The footer of a Parquet file whose columns can be carried over; None when they have to be read, or cannot be."""
    if path.suffix.lower() != ".parquet" or not path.is_file():
        return None
    try:
        if _OLD.match(pq.read_metadata(path).created_by or ""):
            return None
        with path.open("rb") as file:
            footer = read_footer(file)
    except (pa.ArrowException, OSError, ValueError):
        return None
    sizes = [group.rows for group in footer.groups]
    fit = max(sizes, default=0) <= MOST_ROWS and (len(sizes) <= 1 or sum(sizes) >= LEAST_ROWS * len(sizes))
    return footer if fit else None


def read_footer(file: BinaryIO) -> Footer:
    """The footer of a Parquet file. ValueError: it is none, is encrypted, lacks columns or has them in other files."""
    file.seek(-8, io.SEEK_END)
    length, magic = int.from_bytes(file.read(4), "little"), file.read(4)
    if magic != MAGIC:
        raise ValueError("no Parquet file")
    file.seek(-8 - length, io.SEEK_END)
    found = read_struct(file.read(length))
    elements = found[_SCHEMA].value.values
    groups = [_row_group(group) for group in found[_GROUPS].value.values if group[_GROUP_ROWS].value]
    columns = _by_column(elements)
    if any(group.chunks.keys() != columns.keys() for group in groups):
        raise ValueError("a row group has other columns than the schema")
    return Footer(found[_VERSION], found.get(_WRITER, Field(BINARY, b"")), columns, groups)


def _by_column(elements: Sequence[Struct]) -> dict[str, list[Struct]]:
    """The elements stand as a tree is walked, parents first; those right below the root are the columns."""
    found = {}
    at = 1
    for _ in range(_children(elements[0])):
        end, open_ = at, 1
        while open_:
            open_ += _children(elements[end]) - 1
            end += 1
        found[elements[at][_NAME].value.decode()] = list(elements[at:end])
        at = end
    return found


def _children(element: Struct) -> int:
    return int(element[_CHILDREN].value) if _CHILDREN in element else 0


def _row_group(group: Struct) -> RowGroup:
    found: dict[str, list[Struct]] = {}
    for chunk in group[_CHUNKS].value.values:
        if _FILE in chunk or _CRYPTO in chunk or _META not in chunk:
            raise ValueError("columns in other files, or encrypted")
        meta = chunk[_META].value
        found.setdefault(meta[_PATH].value.values[0].decode(), []).append(meta)
    return RowGroup(group[_GROUP_ROWS].value, found)


class Chunk(NamedTuple):
    """What the footer of a file says of a chunk."""

    file: BinaryIO
    meta: Struct


def _chunks(file: BinaryIO, group: RowGroup) -> dict[str, list[Chunk]]:
    return {name: [Chunk(file, meta) for meta in metas] for name, metas in group.chunks.items()}


def carry(
    source: Path, footer: Footer, out: Path, target: pa.Schema, added: pa.Schema, batches: Iterator[pa.RecordBatch]
) -> None:
    """Write the columns of `target`: those of `added` out of the batches, which are the rows of `source` in order, the
    others as they stand in `source`. InputError: a file cannot be read or written, or is not what its footer says."""
    kept = [name for name in target.names if name not in added.names]
    halves = [half for half in (added.names[::2], added.names[1::2]) if half]  # a large row group for two threads
    tables = _by_sizes(batches, [group.rows for group in footer.groups], source)
    images = in_order(_image, (table.select(half) for table in tables for half in halves))
    with appearing(out) as part, source.open("rb") as old, part.open("wb") as new:
        joined = Joined(new)
        for group, *beside in zip(footer.groups, *[images] * len(halves), strict=True):
            chunks = _chunks(old, group)
            for image, new_footer in beside:
                chunks |= _chunks(image, new_footer.groups[0])
            try:
                joined.add(group.rows, [chunk for name in target.names for chunk in chunks[name]])
            except EOFError as error:
                raise _damaged(source) from error
        _, like = _image(added.empty_table())
        columns = [element for name in kept for element in footer.columns[name]]
        columns += [element for name in added.names for element in like.columns[name]]
        joined.close(columns, len(target), like, {b"ARROW:schema": told_plain(target)})


def _by_sizes(batches: Iterator[pa.RecordBatch], sizes: Iterable[int], source: Path) -> Iterator[pa.Table]:
    """The rows of the batches in tables of these sizes."""
    rest: pa.RecordBatch | None = None
    for size in sizes:
        pieces: list[pa.RecordBatch] = []
        lacking = size
        while lacking:
            batch = rest or next(batches, None)
            if batch is None:
                raise _damaged(source)
            pieces.append(batch.slice(0, lacking))
            rest = batch.slice(lacking) if batch.num_rows > lacking else None
            lacking -= pieces[-1].num_rows
        yield pa.Table.from_batches(pieces)
    if rest or next(batches, None):
        raise _damaged(source)


def _image(table: pa.Table) -> tuple[BinaryIO, Footer]:
    """The table as a Parquet file in memory, of one row group."""
    image = pa.BufferOutputStream()
    with parquet_writer(image, table.schema) as writer:
        writer.write_table(table, row_group_size=max(table.num_rows, 1))
    file = io.BytesIO(image.getvalue())
    return file, read_footer(file)


def _damaged(source: Path) -> InputError:
    return refuse("文件不完整或已损坏", "请重新导出、重新传输", file=source.name)


class Joined:
    """A Parquet file put together of chunks of others."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.rows = file, 0
        self.groups: list[Struct] = []
        self.file.write(MAGIC)

    def add(self, rows: int, chunks: Iterable[Chunk]) -> None:
        """One more row group. EOFError: a chunk is not where it should be."""
        start = self.file.tell()
        metas = [self._copied(*chunk) for chunk in chunks]
        packed, unpacked = (sum(meta[field].value for meta in metas) for field in (_PACKED, _UNPACKED))
        written = [{_FILE_OFFSET: Field(LONG, 0), _META: Field(STRUCT, meta)} for meta in metas]
        numbers = {_BYTES: unpacked, _GROUP_ROWS: rows, _GROUP_START: start, _PACKED_BYTES: packed}
        group = {field: Field(LONG, number) for field, number in numbers.items()}
        self.groups.append(group | {_CHUNKS: Field(LIST, Items(STRUCT, written))})
        self.rows += rows

    def _copied(self, file: BinaryIO, meta: Struct) -> Struct:
        """A chunk, its dictionary first if it has one; and what the footer is to say of it."""
        begins = min((meta[field].value for field in _PLACES if field in meta and meta[field].value), default=0)
        size = meta[_PACKED].value
        file.seek(max(begins, 0))
        chunk = file.read(max(size, 0))
        if begins < len(MAGIC) or len(chunk) != size:
            raise EOFError
        moved = self.file.tell() - begins
        self.file.write(chunk)
        places = {field: Field(LONG, meta[field].value + moved) for field in _PLACES if field in meta}
        return {field: meta[field] for field in _TAKEN if field in meta} | places

    def close(self, columns: Sequence[Struct], count: int, like: Footer, words: Mapping[bytes, bytes]) -> None:
        """The footer: the elements of the schema below its root, of so many columns; version and writer as `like`."""
        root = {_NAME: Field(BINARY, b"schema"), _CHILDREN: Field(INT, count)}
        told = [{1: Field(BINARY, word), 2: Field(BINARY, value)} for word, value in words.items()]
        footer = {
            _VERSION: like.version,
            _SCHEMA: Field(LIST, Items(STRUCT, [root, *columns])),
            _ROWS: Field(LONG, self.rows),
            _GROUPS: Field(LIST, Items(STRUCT, self.groups)),
            _WORDS: Field(LIST, Items(STRUCT, told)),
            _WRITER: like.writer,
        }
        written = write_struct(footer)
        self.file.write(written + len(written).to_bytes(4, "little") + MAGIC)
