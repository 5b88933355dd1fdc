"""Conditions on texts and lists, asked once of every different word instead of once of every element. Pure.

Parquet keeps a column of codes as its different words and a small number per element. What a definition asks of codes
is therefore asked of the words and looked up per element; of a list it is then gathered per row. The answers, *marks*,
stand beside the row like any other column, and the texts themselves are never built. Each further condition on the
same field costs next to nothing. Measured: docs/decisions/0007.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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

Answers = np.ndarray
"""A number per word or element: bit k says whether matcher k of the list matches it."""
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
        return {name: Words(tuple(found)) for name, found in _matchers(self.nodes.values()).items()}

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


@dataclass(frozen=True)
class Words:
    """What is asked of the words of one field: its matchers, each with its bit."""

    matchers: tuple[Matcher, ...]

    @cached_property
    def bits(self) -> dict[Matcher, Any]:
        return {matcher: self.dtype(1 << number) for number, matcher in enumerate(self.matchers)}

    @cached_property
    def dtype(self) -> Any:
        """The smallest number with a bit for every matcher: less to move."""
        kinds = (np.uint8, np.uint16, np.uint32, np.uint64)
        return next(kind for kind in kinds if np.iinfo(kind).bits >= len(self.matchers))

    @cached_property
    def _tables(self) -> list[tuple[int | None, pa.Array, Answers]]:
        """What to look words up in: as they are (None), or cut to so many bytes; the last answer is for no word."""
        tables: dict[int | None, dict[bytes, int]] = {}
        for matcher, bit in self.bits.items():
            for value in matcher.values:
                text = value.encode()
                table = tables.setdefault(len(text) if matcher.prefix else None, {})
                table[text] = table.get(text, 0) | int(bit)
        return [
            (cut, pa.array(list(table), pa.binary()), np.array([*table.values(), 0], self.dtype))
            for cut, table in tables.items()
        ]

    def of(self, words: pa.Array) -> Answers:
        """The answers for different words, and after them that for a missing one."""
        texts, answers = words.cast(pa.binary()), np.zeros(len(words) + 1, self.dtype)
        for cut, sought, found in self._tables:
            beginnings = texts if cut is None else pc.binary_slice(texts, 0, cut)
            place = pc.index_in(beginnings, value_set=sought).fill_null(len(sought))
            answers[:-1] |= found[place.to_numpy()]
        return answers

    def of_elements(self, elements: pa.Array) -> Answers:
        """The answers for texts, of which some may be missing."""
        if not self.matchers:
            return np.zeros(0, self.dtype)
        if not pa.types.is_dictionary(elements.type):
            elements = elements.cast(pa.string()).dictionary_encode()
        words = self.of(elements.dictionary)
        numbers = elements.indices.fill_null(len(words) - 1) if elements.null_count else elements.indices
        return words[numbers.to_numpy()]


@dataclass(frozen=True)
class Elements:
    """The texts of one field in some rows: how many each row has (of a single text: whether it has one), and the
    answers for them, row after row."""

    sizes: np.ndarray
    answers: Answers
    bits: dict[Matcher, Any]

    @classmethod
    def of(cls, table: pa.Table, name: str, words: Words) -> "Elements":
        if name not in table.column_names:
            return cls(np.zeros(table.num_rows, np.int32), np.zeros(table.num_rows, words.dtype), words.bits)
        chunks = table[name].chunks
        is_list = not (pa.types.is_dictionary(table[name].type) or pa.types.is_string(table[name].type))
        sizes = [_sizes(chunk) if is_list else _present(chunk) for chunk in chunks]
        answers = [words.of_elements(chunk.flatten() if is_list else chunk) for chunk in chunks]
        return cls(_joined(sizes, np.int32), _joined(answers, words.dtype), words.bits)

    @cached_property
    def starts(self) -> np.ndarray:
        """Where the elements of each row begin."""
        return np.cumsum(self.sizes) - self.sizes

    @cached_property
    def _filled(self) -> np.ndarray:
        return np.flatnonzero(self.sizes)

    @cached_property
    def _any(self) -> Answers:
        """The bits that some element of each row has."""
        return self._per_row(np.bitwise_or, self.answers)

    def _per_row(self, way: np.ufunc, values: np.ndarray) -> np.ndarray:
        found = np.zeros(len(self.sizes), values.dtype)
        if len(self._filled):
            found[self._filled] = way.reduceat(values, self.starts[self._filled])
        return found

    def matches(self, matcher: Matcher) -> pa.Array:
        """Of each row with a single text: whether it matches, missing where there is none."""
        return pa.array((self.answers & self.bits[matcher]) != 0, mask=self._missing)

    @cached_property
    def _missing(self) -> np.ndarray | None:
        return None if self.sizes.all() else self.sizes == 0

    def some_match(self, matcher: Matcher) -> np.ndarray:
        """Of each row: whether some element matches."""
        return (self._any & self.bits[matcher]) != 0

    def how_many_match(self, matcher: Matcher) -> np.ndarray:
        """Of each row: how many elements match."""
        return self._per_row(np.add, ((self.answers & self.bits[matcher]) != 0).astype(np.int64))

    def pairs(self, matcher: Matcher, other: "Elements", other_matcher: Matcher) -> np.ndarray:
        """The row of every element that matches while the other list's element at the same position does too."""
        hits = np.flatnonzero(self.answers & self.bits[matcher])
        rows = self._rows_of(hits)
        places = hits - self.starts[rows]
        inside = places < other.sizes[rows]
        rows, places = rows[inside], places[inside]
        return rows[(other.answers[other.starts[rows] + places] & other.bits[other_matcher]) != 0]

    def _rows_of(self, elements: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.starts, elements, side="right") - 1


def _sizes(lists: pa.ListArray) -> np.ndarray:
    return pc.list_value_length(lists).fill_null(0).to_numpy()


def _present(texts: pa.Array) -> np.ndarray:
    if not texts.null_count:
        return np.ones(len(texts), bool)
    return texts.is_valid().to_numpy(zero_copy_only=False)


def _joined(pieces: Sequence[np.ndarray], dtype: Any) -> np.ndarray:
    return pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, dtype), *pieces])


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
