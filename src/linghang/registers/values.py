"""Columns of text to columns of typed values, a whole column at a time; what cannot be read becomes null. Pure.

The forms read are those of `cells.py`, which reads one cell; a property test holds the two together.
"""

from collections.abc import Callable

import polars as pl

from linghang.packs.model import RegisterField
from linghang.registers.schema import PRECISION

EARLIEST, LATEST = 1900, 2100
WIDE = pl.Decimal(38, 18)
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
_MOMENT = "%Y-%m-%d %H:%M:%S"
_TIMES = ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M")
_TRUE, _FALSE = ("是", "有", "true", "1", "y"), ("否", "无", "false", "0", "n")

READ_AS = {
    "integer": ("不是整数", "只填数字，不带小数、单位和文字"),
    "decimal": ("不是数字", "只填数字，不带单位、文字和千分位"),
    "date": ("不是日期，或没有这一天", "写成 2022-03-05"),
    "datetime": ("不是日期时间，或没有这一时刻", "写成 2022-03-05 08:30:00"),
    "boolean": ("不是“是”或“否”", "填 是/否 或 1/0"),
}
"""For each type what is said of text that cannot be read as it, and the remedy."""


def storage_type(field: RegisterField) -> pl.DataType:
    """The Polars type of one value of the field."""
    types: dict[str, pl.DataType] = {
        "text": pl.String(),
        "code": pl.String(),
        "integer": pl.Int64(),
        "decimal": pl.Decimal(PRECISION, field.decimals),
        "date": pl.Date(),
        "datetime": pl.Datetime("us"),
        "boolean": pl.Boolean(),
    }
    return types[field.type]


def read_values(text: pl.Series, field: RegisterField) -> pl.Series:
    """The typed values of cells; null where the cell is missing or cannot be read.

    Decimals keep all the places they were written with, so that it can be told whether storing them would lose some.
    """
    read = _READERS.get(field.type)
    return read(text) if read else text


def usual_values(text: pl.Expr, field: RegisterField) -> pl.Expr | None:
    """The values of cells written the usual way, null for all others; None for types that are written in any way.

    A column in which this leaves no cell unread reads the same by `read_values`.
    """
    match field.type:
        case "text" | "code":
            return text
        case "integer":
            return text.cast(pl.Int64, strict=False)
        case "decimal":
            return text.cast(WIDE, strict=False)
        case "date":
            return text.str.to_datetime(_DATES[0], time_unit="us", strict=False).cast(pl.Date)
        case "datetime":
            return text.str.to_datetime(_MOMENT, time_unit="us", strict=False)
    return None


def _decimal(text: pl.Series) -> pl.Series:
    return text.cast(WIDE, strict=False)


def to_storage(values: pl.Series, field: RegisterField) -> pl.Series:
    """Decimals with the places that are stored; null where a number is too large for storage."""
    return values.cast(storage_type(field), strict=False) if field.type == "decimal" else values


def _integer(text: pl.Series) -> pl.Series:
    """`21289.0` is an integer too: data frames write integers so when some are missing."""
    values = text.cast(pl.Int64, strict=False)
    if values.null_count() == text.null_count():
        return values
    wide = _decimal(text)
    whole = wide.cast(pl.Decimal(38, 0), strict=False)
    exact = pl.select(pl.when(whole.cast(WIDE, strict=False) == wide).then(whole)).to_series()
    return exact.cast(pl.Int64, strict=False)


def _date(text: pl.Series) -> pl.Series:
    return _in_range(_first_that_reads(text, _DATES)).cast(pl.Date)


def _datetime(text: pl.Series) -> pl.Series:
    """A date without time of day is its midnight: many exports write operation dates so."""
    forms = (_MOMENT, *(day + time for day in _DATES for time in _TIMES))
    return _in_range(_first_that_reads(text, tuple(dict.fromkeys(forms))))


def _first_that_reads(text: pl.Series, forms: tuple[str, ...]) -> pl.Series:
    values = text.str.to_datetime(forms[0], time_unit="us", strict=False)
    for form in forms[1:]:
        if values.null_count() == text.null_count():
            break
        later = text.filter(values.is_null()).str.to_datetime(form, time_unit="us", strict=False)
        values = values.scatter(values.is_null().arg_true(), later)
    return values


def _in_range(moments: pl.Series) -> pl.Series:
    year = moments.dt.year()
    sensible = year.is_between(EARLIEST, LATEST)
    return moments if sensible.all() else pl.select(pl.when(sensible).then(moments)).to_series()


def _boolean(text: pl.Series) -> pl.Series:
    word = text.str.to_lowercase()
    return pl.select(pl.when(word.is_in(_TRUE)).then(True).when(word.is_in(_FALSE)).then(False)).to_series()


_READERS: dict[str, Callable[[pl.Series], pl.Series]] = {
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "datetime": _datetime,
    "boolean": _boolean,
}
