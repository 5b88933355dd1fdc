"""What somebody has to do now, wherever he keeps Party life: one thing for each duty, period and place."""

import datetime as dt
from dataclasses import dataclass

from linghang.duties import reach
from linghang.duties.calendar import cell_address
from linghang.duties.clock import Light
from linghang.duties.matrix import Cell
from linghang.duties.periods import Span, say
from linghang.duties.reckoning import Line, reckon
from linghang.duties.recording import recording_address
from linghang.duties.roster import Roster
from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.packs.duty import Duty
from linghang.registers.content import library

_BACK = dt.timedelta(days=366)
_LONGEST = dt.timedelta(days=184)
"""What was due longer ago is told by the matrix; here is what can still be done."""
_ORDER: tuple[Light, ...] = ("bad", "warn", "", "good")


@dataclass(frozen=True)
class Owing:
    """`left`: how many (members, pairs) still owe it, of `of`; 1 of 1 where the place itself does. `can`: whether it
    can still be done: it runs, or may be made up.
    """

    institution: Institution
    row: str
    place: str
    duty: Duty
    span: Span
    due: dt.date
    light: Light
    reason: str
    left: int
    of: int
    can: bool

    @property
    def period(self) -> str:
        return say(self.span)

    @property
    def address(self) -> str:
        return cell_address(self.institution, self.row, self.duty.code, self.span.first.year)

    @property
    def record_address(self) -> str:
        return recording_address(self.duty, self.institution, "" if ":" in self.row else self.row)


def owed_now(user: User, today: dt.date) -> list[Owing]:
    """What can still be done and is not, where the person keeps it: over first, then pressing, then by day."""
    found = []
    for place in reach.institutions(user, reach.KEEP):
        keeps = reach.reach_of(user, place, reach.KEEP)
        branch = "" if keeps.whole else keeps.only
        lines = reckon(place, today - _BACK, today, today, branch=branch, due_from=today - _LONGEST)
        found += of_lines(place, [each for each in lines if branch is not None or keeps.sees(each.row)], today)
    return sorted(found, key=lambda each: (_ORDER.index(each.light), each.due, each.duty.code))


def of_branch(institution: Institution, branch: str, today: dt.date) -> list[Owing]:
    """The same for one branch ("" for the house)."""
    lines = reckon(institution, today - _BACK, today, today, branch=branch, due_from=today - _LONGEST)
    found = of_lines(institution, lines, today)
    return sorted(found, key=lambda each: (_ORDER.index(each.light), each.due, each.duty.code))


def of_lines(place: Institution, lines: list[Line], today: dt.date) -> list[Owing]:
    """What is open among these lines and can still be done."""
    roster = Roster(place, library())
    grouped: dict[tuple[str, str, Span], list[Line]] = {}
    for line in lines:
        if line.standing.state != "not_owed":
            grouped.setdefault((line.row, line.duty.code, line.owed.span), []).append(line)
    made = [_owing(place, row, span, owed, today, roster) for (row, _, span), owed in grouped.items()]
    return [each for each in made if each.left and each.can]


def _owing(place: Institution, row: str, span: Span, lines: list[Line], today: dt.date, roster: Roster) -> Owing:
    duty, cell = lines[0].duty, Cell(tuple(lines))
    left = cell.open
    due = min((each.standing.due for each in left), default=span.last)
    reason = cell.reason
    if duty.base in ("person", "pair"):
        reason = f"{say(span)}应完成 {len(lines)}，还差 {len(left)}"
    can = today <= max(due, span.last + dt.timedelta(days=duty.made_up_within))
    named = str(place) if not row else roster.name_of(row, today)
    named = lines[0].owner.title if duty.base == "department" else named
    return Owing(place, row, named, duty, span, due, cell.light, reason, len(left), len(lines), can)
