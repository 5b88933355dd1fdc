"""Places among peers, and who the peers are. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

PeerTrait = Literal["kind", "level", "category", "measured"]


@dataclass(frozen=True)
class Place:
    """`rank` of `of` (1 is best), shared with `tied` others: the next one is as many places further (1, 1, 3).

    `percentile`: rank over number, 0.235 reads 位于前 23.5%; the smaller the better. That is how hospitals quote it.
    """

    rank: int
    of: int
    tied: int
    percentile: Decimal


def places(scores: Mapping[str, Decimal | None]) -> dict[str, Place]:
    """The places of all who have a score; who has none has no place and is not counted."""
    numbers = {unit: score for unit, score in scores.items() if score is not None}
    times = Counter(numbers.values())
    ranks: dict[Decimal, int] = {}
    ahead = 0
    for score in sorted(times, reverse=True):
        ranks[score] = ahead + 1
        ahead += times[score]
    of = len(numbers)
    return {
        unit: Place(ranks[score], of, times[score] - 1, Decimal(ranks[score]) / of) for unit, score in numbers.items()
    }


def movement(now: Place | None, before: Place | None) -> int | None:
    """How many places up (below 0: down) since then; None when either is unknown."""
    return before.rank - now.rank if now and before else None


def say_movement(now: Place | None, before: Place | None) -> str:
    """`上升 108 位`, `下降 3 位`, `位次不变`; with both totals when the group has changed in size."""
    moved = movement(now, before)
    if moved is None or now is None or before is None:
        return "上年没有位次，不可比" if now else "没有位次"
    said = f"上升 {moved} 位" if moved > 0 else f"下降 {-moved} 位" if moved < 0 else "位次不变"
    return said if now.of == before.of else f"{said}（上年 {before.of} 家，今年 {now.of} 家）"


@dataclass(frozen=True)
class Traits:
    """By what a unit is grouped. `measured`: the codes of the items in which it has a value."""

    kind: str = ""
    level: str = ""
    category: str = ""
    measured: frozenset[str] = field(default_factory=frozenset)


GroupKey = tuple[str, ...]


def peer_groups(by: Iterable[PeerTrait], units: Mapping[str, Traits]) -> dict[GroupKey, tuple[str, ...]]:
    """The units of each peer group. The key has one word for each trait, in the order of `by`; for `measured` the codes
    in alphabetical order, joined by +. Without traits all are one group, of the key ()."""
    order = tuple(by)
    groups: dict[GroupKey, list[str]] = {}
    for unit, traits in units.items():
        groups.setdefault(tuple(_word(traits, trait) for trait in order), []).append(unit)
    return {key: tuple(members) for key, members in groups.items()}


def _word(traits: Traits, trait: PeerTrait) -> str:
    match trait:
        case "kind":
            return traits.kind
        case "level":
            return traits.level
        case "category":
            return traits.category
        case "measured":
            return "+".join(sorted(traits.measured))
