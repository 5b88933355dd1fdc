"""Meetings that were held, as plain facts: read in a few queries for a whole year, whatever the number of items."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache, partial

from django.db.models import Max, Min, Prefetch, Q, QuerySet
from django.utils import timezone

from linghang.decisions import exceptions, items, rhythm, voting
from linghang.decisions.catalogue import routing_of
from linghang.decisions.exceptions import AgendaFacts, Irregularity, MeetingFacts
from linghang.decisions.meetings.sitting import ballots_of
from linghang.decisions.models import Attendance, Item, Meeting, Resolution
from linghang.decisions.rhythm import Span
from linghang.organization.models import Institution
from linghang.packs.routing import Routing

HELD = (Meeting.Stage.OPEN, Meeting.Stage.CLOSED, Meeting.Stage.ISSUED)


def held(institutions: Iterable[Institution], first: dt.date, last: dt.date) -> QuerySet[Meeting]:
    """Meetings that took place from `first` to `last`, with everything the facts need."""
    agenda = Item.objects.select_related("prior__meeting").prefetch_related(
        "consultations",
        "opinions",
        "recusals__person",
        "votes__person",
        "speeches__person",
        "concerns",
        Prefetch("resolution", Resolution.objects.prefetch_related("tasks")),
    )
    return (
        Meeting.objects.filter(institution__in=list(institutions), stage__in=HELD)
        .filter(begins_at__date__gte=first, begins_at__date__lte=last)
        .select_related("institution__parent", "chair")
        .prefetch_related(
            Prefetch("attendances", Attendance.objects.select_related("person")),
            Prefetch("items", agenda.order_by("position", "pk")),
        )
        .order_by("begins_at", "pk")
    )


def irregularities(
    institutions: Iterable[Institution], first: dt.date, last: dt.date, *, today: dt.date | None = None
) -> list[Irregularity]:
    """The exception list of these institutions for a span of days, under the catalogue in force on each day."""
    today = today or timezone.localdate()
    found: list[Irregularity] = []
    for institution in institutions:
        known: list[MeetingFacts] = []
        for routing, group in _by_routing(institution, list(held([institution], first, last))):
            of_group = [facts(meeting, routing) for meeting in group]
            found += exceptions.find(of_group, routing)
            known += of_group
        if span := _span(institution, first, last, today):
            found += rhythm.gaps(known, cache(partial(routing_of, institution)), span)
    return sorted(found, key=lambda each: (each.on, each.meeting or 0))


def _span(institution: Institution, first: dt.date, last: dt.date, today: dt.date) -> Span | None:
    """The span of days with what is on record of the time before; None when no meeting of the house is."""
    bodies = (
        Meeting.objects.filter(institution=institution, stage__in=HELD, circulated=False)
        .order_by()
        .values("body")
        .annotate(earliest=Min("begins_at"), latest=Max("begins_at", filter=Q(begins_at__date__lt=first)))
    )
    before = {each["body"]: timezone.localdate(each["latest"]) for each in bodies if each["latest"]}
    since = [timezone.localdate(each["earliest"]) for each in bodies]
    return Span(first, last, today, min(since), before) if since else None


def _by_routing(institution: Institution, meetings: Sequence[Meeting]) -> list[tuple[Routing, list[Meeting]]]:
    """Runs of meetings under one catalogue, in order of time."""
    runs: list[tuple[Routing, list[Meeting]]] = []
    for meeting in meetings:
        routing = routing_of(institution, timezone.localdate(meeting.begins_at))
        if runs and runs[-1][0] == routing:
            runs[-1][1].append(meeting)
        else:
            runs.append((routing, [meeting]))
    return runs


def facts(meeting: Meeting, routing: Routing) -> MeetingFacts:
    """A meeting read by `held` as the exceptions see it."""
    called = list(meeting.attendances.all())
    present = [each for each in called if each.presence == Attendance.Presence.PRESENT]
    roll = voting.Roll(
        frozenset(each.person.code for each in called if each.member),
        frozenset(each.person.code for each in present),
        names={each.person.code: each.person.name for each in called},
    )
    day = timezone.localdate(meeting.begins_at)
    return MeetingFacts(
        ref=meeting.pk,
        number=meeting.number,
        body=meeting.body,
        on=day,
        roll=roll,
        items=tuple(_agenda(item, roll, called, day) for item in meeting.items.all()),
        notified_on=timezone.localdate(meeting.notified_at) if meeting.notified_at else None,
        circulated=meeting.circulated,
        last_speaker=last_speaker(meeting, present, routing),
    )


def last_speaker(meeting: Meeting, present: Sequence[Attendance], routing: Routing) -> str:
    """Who has to speak last: the holder of that post when he is there, else whoever presides."""
    wanted = next((body.last_speaker for body in routing.bodies if body.code == meeting.body), None)
    if wanted is None:
        return ""
    holder = next((each.person.code for each in present if wanted in each.kinds), "")
    return holder or (meeting.chair.code if meeting.chair else "")


def _agenda(item: Item, roll: voting.Roll, called: Sequence[Attendance], day: dt.date) -> AgendaFacts:
    there = frozenset(each.person.code for each in called if each.there_for(item.position))
    recused = frozenset(each.person.code for each in item.recusals.all())
    resolution: Resolution | None = getattr(item, "resolution", None)
    return AgendaFacts(
        ref=item.pk,
        item=items.facts(item, day),
        outcome=item.outcome,
        roll=voting.Roll(roll.entitled, there, recused, roll.names),
        votes=ballots_of(item, item.votes.all()),
        speeches=tuple(speech.person.code for speech in item.speeches.all()),
        concerns=frozenset(person.code for person in item.concerns.all()),
        tasks=len(resolution.tasks.all()) if resolution else 0,
        no_task_reason=resolution.no_task_reason if resolution else "",
        despite="；".join(filter(None, [item.despite, resolution.despite if resolution else ""])),
    )
