"""The columns of a block in which nothing is amiss, all read at once. Pure.

Asking Polars for one column costs as much as reading thousands of its cells. So all columns are read in one request and
questioned in another; only where an answer is not as it should be is the column looked at by `validation`, which knows
the unusual ways of writing and names what is wrong.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from linghang.packs.model import RegisterField
from linghang.registers.cells import LONGEST_TEXT
from linghang.registers.checks import Checks
from linghang.registers.values import EARLIEST, LATEST, WIDE, storage_type, usual_values

_STORED = " stored"
_CODES = " codes"


def sound_values(cells: pl.DataFrame, fields: Mapping[str, RegisterField], checks: Checks) -> dict[str, pl.Series]:
    """Column → its values as they are stored, for those of `fields` (by column) in which every cell can be read as
    usual and keeps to the limits and the codes of its field. Whether a cell may be missing is not asked."""
    types = cells.schema
    ready = {name: cells[name] for name in fields if types[name] != pl.String}
    fields = {name: item for name, item in fields.items() if name not in ready}
    read = {name: usual_values(_bare(name, field, checks), field) for name, field in fields.items()}
    values = cells.select(expr.alias(name) for name, expr in read.items() if expr is not None)
    values = values.with_columns(
        pl.col(name).cast(storage_type(fields[name]), strict=False).alias(name + _STORED)
        for name in values.columns
        if fields[name].type == "decimal"
    )
    asked = [name for name in read if read[name] is not None]
    answers = values.select(question for name in asked for question in _questions(name, fields[name]))
    told: dict[str, Any] = answers.row(0, named=True) if asked else {}
    return ready | {
        name: values[name + _STORED if fields[name].type == "decimal" else name]
        for name in asked
        if _is_sound(name, fields[name], cells[name].null_count(), told, checks)
    }


def _bare(name: str, field: RegisterField, checks: Checks) -> pl.Expr:
    """Text without blanks at its ends, null where nothing or a missing mark is left; other cells as they are."""
    if field.type != "text":
        return pl.col(name)
    bare = pl.col(name).str.strip_chars()
    return pl.when(~bare.is_in(["", *checks.register.missing])).then(bare)


def _questions(name: str, field: RegisterField) -> Iterator[pl.Expr]:
    values = pl.col(name)
    yield values.null_count().alias(f"{name} nulls")
    if field.type == "text":
        yield values.str.len_bytes().max().alias(f"{name} longest")
    if field.type in ("integer", "decimal", "date", "datetime"):
        yield values.min().alias(f"{name} least")
        yield values.max().alias(f"{name} most")
    if field.type == "decimal":
        stored = pl.col(name + _STORED).cast(WIDE)
        yield stored.eq_missing(values).all().alias(f"{name} exact")
    if field.codeset:
        yield values.unique().implode().alias(name + _CODES)


def _is_sound(name: str, field: RegisterField, missing: int, told: Mapping[str, Any], checks: Checks) -> bool:
    if field.type != "text" and told[f"{name} nulls"] > missing:
        return False
    if field.codeset and checks.codes[field.code].unknown(told[name + _CODES]):
        return False
    least: Any = told.get(f"{name} least")
    most: Any = told.get(f"{name} most")
    match field.type:
        case "text":
            # Bytes are never fewer than letters.
            return (told[f"{name} longest"] or 0) <= (field.length or LONGEST_TEXT)
        case "decimal" if not told[f"{name} exact"]:
            return False
        case "integer" | "decimal":
            return least is None or (
                (field.min is None or least >= field.min) and (field.max is None or most <= field.max)
            )
        case "date" | "datetime":
            return least is None or (least.year >= EARLIEST and most.year <= LATEST)
    return True
