"""Row groups of stored files: texts as the numbers of their words, numbers and dates as plain columns. Pure.

Pages are unpacked by compiled loops, and read by Arrow where these do not know their form: files come from two writers
and many years. Measured: docs/decisions/0007.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.indicators.stored import columns
from linghang.indicators.stored.columns import room
from linghang.indicators.stored.pages import Pages, pages_of
from linghang.indicators.stored.texts import Dictionary, Places, Texts

_SINGLE, _LIST = (1, 0), (3, 1)
"""How deep fields are defined and repeated: a value that may be missing; a list that may be, of texts that may be."""


@dataclass(frozen=True)
class File:
    """A stored file, opened."""

    path: Path
    metadata: pq.FileMetaData

    @classmethod
    def opened(cls, path: Path) -> "File":
        return cls(path, pq.read_metadata(path))

    @cached_property
    def types(self) -> dict[str, pa.DataType]:
        """The type of each field it has."""
        return {field.name: field.type for field in self.metadata.schema.to_arrow_schema()}

    def keeps(self, digits: Mapping[str, int]) -> bool:
        """Whether those of the decimals that it has are kept with so many places."""
        mine = ((self.types[name], places) for name, places in digits.items() if name in self.types)
        return all(pa.types.is_decimal(kind) and kind.scale == places for kind, places in mine)

    @cached_property
    def places(self) -> dict[str, tuple[int, tuple[int, int]]]:
        """Of each field that is stored as one column: its number, and how deep it is defined and repeated."""
        columns = [self.metadata.schema.column(number) for number in range(self.metadata.num_columns)]
        return {
            column.path.split(".")[0]: (number, (column.max_definition_level, column.max_repetition_level))
            for number, column in enumerate(columns)
        }


@dataclass(frozen=True)
class Group:
    """Some fields of one row group of a file: of each its column chunk, and the pages that are understood."""

    file: File
    number: int
    rows: int
    chunks: dict[str, pq.ColumnChunkMetaData]
    pages: dict[str, Pages]

    @classmethod
    def of(cls, file: File, number: int, fields: Iterable[str]) -> "Group":
        """Those of the fields that the file has."""
        metadata = file.metadata.row_group(number)
        chunks = {name: metadata.column(file.places[name][0]) for name in fields if name in file.places}
        with pa.memory_map(str(file.path)) as mapped:
            pages = pages_of(mapped.read_buffer(), list(chunks.values()))
        return cls(file, number, metadata.num_rows, chunks, dict(zip(chunks, pages, strict=True)))

    def texts(self, names: Iterable[str]) -> dict[str, Texts]:
        """The texts of these fields."""
        found = {name: self._texts(name) for name in names if name in self.chunks}
        others = self._by_arrow([name for name, texts in found.items() if texts is None])
        return {name: texts or Texts.of(others[name]) for name, texts in found.items()}

    def columns(self, fields: Iterable[str], units: Mapping[str, str]) -> dict[str, pa.Array]:
        """These fields as they are, and the decimals of other columns in whole units. Without those that the file has
        not."""
        wanted = {**{field: field for field in fields}, **units}
        mine = {column: field for column, field in wanted.items() if field in self.chunks}
        kinds = {column: pa.int64() if column in units else self.file.types[field] for column, field in mine.items()}
        found = self._numbers(mine, kinds, 8) | self._numbers(mine, kinds, 4)
        others = self._by_arrow([field for column, field in mine.items() if column not in found])
        for column, field in mine.items():
            if column not in found:
                [read] = others[field].chunks
                found[column] = _in_units(read) if column in units else read
        return found

    def _numbers(self, wanted: Mapping[str, str], kinds: Mapping[str, pa.DataType], size: int) -> dict[str, pa.Array]:
        """Those columns of numbers and dates kept in so many bytes that are understood."""
        mine = [column for column, field in wanted.items() if self._keeps_numbers(field, kinds[column], size)]
        pages = {column: self.pages[wanted[column]] for column in mine}
        found = dict[str, pa.Array]()
        for _, alike in groupby(mine, lambda column: id(pages[column].content)):
            found |= self._together({column: pages[column] for column in alike}, kinds, size)
        return found

    def _together(self, pages: Mapping[str, Pages], kinds: Mapping[str, pa.DataType], size: int) -> dict[str, pa.Array]:
        """Columns whose pages stand in the same content."""
        tables = [each.table for each in pages.values()]
        content = next(iter(pages.values())).content
        values = room((len(pages), self.rows), np.int64 if size == 8 else np.int32)
        given, found = room((len(pages), self.rows), np.uint8), np.empty(len(pages), np.int64)
        columns.plain_chunks(content, np.concatenate(tables), np.cumsum([*map(len, tables)]), given, values, found)
        return {
            column: _array(kinds[column], *parts, all_given=some == self.rows)
            for column, *parts, some in zip(pages, values, given, found.tolist(), strict=True)
            if some >= 0
        }

    def _keeps_numbers(self, field: str, kind: pa.DataType, size: int) -> bool:
        stored = self.chunks[field].physical_type == f"INT{8 * size}"
        return (
            stored
            and self.file.places[field][1] == _SINGLE
            and (pa.types.is_decimal128(kind) or _bits(kind) == 8 * size)
        )

    def _by_arrow(self, names: Sequence[str]) -> pa.Table:
        if not names:
            return pa.table({})
        file = pq.ParquetFile(self.file.path, metadata=self.file.metadata, memory_map=True, pre_buffer=False)
        return file.read_row_group(self.number, columns=names, use_threads=False)

    def _texts(self, name: str) -> Texts | None:
        chunk, pages, (_, depth) = self.chunks[name], self.pages[name], self.file.places[name]
        if chunk.physical_type != "BYTE_ARRAY":
            return None
        if depth == _SINGLE:
            codes = room(self.rows, np.int32)
            done, *places = columns.text_chunk(pages.content, pages.table, codes)
            return None if done < 0 else Texts(Dictionary(pages.content, *places), codes)
        if depth != _LIST:
            return None
        codes, of_rows = (room(chunk.num_values + 1, np.int32) for _ in range(2))
        many, kept, *places = columns.list_chunk(pages.content, pages.table, self.rows, codes, of_rows)
        words = Dictionary(kept if len(kept) else pages.content, *places)
        return None if many < 0 else Texts(words, codes[:many], Places(of_rows[:many], self.rows))


def _array(kind: pa.DataType, values: np.ndarray, given: np.ndarray, *, all_given: bool) -> pa.Array:
    valid = None if all_given else pa.py_buffer(np.packbits(given, bitorder="little"))
    stored = columns.widened(values) if pa.types.is_decimal128(kind) else values
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(stored)])


def _bits(kind: pa.DataType) -> int:
    """How wide a value of this type is; 0 where values differ."""
    try:
        return int(kind.bit_width)
    except ValueError:
        return 0


def _in_units(decimals: pa.Array) -> pa.Array:
    return pl.Series(decimals).to_physical().cast(pl.Int64).to_arrow()
