"""A lake of synthetic discharges for measurements: any register, any size, in seconds. Pure.

A template of rows is made once, from the register's own fields and the codes its indicators look for; every file is a
slice of it with dates of its month. Only what scans read is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.core.periods import Month
from linghang.expressions import Node
from linghang.expressions.duckdb_sql import literal, quoted
from linghang.expressions.tree import AnyMatches, CountMatches, Field, Matches
from linghang.indicators.measures import Scan
from linghang.indicators.sharing import parts
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField
from linghang.registers.lake import LAYOUT
from linghang.registers.spool import ROW_GROUP

TEMPLATE_ROWS = 200_000
FIRST_MONTH = Month(2021, 1)
MATCHING_SHARE = 15
"""Percent of texts that are taken from the codes the indicators look for."""
FILLED_LISTS = {"operations": (45, 4), "icu_units": (3, 2)}
"""Percent of stays that have any element, and how many at most; other lists have 0 to 6 in every stay."""


@dataclass(frozen=True)
class File:
    """One batch of the lake: a month of one institution."""

    path: Path
    month: Month
    rows: int


def write_lake(folder: Path, library: Library, scan: Scan, *, rows: int, institutions: int, months: int) -> list[File]:
    """Write `rows` rows as one file per institution and month, sorted by date, zstd, named by month first."""
    register = library.register(scan.register)
    folder.mkdir(parents=True, exist_ok=True)
    per_file = rows // (institutions * months)
    template = _template(library, register, scan, per_file)
    files = []
    for number in range(institutions * months):
        month = FIRST_MONTH.shift(number // institutions)
        path = folder / f"{month.key}-{number % institutions:03d}.parquet"
        rows_of_file = template.slice(number * 7919 % TEMPLATE_ROWS, per_file)
        dated = _dated(rows_of_file, register, scan.date, month)
        pq.write_table(dated, path, row_group_size=ROW_GROUP, **LAYOUT)
        files.append(File(path, month, per_file))
    return files


def _template(library: Library, register: Register, scan: Scan, per_file: int) -> pa.Table:
    """Rows to cut files from, repeated so that every file can start anywhere."""
    with duckdb.connect() as connection:
        made = connection.sql(_template_sql(library, register, scan)).to_arrow_table()
    return pa.concat_tables([made] * (per_file // TEMPLATE_ROWS + 2)).combine_chunks()


def _dated(rows: pa.Table, register: Register, date: str, month: Month) -> pa.Table:
    """The rows spread evenly over the month, in order."""
    seconds = ((month.last_day - month.first_day).days + 1) * 86400 - 60
    steps = np.linspace(0, seconds, rows.num_rows).astype("timedelta64[s]")
    moments = np.datetime64(str(month.first_day), "us") + steps
    kind = pa.date32() if register.field(date).type == "date" else pa.timestamp("us")
    return rows.set_column(rows.column_names.index(date), date, pa.array(moments).cast(kind, safe=False))


def fields_read(register: Register, scan: Scan) -> list[RegisterField]:
    """The fields a scan reads, in the register's order; the department too."""
    names = {register.department or register.date}.union(*(measure.fields for measure in scan.measures))
    return [field for field in register.fields if field.code in names]


def _template_sql(library: Library, register: Register, scan: Scan) -> str:
    sought = _sought_codes(scan)
    columns = [
        f"{_column_sql(library, field, sought.get(field.code, ()), salt)} AS {quoted(field.code)}"
        for salt, field in enumerate(fields_read(register, scan), 1)
    ]
    return f"SELECT {', '.join(columns)} FROM range({TEMPLATE_ROWS}) AS rows(i)"  # noqa: S608


def _column_sql(library: Library, field: RegisterField, sought: Sequence[str], salt: int) -> str:
    if field.list:
        element = _scalar_sql(library, field, sought, f"hash(i * 64 + j + {salt * 7919})")
        leader = field.aligned_with or field.code
        share, most = FILLED_LISTS.get(leader, (100, 6))
        noise = f"hash(i + {sum(map(ord, leader))})"
        size = f"CASE WHEN {noise} % 100 < {share} THEN {noise} // 100 % {most + 1} ELSE 0 END"
        return f"list_transform(range(CAST({size} AS BIGINT)), lambda j: {element})"
    return _scalar_sql(library, field, sought, f"hash(i * 2 + {salt * 104729})")


def _scalar_sql(library: Library, field: RegisterField, sought: Sequence[str], noise: str) -> str:
    match field.type:
        case "code":
            known = list(library.code_names[field.codeset or ""])
            return f"list_extract([{', '.join(map(literal, known))}], CAST(1 + {noise} % {len(known)} AS INTEGER))"
        case "text":
            other = f"chr(CAST(65 + {noise} % 26 AS INTEGER)) || lpad(CAST({noise} // 26 % 1000 AS VARCHAR), 3, '0')"
            if not sought:
                return other
            codes = ", ".join(map(literal, sought))
            chosen = f"list_extract([{codes}], CAST(1 + {noise} // 100 % {len(sought)} AS INTEGER))"
            return f"CASE WHEN {noise} % 100 < {MATCHING_SHARE} THEN {chosen} || '00' ELSE {other} END"
        case "integer":
            return f"CAST({noise} % 97 AS BIGINT)"
        case "decimal":
            return f"CAST(({noise} % 3000000) / 100.0 AS DECIMAL(18, {field.decimals}))"
        case "boolean":
            return f"{noise} % 2 = 0"
        case "date":
            return f"DATE '2021-01-01' + CAST({noise} % 365 AS INTEGER)"
    return f"TIMESTAMP '2021-01-01' + to_minutes(CAST({noise} % 525600 AS BIGINT))"


def _sought_codes(scan: Scan) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for node in _nodes(scan):
        if isinstance(node, Matches | AnyMatches | CountMatches) and isinstance(node.operand, Field):
            found[node.operand.name] = (*found.get(node.operand.name, ()), *node.matcher.values)
    return found


def _nodes(scan: Scan) -> Iterator[Node]:
    for measure in scan.measures:
        for node in (measure.value, measure.where):
            if node is not None:
                yield from parts(node)
