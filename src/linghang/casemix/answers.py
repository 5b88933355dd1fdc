"""Answers as the columns that are added to the records: mdc, adrg, drg, status, reason. Pure."""

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.codes import key
from linghang.casemix.compiled import NONE, Answer, Compiled
from linghang.casemix.explain import NO_ADRG, NO_DRG, NO_MDC, Dead, Explanation, Status
from linghang.casemix.record import REFUSED, Record, Refusal, read_number, refused_because, shortened
from linghang.casemix.rules import Batch

ADDED = ("mdc", "adrg", "drg", "status", "reason")
NOTED = {"age_days": "日龄", "birth_weight": "出生体重"}
"""Numbers that most records do not need: what cannot be read there counts as not written, and is noted."""
UNRELATED = "手术操作与主要诊断无关，入歧义组：请核对主要诊断和主要手术"
"""Why a record is in an ambiguous group: QY stands behind all groups of operations that go with the diagnosis."""


class Answering:
    """Turns tables of records into the added columns, by one compiled scheme."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        scheme = compiled.scheme
        self.spell = scheme.options.spell
        self._mdcs = _names([group.code for group in scheme.mdcs], NO_MDC)
        self._adrgs = _names([group.code for group in compiled.adrgs], NO_ADRG)
        self._drgs = _names([group.code for group in compiled.drgs], NO_DRG)
        self._alone = np.array([not scheme.drgs.get(group.code) for group in compiled.adrgs] + [False])
        self._ambiguous = np.array([group.ambiguous for group in compiled.adrgs] + [False])

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return self.compiled.scheme.spellings()

    def columns(self, table: pa.RecordBatch) -> dict[str, pa.Array]:
        """The added columns for the records of the table, in their order."""
        batch = self.compiled.read(table)
        answer = self.compiled.answer(batch)
        alone = self._alone[answer.adrg]
        status = self._status(answer, alone)
        drg = pa.DictionaryArray.from_arrays(pa.array(answer.drg % len(self._drgs), pa.int32()), self._drgs)
        drg = drg.dictionary_decode()
        adrg = _decoded(answer.adrg, self._adrgs)
        if alone.any():  # an ADRG that is not split is its own group
            drg = pc.if_else(pa.array(alone), adrg, drg)
        return {
            "mdc": _decoded(answer.mdc, self._mdcs),
            "adrg": adrg,
            "drg": drg,
            "status": _decoded(status, pa.array([one.value for one in Status])),
            "reason": self._reasons(table, batch, answer, status),
        }

    def _status(self, answer: Answer, alone: Any) -> Any:
        order = list(Status)
        conditions = [
            answer.refusal != Refusal.NONE,
            (answer.adrg == NONE) | ((answer.drg == NONE) & ~alone),
            self._ambiguous[answer.adrg],
        ]
        chosen = [order.index(Status.REFUSED), order.index(Status.UNGROUPED), order.index(Status.AMBIGUOUS)]
        return np.select(conditions, chosen, order.index(Status.GROUPED))

    def _reasons(self, table: pa.RecordBatch, batch: Batch, answer: Answer, status: Any) -> pa.Array:
        """A sentence for every record that has no group or an ambiguous one, and a note for numbers that could not be
        read; else null."""
        order = list(Status)
        ambiguous = np.flatnonzero(status == order.index(Status.AMBIGUOUS)).tolist()
        reasons = dict.fromkeys(ambiguous, UNRELATED)
        for row in np.flatnonzero(answer.refusal).tolist():
            why = Refusal(int(answer.refusal[row]))
            reasons[row] = refused_because(why, table.column(REFUSED[why][0])[row].as_py())
        stopped = np.flatnonzero(status == order.index(Status.UNGROUPED))
        first = _first_written(table.column("diagnoses").take(pa.array(stopped)))
        found: dict[tuple[Any, ...], str] = {}
        asked = (column[stopped].tolist() for column in (answer.adrg, answer.known, answer.opened))
        for row, alike in zip(stopped.tolist(), zip(*asked, first, strict=True), strict=True):
            if alike not in found:
                found[alike] = self._stopped(*alike)
            reasons[row] = found[alike]
        for name in noted(self.compiled.scheme.columns):
            for row in _written_as_text(table.column(name), batch.numbers[name]):
                if not answer.refusal[row]:
                    note = unreadable(name, table.column(name)[row].as_py())
                    reasons[row] = "；".join(filter(None, [reasons.get(row), note]))
        if not reasons:
            return pa.nulls(table.num_rows, pa.string())
        places = np.full(table.num_rows, len(reasons), np.int32)
        places[list(reasons)] = np.arange(len(reasons))
        return pa.array([*reasons.values(), None], pa.string()).take(pa.array(places))

    def _stopped(self, adrg: int, known: bool, opened: int, written: str | None) -> str:
        principal = self.spell(written or "")
        if adrg != NONE:
            return stopped_because(Dead.NO_DRG, principal, self._adrgs[adrg].as_py())
        if not known:
            meant = self._spellings.get(key(principal), "")
            return stopped_because(Dead.SPELLING if meant else Dead.UNKNOWN, principal, meant=meant)
        if opened == NONE:
            return stopped_because(Dead.NO_MDC, principal)
        return stopped_because(Dead.NO_ADRG, principal, self._mdcs[opened].as_py())


def stopped_because(dead: Dead, principal: str, group: str = "", meant: str = "") -> str:
    """The sentence for a record that no rule grouped."""
    return dead.value.format(principal=shortened(principal), group=group, meant=meant)


def reason_of(explanation: Explanation, record: Record, raw: dict[str, Any], spellings: dict[str, str]) -> str:
    """The sentence for an explained record, as in the column; "" when there is nothing to say."""
    if explanation.refusal:
        return refused_because(explanation.refusal, raw.get(REFUSED[explanation.refusal][0]))
    notes = [unreadable(name, raw.get(name)) for name in noted(record.inputs)]
    if explanation.status == Status.AMBIGUOUS:
        notes.insert(0, UNRELATED)
    if explanation.dead is not None:
        principal = record.diagnoses[0]
        meant = spellings.get(key(principal), "")
        notes.insert(0, stopped_because(explanation.dead, principal, explanation.stopped_at, meant))
    return "；".join(filter(None, notes))


def noted(inputs: Iterable[str]) -> tuple[str, ...]:
    """The columns of numbers in which what cannot be read is noted; the others are refused for it."""
    return tuple(dict.fromkeys([*NOTED, *(name for name in inputs if name not in ("sex", "age"))]))


def unreadable(name: str, raw: Any) -> str:
    """The note on a text that is no number; "" when there is nothing to note."""
    if not isinstance(raw, str) or not raw.strip() or not math.isnan(read_number(raw)):
        return ""
    return f"{NOTED.get(name, name)}“{shortened(raw)}”不是数，按未填处理"


def _names(codes: list[str], none: str) -> pa.Array:
    """Codes by place; what stands for NONE comes last, where -1 counts from the end."""
    return pa.array([*codes, none], pa.string())


def _decoded(places: Any, names: pa.Array) -> pa.Array:
    return names.take(pa.array(places % len(names), pa.int32()))


def _first_written(column: pa.Array) -> list[str | None]:
    """The first code of each record as written."""
    if pa.types.is_nested(column.type):
        found: list[str | None] = pc.list_element(column, 0).to_pylist()
    else:
        found = pc.list_element(pc.split_pattern(column.cast(pa.string()), "|", max_splits=1), 0).to_pylist()
    return found


def _written_as_text(column: pa.Array, numbers: Any) -> list[int]:
    """Rows without a number in which a text stands."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return []
    trimmed = pc.utf8_length(pc.utf8_trim_whitespace(column))
    written = pc.fill_null(pc.greater(trimmed, 0), False)
    found: list[int] = np.flatnonzero(np.isnan(numbers) & written.to_numpy(zero_copy_only=False)).tolist()
    return found
