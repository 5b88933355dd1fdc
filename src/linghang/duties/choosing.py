"""What a page of duties is about: institution, year, line and day, all in the address."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from linghang.core.days import parse_day
from linghang.core.keys import parse_key
from linghang.duties import reach, usual
from linghang.duties.reckoning import lines_of
from linghang.organization.models import Institution
from linghang.registers.content import library

YEARS_BACK = 5
EVERYTHING = "全部"


@dataclass(frozen=True)
class Choice:
    """`today`: the day as of which lights are set; of a year that is over, its own last day is not waited for."""

    reach: reach.Reach
    institutions: list[Institution]
    year: int
    line: str
    today: dt.date

    @property
    def institution(self) -> Institution:
        return self.reach.institution

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    @property
    def years(self) -> list[int]:
        now = self.today.year
        return sorted({*range(now - YEARS_BACK, now + 1), self.year}, reverse=True)

    @property
    def lines(self) -> list[str]:
        return [*lines_of(library()), EVERYTHING]

    @property
    def line_asked(self) -> str | None:
        """None for all lines."""
        return None if self.line == EVERYTHING else self.line


def choice_of(request: HttpRequest, *, line: str | None = None) -> Choice:
    """From the address. `line`: what is shown where none is asked for (the first one).

    The year: the one in the address, else that of the day in it, else the usual one.
    """
    place = reach.place_of(request, request.GET.get("institution", "").strip())
    on = parse_day(request.GET.get("on", ""))
    today = on or timezone.localdate()
    year = parse_key(request.GET.get("year", ""))
    if year is None or not 1950 <= year <= 2100:
        year = on.year if on else usual.active_year(place.institution, today.year)
    known = [*lines_of(library()), EVERYTHING]
    asked = request.GET.get("line", "").strip()
    return Choice(
        place,
        reach.institutions(request.user),
        year,
        asked if asked in known else (line or known[0]),
        today,
    )
