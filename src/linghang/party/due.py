"""What branches owe now, with the page on which it is recorded."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode

from linghang.core.figures import write_number
from linghang.core.periods import Period
from linghang.duties import clock, matrix
from linghang.duties.matrix import Matrix
from linghang.duties.reckoning import Line, reckon
from linghang.organization.models import PartyOrganization
from linghang.packs.duty import Duty
from linghang.party import recording

_LATEST = dt.timedelta(days=184)
"""No duty is made up, or put off, later than that."""
_URGENT = {"bad": 0, "warn": 1, "": 2, "good": 3}


@dataclass(frozen=True)
class Due:
    """One thing owed: by whom, until when, how it stands, and where it is recorded ("" where the general page does)."""

    duty: Duty
    owner: str
    branch: str
    due: dt.date
    light: str
    needed: Decimal
    done: Decimal
    reason: str
    url: str
    count: int = 1

    @property
    def said(self) -> str:
        so_far = f"{write_number(self.done, 1, trim=True)}/{write_number(self.needed, 1, trim=True)} {self.duty.unit}"
        return f"{so_far} · {self.due.month}月{self.due.day}日前" + (f" · {self.count} 人" if self.count > 1 else "")


def of_matrix(whole: Matrix, today: dt.date) -> list[Due]:
    """What is still owed for periods that run today, or that were missed and can be made up; the most urgent first. The
    same duty of many people is one line. `whole`: of the year of `today`; periods of the year before are asked for as
    long as any of them may be made up."""
    lines = [line for cell in whole.cells.values() for line in cell.lines]
    january = dt.date(today.year, 1, 1)
    if today - january <= _LATEST:
        branch = {row.key for row in whole.rows} if len(whole.rows) == 1 else {None}
        before = january - dt.timedelta(days=1)
        lines += reckon(whole.institution, before.replace(month=1, day=1), before, today, branch=branch.pop())
    return sorted_due(_open(lines, today))


def of_branch(branch: PartyOrganization, today: dt.date) -> list[Due]:
    """The same for one branch and its people."""
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    return of_matrix(matrix.matrix(branch.institution, first, last, today, branch=branch.code), today)


def _open(found: Iterable[Line], today: dt.date) -> list[Due]:
    grouped: dict[tuple[str, str, dt.date], list[Line]] = {}
    for line in found:
        if line.standing.open and _still(line, today):
            key = line.row, line.duty.code, line.standing.due
            grouped.setdefault(key, []).append(line)
    return [_due(lines) for lines in grouped.values()]


def _still(line: Line, today: dt.date) -> bool:
    """Missed periods are asked for as long as they can be made up."""
    if line.standing.state == "due":
        return True
    return today <= max(line.standing.due, line.owed.span.last + dt.timedelta(days=line.duty.made_up_within))


def _due(lines: list[Line]) -> Due:
    line = min(lines, key=lambda each: (_URGENT.get(each.standing.light, 2), each.owner.key))
    standing, several = line.standing, len(lines) > 1
    return Due(
        line.duty,
        line.duty.title if several else line.owner.title,
        line.row,
        standing.due,
        standing.light,
        standing.needed,
        standing.done,
        standing.reason,
        _url(line),
        len(lines),
    )


def _url(line: Line) -> str:
    if not line.owner.branch or line.duty.base != "organization":
        code = line.duty.activity.register_code
        return reverse("register", args=(code,))
    if not recording.kind_of(line.duty):
        return reverse("register-new", args=(line.duty.activity.register_code,))
    query = {"branch": line.owner.branch, "duty": line.duty.code}
    if line.standing.state == "missed":
        query["makes_up"] = line.owed.span.last.isoformat()
    return f"{reverse('party-record')}?{urlencode(query)}"


def sorted_due(found: list[Due]) -> list[Due]:
    return sorted(found, key=lambda each: (_URGENT.get(each.light, 2), each.due, each.branch, each.duty.code))


def fixed_day(branch: PartyOrganization, duty: Duty, day: dt.date) -> dt.date | None:
    """The fixed day of the period in which `day` lies, where the duty keeps one."""
    if not duty.fixed_day:
        return None
    month = Period.month(day.year, day.month)
    found = reckon(branch.institution, month.first_day, month.last_day, day, codes=[duty.code], branch=branch.code)
    return next((kept for line in found if (kept := clock.fixed_day(line.owed)) is not None), None)
