"""Where a unit stands among its peers, and how far it has moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.assessment import charts, reach, results, sheet_page
from linghang.assessment.assess import Assessed, Result
from linghang.assessment.place import Place, place_of
from linghang.assessment.ranking import Place as Rank
from linghang.assessment.ranking import places
from linghang.assessment.views_sheet import unit_asked, unit_url
from linghang.assessment.views_systems import around
from linghang.core.errors import InputError
from linghang.core.figures import write_figure

AROUND, FIRST = 10, 5
"""How many neighbours before and behind are listed, and how many from the top."""
ANONYMOUS = "同类单位"


@dataclass(frozen=True)
class Standing:
    """A member of the peer group; those out of the person's reach have no name."""

    rank: int
    tied: int
    name: str
    points: str
    share: str
    width: Decimal
    grade: str
    moved: str
    tone: str
    url: str
    own: bool
    gap: bool


@require_GET
def ranking(request: HttpRequest, code: str) -> HttpResponse:
    place = place_of(request, code)
    context = around(place, "assessment-ranking")
    try:
        context |= ranked(request, place)
    except InputError as error:
        context |= {"faults": error.faults}
    return render(request, "assessment/ranking.html", context)


def ranked(request: HttpRequest, place: Place) -> dict[str, Any]:
    """What the page and its file say of a unit among its peers: the one asked for, else the first in reach of the group
    asked for. InputError as `assess`."""
    unit = unit_asked(request, place)
    found = results.assessed(place)
    visible = reach.seen(request.user, found.results)
    groups = _groups(visible)
    home = results.result_of(found, results.unit_key(place, unit)) or _first_of(visible, request.GET.get("group", ""))
    if home is None or home not in visible:
        return {"unit": unit, "groups": groups}
    only_own = request.GET.get("scope") == "own"
    ranks, shares = _ranked(found, home, only_own)
    standings = _Standings(place, found, home, {each.unit.key: each for each in visible}, ranks, shares)
    return {
        "unit": unit,
        "groups": groups,
        "home": home,
        "answer": sheet_page.answer(home),
        "only_own": only_own,
        "own_place": sheet_page.say_place(ranks.get(home.unit.key)),
        "standings": standings.near(),
        "everybody": standings.everybody(),
        "of": len(ranks),
        "figure": charts.distribution(list(shares.values()), shares.get(home.unit.key), home.unit.name),
        "bars": _bars(list(shares.values())),
        "others": len(found.round.others),
    }


def _groups(visible: list[Result]) -> list[dict[str, Any]]:
    """The peer groups in which a visible unit stands."""
    titles = dict.fromkeys(result.group for result in visible)
    return [{"title": title, "units": [each for each in visible if each.group == title]} for title in titles]


def _first_of(visible: list[Result], group: str) -> Result | None:
    return next((each for each in visible if not group or each.group == group), None)


def _ranked(found: Assessed, home: Result, only_own: bool) -> tuple[dict[str, Rank], dict[str, Decimal]]:
    """Places and shares of the peer group of `home`; with `only_own` the units of the house alone are ranked."""
    round_ = found.round
    members = round_.groups[round_.group_of[home.unit.key]]
    own = {unit.key for unit in round_.own}
    shares = {
        key: share
        for key in members
        if (not only_own or key in own) and (share := round_.sheets[key].share) is not None
    }
    return places(shares), shares


@dataclass(frozen=True)
class _Standings:
    """A peer group, best first. `known`: the results that have a name for this person."""

    place: Place
    found: Assessed
    home: Result
    known: Mapping[str, Result]
    ranks: Mapping[str, Rank]
    shares: Mapping[str, Decimal]

    @property
    def ordered(self) -> list[str]:
        return sorted(self.ranks, key=lambda key: (self.ranks[key].rank, key))

    def everybody(self) -> Iterator[Standing]:
        return (self._standing(key, gap=False) for key in self.ordered)

    def near(self) -> list[Standing]:
        """The top, whoever has a name, and the neighbours of the unit; of a small group all."""
        ordered = self.ordered
        at = ordered.index(self.home.unit.key) if self.home.unit.key in self.ranks else 0
        wanted = [
            number
            for number, key in enumerate(ordered)
            if len(ordered) <= 2 * AROUND + FIRST or number < FIRST or abs(number - at) <= AROUND or key in self.known
        ]
        gaps = [before + 1 < number for before, number in zip([-1, *wanted], wanted, strict=False)]
        return [self._standing(ordered[number], gap=gap) for number, gap in zip(wanted, gaps, strict=True)]

    def _standing(self, key: str, *, gap: bool) -> Standing:
        result, share, rank = self.known.get(key), self.shares[key], self.ranks[key]
        said = sheet_page.answer(result) if result else None
        return Standing(
            rank.rank,
            rank.tied,
            result.unit.name if result else ANONYMOUS,
            sheet_page.say(self.found.round.sheets[key].points),
            write_figure(share, "%", 1),
            max(Decimal(0), min(Decimal(1), share)) * 100,
            said.grade if said else "",
            said.moved if said else "",
            said.tone if said else "",
            unit_url(self.place, result) if result else "",
            key == self.home.unit.key,
            gap,
        )


def _bars(shares: list[Decimal]) -> list[tuple[str, int]]:
    """The numbers behind the chart, without empty ends."""
    counts = [0] * charts.BINS
    for share in shares:
        counts[charts.bin_of(share)] += 1
    step = 100 // charts.BINS
    return [(f"{number * step}—{(number + 1) * step}%", count) for number, count in enumerate(counts) if count]
