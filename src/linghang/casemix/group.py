"""Records of a file grouped into a file: CSV or Parquet, in the order of the input, nothing dropped. Pure."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.answers import ADDED, Answering
from linghang.casemix.case_files import COLUMNS, Work, in_order, open_cases
from linghang.casemix.compiled import Compiled
from linghang.casemix.explain import Status
from linghang.casemix.result_files import check_out, writing
from linghang.casemix.scheme import Scheme


@dataclass(frozen=True)
class Counts:
    """How many records came in and what became of them."""

    rows: int
    by_status: dict[str, int]


def group_file(cases: Path, scheme: Scheme, out: Path) -> Counts:
    """Write the records to `out` with mdc, adrg, drg, status and reason, which replace columns of these names.

    `out` appears when all is written. InputError: the file cannot be read, or lacks a column.
    """
    check_out(out, cases)
    schema, batches = open_cases(cases, (*COLUMNS, *scheme.columns))
    work, schema = grouping(scheme, schema)
    counts: Counter[str] = Counter({status.value: 0 for status in Status})
    with writing(out, schema) as write:
        for result in in_order(work, batches):
            write(result)
            for entry in pc.value_counts(result.column("status")).to_pylist():
                counts[entry["values"]] += entry["counts"]
    return Counts(sum(counts.values()), dict(counts))


def grouping(scheme: Scheme, schema: pa.Schema) -> tuple[Work, pa.Schema]:
    """What adds the answers to batches of that schema, and the schema of its results."""
    answering = Answering(Compiled(scheme))
    kept = [name for name in schema.names if name not in ADDED]

    def answered(batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = {name: batch.column(name) for name in kept} | answering.columns(batch)
        return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))

    added = [pa.field(name, pa.string()) for name in ADDED]
    return answered, pa.schema([*(schema.field(name) for name in kept), *added])
