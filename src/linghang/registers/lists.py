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
    """The cells of a group one under the other, empty repetitions left out: by repetition, then by row.

    `index`: the row of each entry, by position in the block; `position`: which repetition; `texts`: the cells of each
    member.
    """

    group: Group
    index: pl.Series
    position: pl.Series
    texts: tuple[pl.Series, ...]


def elongate(cells: pl.DataFrame, group: Group) -> LongGroup:
    """Lay the repetitions of a group under each other."""
    pieces = []
    for number, columns in enumerate(group.positions):
        present = [
            str(column) for column in columns if column is not None and cells[str(column)].null_count() < cells.height
        ]
        if present:
            found = pl.any_horizontal(pl.col(name).is_not_null() for name in present)
            members = [
                (pl.lit(None, pl.String) if column is None else pl.col(str(column))).alias(f"m{place}")
                for place, column in enumerate(columns)
            ]
            pieces.append(
                cells.lazy()
                .select(
                    pl.int_range(pl.len(), dtype=pl.UInt32).alias("index"),
                    *members,
                    pl.lit(number, pl.UInt16).alias("position"),
                    found.alias("found"),
                )
                .filter("found")
                .drop("found")
            )
    schema = {
        "index": pl.UInt32,
        **{f"m{place}": pl.String for place in range(len(group.fields))},
        "position": pl.UInt16,
    }
    long = pl.concat(pl.collect_all(pieces)) if pieces else pl.DataFrame(schema=schema)
    return LongGroup(group, long["index"], long["position"], tuple(long[f"m{n}"] for n in range(len(group.fields))))


def gather(long: LongGroup, values: Sequence[pl.Series], height: int) -> list[pl.Series]:
    """The lists of every member, one per row of the block: the elements whose first member is there, in order."""
    there = long.texts[0].is_not_null() & values[0].is_not_null()
    index = long.index.filter(there)
    order = pl.Series(np.argsort(index.to_numpy(), kind="stable"))
    offsets = np.zeros(height + 1, dtype=np.int64)
    np.cumsum(np.bincount(index.to_numpy(), minlength=height), out=offsets[1:])
    return [
        _list(item.code, column.filter(there).gather(order), offsets, storage_type(item))
        for item, column in zip(long.group.fields, values, strict=True)
    ]


def _list(name: str, values: pl.Series, offsets: np.ndarray, dtype: pl.DataType) -> pl.Series:
    elements = values.cast(dtype).to_arrow()
    lists = pa.LargeListArray.from_arrays(pa.array(offsets), elements)
    return pl.Series(name, pl.from_arrow(lists), dtype=pl.List(dtype))
