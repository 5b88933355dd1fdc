"""Repeated columns (diagnosis 1–40) to list columns, through one long table of what is really there. Pure.

Most repetitions are empty in most rows: what is not there costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.registers.columns import Cells
from linghang.registers.layout import Group
from linghang.registers.records import Records
from linghang.registers.splitting import NOWHERE, lay_out
from linghang.registers.values import storage_type


@dataclass(frozen=True)
class LongGroup:
    """The cells of a group one under the other, empty repetitions left out: by row, then by repetition.

    `index`: the row of each entry, by position in the block; `position`: which repetition; `cells`: by member.
    """

    group: Group
    index: np.ndarray
    position: np.ndarray
    cells: Cells


def elongate(records: Records, group: Group) -> LongGroup:
    """Lay the repetitions of a group under each other."""
    slots = [NOWHERE if column is None else records.slots[column] for columns in group.positions for column in columns]
    slots_of = np.array(slots, np.int32).reshape(len(group.positions), len(group.fields))
    numbers = np.flatnonzero((slots_of >= 0).any(axis=1)).astype(np.int32)
    most = len(numbers) * len(records.rows)
    index, position = np.empty(most, np.int32), np.empty(most, np.int32)
    places = np.empty((len(group.fields), most, 2), np.int32)
    taken = lay_out(records.cells.places, slots_of[numbers], index, position, places)
    return LongGroup(
        group,
        index[:taken],
        numbers[position[:taken]],
        Cells(records.cells.text, np.ascontiguousarray(places[:, :taken])),
    )


def gather(long: LongGroup, values: Sequence[pl.Series], height: int) -> list[pl.Series]:
    """The lists of every member, one per row of the block: the elements whose first member is there, in order."""
    index = long.index
    if values[0].null_count():
        there = values[0].is_not_null()
        index, values = index[there.to_numpy()], [column.filter(there) for column in values]
    offsets = np.zeros(height + 1, dtype=np.int64)
    np.cumsum(np.bincount(index, minlength=height), out=offsets[1:])
    return [
        _list(item.code, column, offsets, storage_type(item))
        for item, column in zip(long.group.fields, values, strict=True)
    ]


def _list(name: str, values: pl.Series, offsets: np.ndarray, dtype: pl.DataType) -> pl.Series:
    elements = values.cast(dtype).to_arrow(compat_level=pl.CompatLevel.newest())
    lists = pa.LargeListArray.from_arrays(pa.array(offsets), elements)
    return pl.Series(name, pl.from_arrow(lists), dtype=pl.List(dtype))
