"""Conditions on texts and lists, asked once of every different word instead of once of every element. Pure.

Parquet keeps a column of codes as its different words and a small number per element. What a definition asks of codes
is therefore asked of the words and looked up per element; of a list it is then gathered per row. The answers, *marks*,
stand beside the row like any other column, and the texts themselves are never built. Each further condition on the
same field costs next to nothing. Measured: docs/decisions/0007.
"""

from collections.abc import Iterable, Mapping, Sequence
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
from linghang.indicators.measures import BaseMeasure
from linghang.indicators.stored import adding
from linghang.indicators.stored.asked import Answers, Words
from linghang.indicators.stored.texts import Places, Texts

MATCHERS = 64
"""So many matchers of one field are answered by marks (bits of a number); conditions beyond stay with the engine."""


@dataclass(frozen=True)
class Marks:
    """`nodes`: the condition behind each mark, by the name that stands for it in `measures`."""

    nodes: dict[str, Node]
    measures: tuple[BaseMeasure, ...]

    @cached_property
    def fields(self) -> dict[str, Words]:
        """The fields whose words are asked, with what is asked of them."""
        return {name: Words(tuple(found)) for name, found in _matchers(self.nodes.values()).items()}

    def of(self, texts: Mapping[str, Texts], rows: int) -> dict[str, pa.Array]:
        """The marks of some rows, a column each. A field that is not there is missing in every row."""
        read = {name: _answered(texts.get(name) or Texts.missing(rows), words) for name, words in self.fields.items()}
        return {name: _mark(node, read) for name, node in self.nodes.items()}


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


@dataclass(frozen=True)
class _Answered:
    """The texts of a field with the answers for them: `of_words`, and of each matcher the rows in which some text
    matches, eight rows a byte."""

    texts: Texts
    words: Words
    of_words: Answers
    rows_matching: dict[Matcher, np.ndarray]

    @property
    def places(self) -> Places:
        assert self.texts.places is not None
        return self.texts.places

    def words_matching(self, matcher: Matcher) -> np.ndarray:
        return (self.of_words & self.words.bits[matcher]) != 0

    def how_many_match(self, matcher: Matcher) -> np.ndarray:
        """Of each row: how many texts match."""
        found = np.zeros(self.places.rows, np.int64)
        adding.counted(self.places.of, self.texts.codes, self.words_matching(matcher), found)
        return found

    def pairs(self, matcher: Matcher, other: "_Answered", other_matcher: Matcher) -> np.ndarray:
        """Of each row: at how many positions both lists match."""
        found = np.zeros(self.places.rows, np.int64)
        one, two = self.words_matching(matcher), other.words_matching(other_matcher)
        mine, theirs = self.places.starts, other.places.starts
        adding.paired(self.places.of, self.texts.codes, one, mine, other.texts.codes, two, theirs, found)
        return found


def _answered(texts: Texts, words: Words) -> _Answered:
    of_words, bits = words.of(texts.words), np.array(list(words.bits.values()), np.uint64)
    rows = len(texts.codes) if texts.places is None else texts.places.rows
    met = np.empty((len(bits), (rows + 7) // 8), np.uint8)
    if texts.places is None:
        adding.matched(texts.codes, of_words, bits, met)
    else:
        adding.some_matched(texts.places.of, rows, texts.codes, of_words, bits, met)
    return _Answered(texts, words, of_words, dict(zip(words.matchers, met, strict=True)))


def _mark(node: Node, read: dict[str, _Answered]) -> pa.Array:
    """One mark of every row."""
    match node:
        case Matches(operand, matcher):
            return _single(read[_name(operand)], matcher)
        case Compare(_, operand, Literal(value)):
            return _single(read[_name(operand)], Matcher((str(value),)))
        case Size(operand):
            return pa.array(read[_name(operand)].places.sizes)
        case IsMissing(operand):
            return pa.array(read[_name(operand)].places.sizes == 0)
        case AnyMatches(operand, matcher):
            field = read[_name(operand)]
            return _met(field.places.rows, field.rows_matching[matcher])
        case CountMatches(operand, matcher):
            return pa.array(read[_name(operand)].how_many_match(matcher))
        case AnyPairMatches() | CountPairs():
            found = read[_name(node.operand)].pairs(node.matcher, read[_name(node.other)], node.other_matcher)
            return pa.array(found) if isinstance(node, CountPairs) else pa.array(found != 0)
    raise TypeError(f"no mark for {node}")


def _single(field: _Answered, matcher: Matcher) -> pa.Array:
    """Whether the text of each row matches, missing where there is none."""
    codes, met = field.texts.codes, field.rows_matching[matcher]
    some_missing = len(codes) > 0 and codes.min() < 0
    return _met(len(codes), met, np.packbits(codes >= 0, bitorder="little") if some_missing else None)


def _met(rows: int, met: np.ndarray, there: np.ndarray | None = None) -> pa.Array:
    return pa.Array.from_buffers(pa.bool_(), rows, [None if there is None else pa.py_buffer(there), pa.py_buffer(met)])
