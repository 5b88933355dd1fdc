"""Questions to a batch of records, from which rules are compiled. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from linghang.casemix.codes import Family
from linghang.casemix.columns import Coded
from linghang.casemix.language import PRINCIPAL, Scope

Array = np.ndarray[Any, Any]
COMPARE: dict[str, Callable[[Array, float], Array]] = {
    ">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less, "=": np.equal, "!=": np.not_equal,
}  # fmt: skip
SEVERITY_BITS = {"CC": 1, "MCC": 2}


@dataclass
class Batch:
    """Records in columns. `asked`: bits of the questions to other codes; `severity`: bits of SEVERITY_BITS."""

    numbers: dict[str, Array]
    codes: dict[Family, Coded]
    asked: dict[Family, Array] = field(default_factory=dict)
    severity: Array = field(default_factory=lambda: np.zeros(0, np.uint8))
    counts: dict[tuple[Scope, str], Array] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.numbers["sex"])


Rule = Callable[[Batch, Array], Array]
"""Of the records of these numbers in the batch, which ones hold."""


def both(rules: list[Rule]) -> Rule:
    """Later parts are asked only where the earlier ones held."""

    def rule(batch: Batch, rows: Array) -> Array:
        held = rules[0](batch, rows)
        for further in rules[1:]:
            places = np.flatnonzero(held)
            held[places] = further(batch, rows[places])
        return held

    return rule


def either(rules: list[Rule]) -> Rule:
    """Later parts are asked only where the earlier ones did not hold."""

    def rule(batch: Batch, rows: Array) -> Array:
        held = rules[0](batch, rows)
        for further in rules[1:]:
            places = np.flatnonzero(~held)
            held[places] = further(batch, rows[places])
        return held

    return rule


def compare(name: str, comparison: str, number: float) -> Rule:
    """A number of the record compared; a missing one never holds."""

    def rule(batch: Batch, rows: Array) -> Array:
        values = batch.numbers[name][rows]
        return COMPARE[comparison](values, number) & ~np.isnan(values)

    return rule


def first_in(family: Family, table: Array) -> Rule:
    """The first code is in the table."""
    return lambda batch, rows: table[batch.codes[family].first[rows]]


def others_in(family: Family, question: int) -> Rule:
    """Some other code answers the question of that number."""
    word, bit = question // 64, np.uint64(1 << question % 64)
    return lambda batch, rows: (batch.asked[family][word][rows] & bit) != 0


def count(batch: Batch, scope: Scope, name: str, table: Array) -> Array:
    """How many different codes of the scope are in the set, for every record."""
    known = batch.counts.get((scope, name))
    if known is None:
        codes = batch.codes[scope.family]
        inside = table[codes.flat]
        if len(scope.parts) == 1:
            inside &= codes.leading == (PRINCIPAL in scope.parts)
        pairs = np.unique(np.stack([codes.rows[inside], codes.flat[inside]]), axis=1)
        known = batch.counts[scope, name] = np.bincount(pairs[0], minlength=batch.size)
    return known
