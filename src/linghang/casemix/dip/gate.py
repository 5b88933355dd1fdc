"""What comes before the groups of diagnosis and operation: refusals, exclusions, and groups led to by a rule. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa

from linghang.casemix.columns import ABSENT, Coded
from linghang.casemix.compiled import NONE, Compiled
from linghang.casemix.dip.cases import Cases
from linghang.casemix.dip.catalogue import BY_RULE, Catalogue, Entry, Group, Kind
from linghang.casemix.dip.keys import principal_key
from linghang.casemix.dip.words import Array, Known, Words, by_prefix, longest_prefix
from linghang.casemix.record import Refusal
from linghang.casemix.scheme import Kind as Level
from linghang.casemix.scheme import Options, Row, Scheme, build
from linghang.core.errors import Fault

NORMALISED = Options(normalised=True)


class Stop(IntEnum):
    """Why a case enters no group; in the order in which it is looked at. 0: nothing stands against it."""

    NONE = 0
    NO_DIAGNOSIS = 1
    AGE = 2
    EXCLUDED = 3
    NOT_A_CODE = 4
    NOT_PRINCIPAL = 5
    NO_CATEGORY = 6
    NO_GROUP = 7


@dataclass(frozen=True)
class Passed:
    """By case: why it stops here (`Stop`), the place of the rule group that it enters (NONE: none), the key of the
    principal diagnosis and the main operation as ids (ABSENT: none)."""

    stop: Array
    rule: Array
    principal: Array
    main: Array


def rule_groups(groups: Iterable[Group]) -> list[Group]:
    """The groups led to by a rule, in the order in which they are asked."""
    return sorted((group for group in groups if group.kind in BY_RULE), key=lambda group: BY_RULE.index(group.kind))


def scheme_of(catalogue: Catalogue) -> Scheme | None:
    """The rules of the catalogue as a scheme: one gate that is always open, and a line for each group; None: no rules.

    InputError with every rule that cannot be read.
    """
    rules = rule_groups(catalogue.groups)
    if not rules:
        return None
    gate = Row(Level.MDC, "DIP", "", "", "true", Fault())
    places = (Fault(catalogue.name, subject=f"{group.kind} {group.code}") for group in rules)
    rows = [
        Row(Level.ADRG, group.code, group.name, "DIP", group.rule, place)
        for group, place in zip(rules, places, strict=True)
    ]
    return build(catalogue.name, [gate, *rows], catalogue.sets, {}, {}, NORMALISED)


class Gate:
    """The way into a catalogue up to its rules; safe to be used by several threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.entry = catalogue.entry
        self.rules = rule_groups(catalogue.groups)
        scheme = scheme_of(catalogue)
        self._compiled = None if scheme is None else Compiled(scheme)
        self._excluding = np.array([group.kind == Kind.EXCLUDED for group in self.rules] + [False])
        self.diagnoses, self.operations, self.principals = Words(), Words(), Words()
        self._principal_of = Known(self.diagnoses, self._principal_id)
        self._barred = Known(self.diagnoses, lambda code: by_prefix(self.entry.not_principal, code), np.bool_)
        self._not_main = Known(self.operations, lambda code: not code or not may_be_main(self.entry, code), np.bool_)

    def _principal_id(self, code: str) -> int:
        return int(self.principals.read([principal_key(code)])[0])

    def cases(self, table: pa.RecordBatch) -> Cases:
        """A batch, its codes numbered by the words of this gate."""
        return Cases(table, self.diagnoses, self.operations)

    def passed(self, cases: Cases) -> Passed:
        """What becomes of every case before diagnosis and operation are asked."""
        first = cases.diagnoses.first
        principal = self._principal_of.of(first)
        early = np.select(
            [first == ABSENT, cases.impossible_age], [Stop.NO_DIAGNOSIS.value, Stop.AGE.value], Stop.NONE.value
        )
        rule = self._ruled(cases, early)
        late = [self._excluding[rule], principal == ABSENT, self._barred.of(first)]
        stops = [Stop.EXCLUDED.value, Stop.NOT_A_CODE.value, Stop.NOT_PRINCIPAL.value]
        stop = np.where(early != Stop.NONE, early, np.select(late, stops, Stop.NONE.value))
        return Passed(stop, rule, principal, main_operations(cases.operations, self._not_main))

    def _ruled(self, cases: Cases, early: Array) -> Array:
        if self._compiled is None:
            return np.full(cases.size, NONE, np.int32)
        refused = np.where(early == Stop.NONE, Refusal.NONE.value, Refusal.NO_DIAGNOSIS.value)
        return self._compiled.answer(self._compiled.read(cases.table), refused).adrg


def main_operations(operations: Coded, not_main: Known) -> Array:
    """The first operation of each case that may be main; ABSENT when there is none."""
    from linghang.casemix.dip.loops import first_not

    return first_not(operations.flat, operations.lengths, not_main.table())


def may_be_main(entry: Entry, code: str) -> bool:
    """Whether the operation (key) is not on the list of those that cannot be main."""
    return not by_prefix(entry.not_main, code)


def property_of(entry: Entry, operation: str) -> str:
    """The property of a main operation (key); "" when the table does not say, that of no operation for ""."""
    return longest_prefix(entry.properties, operation) if operation else entry.without_operation


def first_main(entry: Entry, operations: Sequence[str]) -> str:
    """As `main_operations`, of one record; "" when there is none."""
    return next((code for code in operations if code and may_be_main(entry, code)), "")
