"""Which scored items are made of the same counts, so that one hardly moves without the other. Pure.

How far another item would move nobody can reckon: with more operations come more minimally invasive ones, but how many
is not known. So a trial takes what is not typed as it is, and names what will not stay so.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from linghang.assessment.sheet import Sheet
from linghang.assessment.walking import names
from linghang.indicators.measures import Derived, Held, Quotient, Recipe, Shifted, Total, Typed, recipe_of
from linghang.packs.framework import Item
from linghang.packs.library import Library


@dataclass(frozen=True)
class Bound:
    """An item by its name, and those that share a count with it."""

    name: str
    others: tuple[str, ...]


def bound(sheet: Sheet, library: Library, on: dt.date, changed: Iterable[str]) -> tuple[Bound, ...]:
    """For the items `changed` (by code) the other scored ones that will hardly stay as they are; `on`: the day whose
    definitions are read. Items that are changed themselves are named with none."""
    facts, asked = _facts_of_items(sheet, library, on), tuple(changed)
    named = {code: f"{item.number} {name}".strip() for code, (item, name) in _titles(sheet).items()}
    found = []
    for code in asked:
        mine = facts.get(code, frozenset())
        others = tuple(named[each] for each, theirs in facts.items() if each not in asked and mine & theirs)
        if others:
            found.append(Bound(named[code], others))
    return tuple(found)


def _titles(sheet: Sheet) -> Mapping[str, tuple[Item, str]]:
    called = names(sheet.framework)
    return {item.code: (item, called[item.code]) for item, _ in sheet.framework.walk()}


def _facts_of_items(sheet: Sheet, library: Library, on: dt.date) -> dict[str, frozenset[str]]:
    """Of every scored item that an indicator measures, what is counted for it."""
    return {
        line.item.code: frozenset(_facts(recipe_of(library, library.indicator(code, on), on)))
        for line in sheet.leaves
        if line.effective and (code := line.item.indicator) and library.has("indicators", code)
    }


def _facts(recipe: Recipe) -> Iterator[str]:
    """Everything that is counted, typed in or held. Not of a year before: that stays as it was."""
    match recipe:
        case Total():
            yield recipe.measure.id
        case Typed() | Held():
            yield recipe.code
        case Quotient(numerator, denominator):
            yield from _facts(numerator)
            yield from _facts(denominator)
        case Derived(_, parts):
            for _, part in parts:
                yield from _facts(part)
        case Shifted():
            return
