"""Reminders: the step that a case waits for, told once for each thing and day to those who may do it.

A notice may leave the house by e-mail or robot: it names the case by its number, never a person.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from linghang.notices.send import notify
from linghang.organization.models import Assignment, in_force
from linghang.procedures.board import Row, rows_of
from linghang.procedures.courses import procedures_on
from linghang.procedures.models import Case
from linghang.procedures.telling import case_url
from linghang.procedures.upcoming import Due
from linghang.tasks.history import say_day
from linghang.tasks.recipients import Recipients


@dataclass(frozen=True)
class Reminder:
    """One thing to tell about a step. `stage` and `mark` make its key: a new due day makes a new reminder."""

    stage: str
    mark: str
    title: str
    urgent: bool = False


def remind(today: dt.date | None = None) -> int:
    """Tell who may do the steps that open cases wait for; returns how many notices are new."""
    today = today or timezone.localdate()
    titles = {each.code: each.title for each in procedures_on(today)}
    people = _People(today)
    count = 0
    for row in rows_of(Case.objects.filter(closed_on=None, suspended_on=None), today):
        for due in row.dues:
            reminder = None if due.optional and not _late(due) else reminder_of(due, today)
            if reminder is not None:
                count += _tell(row, due, reminder, titles.get(row.case.procedure, row.case.procedure), people)
    return count


def reminder_of(due: Due, today: dt.date) -> Reminder | None:
    """What a step wants said on `today`; None while there is time, and while something else stands in its way."""
    light = due.light
    if light is not None and light.colour == "red":
        mark = str(due.due if light.word == "逾期" else due.lapses_on)
        said = (
            f"已逾期（最迟{say_day(due.due)}）" if light.word == "逾期" and due.due else "前面的步骤已失效，须重新办理"
        )
        return Reminder("late", mark, said, urgent=True)
    if due.blocked_by:
        return None
    if light is not None and light.colour == "yellow" and due.due is not None:
        return Reminder("due", str(due.due), "今天到期" if due.due == today else f"{say_day(due.due)}到期")
    if due.not_before is not None and due.not_before <= today:
        return Reminder("ready", str(due.not_before), f"{say_day(due.not_before)}起可以办理")
    return None


def _late(due: Due) -> bool:
    return due.light is not None and due.light.colour == "red"


def _tell(row: Row, due: Due, reminder: Reminder, title: str, people: "_People") -> int:
    case = row.case
    place = case.branch or case.department or case.institution
    return notify(
        people.of(case, due),
        key=f"case:{case.pk}:{due.step.code}:{reminder.stage}:{reminder.mark}",
        subject="case",
        title=f"{reminder.title}：{title}“{due.step.title}”",
        text=f"编号 {case.number}，{place}。{due.reasons[0] + '。' if due.reasons else ''}",
        url=case_url(case),
        urgent=reminder.urgent,
    )


class _People:
    """Who may do a step, by the roles that it names; asked of accounts in force on the day."""

    def __init__(self, day: dt.date) -> None:
        self.day, self._recipients = day, Recipients(day)
        self._found: dict[tuple[str, int], list[Any]] = {}

    def of(self, case: Case, due: Due) -> list[Any]:
        found = [user for role in due.step.by for user in self._role(case, role)]
        return list({user.pk: user for user in found}.values())

    def _role(self, case: Case, role: str) -> Iterator[Any]:
        match role:
            case "office":
                yield from self._recipients.office(case.institution)
            case "leader":
                yield from self._recipients.leaders(case.institution)
            case "department_head":
                yield from self._recipients.heads(case.department) if case.department else []
            case "secretary":
                yield from self._of_branch(case)
            case "subject":
                yield from [case.person.user] if case.person and case.person.user else []
            case _:
                yield from self._of_institution(case, role)

    def _of_branch(self, case: Case) -> list[Any]:
        key = ("secretary", case.branch_id or 0)
        if key not in self._found:
            held = Assignment.objects.filter(
                in_force(self.day), role=Assignment.Role.SECRETARY, party_organization=case.branch_id
            )
            self._found[key] = [each.user for each in held.select_related("user")] if case.branch_id else []
        return self._found[key]

    def _of_institution(self, case: Case, role: str) -> list[Any]:
        key = (role, case.institution_id)
        if key not in self._found:
            held = Assignment.objects.filter(
                in_force(self.day), role=role, institution=case.institution_id, department=None
            )
            self._found[key] = [each.user for each in held.select_related("user")]
        return self._found[key]
