"""What falls on which day: one entry for each duty, period and place. Names nobody: members are counted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from linghang.duties import reach
from linghang.duties.clock import Light, fixed_day
from linghang.duties.matrix import Cell
from linghang.duties.periods import Span, say
from linghang.duties.reckoning import Line, reckon
from linghang.duties.roster import Roster
from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.packs.duty import Duty
from linghang.registers.content import library

_BACK = dt.timedelta(days=366)


@dataclass(frozen=True)
class Entry:
    """`day`: the fixed day, or the last one in time. `place`: the branch, department or house. `open`: how many still
    owe it, of `of`. `reason`: how it stands, in a sentence.
    """

    day: dt.date
    span: Span
    duty: Duty
    institution: Institution
    row: str
    place: str
    open: int
    of: int
    light: Light
    reason: str

    @property
    def title(self) -> str:
        return f"{self.duty.title}（{self.place}）"

    @property
    def uid(self) -> str:
        """The same for the same duty, place and period, whatever becomes of it."""
        parts = (self.institution.code, self.row, self.duty.code, str(self.span.first), str(self.span.last))
        return sha256("/".join(parts).encode()).hexdigest()[:32]

    @property
    def address(self) -> str:
        return cell_address(self.institution, self.row, self.duty.code, self.span.first.year)


def cell_address(institution: Institution, row: str, duty: str, year: int) -> str:
    """The page of one cell of the matrix. `row` `*`: all rows."""
    named = {"institution": institution.code, "row": row, "duty": duty, "year": year}
    return f"{reverse('duties-cell')}?{urlencode(named)}"


def entries(user: User, first: dt.date, last: dt.date, *, today: dt.date | None = None) -> list[Entry]:
    """What falls on the days from `first` to `last`, wherever the person keeps Party life or oversees it.

    A secretary has the duties of his branch one by one; the office has those of the house one by one, and of each
    duty of branches one entry that counts them.
    """
    today = today or timezone.localdate()
    found: list[Entry] = []
    for place in reach.institutions(user, reach.KEEP):
        keeps = reach.reach_of(user, place, reach.KEEP)
        only = keeps.only
        lines = reckon(place, first - _BACK, last, today, branch=only, due_from=first)
        roster = Roster(place, library())
        found += _entries(place, lines, keeps, roster)
    inside = [each for each in found if first <= each.day <= last]
    return sorted(inside, key=lambda each: (each.day, each.title))


def _entries(place: Institution, lines: Iterable[Line], keeps: reach.Reach, roster: Roster) -> Iterable[Entry]:
    grouped: dict[tuple[str, str, Span, dt.date], list[Line]] = {}
    for line in lines:
        if line.standing.state != "not_owed":
            row = line.row if not keeps.whole or line.row == "" else "*"
            if keeps.whole or keeps.sees(line.row):
                grouped.setdefault((row, line.duty.code, line.owed.span, _day(line)), []).append(line)
    for (row, _, span, day), owed in grouped.items():
        yield _entry(place, row, span, day, owed, roster)


def _day(line: Line) -> dt.date:
    return fixed_day(line.owed) or line.standing.due


def _entry(place: Institution, row: str, span: Span, day: dt.date, lines: list[Line], roster: Roster) -> Entry:
    cell, duty = Cell(tuple(lines)), lines[0].duty
    left = [each for each in lines if each.standing.state in ("due", "missed", "future")]
    if len(lines) == 1 and duty.base not in ("person", "pair"):
        reason = lines[0].standing.reason
    else:
        reason = f"{say(span)}应完成 {len(lines)}，未完成 {len(left)}"
    return Entry(
        day, span, duty, place, row, _named(place, row, lines, roster), len(left), len(lines), cell.light, reason
    )


def _named(place: Institution, row: str, lines: list[Line], roster: Roster) -> str:
    if row in ("", "*"):
        return str(place)
    return lines[0].owner.title if row.startswith("department:") else roster.name_of(row, lines[0].owed.window.last)
