"""Whose meetings and items a person sees: leaders and the office the house's, everyone else his own items."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from linghang.decisions.catalogue import routing_of
from linghang.decisions.items import naming_persons
from linghang.decisions.models import Attendance, Item, Meeting
from linghang.organization import access
from linghang.organization.models import Assignment, Department, Institution, in_force


@dataclass(frozen=True)
class Reach:
    """`sees`: institutions whose meetings are open; `holds`: where the person runs them; `submits`: where the person
    may put items forward for the house, and `departments`: for which departments only."""

    user: access.User
    sees: tuple[Institution, ...]
    holds: tuple[Institution, ...]
    submits: tuple[Institution, ...]
    departments: tuple[Department, ...]

    @classmethod
    def of(cls, user: access.User) -> "Reach":
        sees, holds, submits = (
            tuple(access.scope(user, name)) for name in ("view_meetings", "hold_meetings", "submit_items")
        )
        return cls(user, sees, holds, submits, tuple(access.departments(user, "submit_items")))

    @property
    def institutions(self) -> list[Institution]:
        """Where the person has anything to do with items, without repetition."""
        found = [*self.sees, *self.submits, *(department.institution for department in self.departments)]
        return list({institution.pk: institution for institution in found}.values())

    def institution(self, code: str) -> Institution:
        """The one asked for by code, or the first that holds meetings. PermissionDenied when it is out of reach."""
        institutions = self.institutions
        if not institutions:
            raise PermissionDenied("您没有“提交议题”或“查看会议”的权限。如工作需要，请联系本单位系统管理员。")
        if not code:
            return next((each for each in institutions if each.kind != Institution.Kind.REGION), institutions[0])
        for institution in institutions:
            if institution.code == code:
                return institution
        raise PermissionDenied("这个机构的会议和议题不在您的权限之内。如工作需要，请联系本单位系统管理员。")

    def may_see(self, institution: Institution) -> bool:
        return institution in self.sees

    def may_hold(self, institution: Institution) -> bool:
        return institution in self.holds

    def departments_at(self, institution: Institution) -> list[Department] | None:
        """The departments for which items may be put forward there; None when it is every one."""
        if institution in self.submits or institution in self.holds:
            return None
        return [department for department in self.departments if department.institution_id == institution.pk]

    def items(self) -> QuerySet[Item]:
        """Items that are open: all of the houses whose meetings are, else one's own and what one's departments put
        forward, except where it may name somebody."""
        seen = Q(institution__in=self.sees) | Q(submitted_by=self.user.pk)
        for department in self.departments:
            seen |= _put_forward_by(department)
        return Item.objects.filter(seen)

    def may_change(self, item: Item) -> bool:
        """Whoever runs the meetings changes any item; its author as long as it is in the pool."""
        if item.institution in self.holds:
            return True
        own = item.submitted_by_id is not None and item.submitted_by_id == self.user.pk
        return own and item.meeting_id is None and item.institution in self.institutions


def _put_forward_by(department: Department) -> Q:
    """Items of a department, whatever it was called then, whose author answered for it on the day he submitted them.

    What the office files for a department is not its own: it may be about the very people there.
    """
    day: Any = OuterRef("submitted_at__date")
    authors = Assignment.objects.filter(
        in_force(day), **_same("department__", department), user=OuterRef("submitted_by")
    ).values("pk")
    hidden = naming_persons(routing_of(department.institution, timezone.localdate()))
    return Q(Exists(authors), **_same("department__", department)) & ~Q(matter__in=hidden)


def _same(prefix: str, department: Department) -> dict[str, Any]:
    """The filter for the department under any of its names: institution and code (docs/architecture.md)."""
    return {f"{prefix}institution": department.institution_id, f"{prefix}code": department.code}


def announced(call: Attendance, reach: Reach) -> QuerySet[Item]:
    """What the notice tells somebody called of the agenda: members and those who see meetings all of it, who sits in
    what he reports or what his department is concerned with."""
    meeting = call.meeting
    agenda = meeting.items.order_by("position", "pk")
    if call.member or reach.may_see(meeting.institution):
        return agenda
    told = Q(rapporteur=call.person_id) | Q(pk__in=reach.items())
    if call.person.department is not None:
        hidden = naming_persons(routing_of(meeting.institution, timezone.localdate()))
        told |= Q(**_same("department__", call.person.department)) & ~Q(matter__in=hidden)
    return agenda.filter(told)


def item_of(user: access.User, pk: int) -> Item:
    """An item that the person may see; 404 says nothing about those of others."""
    found = (
        Reach.of(user)
        .items()
        .filter(pk=pk)
        .select_related("institution", "meeting", "department", "rapporteur", "prior__meeting", "carried_from__meeting")
        .first()
    )
    if found is None:
        raise Http404("没有这个议题，或不在您的权限之内。")
    return found


def meeting_of(user: access.User, pk: int, action: str = "view_meetings") -> Meeting:
    """The meeting, when the person may do `action` with it; 404 when meetings of that house are closed to them."""
    found = Meeting.objects.filter(pk=pk).select_related("institution", "chair", "recorder", "series").first()
    if found is None or not access.may(user, "view_meetings", institution=found.institution):
        raise Http404("没有这个会议，或不在您的权限之内。")
    access.require(user, action, institution=found.institution)
    return found


def calls_of(user: access.User) -> QuerySet[Attendance]:
    """The meetings to which the person behind the account is called and that are not yet over."""
    return (
        Attendance.objects.filter(person__user=user.pk, meeting__stage__in=(Meeting.Stage.CONVENED, Meeting.Stage.OPEN))
        .select_related("meeting__institution", "person")
        .order_by("meeting__begins_at")
    )
