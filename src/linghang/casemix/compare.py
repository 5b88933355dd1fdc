"""Two schemes asked for the same records: who moves from which group to which, and the rows that differ. Pure."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.answers import ADDED, Answering, reason_of
from linghang.casemix.case_files import COLUMNS, in_order, open_cases
from linghang.casemix.compiled import Compiled
from linghang.casemix.explain import Explainer
from linghang.casemix.record import read_record
from linghang.casemix.result_files import check_out, writing
from linghang.casemix.scheme import Scheme
from linghang.casemix.telling import tell

DECIDING = ("mdc", "adrg", "drg", "status")
"""A row differs when one of these does; the sentence alone does not count."""
SIDES = ("a", "b")


@dataclass(frozen=True, order=True)
class Move:
    """So many records are in group `one` by the first scheme and in `other` by the second."""

    cases: int
    one: str
    other: str


@dataclass(frozen=True)
class Compared:
    """How many records there are, how many both schemes answer alike, and the moves of the others, most first."""

    rows: int
    same: int
    moves: tuple[Move, ...]

    @property
    def different(self) -> int:
        return self.rows - self.same


def compare_files(cases: Path, one: Scheme, other: Scheme, out: Path, *, why: bool = False) -> Compared:
    """Write the records that differ, with the answers of the first scheme as mdc_a … and of the second as mdc_b ….

    `why` adds both explanations (why_a, why_b), which takes a millisecond a row. InputError as for `group_file`.
    """
    check_out(out, cases)
    schema, batches = open_cases(cases, tuple(dict.fromkeys((*COLUMNS, *one.columns, *other.columns))))
    comparing = _Comparing(one, other, schema, why)
    total, moves = 0, Counter[tuple[str, str]]()
    with writing(out, comparing.schema) as write:
        for different, rows, moved in in_order(comparing.batch, batches):
            write(different)
            total += rows
            moves += moved
    found = [Move(count, *groups) for groups, count in moves.items()]
    ordered = sorted(found, key=lambda move: (-move.cases, move.one, move.other))
    return Compared(total, total - moves.total(), tuple(ordered))


class _Comparing:
    """Two schemes ready for batches of one schema."""

    def __init__(self, one: Scheme, other: Scheme, schema: pa.Schema, why: bool) -> None:
        self.schemes = (one, other)
        self.answering = [Answering(Compiled(scheme)) for scheme in self.schemes]
        self.explain = [_explaining(scheme) for scheme in self.schemes] if why else []
        added = [f"{name}_{side}" for side in SIDES for name in ADDED]
        added += [f"why_{side}" for side in SIDES] if why else []
        self.kept = [name for name in schema.names if name not in {*ADDED, *added}]
        self.schema = pa.schema(
            [*(schema.field(name) for name in self.kept), *(pa.field(n, pa.string()) for n in added)]
        )

    def batch(self, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, int, Counter[tuple[str, str]]]:
        """The rows that differ, how many rows there were, and the moves."""
        answers = [answering.columns(batch) for answering in self.answering]
        places = np.flatnonzero(np.any([_unlike(answers[0][name], answers[1][name]) for name in DECIDING], axis=0))
        rows = pa.array(places)
        different = batch.take(rows)
        columns = {name: different.column(name) for name in self.kept}
        for side, answer in zip(SIDES, answers, strict=True):
            columns |= {f"{name}_{side}": answer[name].take(rows) for name in ADDED}
        moves = Counter(zip(columns["drg_a"].to_pylist(), columns["drg_b"].to_pylist(), strict=True))
        if self.explain:
            records = different.to_pylist()
            for side, explain in zip(SIDES, self.explain, strict=True):
                columns[f"why_{side}"] = pa.array([explain(record) for record in records], pa.string())
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=self.schema), batch.num_rows, moves


def _unlike(one: pa.Array, other: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = pc.not_equal(one, other).to_numpy(zero_copy_only=False)
    return found


def _explaining(scheme: Scheme) -> Callable[[dict[str, object]], str]:
    explainer = Explainer(scheme)

    def explain(raw: dict[str, object]) -> str:
        record = read_record(raw, scheme.options.spell, scheme.columns)
        found = explainer.explain(record)
        return "\n".join(tell(found, reason_of(found, record, raw, explainer.spellings)))

    return explain
