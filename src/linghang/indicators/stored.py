"""Row groups of stored files: texts as the numbers of their words, numbers and dates as plain columns. Pure.

Each column chunk is read by the loops behind `chunks`, and by Arrow where these do not know its form: files come from
two writers and many years. Measured: docs/decisions/0007.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.indicators.chunks import Chunk, NotUnderstoodError
from linghang.indicators.texts import Texts

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
    """One row group of a file."""

    file: File
    number: int

    @cached_property
    def _metadata(self) -> pq.RowGroupMetaData:
        return self.file.metadata.row_group(self.number)

    @cached_property
    def _bytes(self) -> pa.Buffer:
        """Those of the file, as long as the group is in hand: what is read of them is in memory until then."""
        with pa.memory_map(str(self.file.path)) as mapped:
            return mapped.read_buffer()

    @cached_property
    def rows(self) -> int:
        return int(self._metadata.num_rows)

    def texts(self, names: Iterable[str]) -> dict[str, Texts]:
        """The texts of these fields."""
        found = {name: self._texts(name) for name in names if name in self.file.types}
        others = self._by_arrow([name for name, texts in found.items() if texts is None])
        return {name: texts or Texts.of(others[name]) for name, texts in found.items()}

    def frame(self, fields: Iterable[str], units: Mapping[str, str]) -> pl.DataFrame:
        """These fields as they are, and the decimals of other columns in whole units. Without those that the file has
        not."""
        wanted = {**{field: field for field in fields}, **units}
        mine = {column: field for column, field in wanted.items() if field in self.file.types}
        found = {column: self._plain(field, in_units=column in units) for column, field in mine.items()}
        others = self._by_arrow([mine[column] for column, read in found.items() if read is None])
        read = [pl.Series(column, others[mine[column]] if read is None else read) for column, read in found.items()]
        whole = [_in_units(each) if each.name in units else each for each in read]
        return pl.DataFrame(whole) if whole else pl.DataFrame(height=self.rows)

    def _by_arrow(self, names: list[str]) -> pa.Table:
        if not names:
            return pa.table({})
        file = pq.ParquetFile(self.file.path, metadata=self.file.metadata, memory_map=True, pre_buffer=False)
        return file.read_row_group(self.number, columns=names, use_threads=False)

    def _texts(self, name: str) -> Texts | None:
        number, depth = self.file.places[name]
        try:
            chunk = Chunk(self._bytes, self._metadata.column(number))
            return chunk.texts(self.rows) if depth == _SINGLE else chunk.lists(self.rows) if depth == _LIST else None
        except NotUnderstoodError:
            return None

    def _plain(self, name: str, *, in_units: bool) -> pa.Array | None:
        (number, depth), kind = self.file.places[name], pa.int64() if in_units else self.file.types[name]
        try:
            return (
                Chunk(self._bytes, self._metadata.column(number)).plain(kind, self.rows) if depth == _SINGLE else None
            )
        except NotUnderstoodError:
            return None


def _in_units(decimals: pl.Series) -> pl.Series:
    return decimals.to_physical().cast(pl.Int64)
