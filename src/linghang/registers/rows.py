"""Stored rows as DuckDB reads them: Parquet files of one register, or a table in memory. Pure."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

from linghang.expressions.duckdb_sql import literal, quoted
from linghang.packs.model import Register, RegisterField

_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",
}
_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "integer": "BIGINT",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True)
class Rows:
    """Where rows are: Parquet files, or a table in memory whose rows carry `_institution`. `owners`: the institution of
    each file, where it matters."""

    files: tuple[Path, ...] = ()
    table: pa.Table | None = None
    owners: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """SQL of what a row belongs to: the number of its file in `files`, or the institution of a kept row."""
        return "CAST(file_index AS INTEGER)" if self.table is None else quoted("_institution")

    @property
    def owner(self) -> str:
        """SQL of the institution of a row."""
        if self.table is not None:
            return quoted("_institution")
        return f"list_extract([{', '.join(map(literal, self.owners))}], CAST(file_index AS INTEGER) + 1)"

    @property
    def relation(self) -> str:
        """The rows as an item of FROM."""
        if self.table is not None:
            return "kept_rows"
        listed = ", ".join(literal(str(path)) for path in self.files)
        return f"read_parquet([{listed}], union_by_name = true)"


_engines: dict[int, duckdb.DuckDBPyConnection] = {}
_starting = Lock()


def connect(rows: Rows) -> duckdb.DuckDBPyConnection:
    """A connection for one caller to the one engine of this process (starting one takes as long as a small query).

    It never reaches out for extensions.
    """
    with _starting:
        process = os.getpid()
        if process not in _engines:
            _engines[process] = duckdb.connect(config=dict(_SETTINGS))
        connection = _engines[process].cursor()
    connection.execute("SET enable_progress_bar = false")  # it would write into the output of a command
    if rows.table is not None:
        connection.register("kept_rows", rows.table)
    return connection


def fields_in(connection: duckdb.DuckDBPyConnection, rows: Rows) -> set[str]:
    """The fields that the rows have; of files, that any of them has."""
    if rows.table is not None:
        return set(rows.table.column_names)
    return set(connection.sql(f"SELECT * FROM {rows.relation} LIMIT 0").columns)  # noqa: S608 - our own paths


def completed(relation: str, register: Register, absent: Collection[str]) -> str:
    """The relation with the absent fields as missing values."""
    if not absent:
        return relation
    extra = ", ".join(f"CAST(NULL AS {type_sql(register.field(name))}) AS {quoted(name)}" for name in sorted(absent))
    return f"(SELECT *, file_index, {extra} FROM {relation})"  # noqa: S608 - built from checked definitions


def type_sql(field: RegisterField) -> str:
    """The SQL type in which a field is stored."""
    name = f"DECIMAL(18, {field.decimals})" if field.type == "decimal" else _TYPES[field.type]
    return name + "[]" if field.list else name
