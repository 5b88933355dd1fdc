"""Columns of a file, built straight from NumPy arrays; for work this small Polars expressions are slower."""

import numpy as np
import polars as pl

from linghang.demo.clinical import Floats, Ints
from linghang.demo.stays import Seconds

Columns = dict[str, pl.Series | str]
"""Column name → its cells, or the text that every row has."""
NEVER = np.datetime64("NaT", "s")


def pick(texts: list[str], rows: Ints) -> pl.Series:
    """`texts[row]` for every row; nothing where the row is -1."""
    values = pl.Series([*texts, None], dtype=pl.String)
    return values[pl.Series(np.where(rows < 0, len(texts), rows).astype(np.uint32))]


def constant(text: str, size: int) -> pl.Series:
    return pl.Series([text]).new_from_index(0, size)


def times(values: Seconds) -> pl.Series:
    """Times of day; nothing where NEVER."""
    return pl.Series(values.astype("datetime64[ms]"))


def whole(values: Ints) -> pl.Series:
    """Whole numbers; nothing where -1."""
    return pl.Series([str(value) if value >= 0 else None for value in values.tolist()], dtype=pl.String)


def known(values: Floats) -> pl.Series:
    """Numbers; nothing where NaN."""
    return pl.Series(values, nan_to_null=True)
