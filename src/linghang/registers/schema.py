"""How a register is stored: names, types and order of its columns. Pure."""

import re

import pyarrow as pa

from linghang.packs.model import Register, RegisterField

ROW = "_row"
"""The row in the source file as a spreadsheet numbers it (the header is row 1)."""

PRECISION = 18
_SPAN = re.compile(r"\{(\d+)\.\.(\d+)\}")
_TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "integer": pa.int64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "boolean": pa.bool_(),
}


def arrow_schema(register: Register) -> pa.Schema:
    """The columns of a stored row: every field in the order of the register, then `_row`."""
    return pa.schema(
        [pa.field(field.code, arrow_type(field)) for field in register.fields] + [pa.field(ROW, pa.int32())]
    )


def arrow_type(field: RegisterField) -> pa.DataType:
    """Money and other decimals are decimal128(18, decimals); date-times are wall time as recorded, without zone."""
    return pa.list_(value_type(field)) if field.list else value_type(field)


def value_type(field: RegisterField) -> pa.DataType:
    """The type of one value, of a list too."""
    return pa.decimal128(PRECISION, field.decimals) if field.type == "decimal" else _TYPES[field.type]


def columns_of(field: RegisterField) -> tuple[str, ...]:
    """The names a field may have in a source file, with `C06x{01..40}C` written out."""
    return tuple(name for pattern in field.columns for name in _spelled_out(pattern))


def _spelled_out(pattern: str) -> list[str]:
    span = _SPAN.search(pattern)
    if span is None:
        return [pattern]
    first, last = span.groups()
    return [
        f"{pattern[: span.start()]}{number:0{len(first)}d}{pattern[span.end() :]}"
        for number in range(int(first), int(last) + 1)
    ]
