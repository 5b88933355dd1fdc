"""One record grouped by asking the rules one after the other, and everything that was asked. Pure.

This is the plain reading of a scheme; `compiled` answers columns of records and must agree with it.
"""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from linghang.casemix.codes import Family, key
from linghang.casemix.language import (
    PRINCIPAL,
    SEVERITIES,
    Always,
    Both,
    Compare,
    Count,
    Either,
    Member,
    Node,
    Scope,
)
from linghang.casemix.record import Record, Refusal, refusal
from linghang.casemix.scheme import Group, Scheme

NO_MDC, NO_ADRG, NO_DRG = "0000", "00", "0000"
COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Status(StrEnum):
    """What became of a record."""

    GROUPED = "grouped"
    AMBIGUOUS = "ambiguous"
    UNGROUPED = "ungrouped"
    REFUSED = "refused"


class Dead(StrEnum):
    """Where a record that was not refused stopped short of a group."""

    UNKNOWN = "主要诊断“{principal}”不在方案的诊断编码中：请核对编码版本"
    SPELLING = "主要诊断“{principal}”与方案的“{meant}”只差空格、大小写、全角或点：请更正，或按统一写法分组"
    NO_MDC = "主要诊断“{principal}”不能进入任何 MDC：请核对主要诊断、性别和年龄"
    NO_ADRG = "进入了 {group}，但没有一条 ADRG 规则成立：请核对主要诊断和手术"
    NO_DRG = "进入了 {group}，但没有一条 DRG 规则成立：请核对方案"


@dataclass(frozen=True)
class Judged:
    """An other diagnosis that is on the list of complications. `excluded_by`: the table that takes it out, or ""."""

    code: str
    level: str
    table: str
    excluded_by: str

    @property
    def counted(self) -> bool:
        """Whether it raises the severity."""
        return not self.excluded_by


@dataclass(frozen=True)
class Asked:
    """A rule that was asked, whether it held, and what in the record made it so."""

    group: Group
    held: bool
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """The answer for one record and the way to it: gates and rules in the order asked, the last that held won."""

    mdc: str
    adrg: str
    drg: str
    status: Status
    refusal: Refusal = Refusal.NONE
    dead: Dead | None = None
    stopped_at: str = ""
    asked: tuple[Asked, ...] = ()
    also_open: tuple[str, ...] = ()
    complications: tuple[Judged, ...] = ()
    unknown: tuple[str, ...] = ()


