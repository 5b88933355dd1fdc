"""Groups of diagnosis and operation, found for columns of cases. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from linghang.casemix.columns import ABSENT
from linghang.casemix.compiled import NONE
from linghang.casemix.dip.cases import Cases
from linghang.casemix.dip.catalogue import Catalogue, Group, Kind
from linghang.casemix.dip.gate import Gate, Stop, property_of, rule_groups
from linghang.casemix.dip.words import Array, Known

Base = tuple[str, str]
"""Key of the principal diagnosis, and the main operation ("": none)."""


@dataclass(frozen=True)
class Index:
    """Groups by what leads to them. `basic`: in the order of asking, those with more related operations first."""

    rules: Sequence[Group]
    basic: Mapping[Base, Sequence[Group]]
    comprehensive: Mapping[tuple[str, str], Group]
    categories: frozenset[str]


def index(groups: Iterable[Group]) -> Index:
    """The groups ready to be asked. Of two that are led to alike, the first in the catalogue counts."""
    groups = list(groups)
    basic: dict[Base, list[Group]] = {}
    for group in groups:
        if group.kind == Kind.BASIC:
            for operation in group.operations or ("",):
                basic.setdefault((group.diagnosis, operation), []).append(group)
    for candidates in basic.values():
        if len(candidates) > 1:
            candidates.sort(key=lambda group: -len(group.related))
    comprehensive: dict[tuple[str, str], Group] = {}
    for group in groups:
        if group.kind == Kind.COMPREHENSIVE:
            comprehensive.setdefault((group.diagnosis, group.property), group)
    categories = {group.diagnosis[:3] for group in groups if group.diagnosis}
    return Index(rule_groups(groups), basic, comprehensive, frozenset(categories))


def best(candidates: Sequence[Group], others: frozenset[str]) -> Group | None:
    """The first group all of whose related operations are among the other operations of the case."""
    return next((group for group in candidates if all(not others.isdisjoint(part) for part in group.related)), None)


@dataclass(frozen=True)
class Entered:
    """By case: place in the catalogue (NONE: none), and why not (`Stop`)."""

    group: Array
    stop: Array


class Entering:
    """A catalogue ready for any number of batches; safe to be used by several threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.gate = Gate(catalogue)
        self.index = index(catalogue.groups)
        self._place = {id(group): place for place, group in enumerate(catalogue.groups)}
        self._rule_places = np.array([self._place[id(group)] for group in self.index.rules] + [NONE], np.int32)
        self._bases = sorted(self.index.basic)
        self._properties = sorted({key[1] for key in self.index.comprehensive})
        diagnoses = sorted({base[0] for base in self._bases})
        operations = sorted({base[1] for base in self._bases})
        at_diagnosis = {code: place for place, code in enumerate(diagnoses, 1)}
        at_operation = {code: place for place, code in enumerate(operations, 1)}
        self._base_operations = np.array([at_operation[other] for _, other in self._bases], np.int64)
        of_diagnosis = [at_diagnosis[one] for one, _ in self._bases]
        self._starts = np.searchsorted(of_diagnosis, np.arange(len(diagnoses) + 2))
        candidates = [self.index.basic[base] for base in self._bases]
        self._plain = np.array([*map(self._sole, candidates), NONE], np.int32)
        self._asks = np.array([*(bool(groups[0].related) for groups in candidates), False])
        self._diagnosis = Known(self.gate.principals, lambda code: at_diagnosis.get(code, 0), np.int64)
        self._operation = Known(self.gate.operations, lambda code: at_operation.get(code, 0), np.int64)
        self._comprehensive_tables({name: place for place, name in enumerate(self._properties, 1)})
        self._chosen: dict[tuple[int, bytes], int] = {}

    def _sole(self, candidates: Sequence[Group]) -> int:
        """The group without related operations."""
        return next((self._place[id(group)] for group in candidates if not group.related), NONE)

    def _comprehensive_tables(self, at: dict[str, int]) -> None:
        entry, index_ = self.catalogue.entry, self.index
        categories = sorted(index_.categories)
        number = {category: place for place, category in enumerate(categories, 1)}
        table = np.full((len(categories) + 1, len(at) + 1), NONE, np.int32)
        for (category, name), group in index_.comprehensive.items():
            if category in number:
                table[number[category], at[name]] = self._place[id(group)]
        self._comprehensive = table
        self._category = Known(self.gate.principals, lambda code: number.get(code[:3], 0))
        self._property = Known(self.gate.operations, lambda code: at.get(property_of(entry, code), 0))

    def enter(self, cases: Cases) -> Entered:
        """The group of every case, in its order."""
        passed = self.gate.passed(cases)
        group = np.where(passed.stop == Stop.NONE, self._rule_places[passed.rule], NONE)
        open_ = np.flatnonzero((passed.stop == Stop.NONE) & (group == NONE))
        principal, main = passed.principal[open_], passed.main[open_]
        group[open_] = self._basic(cases, open_, principal, main)
        left = group[open_] == NONE
        rest, principal, main = open_[left], principal[left], main[left]
        category = self._category.of(principal)
        group[rest] = self._comprehensive[category, self._property.of(main)]
        stop = passed.stop
        stop[rest] = np.where(category == 0, Stop.NO_CATEGORY, np.where(group[rest] == NONE, Stop.NO_GROUP, Stop.NONE))
        return Entered(group.astype(np.int32), stop)

    def _basic(self, cases: Cases, rows: Array, principal: Array, main: Array) -> Array:
        from linghang.casemix.dip.loops import places_within

        diagnosis, operation = self._diagnosis.of(principal), self._operation.of(main)
        place = places_within(self._starts, self._base_operations, diagnosis, operation)
        group: Array = self._plain[place]
        several = np.flatnonzero(self._asks[place] & (cases.operations.lengths[rows] > 1))
        if len(several):
            group[several] = self._related(cases, rows[several], place[several], main[several])
        return group

    def _related(self, cases: Cases, rows: Array, place: Array, main: Array) -> list[int]:
        """What other operations decide, found out once for each list of operations."""
        flat, ends = cases.operations.flat, np.cumsum(cases.operations.lengths)
        starts = (ends - cases.operations.lengths)[rows].tolist()
        found = []
        for at, start, end, chief in zip(place.tolist(), starts, ends[rows].tolist(), main.tolist(), strict=True):
            ids = flat[start:end]
            key = (at, ids.tobytes())
            group = self._chosen.get(key)
            if group is None:
                group = self._chosen[key] = self._choose(at, ids.tolist(), chief)
            found.append(group)
        return found

    def _choose(self, at: int, ids: list[int], main: int) -> int:
        codes = self.gate.operations.codes
        others = frozenset(codes[number] for number in ids if number not in {ABSENT, main})
        group = best(self.index.basic[self._bases[at]], others)
        return NONE if group is None else self._place[id(group)]
