"""Rules asked in order until one holds; neighbours that ask only the first code are one look-up together. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from linghang.casemix.codes import Family
from linghang.casemix.language import PRINCIPAL, SEVERITIES, Member, Node
from linghang.casemix.rules import Array, Batch, Rule

NONE = -1


@dataclass(frozen=True)
class Single:
    """One rule, and the place it leads to."""

    place: int
    rule: Rule


@dataclass(frozen=True)
class Run:
    """Several rules about the first code of a family: for every code, the place of the first that holds, or NONE."""

    family: Family
    winner: Array


Step = Single | Run


def steps(
    nodes: Iterable[tuple[int, Node]],
    compiled: Callable[[Node], Rule],
    table: Callable[[Family, tuple[str, ...]], Array],
) -> list[Step]:
    """The rules in order; `compiled` and `table` make what they ask."""
    found: list[Step] = []
    for family, run in groupby(nodes, lambda pair: _first_only(pair[1])):
        pairs = list(run)
        if family is None or len(pairs) == 1:
            found += [Single(place, compiled(node)) for place, node in pairs]
            continue
        held = [(place, table(family, _sets(node))) for place, node in pairs]
        winner = np.full(len(held[0][1]), NONE, np.int32)
        for place, codes in reversed(held):
            winner[codes] = place
        found.append(Run(family, winner))
    return found


def first(batch: Batch, rows: Array, asked: Iterable[Step], won: Array) -> Array:
    """Write the place of the first rule that holds into `won`; the records for which none does."""
    for step in asked:
        if not len(rows):
            break
        if isinstance(step, Run):
            places = step.winner[batch.codes[step.family].first[rows]]
            held = places != NONE
            won[rows[held]] = places[held]
        else:
            held = step.rule(batch, rows)
            won[rows[held]] = step.place
        rows = rows[~held]
    return rows


def _first_only(node: Node) -> Family | None:
    """The family, if the rule asks nothing but whether its first code is in some sets."""
    if not isinstance(node, Member) or node.negated or node.scope.parts != {PRINCIPAL}:
        return None
    return node.scope.family if not set(node.sets) & set(SEVERITIES) else None


def _sets(node: Node) -> tuple[str, ...]:
    assert isinstance(node, Member)
    return tuple(sorted(set(node.sets)))
