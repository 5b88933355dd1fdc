"""Reminders: what a branch or the house has to do soon or has missed, told once for each period and stage."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from linghang.duties.calendar import cell_address
from linghang.duties.matrix import Cell
from linghang.duties.periods import Span, say
from linghang.duties.reckoning import Line, reckon
from linghang.notices.send import notify
from linghang.organization.models import Assignment, Institution, in_force

_BACK = dt.timedelta(days=366)
_RECENT = dt.timedelta(days=31)
"""What was missed longer ago was told in its time; who starts with the system is not flooded with the past."""
STAGES = {"warn": "应抓紧", "bad": "已过期"}


@dataclass(frozen=True)
class Reminder:
    """A duty of one place in one period; `stage`: `warn` pressing, `bad` over."""

    institution: Institution
    row: str
    span: Span
    stage: str
    lines: tuple[Line, ...]

    @property
    def key(self) -> str:
        """Names the thing once, so that it is told once."""
        duty = self.lines[0].duty.code
        return f"duty:{self.institution.pk}:{self.row}:{duty}:{self.span.first}:{self.stage}"

    @property
    def title(self) -> str:
        return f"{STAGES[self.stage]}：{self.lines[0].duty.title}（{say(self.span)}）"

    @property
    def text(self) -> str:
        """Of members only how many: a notice leaves the house by e-mail."""
        duty, standing = self.lines[0].duty, self.lines[0].standing
        if duty.base in ("person", "pair"):
            return f"还有 {len(self.lines)} 个未完成。{duty.remedy}"
        return f"{standing.reason}。{duty.remedy}"


def remind(today: dt.date | None = None) -> int:
    """Tell secretaries what their branch owes and the office what the house owes; returns how many notices are new."""
    today = today or timezone.localdate()
    count = 0
    for place in Institution.objects.filter(party_organizations__isnull=False).distinct():
        recipients = _recipients(place, today)
        if not recipients:
            continue
        for each in reminders(place, today):
            count += notify(
                recipients.get(each.row, ()),
                key=each.key,
                subject="duty",
                title=each.title,
                text=each.text,
                url=cell_address(place, each.row, each.lines[0].duty.code, each.span.first.year),
                urgent=False,
            )
    return count


def reminders(place: Institution, today: dt.date) -> Iterator[Reminder]:
    """What is to be told about an institution on `today`: pressing now, or over for no longer than a month."""
    grouped: dict[tuple[str, str, Span, str], list[Line]] = {}
    for line in reckon(place, today - _BACK, today, today, due_from=today - _RECENT):
        standing = line.standing
        if not standing.open or standing.light not in STAGES or standing.due < today - _RECENT:
            continue
        grouped.setdefault((line.row, line.duty.code, line.owed.span, standing.light), []).append(line)
    for (row, _, span, stage), lines in grouped.items():
        yield Reminder(place, row, span, stage, Cell(tuple(lines)).lines)


def _recipients(place: Institution, day: dt.date) -> dict[str, list[Any]]:
    """Accounts by row: the secretaries of branches, the heads of departments, and the office for the house."""
    found: dict[str, list[Any]] = {}
    for each in _assignments(place, day):
        if each.role == Assignment.Role.SECRETARY and each.party_organization:
            found.setdefault(each.party_organization.code, []).append(each.user)
        elif each.role == Assignment.Role.DEPARTMENT_HEAD and each.department:
            found.setdefault(f"department:{each.department.code}", []).append(each.user)
        elif each.role == Assignment.Role.OFFICE and not each.department and not each.party_organization:
            found.setdefault("", []).append(each.user)
    return found


def _assignments(place: Institution, day: dt.date) -> Iterable[Assignment]:
    found = Assignment.objects.filter(in_force(day), institution=place)
    return found.select_related("user", "party_organization", "department")