class Explainer:
    """Groups single records by one scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.known = {family: scheme.codes(family) for family in Family}
        self.spellings = scheme.spellings()

    def explain(self, record: Record) -> Explanation:
        """The answer for the record with everything that led to it."""
        refused = refusal(record)
        if refused:
            return Explanation(NO_MDC, NO_ADRG, NO_DRG, Status.REFUSED, refused)
        return _Walk(self.scheme, record, self.known, self.spellings).whole()


class _Walk:
    """The way of one record through the rules."""

    def __init__(
        self, scheme: Scheme, record: Record, known: dict[Family, set[str]], spellings: dict[str, str]
    ) -> None:
        self.scheme = scheme
        self.record = record
        self.known = known
        self.spellings = spellings
        self.asked: list[Asked] = []
        self.complications = _judged(scheme, record)

    def whole(self) -> Explanation:
        opened = ""
        for mdc in self.scheme.mdcs:
            if not self._holds(mdc):
                continue
            opened = opened or mdc.code
            adrg = next((group for group in self.scheme.adrgs.get(mdc.code, ()) if self._holds(group)), None)
            if adrg is not None:
                return self._finish(mdc, adrg)
            if not self.scheme.options.fall_through:
                break
        return self._answer(NO_MDC, NO_ADRG, NO_DRG, Status.UNGROUPED, self._dead(opened), opened)

    def _dead(self, opened: str) -> Dead:
        principal = self.record.diagnoses[0]
        if principal in self.known[Family.DIAGNOSIS]:
            return Dead.NO_ADRG if opened else Dead.NO_MDC
        return Dead.SPELLING if key(principal) in self.spellings else Dead.UNKNOWN

    def _finish(self, mdc: Group, adrg: Group) -> Explanation:
        drgs = self.scheme.drgs.get(adrg.code, ())
        drg = next((group.code for group in drgs if self._holds(group)), "" if drgs else adrg.code)
        if not drg:
            return self._answer(mdc.code, adrg.code, NO_DRG, Status.UNGROUPED, Dead.NO_DRG, adrg.code)
        return self._answer(mdc.code, adrg.code, drg, Status.AMBIGUOUS if adrg.ambiguous else Status.GROUPED)

    def _answer(
        self, mdc: str, adrg: str, drg: str, status: Status, dead: Dead | None = None, stopped_at: str = ""
    ) -> Explanation:
        asked = tuple(self.asked)
        tried = {step.group.code for step in asked}
        further = [gate for gate in self.scheme.mdcs if gate.code not in tried]
        open_too = tuple(gate.code for gate in further if evaluate(gate.rule, self._facts()))
        return Explanation(
            mdc, adrg, drg, status, Refusal.NONE, dead, stopped_at, asked, open_too, self.complications, self._unknown()
        )

    def _facts(self) -> "Facts":
        return Facts(self.record, self.scheme.sets, self.complications)

    def _holds(self, group: Group) -> bool:
        facts = self._facts()
        held = evaluate(group.rule, facts)
        self.asked.append(Asked(group, held, tuple(dict.fromkeys(facts.because)) if held else ()))
        return held

    def _unknown(self) -> tuple[str, ...]:
        record, known = self.record, self.known
        found = [code for code in record.diagnoses if code and code not in known[Family.DIAGNOSIS]]
        return tuple(found + [code for code in record.operations if code and code not in known[Family.OPERATION]])


def _judged(scheme: Scheme, record: Record) -> tuple[Judged, ...]:
    """The other diagnoses that are listed, each once, and which of them the principal diagnosis takes out."""
    out = scheme.excluded.get(record.diagnoses[0], frozenset())
    listed = [code for code in dict.fromkeys(record.diagnoses[1:]) if code in scheme.complications]
    entries = [(code, scheme.complications[code]) for code in listed]
    return tuple(Judged(code, at.level, at.table, at.table if at.table in out else "") for code, at in entries)


class Facts:
    """What rules may ask of one record; `because` gathers what made them hold."""

    def __init__(self, record: Record, sets: Mapping[str, frozenset[str]], complications: tuple[Judged, ...]) -> None:
        self.record = record
        self.sets = sets
        self.severity = {name: {j.code for j in complications if j.level == name and j.counted} for name in SEVERITIES}
        self.because: list[str] = []

    def codes(self, scope: Scope) -> list[str]:
        """The codes of the scope that are written, the first before the others."""
        written = self.record.diagnoses if scope.family == Family.DIAGNOSIS else self.record.operations
        chosen = [code for at, code in enumerate(written) if ((at == 0) == (PRINCIPAL in scope.parts)) or _all(scope)]
        return [code for code in dict.fromkeys(chosen) if code]

    def members(self, name: str) -> "frozenset[str] | set[str]":
        """Codes of a set or pseudo-set."""
        return self.severity[name] if name in self.severity else self.sets[name]


def _all(scope: Scope) -> bool:
    return len(scope.parts) == 2


def evaluate(node: Node, facts: Facts) -> bool:
    """Whether the rule holds of the facts."""
    match node:
        case Always():
            return True
        case Both(parts):
            return all(evaluate(part, facts) for part in parts)
        case Either(parts):
            return any(evaluate(part, facts) for part in parts)
        case Compare(field, comparison, number):
            value = facts.record.number(field)
            held = not math.isnan(value) and COMPARE[comparison](value, number)
            return _noted(facts, held, f"{field} {value:g} {comparison} {number:g}")
        case Count(scope, name, comparison, number):
            inside = [code for code in facts.codes(scope) if code in facts.members(name)]
            held = COMPARE[comparison](len(inside), number)
            return _noted(facts, held, f"{'、'.join(inside)} ∈ {name}：{len(inside)} {comparison} {number:g}")
        case Member(scope, sets, negated):
            found = [(c, name) for c in facts.codes(scope) for name in sets if c in facts.members(name)]
            for code, name in found:
                _noted(facts, True, f"{code} ∈ {name}")
            return bool(found) != negated


def _noted(facts: Facts, held: bool, words: str) -> bool:
    if held:
        facts.because.append(words)
    return held
