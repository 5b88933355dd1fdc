"""The rows of `case_payment` in the lake: a few columns of a place and period, as pages add them up."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import polars as pl

from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.indicators.sources import Memory, snapshot
from linghang.organization.models import Institution
from linghang.payment.grouping import REGISTER
from linghang.registers import catalogue, content
from linghang.registers.schema import arrow_schema

COLUMNS = (
    "source_batch", "source_row", "discharged_at", "department", "doctor", "status", "mdc", "adrg", "drg", "weight",
    "standard", "surplus", "total_fee", "medicine_fee", "material_fee", "diagnosis_fee", "service_fee",
    "length_of_stay", "time_ratio", "fee_ratio", "principal_diagnosis", "main_operation", "reason", "dip", "dip_kind",
    "dip_status", "dip_rw", "dip_score", "dip_standard", "dip_surplus",
)  # fmt: skip
_frames, _lines = Memory(8), Memory(64)
Line = TypeVar("Line")


def cases(institution: Institution, period: Period, department: str | None = None) -> pl.DataFrame:
    """The discharges of an institution and all below it in the period, with `institution` (its code).

    `department`: of one department of the institution itself.
    """
    whole = _frames.get((snapshot(), institution.pk, period), lambda: _read(institution, period))
    if department is None:
        return whole
    return whole.filter((pl.col("institution") == institution.code) & (pl.col("department") == department))


def lines(
    by: Callable[[pl.DataFrame, str], list[Line]],
    institution: Institution,
    period: Period,
    column: str,
    department: str | None = None,
) -> list[Line]:
    """Those discharges added up by a column (`summaries.by`, `dip_summaries.by`)."""
    key = (snapshot(), by, institution.pk, period, column, department)
    return _lines.get(key, lambda: by(cases(institution, period, department), column))


def _read(institution: Institution, period: Period) -> pl.DataFrame:
    codes = [each.code for each in institution.subtree()]
    batches = catalogue.visible_batches(REGISTER, codes).filter(
        period_last__gte=period.first.key, period_first__lte=period.last.key
    )
    days = pl.col("discharged_at").dt.date()
    inside = days.is_between(period.first_day, period.last_day)
    schema = _schema()
    found = [
        scan(batch.data_path, schema).filter(inside).select(*COLUMNS, institution=pl.lit(batch.institution.code))
        for batch in batches
    ]
    return pl.concat(found).collect() if found else empty()


def scan(path: str, schema: pl.Schema | None = None) -> pl.LazyFrame:
    """A batch with the columns of the register as it is now (`schema`, when asked before): what it lacks is empty."""
    schema = schema or _schema()
    found = pl.scan_parquet(Workspace.from_environment().lake / path, glob=False)
    there = found.collect_schema()
    absent = {name: pl.lit(None, kind) for name, kind in schema.items() if name not in there}
    return found.with_columns(**absent) if absent else found


def _schema() -> pl.Schema:
    return pl.DataFrame(arrow_schema(content.library().register(REGISTER)).empty_table()).schema


def empty() -> pl.DataFrame:
    """No rows, with the columns of some."""
    none = pl.DataFrame(schema=_schema()).select(*COLUMNS)
    return none.with_columns(institution=pl.lit(None, pl.String))


def one(paths: Sequence[str], source: int, row: int) -> dict[str, object] | None:
    """The row of a discharge, all columns; None when none of these files has it."""
    for path in paths:
        found = scan(path).filter((pl.col("source_batch") == source) & (pl.col("source_row") == row)).collect()
        if found.height:
            return found.row(0, named=True)
    return None
