"""What branches owe now, read from a matrix that is at hand; and the fixed day of a duty."""

import datetime as dt

from linghang.duties import clock
from linghang.duties.matrix import Matrix
from linghang.duties.mine import Owing, of_lines
from linghang.duties.reckoning import reckon
from linghang.duties.remembered import remembered
from linghang.organization.models import Institution, PartyOrganization
from linghang.packs.duty import Duty

_LATEST, _YEAR = dt.timedelta(days=184), dt.timedelta(days=366)
"""No duty is made up, or put off, later than that."""
_URGENT = {"bad": 0, "warn": 1, "": 2, "good": 3}


def of_matrix(whole: Matrix, today: dt.date, *, branch: str | None = None) -> tuple[Owing, ...]:
    """What can still be done and is not, the most urgent first (see `duties.mine`). `whole`: of the year of `today`;
    periods of the year before are asked for as long as any of them may be made up. `branch`: that the matrix is of."""
    lines = [line for cell in whole.cells.values() for line in cell.lines]
    january = dt.date(today.year, 1, 1)
    if today - january <= _LATEST:
        before = january - dt.timedelta(days=1)
        lines += reckon(whole.institution, before.replace(month=1, day=1), before, today, branch=branch, adopted=True)
    return _by_urgency(of_lines(whole.institution, lines, today))


def now(institution: Institution, today: dt.date, *, branch: str | None = None) -> tuple[Owing, ...]:
    """The same where no matrix of this year is at hand; of one branch and its people, when named."""
    return remembered(institution, ("due", today, branch), lambda: _now(institution, today, branch))


def of_branch(branch: PartyOrganization, today: dt.date) -> tuple[Owing, ...]:
    return now(branch.institution, today, branch=branch.code)


def _now(institution: Institution, today: dt.date, branch: str | None) -> tuple[Owing, ...]:
    lines = reckon(institution, today - _YEAR, today, today, branch=branch, due_from=today - _LATEST, adopted=True)
    return _by_urgency(of_lines(institution, lines, today))


def _by_urgency(found: list[Owing]) -> tuple[Owing, ...]:
    return tuple(sorted(found, key=lambda each: (_URGENT[each.light], each.due, each.row, each.duty.code)))


def fixed_day(branch: PartyOrganization, duty: Duty, day: dt.date) -> dt.date | None:
    """The fixed day of the month in which `day` lies, where the duty keeps one."""
    if not duty.fixed_day:
        return None
    first = day.replace(day=1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    found = reckon(branch.institution, first, last, day, codes=[duty.code], branch=branch.code)
    return next((kept for line in found if (kept := clock.fixed_day(line.owed)) is not None), None)
