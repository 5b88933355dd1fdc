"""Carriers of the vanguard and what they did: reviews, service hours, missions, deeds, honours, partners."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from linghang.organization.models import Institution, Person
from linghang.party.rows import Row, day, name_of, of_year, rows, standing


@dataclass(frozen=True)
class Carrier:
    """One post, zone, window or team. `review`: the newest one of the year, None when it was not reviewed."""

    row: Row
    kind: str
    branch: str
    review: Row | None

    @property
    def result(self) -> str:
        return name_of("review_result", self.review["result"]) if self.review else "本年未考评"


@dataclass(frozen=True)
class Deed:
    """One deed. `name`: only with the consent of the person (IN: 003 L25)."""

    row: Row
    branch: str
    name: str


@dataclass(frozen=True)
class Service:
    """Service of one branch in the year."""

    branch: str
    times: int
    hours: Decimal
    served: int


@dataclass(frozen=True)
class Pioneers:
    carriers: tuple[Carrier, ...]
    kinds: tuple[tuple[str, int], ...]
    services: tuple[Service, ...]
    missions: tuple[Row, ...]
    deeds: tuple[Deed, ...]
    awards: tuple[tuple[Row, str, str], ...]
    partners: tuple[tuple[Row, str, int], ...]

    @property
    def reviewed(self) -> int:
        return sum(carrier.review is not None for carrier in self.carriers)

    @property
    def broken(self) -> tuple[Carrier, ...]:
        """Whose promise was not kept."""
        return tuple(each for each in self.carriers if each.review and each.review["promise_kept"] is False)

    @property
    def hours(self) -> Decimal:
        return sum((each.hours for each in self.services), Decimal(0))

    @property
    def times(self) -> int:
        return sum(each.times for each in self.services)


def pioneers(institution: Institution, year: int, today: dt.date, names: dict[str, str]) -> Pioneers:
    """Of one institution in a year. `names`: of its Party organisations, by code."""
    end = min(dt.date(year, 12, 31), today)
    found = standing(rows("party_carrier", institution), end, begins="established_on", ends="ended_on")
    reviews = {str(row["carrier_no"]): row for row in of_year(rows("carrier_review", institution), "reviewed_on", year)}
    carriers = [
        Carrier(
            row,
            name_of("carrier_kind", row["kind"]),
            names.get(str(row.get("branch") or ""), str(row["unit"] or "")),
            reviews.get(str(row["carrier_no"])),
        )
        for row in sorted(found, key=lambda each: (str(each["kind"]), str(each["carrier_no"])))
    ]
    return Pioneers(
        tuple(carriers),
        tuple(Counter(carrier.kind for carrier in carriers).items()),
        tuple(_services(of_year(rows("volunteer_service", institution), "served_on", year), names)),
        tuple(of_year(rows("team_mission", institution), "called_at", year)),
        tuple(_deeds(institution, year, names)),
        tuple(_awards(institution, year)),
        tuple(_partners(institution, year, end)),
    )


def _services(found: Sequence[Row], names: dict[str, str]) -> list[Service]:
    grouped: dict[str, list[Row]] = {}
    for row in found:
        grouped.setdefault(str(row["branch"]), []).append(row)
    made = [
        Service(
            names.get(code, code),
            len(each),
            sum((row["hours"] or Decimal(0) for row in each), Decimal(0)),
            sum(int(row["served"] or 0) for row in each),
        )
        for code, each in grouped.items()
    ]
    return sorted(made, key=lambda service: (-service.hours, service.branch))


def _deeds(institution: Institution, year: int, names: dict[str, str]) -> list[Deed]:
    found = of_year(rows("deed", institution), "recorded_on", year)
    consenting = {str(row["person"]) for row in found if row["consent"]}
    people = dict(Person.objects.filter(code__in=consenting).values_list("code", "name"))
    return [
        Deed(
            row,
            names.get(str(row["branch"]), str(row["branch"])),
            people.get(str(row["person"]), "") if row["consent"] else "",
        )
        for row in reversed(found)
    ]


def _awards(institution: Institution, year: int) -> list[tuple[Row, str, str]]:
    """Honours of Party organisations, and those whose name says that they are for Party work."""
    return [
        (row, name_of("honour_level", row["level"]), name_of("award_category", row["category"]))
        for row in of_year(rows("award", institution), "awarded_on", year)
        if row["holder_kind"] == "branch" or "党" in str(row["title"])
    ]


def _partners(institution: Institution, year: int, end: dt.date) -> list[tuple[Row, str, int]]:
    """Partners in being with how often they were met in the year."""
    held = of_year(rows("co_building_activity", institution), "held_on", year)
    met = Counter(str(row["partner_no"]) for row in held if (on := day(row["held_on"])) and on <= end)
    found = standing(rows("co_building", institution), end, begins="begun_on", ends="ended_on")
    return [(row, name_of("partner_kind", row["kind"]), met[str(row["partner_no"])]) for row in found]
