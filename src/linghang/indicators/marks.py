"""Conditions on texts and lists, asked once of every different word instead of once of every element. Pure.

Parquet keeps a column of codes as its different words and a small number per element. What a definition asks of codes
is therefore asked of the words and looked up per element; of a list it is then gathered per row. The answers, *marks*,
stand beside the row like any other column, and the texts themselves are never built. Each further condition on the
same field costs next to nothing. Measured: docs/decisions/0007.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from linghang.expressions import Node, Type
from linghang.expressions.tree import (
    AnyMatches,
    AnyPairMatches,
    Compare,
    CountMatches,
    CountPairs,
    Field,
    IsMissing,
    Literal,
    Matcher,
    Matches,
    Size,
)
from linghang.indicators.elements import Elements, Words
from linghang.indicators.measures import BaseMeasure

MATCHERS = 64
"""So many matchers of one field are answered by marks (bits of a number); conditions beyond stay with the engine."""


@dataclass(frozen=True)
class Marks:
    """`nodes`: the condition behind each mark, by the name that stands for it in `measures`."""

    nodes: dict[str, Node]
    measures: tuple[BaseMeasure, ...]

    @cached_property
    def fields(self) -> dict[str, "Words"]:
        """The fields that have to be read as words, with what is asked of them."""
        gathered = _matchers(node for node in self.nodes.values() if isinstance(node, AnyMatches | CountMatches))
        every = _matchers(self.nodes.values())
        return {name: Words(tuple(found), tuple(gathered.get(name, ()))) for name, found in every.items()}

    def of(self, table: pa.Table) -> pa.Table:
        """The marks of some rows, a column each. A field that the table lacks is missing in every row."""
        read = {name: Elements.of(table, name, words) for name, words in self.fields.items()}
        return pa.table({name: _mark(node, read) for name, node in self.nodes.items()})


def take_out(measures: Sequence[BaseMeasure]) -> Marks:
    """Put a mark in place of every condition that marks can answer."""
    names: dict[Node, str] = {}
    room = dict[str, list[Matcher]]()
    rewritten = tuple(
        replace(measure, value=_rewritten(measure.value, names, room), where=_rewritten(measure.where, names, room))
        for measure in measures
    )
    return Marks({name: node for node, name in names.items()}, rewritten)


def _rewritten(node: Node | None, names: dict[Node, str], room: dict[str, list[Matcher]]) -> Node | None:
    if node is None:
        return None
    asked = _asked(node)
    if asked and (node in names or _fits(asked, room)):
        return Field(names.setdefault(node, f"mark_{len(names)}"), node.type)
    inner = {key: _rewritten(part, names, room) for key, part in vars(node).items() if isinstance(part, Node)}
    return replace(node, **inner) if inner else node


def _asked(node: Node) -> list[tuple[str, Matcher | None]]:
    """The fields that a condition asks, each with what its words are to match; nothing for other nodes."""
    match node:
        case Matches(Field() as field, matcher):
            return [(field.name, matcher)]
        case Compare("=", Field() as field, Literal(str() as text)) if field.type is Type.TEXT:
            return [(field.name, Matcher((text,)))]
        case AnyMatches(Field() as field, matcher) | CountMatches(Field() as field, matcher):
            return [(field.name, matcher)]
        case AnyPairMatches() | CountPairs():
            return [(_name(node.operand), node.matcher), (_name(node.other), node.other_matcher)]
        case Size(Field() as field):
            return [(field.name, None)]
        case IsMissing(Field() as field) if field.is_list:
            return [(field.name, None)]
    return []


def _name(node: Node) -> str:
    assert isinstance(node, Field)
    return node.name


def _fits(asked: Iterable[tuple[str, Matcher | None]], room: dict[str, list[Matcher]]) -> bool:
    """Whether there are bits left for these matchers; takes them."""
    new = [(name, matcher) for name, matcher in asked if matcher and matcher not in room.get(name, ())]
    if any(len(room.get(name, ())) + len(new) > MATCHERS for name, _ in new):
        return False
    for name, matcher in new:
        room.setdefault(name, []).append(matcher)
    return True


def _matchers(nodes: Iterable[Node]) -> dict[str, dict[Matcher, None]]:
    found: dict[str, dict[Matcher, None]] = {}
    for node in nodes:
        for name, matcher in _asked(node):
            mine = found.setdefault(name, {})
            if matcher is not None:
                mine[matcher] = None
    return found


def _mark(node: Node, read: dict[str, Elements]) -> np.ndarray | pa.Array:
    """One mark of every row."""
    match node:
        case Matches(operand, matcher):
            return read[_name(operand)].matches(matcher)
        case Compare(_, operand, Literal(value)):
            return read[_name(operand)].matches(Matcher((str(value),)))
        case Size(operand):
            return read[_name(operand)].sizes.astype(np.int64)
        case IsMissing(operand):
            return read[_name(operand)].sizes == 0
        case AnyMatches(operand, matcher):
            return read[_name(operand)].some_match(matcher)
        case CountMatches(operand, matcher):
            return read[_name(operand)].how_many_match(matcher)
        case AnyPairMatches() | CountPairs():
            elements = read[_name(node.operand)]
            rows = elements.pairs(node.matcher, read[_name(node.other)], node.other_matcher)
            found = np.bincount(rows, minlength=len(elements.sizes))
            return found if isinstance(node, CountPairs) else found != 0
    raise TypeError(f"no mark for {node}")
