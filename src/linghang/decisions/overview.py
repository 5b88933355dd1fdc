"""What the first page of meetings shows: the next meeting and its gaps, the pool, a year of meetings at a glance."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, QuerySet
from django.utils import timezone

from linghang.decisions import held, items
from linghang.decisions.catalogue import routing_of
from linghang.decisions.desk import Point, points_of
from linghang.decisions.exceptions import Irregularity
from linghang.decisions.models import Item, Meeting, Resolution
from linghang.decisions.place import Place
from linghang.decisions.verdicts import Shown, passes_on, show
from linghang.packs.routing import Routing

GOING = (Meeting.Stage.PLANNED, Meeting.Stage.CONVENED, Meeting.Stage.OPEN)
_SHOWN = ("department", "prior__meeting", "meeting", "institution")


@dataclass(frozen=True)
class Upcoming:
    meeting: Meeting
    items: int
    missing: tuple[Point, ...]


@dataclass(frozen=True)
class PoolLine:
    """An item with its way and its verdict; `whereabouts`: what became of it, for the one who put it forward."""

    item: Item
    shown: Shown

    @property
    def way(self) -> str:
        return " → ".join(step.title for step in self.shown.bodies) or (
            "不在清单内" if self.item.kind == Item.Kind.MATTER else self.item.get_kind_display()
        )

    @property
    def light(self) -> str:
        return self.shown.light if self.item.outcome == Item.Outcome.OPEN else ""

    @property
    def word(self) -> str:
        return self.shown.word if self.item.outcome == Item.Outcome.OPEN else self.item.get_outcome_display()

    @property
    def whereabouts(self) -> str:
        if self.item.meeting is None:
            return "待上会"
        return f"{self.item.meeting}（{timezone.localtime(self.item.meeting.begins_at):%Y-%m-%d}）"


def upcoming(place: Place) -> Upcoming | None:
    """The meeting that is open, else the next one to come, else one that should have been held."""
    going = Meeting.objects.filter(institution=place.institution, stage__in=GOING).order_by("begins_at")
    if place.body:
        going = going.filter(body=place.body)
    found = (
        going.filter(stage=Meeting.Stage.OPEN).first()
        or going.filter(begins_at__gte=timezone.now()).first()
        or going.first()
    )
    return Upcoming(found, found.items.count(), points_of(found)) if found else None


def pool(place: Place) -> list[PoolLine]:
    """The pool of the house; for those who only put items forward, all their own, newest first."""
    if place.sees:
        found: Iterable[Item] = items.pool(place.institution).select_related(*_SHOWN)
    else:
        own = place.reach.items().filter(institution=place.institution)
        found = own.select_related(*_SHOWN).order_by("-submitted_at")
    return lines_of(found, routing_of(place.institution, timezone.localdate()))


def lines_of(found: Iterable[Item], routing: Routing, body: str = "") -> list[PoolLine]:
    """Each item with its verdict before `body`; without one, before the body whose turn it is, or on whose agenda it
    stands."""
    return [
        PoolLine(item, show(items.facts(item), routing, body or (item.meeting.body if item.meeting else "")))
        for item in found
    ]


@dataclass(frozen=True)
class Cell:
    month: int
    count: int
    wrong: bool
    title: str


@dataclass(frozen=True)
class Row:
    code: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class HeldLine:
    meeting: Meeting
    body: str
    items: int
    resolutions: int
    exceptions: int
    first_of_month: bool


@dataclass(frozen=True)
class Year:
    """The meetings of a place's year, its exceptions, and what became of its resolutions."""

    place: Place
    routing: Routing
    meetings: tuple[Meeting, ...]
    exceptions: tuple[Irregularity, ...]

    @classmethod
    def of(cls, place: Place) -> "Year":
        routing = routing_of(place.institution, min(place.last, timezone.localdate()))
        return cls(place, routing, tuple(meetings_of(place)), tuple(exceptions_of(place)))

    @cached_property
    def titles(self) -> dict[str, str]:
        return {body.code: body.title for body in self.routing.bodies}

    @property
    def by_body(self) -> str:
        counts = Counter(meeting.body for meeting in self.meetings)
        return "，".join(f"{self.titles.get(code, code)} {number}" for code, number in counts.most_common(3))

    @property
    def lines(self) -> list[HeldLine]:
        wrong = Counter(each.meeting for each in self.exceptions)
        seen: set[int] = set()
        found = []
        for meeting in self.meetings:
            month = timezone.localtime(meeting.begins_at).month
            found.append(
                HeldLine(
                    meeting,
                    self.titles.get(meeting.body, meeting.body),
                    meeting.item_count,
                    meeting.resolution_count,
                    wrong[meeting.pk],
                    month not in seen,
                )
            )
            seen.add(month)
        return found

    @property
    def strip(self) -> list[Row]:
        """Body × month: how often it met, and where something was wrong."""
        wrong = {each.meeting for each in self.exceptions if each.meeting is not None}
        found: dict[str, dict[int, list[Meeting]]] = {code: {} for code in self.titles}
        for meeting in self.meetings:
            months = found.setdefault(meeting.body, {})
            months.setdefault(timezone.localtime(meeting.begins_at).month, []).append(meeting)
        return [
            Row(code, self.titles.get(code, code), tuple(_cell(number, months, wrong) for number in range(1, 13)))
            for code, months in found.items()
            if months or not self.place.body
        ]

    @property
    def resolutions(self) -> int:
        return resolutions_of(self.place).count()

    @property
    def untasked(self) -> int:
        """Resolutions without task and reason; those that another body has yet to decide on do not count."""
        found = resolutions_of(self.place).filter(tasks=None, no_task_reason="")
        pairs = found.values_list("item__matter", "item__meeting__body")
        return sum(not passes_on(matter, body, self.routing) for matter, body in pairs)


def _cell(month: int, months: dict[int, list[Meeting]], wrong: set[int]) -> Cell:
    there = months.get(month, [])
    title = "；".join(f"{timezone.localtime(each.begins_at):%m-%d} {each.title}" for each in there)
    return Cell(month, len(there), any(each.pk in wrong for each in there), title)


def meetings_of(place: Place) -> QuerySet[Meeting]:
    """The meetings of the year, newest first, with how many items and resolutions each has."""
    found = Meeting.objects.filter(institution=place.institution, begins_at__year=place.year)
    if place.body:
        found = found.filter(body=place.body)
    return found.annotate(
        item_count=Count("items", distinct=True), resolution_count=Count("items__resolution", distinct=True)
    ).order_by("-begins_at", "-pk")


def resolutions_of(place: Place) -> QuerySet[Resolution]:
    """The resolutions of the year, by the day on which they were resolved."""
    found = Resolution.objects.filter(item__institution=place.institution, decided_on__year=place.year)
    return found.filter(item__meeting__body=place.body) if place.body else found


def exceptions_of(place: Place) -> list[Irregularity]:
    """The exceptions of the year's meetings, of one body where one is chosen."""
    found = held.irregularities([place.institution], place.first, min(place.last, timezone.localdate()))
    return [each for each in found if not place.body or each.body == place.body]
