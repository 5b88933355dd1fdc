"""Rows of a kept ledger as an Arrow table, so that an indicator cannot tell them from loaded ones."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from linghang.core.errors import refuse
from linghang.packs.model import Register
from linghang.registers.entry import restored
from linghang.registers.kept.store import refuse_sealed
from linghang.registers.models import KeptRow, visible_at
from linghang.registers.schema import ROW, arrow_schema

CHUNK = 5000


def rows_table(
    register: Register, version: int | None = None, institution_codes: Iterable[str] | None = None
) -> pa.Table:
    """The rows visible at a catalogue version (now when None), of these institutions (all when None).

    Columns: `arrow_schema(register)` (with `_row`, the row in the imported file, 0 when typed in), then `_institution`
    and `_row_id`. Raises InputError when the ledger's definition no longer fits a stored row.
    """
    refuse_sealed(register)
    own = [pa.field("_institution", pa.string()), pa.field("_row_id", pa.string())]
    schema = pa.schema([*arrow_schema(register), *own])
    rows = KeptRow.objects.filter(visible_at(version), register=register.code).order_by("id")
    if institution_codes is not None:
        rows = rows.filter(institution__code__in=list(institution_codes))
    batches, pending = [], []
    for institution, row, data in rows.values_list("institution__code", "row", "data").iterator(CHUNK):
        pending.append(_record(register, str(institution), str(row), data))
        if len(pending) == CHUNK:
            batches.append(pa.RecordBatch.from_pylist(pending, schema))
            pending = []
    batches.append(pa.RecordBatch.from_pylist(pending, schema))
    return pa.Table.from_batches(batches, schema)


def _record(register: Register, institution: str, row: str, data: dict[str, Any]) -> dict[str, Any]:
    try:
        values = restored(register, data)
    except ValueError as error:
        raise refuse(
            "有记录与台账现在的定义不符", "请让维护人员核对字段类型的改动", subject=register.title, value=row
        ) from error
    return values | {ROW: data.get(ROW, 0), "_institution": institution, "_row_id": row}
