"""Both forms of a scheme asked for the same records."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from linghang.casemix.answers import ADDED, Answering, reason_of
from linghang.casemix.compiled import Compiled
from linghang.casemix.explain import Explainer
from linghang.casemix.record import read_record
from linghang.casemix.scheme import Scheme

SMALL = Path(__file__).parent / "data" / "small"
REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "chs_drg_1_1"
Raw = Mapping[str, Any]


def case(diagnoses: str, operations: str = "", *, sex: Any = 1, age: Any = 40, days: Any = "", weight: Any = "") -> Raw:
    """A record as it stands in a CSV file."""
    numbers = {"sex": str(sex), "age": str(age), "age_days": str(days), "birth_weight": str(weight)}
    return numbers | {"diagnoses": diagnoses, "operations": operations}


def compiled(scheme: Scheme, records: Iterable[Raw]) -> list[tuple[str, ...]]:
    """mdc, adrg, drg, status and reason of every record, from the compiled form."""
    columns = Answering(Compiled(scheme)).columns(pa.RecordBatch.from_pylist([dict(record) for record in records]))
    added = (columns[name].to_pylist() for name in ADDED)
    return [tuple(value or "" for value in row) for row in zip(*added, strict=True)]


def explained(scheme: Scheme, records: Iterable[Raw]) -> list[tuple[str, ...]]:
    """The same from the explanation of one record after the other."""
    explainer = Explainer(scheme)
    rows = []
    for raw in records:
        record = read_record(raw, scheme.options.spell, scheme.columns)
        found = explainer.explain(record)
        reason = reason_of(found, record, dict(raw), explainer.spellings)
        rows.append((found.mdc, found.adrg, found.drg, found.status.value, reason))
    return rows
