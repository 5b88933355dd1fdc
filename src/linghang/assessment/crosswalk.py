"""How the items of all systems meet: the same indicator under its numbers, the same clause in other words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from linghang.assessment.walking import leaves
from linghang.packs.framework import Framework, Item
from linghang.packs.library import Library


@dataclass(frozen=True)
class Place:
    """An item of a framework, under the dimension at its top."""

    framework: Framework
    item: Item
    dimension: str


@dataclass(frozen=True)
class Crossing:
    """One thing that is asked for. `indicator`: its code, empty when people rate it from evidence."""

    title: str
    indicator: str
    places: tuple[Place, ...]

    @property
    def frameworks(self) -> tuple[str, ...]:
        """The codes of the frameworks that ask for it, each once."""
        return tuple(dict.fromkeys(place.framework.code for place in self.places))

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of other documents that ask for the same."""
        return tuple(dict.fromkeys(clause for place in self.places for clause in place.item.clauses))


def crosswalk(frameworks: Iterable[Framework], library: Library) -> list[Crossing]:
    """Every indicator that an item names, and every item without one that names clauses of other documents.

    What most systems ask for stands first.
    """
    measured: dict[str, list[Place]] = {}
    worded: list[Crossing] = []
    for framework in frameworks:
        for node in leaves(framework):
            place = Place(framework, node.item, node.dimension)
            if node.item.indicator:
                measured.setdefault(node.item.indicator, []).append(place)
            elif node.item.clauses:
                worded.append(Crossing(node.item.title, "", (place,)))
    found = [Crossing(_title(code, places, library), code, tuple(places)) for code, places in measured.items()]
    return sorted([*found, *worded], key=lambda each: -len(each.frameworks))


def _title(code: str, places: list[Place], library: Library) -> str:
    return library.indicator(code).title if library.has("indicators", code) else places[0].item.title
