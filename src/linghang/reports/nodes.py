"""What a sentence template consists of once it is read. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from linghang.reports.conditions import Test

Kind = Literal["value", "last_year", "yoy", "yoy_abs", "mom", "mom_abs", "target", "target_abs", "share_of"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COUNTED: tuple[Kind, ...] = ("value", "last_year", "yoy_abs", "mom_abs", "target_abs")
"""Kinds written in the indicator's unit; the others are percentages."""


@dataclass(frozen=True)
class Words:
    """Text as it stands."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """A word that the report knows: one of WORDS."""

    word: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Figure:
    """A figure bound to an indicator (in the rows of a ledger: a field of it).

    `of`: the indicator of which this one is a share. `scale` ("", 万, 亿) and `decimals` override the
    indicator's own display; None leaves it. `at`: where the placeholder begins in the sentence, from 1.
    """

    indicator: str
    kind: Kind = "value"
    of: str = ""
    scale: str | None = None
    decimals: int | None = None
    at: int = field(default=0, compare=False)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator the figure reads."""
        return (self.indicator, self.of) if self.of else (self.indicator,)


Plain = Words | Name | Figure


@dataclass(frozen=True)
class Optional:
    """Parts that are left out together when none of their figures has data, or with `nonzero` anything but zero."""

    parts: "tuple[Node, ...]"
    nonzero: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Case:
    """What is said when the test holds; without a test, when the figure is known and no case before it held."""

    test: Test | None
    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Choice:
    """The first case that holds of the figure is said; none of it is written by the figure itself."""

    figure: Figure
    cases: tuple[Case, ...]
    at: int = field(default=0, compare=False)


Node = Plain | Optional | Choice
Sentence = tuple[Node, ...]


def figures(sentence: Iterable[Node]) -> Iterator[Figure]:
    """Every figure of a sentence, in order; those that conditions ask about among them."""
    for node in sentence:
        match node:
            case Figure():
                yield node
            case Optional(parts):
                yield from figures(parts)
            case Choice(figure, cases):
                yield figure
                for case in cases:
                    yield from figures(case.parts)


def choices(sentence: Iterable[Node]) -> Iterator[Choice]:
    """Every condition of a sentence, in order."""
    for node in sentence:
        match node:
            case Optional(parts):
                yield from choices(parts)
            case Choice(_, cases):
                yield node
                for case in cases:
                    yield from choices(case.parts)
