"""Cases entered into a catalogue, in the order of 3.0, and the reason for every case that is not. Pure.

Refusals, exclusions, then the kinds of `catalogue.Kind`; the first group that fits counts. Nothing is dropped: rows
out are rows in, in their order. `explain` is the plain reading for one record; both agree on every record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.casemix.compiled import NONE
from linghang.casemix.dip.cases import batches_of_frame, beside, named, require
from linghang.casemix.dip.catalogue import Catalogue, Group, Kind
from linghang.casemix.dip.entering import Entering, Index, best, index
from linghang.casemix.dip.gate import NORMALISED, Stop, first_main, property_of, scheme_of
from linghang.casemix.dip.keys import principal_key, write_diagnosis, write_operation
from linghang.casemix.dip.words import by_prefix
from linghang.casemix.explain import Facts, evaluate
from linghang.casemix.language import Node
from linghang.casemix.record import OLDEST, Record, read_number, read_record

ADDED = ("dip", "dip_kind", "dip_status", "dip_reason")
NEEDED = ("sex", "age", "age_days", "birth_weight", "diagnoses", "operations")


class Status(StrEnum):
    """What became of a case."""

    ENTERED = "entered"
    EXCLUDED = "excluded"
    UNENTERED = "unentered"
    REFUSED = "refused"


STATUS_OF = {
    Stop.NONE: Status.ENTERED,
    Stop.NO_DIAGNOSIS: Status.REFUSED,
    Stop.AGE: Status.REFUSED,
    Stop.EXCLUDED: Status.EXCLUDED,
    Stop.NOT_A_CODE: Status.UNENTERED,
    Stop.NOT_PRINCIPAL: Status.UNENTERED,
    Stop.NO_CATEGORY: Status.UNENTERED,
    Stop.NO_GROUP: Status.UNENTERED,
}
SENTENCES = {
    Stop.NO_DIAGNOSIS: "没有主要诊断：请补填",
    Stop.AGE: f"年龄“{{age}}”应为 0–{OLDEST} 岁的整数：请核对",
    Stop.EXCLUDED: "不按 DIP 付费：{group}",
    Stop.NOT_A_CODE: "主要诊断“{principal}”不是 ICD-10 编码：请核对",
    Stop.NOT_PRINCIPAL: "主要诊断“{principal}”不能作主要诊断：请核对主要诊断的选择",
    Stop.NO_CATEGORY: "主要诊断“{principal}”所在的类目不在目录中：请核对编码版本",
    Stop.NO_GROUP: "目录里没有 {category} 类目“{property}”的综合病种，{base} 也不是核心病种",
}
NAMED_BY = {
    Stop.NO_DIAGNOSIS: (),
    Stop.AGE: ("age",),
    Stop.EXCLUDED: NEEDED,
    Stop.NOT_A_CODE: ("diagnoses",),
    Stop.NOT_PRINCIPAL: ("diagnoses",),
    Stop.NO_CATEGORY: ("diagnoses",),
    Stop.NO_GROUP: ("diagnoses", "operations"),
}
"""The columns that a sentence is made of; of diagnoses it is the principal one unless rules were asked."""
_TOLD = 60


@dataclass(frozen=True)
class Explained:
    """The answer for one record, and the steps to it as sentences."""

    group: Group | None
    status: Status
    reason: str
    steps: tuple[str, ...]


def enter(cases: pl.DataFrame, catalogue: Catalogue, entering: Entering | None = None) -> pl.DataFrame:
    """The cases with dip, dip_kind, dip_status and dip_reason, which replace columns of these names.

    `entering`: the catalogue made ready before, for many frames. InputError when a column is missing.
    """
    require(cases.columns, NEEDED)
    answering = Answering(entering or Entering(catalogue))
    kept = cases.drop(ADDED, strict=False)
    return beside(kept, map(answering.columns, batches_of_frame(kept.select(NEEDED))))


class Answering:
    """Turns batches of cases into the added columns; safe to be used by several threads."""

    def __init__(self, entering: Entering) -> None:
        self.entering = entering
        groups = entering.catalogue.groups
        self._explainer = Explainer(entering.catalogue, entering.index)
        self._codes = pa.array([group.code for group in groups], pa.string())
        kinds = list(Kind)
        self._kinds = pa.array(kinds, pa.string())
        self._kind_of = np.array([*(kinds.index(group.kind) for group in groups), NONE], np.int8)
        self._statuses = pa.array([STATUS_OF[stop].value for stop in Stop], pa.string())

    def columns(self, table: pa.RecordBatch) -> dict[str, pa.Array]:
        """The added columns for the cases of the table, in their order."""
        entered = self.entering.enter(self.entering.gate.cases(table))
        return {
            "dip": named(entered.group, self._codes),
            "dip_kind": named(self._kind_of[entered.group], self._kinds),
            "dip_status": named(entered.stop, self._statuses),
            "dip_reason": self._reasons(table, entered.stop),
        }

    def _reasons(self, table: pa.RecordBatch, stop: Any) -> pa.Array:
        rows = np.flatnonzero(stop != Stop.NONE)
        found: dict[tuple[Any, ...], int] = {}
        reasons: list[str] = []
        places = np.full(table.num_rows, NONE, np.int32)
        stopped = table.take(pa.array(rows)).to_pylist()
        for row, raw, why in zip(rows.tolist(), stopped, stop[rows].tolist(), strict=True):
            asked = _asked(raw, Stop(why))
            if asked not in found:
                found[asked] = len(reasons)
                reasons.append(self._explainer.explain(raw).reason)
            places[row] = found[asked]
        return named(places, pa.array(reasons, pa.string()))


def _asked(raw: Mapping[str, Any], why: Stop) -> tuple[Any, ...]:
    """Cases alike in this have the same sentence."""
    values = {name: raw[name] for name in NAMED_BY[why]}
    if why != Stop.EXCLUDED and "diagnoses" in values:
        values["diagnoses"] = _principal(raw["diagnoses"])
    return (why, *(tuple(value) if isinstance(value, list) else value for value in values.values()))


class Explainer:
    """Enters single records by one catalogue."""

    def __init__(self, catalogue: Catalogue, known: Index | None = None) -> None:
        self.catalogue = catalogue
        self.index = known or index(catalogue.groups)
        scheme = scheme_of(catalogue)
        lines = scheme.adrgs.get("DIP", ()) if scheme else ()
        self.rules: list[tuple[Group, Node]] = [
            (group, line.rule) for group, line in zip(self.index.rules, lines, strict=True)
        ]

    def explain(self, raw: Mapping[str, Any]) -> Explained:
        """The answer for the record, as written, and the way to it."""
        return _Walk(self, raw, read_record(raw, NORMALISED.spell)).whole()


def explain(record: Mapping[str, Any], catalogue: Catalogue) -> Explained:
    """The group of one record and why; for many records keep an `Explainer`."""
    return Explainer(catalogue).explain(record)


class _Walk:
    """The way of one record into the catalogue."""

    def __init__(self, explainer: Explainer, raw: Mapping[str, Any], record: Record) -> None:
        self.index, self.entry = explainer.index, explainer.catalogue.entry
        self.rules, self.sets = explainer.rules, explainer.catalogue.sets
        self.raw, self.record = raw, record
        self.steps: list[str] = []

    def whole(self) -> Explained:
        record = self.record
        if not record.diagnoses or not record.diagnoses[0]:
            return self._stopped(Stop.NO_DIAGNOSIS)
        if _impossible(self.raw.get("age")):
            return self._stopped(Stop.AGE)
        ruled = self._ruled()
        if ruled is not None and ruled.kind == Kind.EXCLUDED:
            return self._stopped(Stop.EXCLUDED, group=ruled.name or ruled.code)
        principal = principal_key(record.diagnoses[0])
        if not principal:
            return self._stopped(Stop.NOT_A_CODE)
        if by_prefix(self.entry.not_principal, record.diagnoses[0]):
            return self._stopped(Stop.NOT_PRINCIPAL)
        return self._entered(ruled) if ruled is not None else self._grouped(principal)

    def _ruled(self) -> Group | None:
        for group, rule in self.rules:
            facts = Facts(self.record, self.sets, ())
            if evaluate(rule, facts):
                because = "，".join(dict.fromkeys(facts.because))
                self.steps.append(f"{group.kind} {group.code}：规则成立" + (f"；依据 {because}" if because else ""))
                return group
        if self.rules:
            self.steps.append(f"问了 {len(self.rules)} 条排除、先期、并项、诊断辅助规则，都不成立")
        return None

    def _grouped(self, principal: str) -> Explained:
        main = first_main(self.entry, self.record.operations)
        skipped = [code for code in self.record.operations if code and code != main]
        base = f"{write_diagnosis(principal)} + {write_operation(main) if main else self.entry.without_operation}"
        self.steps.append(f"主要诊断取 {write_diagnosis(principal)}，主要操作取 {write_operation(main) or '（无）'}")
        candidates = self.index.basic.get((principal, main), ())
        found = best(candidates, frozenset(skipped))
        if found is not None:
            related = " + ".join("/".join(map(write_operation, part)) for part in found.related)
            self.steps.append(f"核心病种 {base}" + (f"，相关操作 {related}" if related else ""))
            return self._entered(found)
        self.steps.append(f"{base} 不是核心病种")
        return self._comprehensive(principal, property_of(self.entry, main), base)

    def _comprehensive(self, principal: str, name: str, base: str) -> Explained:
        category = principal[:3]
        if category not in self.index.categories:
            return self._stopped(Stop.NO_CATEGORY)
        group = self.index.comprehensive.get((category, name))
        if group is None:
            return self._stopped(Stop.NO_GROUP, category=category, property=name or "性质不明的操作", base=base)
        self.steps.append(f"综合病种：{category} 类目，{name}")
        return self._entered(group)

    def _entered(self, group: Group) -> Explained:
        return Explained(group, Status.ENTERED, "", tuple(self.steps))

    def _stopped(self, stop: Stop, **words: str) -> Explained:
        told = {"age": _shortened(self.raw.get("age"))}
        told |= {"principal": _shortened(_principal(self.raw.get("diagnoses")))} | words
        reason = SENTENCES[stop].format(**told)
        return Explained(None, STATUS_OF[stop], reason, (*self.steps, reason))


def _principal(written: Any) -> Any:
    """The first of the diagnoses as they stand in the record."""
    if isinstance(written, str):
        return written.split("|", 1)[0]
    return written[0] if written else ""


def _impossible(age: Any) -> bool:
    if age is None or (isinstance(age, str) and not age.strip()):
        return False
    number = read_number(age)
    return not (0 <= number <= OLDEST and number == int(number))


def _shortened(value: Any) -> str:
    text = "" if value is None else str(value).strip()
    return text if len(text) <= _TOLD else f"{text[:_TOLD]}…"
