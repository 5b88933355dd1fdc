"""Who is a member on a day, who may vote, and for how long somebody has stood in the Party. Pure.

Periods include both their days. Rules EL05 (probationary members, and those whose rights are suspended, neither vote
nor stand), BR13 (a secretary has at least a year of standing), MD18–MD20 (probation, extension, standing from the day
of full membership).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from linghang.core.errors import refuse
from linghang.packs.durations import Duration

Status = Literal["probationary", "full"]
STATUS_WORDS = {"probationary": "预备党员", "full": "正式党员"}
PROBATION = Duration(1, "year")
EXTENSION_MONTHS = (6, 12)
SECRETARY_STANDING = Duration(1, "year")
ADULT = Duration(18, "year")


@dataclass(frozen=True)
class Span:
    """A person in one organisation in one status. `person`, `organization`: staff number, code."""

    person: str
    organization: str
    status: Status
    first: dt.date
    last: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Break:
    """While it lasts, the person has no right to vote, to elect or to stand (EL05)."""

    person: str
    first: dt.date
    last: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Standing:
    """党龄: whole years and months since full membership; None of it for who is not yet a full member."""

    years: int
    months: int

    def __str__(self) -> str:
        if not self.years:
            return f"{self.months} 个月"
        return f"{self.years} 年" + (f" {self.months} 个月" if self.months else "")


def on_roll(spans: Iterable[Span], organization: str, day: dt.date) -> list[Span]:
    """The members of the organisation on `day`, by staff number."""
    found = [span for span in spans if span.organization == organization and span.on(day)]
    return sorted(found, key=lambda span: span.person)


def voting_roll(spans: Iterable[Span], breaks: Iterable[Break], organization: str, day: dt.date) -> list[str]:
    """Who may vote, elect and stand there on `day`: full members whose rights are not suspended (EL05)."""
    without = {each.person for each in breaks if each.on(day)}
    return [
        span.person
        for span in on_roll(spans, organization, day)
        if span.status == "full" and span.person not in without
    ]


def standing(party_since: dt.date | None, day: dt.date) -> Standing | None:
    """From the day of full membership (MD20) to `day`; None before it or without one."""
    if party_since is None or day < party_since:
        return None
    months = (day.year - party_since.year) * 12 + day.month - party_since.month
    if Duration(months, "month").after(party_since) > day:
        months -= 1
    return Standing(months // 12, months % 12)


def may_be_secretary(party_since: dt.date | None, day: dt.date) -> bool:
    """Whether there is a year of standing on the day of appointment (BR13)."""
    return party_since is not None and SECRETARY_STANDING.after(party_since) <= day


def probation_end(meeting_on: dt.date) -> dt.date:
    """A year from the day on which the branch meeting admitted (MD18)."""
    return PROBATION.after(meeting_on)


def check_extension(end: dt.date, until: dt.date) -> None:
    """Raise InputError unless probation goes on for half a year to a year more (MD19)."""
    least, most = (Duration(months, "month").after(end) for months in EXTENSION_MONTHS)
    if not least <= until <= most:
        reason = f"预备期 {end} 届满，延长不少于半年、不超过一年（MD19）"
        raise refuse(reason, f"请填 {least} 至 {most} 之间的日期", field="延长到", value=str(until))


def overlaps(spans: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Pairs of spans of one person that share a day: a second active membership."""
    found = []
    ordered = sorted(spans, key=lambda span: (span.person, span.first))
    for before, after in pairwise(ordered):
        if before.person == after.person and (before.last is None or after.first <= before.last):
            found.append((before, after))
    return found


def impossible(
    *, born: dt.date | None, joined: dt.date | None, full: dt.date | None, today: dt.date
) -> list[tuple[str, str]]:
    """What cannot be about the dates of a member: (field, reason). Ages and probation by MD01 and MD18."""
    found = []
    for name, day in (("出生日期", born), ("入党日期", joined), ("转正日期", full)):
        if day is not None and day > today:
            found.append((name, "在今天之后"))
    if born and joined and joined < ADULT.after(born):
        found.append(("入党日期", "入党时不满 18 周岁（MD01）"))
    if joined and full and full < joined:
        found.append(("转正日期", "早于入党日期"))
    return found


@dataclass(frozen=True)
class Golden:
    """Somebody who reaches fifty years in the Party by 1 July of a year. `on`: the day of the fiftieth anniversary."""

    person: str
    on: dt.date
    years: int


GOLDEN_YEARS = 50


def golden(since: Iterable[tuple[str, dt.date | None]], year: int) -> list[Golden]:
    """Who reaches fifty years of standing by 1 July of `year` and had not by that of the year before, longest first."""
    by, before = dt.date(year, 7, 1), dt.date(year - 1, 7, 1)
    found = []
    for person, day in since:
        if day is not None and before < (on := Duration(GOLDEN_YEARS, "year").after(day)) <= by:
            found.append(Golden(person, on, GOLDEN_YEARS))
    return sorted(found, key=lambda each: (each.on, each.person))
