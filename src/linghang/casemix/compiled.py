"""A scheme compiled for columns of records: codes are small integers, sets are tables, a rule is a look-up. Pure.

A rule that asks the first code only is one look-up in a table of the scheme's codes. What rules ask of the other codes
is one bit per question, gathered once per record. Rules are asked in order of those records that are still undecided.
`explain` is the plain reading of the same scheme; both agree on every record.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from linghang.casemix.codes import Family
from linghang.casemix.columns import ABSENT, UNKNOWN, Coded, Vocabulary, read_codes_column, read_numbers, read_sexes
from linghang.casemix.language import (
    OTHERS,
    PRINCIPAL,
    SEVERITIES,
    Always,
    Both,
    Compare,
    Count,
    Either,
    Member,
    Node,
)
from linghang.casemix.record import NEWBORN_DAYS, OLDEST, Refusal
from linghang.casemix.rules import (
    COMPARE,
    SEVERITY_BITS,
    Array,
    Batch,
    Rule,
    both,
    compare,
    count,
    either,
    first_in,
    others_in,
)
from linghang.casemix.scheme import Group, Scheme
from linghang.casemix.steps import NONE, Step, first, steps

__all__ = ["NONE", "Answer", "Compiled", "refusals"]


@dataclass(frozen=True)
class Answer:
    """Places in the lists of groups (NONE: none), and why not: `Refusal`; `opened` is the first MDC that opened."""

    mdc: Array
    adrg: Array
    drg: Array
    refusal: Array
    opened: Array
    known: Array


class Compiled:
    """A scheme ready for any number of batches; safe to be used by several threads."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.words = {family: Vocabulary(scheme.codes(family), scheme.options.spell) for family in Family}
        self.adrgs: tuple[Group, ...] = ()
        adrgs_of: list[range] = []
        for mdc in scheme.mdcs:
            before = len(self.adrgs)
            self.adrgs += scheme.adrgs.get(mdc.code, ())
            adrgs_of.append(range(before, len(self.adrgs)))
        self.drgs = tuple(group for groups in scheme.drgs.values() for group in groups)
        self._tables: dict[tuple[Family, tuple[str, ...]], Array] = {}
        groups = (*scheme.mdcs, *self.adrgs, *self.drgs)
        self._questions = {family: list(dict.fromkeys(_questions(groups, family))) for family in Family}
        self._bits = {family: self._bit_table(family) for family in Family}
        self._levels, self._table_of, self._class_of, self._excludes = self._severity_tables()
        self._gates = [self._rule(group.rule) for group in scheme.mdcs]
        self._adrgs_of = [self._steps(self.adrgs, places) for places in adrgs_of]
        self._drgs_of = {code: self._steps(self.drgs, places) for code, places in _places(self.drgs).items()}

    def read(self, table: pa.RecordBatch) -> Batch:
        """The columns of a table that the scheme reads, ready to be asked."""
        names = dict.fromkeys(("age", "age_days", "birth_weight", *self.scheme.columns))
        numbers = {name: read_numbers(table.column(name)) for name in names if name != "sex"}
        codes = {
            Family.DIAGNOSIS: read_codes_column(table.column("diagnoses"), self.words[Family.DIAGNOSIS]),
            Family.OPERATION: read_codes_column(table.column("operations"), self.words[Family.OPERATION]),
        }
        batch = Batch({"sex": read_sexes(table.column("sex")), **numbers}, codes)
        batch.asked = {family: self._asked(batch.codes[family], family) for family in Family}
        batch.severity = self._severity(batch)
        return batch

    def answer(self, batch: Batch, refusal: Array | None = None) -> Answer:
        """The groups of every record of the batch, in its order. `refusal`: who is not asked, when others decide it."""
        size = batch.size
        mdc, adrg, opened = (np.full(size, NONE, np.int32) for _ in range(3))
        refusal = refusals(batch) if refusal is None else refusal
        pending = np.flatnonzero(refusal == Refusal.NONE)
        for place, gate in enumerate(self._gates):
            inside = pending[gate(batch, pending)]
            opened[inside[opened[inside] == NONE]] = place
            mdc[inside] = place
            left = first(batch, inside, self._adrgs_of[place], adrg)
            mdc[left] = NONE
            if len(inside):
                out = adrg if self.scheme.options.fall_through else opened
                pending = pending[out[pending] == NONE]
        return Answer(mdc, adrg, self._drg(batch, adrg), refusal, opened, batch.codes[Family.DIAGNOSIS].first > UNKNOWN)

    def _drg(self, batch: Batch, adrg: Array) -> Array:
        drg = np.full(batch.size, NONE, np.int32)
        order = np.argsort(adrg, kind="stable")
        sorted_adrg = adrg[order]
        starts = np.searchsorted(sorted_adrg, np.arange(len(self.adrgs) + 1))
        for place, group in enumerate(self.adrgs):
            rows = order[starts[place] : starts[place + 1]]
            if len(rows):
                first(batch, rows, self._drgs_of.get(group.code, []), drg)
        return drg

    # What a batch is asked once

    def _asked(self, codes: Coded, family: Family) -> Array:
        """For every record and word of 64 questions, the bits that some other code than the first sets."""
        table = self._bits[family]
        asked = np.zeros((table.shape[1], len(codes.lengths)), np.uint64)
        for word in range(table.shape[1]):
            bits = table[:, word][codes.flat]
            bits[codes.leading] = 0
            places = np.flatnonzero(bits)
            if len(places):
                rows = codes.rows[places]
                starts = np.flatnonzero(np.diff(rows, prepend=-1))
                asked[word, rows[starts]] = np.bitwise_or.reduceat(bits[places], starts)
        return asked

    def _severity(self, batch: Batch) -> Array:
        codes = batch.codes[Family.DIAGNOSIS]
        levels = self._levels[codes.flat]
        levels[codes.leading] = 0
        places = np.flatnonzero(levels)
        rows, ids = codes.rows[places], codes.flat[places]
        counted = ~self._excludes[self._table_of[ids], self._class_of[codes.first[rows]]]
        severity = np.zeros(batch.size, np.uint8)
        for bit in SEVERITY_BITS.values():
            severity[rows[counted & (levels[places] == bit)]] |= bit
        return severity

    # Tables over the codes of the scheme

    def _table(self, family: Family, sets: tuple[str, ...]) -> Array:
        known = self._tables.get((family, sets))
        if known is None:
            codes = frozenset[str]().union(*(self.scheme.sets[name] for name in sets))
            known = self._tables[family, sets] = self.words[family].table(codes)
        return known

    def _bit_table(self, family: Family) -> Array:
        questions = self._questions[family]
        table = np.zeros((self.words[family].size, -(-len(questions) // 64)), np.uint64)
        for number, sets in enumerate(questions):
            table[self._table(family, sets), number // 64] |= np.uint64(1 << number % 64)
        return np.asfortranarray(table)

    def _severity_tables(self) -> tuple[Array, Array, Array, Array]:
        """Level and exclusion table of a code, class of a principal diagnosis, and which class excludes which table."""
        ids = self.words[Family.DIAGNOSIS].ids
        tables = {name: at for at, name in enumerate(sorted({c.table for c in self.scheme.complications.values()}))}
        classes = {names: at for at, names in enumerate(dict.fromkeys(self.scheme.excluded.values()), 1)}
        size = self.words[Family.DIAGNOSIS].size
        levels, table_of, class_of = np.zeros(size, np.uint8), np.zeros(size, np.int32), np.zeros(size, np.int32)
        for code, entry in self.scheme.complications.items():
            levels[ids[code]], table_of[ids[code]] = SEVERITY_BITS[entry.level], tables[entry.table]
        for code, names in self.scheme.excluded.items():
            class_of[ids[code]] = classes[names]
        excludes = np.zeros((len(tables) or 1, len(classes) + 1), np.bool_)
        for names, at in classes.items():
            excludes[[tables[name] for name in names if name in tables], at] = True
        return levels, table_of, class_of, excludes

    # Rules

    def _steps(self, groups: Sequence[Group], places: Iterable[int]) -> list[Step]:
        return steps(((place, groups[place].rule) for place in places), self._rule, self._table)

    def _rule(self, node: Node) -> Rule:
        match node:
            case Always():
                return lambda _, rows: np.ones(len(rows), np.bool_)
            case Both(parts):
                return both([self._rule(part) for part in parts])
            case Either(parts):
                return either([self._rule(part) for part in parts])
            case Compare(name, comparison, number):
                return compare(name, comparison, number)
            case Count(scope, name, comparison, number):
                table = self._table(scope.family, (name,))
                return lambda batch, rows: COMPARE[comparison](count(batch, scope, name, table)[rows], number)
            case Member():
                return self._member(node)

    def _member(self, node: Member) -> Rule:
        family, asks = node.scope.family, []
        sets = _plain(node)
        if sets and PRINCIPAL in node.scope.parts:
            asks.append(first_in(family, self._table(family, sets)))
        if sets and OTHERS in node.scope.parts:
            asks.append(others_in(family, self._questions[family].index(sets)))
        bits = sum(SEVERITY_BITS[name] for name in SEVERITIES if name in node.sets)
        if bits:
            asks.append(lambda batch, rows: (batch.severity[rows] & bits) != 0)
        rule = asks[0] if len(asks) == 1 else either(asks)
        return (lambda batch, rows: ~rule(batch, rows)) if node.negated else rule


def refusals(batch: Batch) -> Array:
    """`record.refusal` for every record."""
    sex, age, days, weight = (batch.numbers[name] for name in ("sex", "age", "age_days", "birth_weight"))
    infant = age == 0
    reasons = (
        (Refusal.NO_DIAGNOSIS, batch.codes[Family.DIAGNOSIS].first == ABSENT),
        (Refusal.SEX, np.isnan(sex)),
        (Refusal.AGE, age != np.floor(age)),
        (Refusal.AGE_RANGE, ~((age >= 0) & (age <= OLDEST))),
        (Refusal.AGE_DAYS, infant & ~(days >= 0)),
        (Refusal.BIRTH_WEIGHT, infant & (days <= NEWBORN_DAYS) & ~(weight >= 0)),
    )
    return np.select([held for _, held in reasons], [reason.value for reason, _ in reasons], Refusal.NONE.value)


def _plain(node: Member) -> tuple[str, ...]:
    return tuple(sorted(set(node.sets) - set(SEVERITIES)))


def _questions(groups: tuple[Group, ...], family: Family) -> Iterator[tuple[str, ...]]:
    """What rules ask of other codes than the first."""
    nodes = [group.rule for group in groups]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Both | Either):
            nodes += node.parts
        elif isinstance(node, Member) and node.scope.family == family and OTHERS in node.scope.parts and _plain(node):
            yield _plain(node)


def _places(groups: tuple[Group, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        found.setdefault(group.parent, []).append(place)
    return found
