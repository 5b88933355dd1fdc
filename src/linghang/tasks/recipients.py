"""Whom a matter concerns: accounts by role and post, asked for a day."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from linghang.organization.as_of import holders
from linghang.organization.models import Assignment, Department, Institution, in_force
from linghang.tasks.models import Task

Role = Assignment.Role


class Recipients:
    """Accounts of one day. What was found is kept for the many tasks of the same department or institution."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self._found: dict[tuple[str, int], list[Any]] = {}

    def office(self, institution: Institution) -> list[Any]:
        """Who supervises its tasks: its own office, else that of the nearest institution above."""
        return self._nearest("office", institution, lambda place: self._with_role(place, Role.OFFICE))

    def leaders(self, institution: Institution) -> list[Any]:
        """Its leaders, by account and by post, else those of the nearest institution above."""
        return self._nearest("leaders", institution, self._leaders)

    def heads(self, department: Department) -> list[Any]:
        """Who heads the department."""
        key = ("heads", department.pk)
        if key not in self._found:
            found = Assignment.objects.filter(
                in_force(self.day),
                role=Role.DEPARTMENT_HEAD,
                department__institution=department.institution_id,
                department__code=department.code,
            )
            self._found[key] = [each.user for each in found.select_related("user")]
        return self._found[key]

    def executors(self, task: Task) -> list[Any]:
        """Who carries the task out: its owner and the heads of its leading department; the office when nobody is."""
        found = self.heads(task.lead_department) if task.lead_department else []
        if task.owner and task.owner.user:
            found = [*found, task.owner.user]
        return _unique(found) or self.office(task.institution)

    def approvers(self, task: Task) -> list[Any]:
        """Who answers requests: the task's own leader and the office of whoever gave the order."""
        own = [task.leader.user] if task.leader and task.leader.user else []
        return _unique([*own, *self.office(task.issuer or task.institution)])

    def _leaders(self, institution: Institution) -> list[Any]:
        posts = [each.person for each in holders(institution, self.day, kinds=None) if each.person.user_id]
        seated = [person.user for person in posts]
        return _unique([*self._with_role(institution, Role.LEADER), *seated])

    def _with_role(self, institution: Institution, role: Any) -> list[Any]:
        found = Assignment.objects.filter(in_force(self.day), institution=institution, department=None, role=role)
        return [each.user for each in found.select_related("user")]

    def _nearest(self, kind: str, institution: Institution, find: Any) -> list[Any]:
        key = (kind, institution.pk)
        if key not in self._found:
            place: Institution | None = institution
            found: list[Any] = []
            while place is not None and not found:
                found = find(place)
                place = place.parent
            self._found[key] = found
        return self._found[key]


def _unique(users: Iterable[Any]) -> list[Any]:
    return list({user.pk: user for user in users}.values())
