"""Repeated columns (diagnosis 1–40) to list columns, through one long table of what is really there. Pure.

Most repetitions are empty in most rows: what is not there costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.registers.layout import Group
from linghang.registers.values import storage_type


@dataclass(frozen=True)
class LongGroup:
    """The cells of a group one under the other, empty repetitions left out: by row, then by repetition.

    `index`: the row of each entry, by position in the block; `position`: which repetition; `texts`: the cells of each
    member.
    """

    group: Group
    index: pl.Series
    position: pl.Series
    texts: tuple[pl.Series, ...]


def elongate(cells: pl.DataFrame, group: Group) -> LongGroup:
    """Lay the repetitions of a group under each other."""
    held = set(cells.columns)
    numbers = [number for number, columns in enumerate(group.positions) if held & set(map(str, columns))]
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, cells.height)
    columns = [[str(group.positions[number][member]) for number in numbers] for member in range(len(group.fields))]
    texts = pl.DataFrame(
        pl.concat([nothing.clear(), *(cells[name].alias("") if name in held else nothing for name in names)]).alias(
            f"m{member}"
        )
        for member, names in enumerate(columns)
    )
    found = np.zeros(texts.height, dtype=bool)
    for text in texts:
        if text.null_count() < text.len():
            found |= text.is_not_null().to_numpy()
    # Positions in the transposed table run through the repetitions of one row after those of the other.
    by_row = np.flatnonzero(found.reshape(len(numbers), cells.height).T)
    index, repetition = np.divmod(by_row, max(1, len(numbers)))
    taken = texts[repetition * cells.height + index]
    position = np.array(numbers, dtype=np.uint16)[repetition]
    return LongGroup(
        group,
        pl.Series(index, dtype=pl.UInt32),
        pl.Series(position, dtype=pl.UInt16),
        tuple(taken.get_columns()),
    )


def gather(long: LongGroup, values: Sequence[pl.Series], height: int) -> list[pl.Series]:
    """The lists of every member, one per row of the block: the elements whose first member is there, in order."""
    index = long.index
    if values[0].null_count():
        there = values[0].is_not_null()
        index, values = index.filter(there), [column.filter(there) for column in values]
    offsets = np.zeros(height + 1, dtype=np.int64)
    np.cumsum(np.bincount(index.to_numpy(), minlength=height), out=offsets[1:])
    return [
        _list(item.code, column, offsets, storage_type(item))
        for item, column in zip(long.group.fields, values, strict=True)
    ]


def _list(name: str, values: pl.Series, offsets: np.ndarray, dtype: pl.DataType) -> pl.Series:
    elements = values.cast(dtype).to_arrow(compat_level=pl.CompatLevel.newest())
    lists = pa.LargeListArray.from_arrays(pa.array(offsets), elements)
    return pl.Series(name, pl.from_arrow(lists), dtype=pl.List(dtype))
