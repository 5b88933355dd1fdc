"""Who sees which roll. A branch outside the reach is as one that does not exist; what may not be done is refused."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from linghang.membership import rolls
from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.as_of import person_of
from linghang.organization.models import Institution, PartyOrganization, PartyOrganizationForm, Person, in_force

MEMBER = "member"
_ROLLS = ("branch", "joint_branch", "temporary_branch")


def institutions(user: User) -> list[Institution]:
    """Whose rolls as a whole, or in part, are open to `user`."""
    found = {each.pk: each for each in access.scope(user, "view_party", MEMBER)}
    for branch in access.branches(user, "view_party", MEMBER):
        found.setdefault(branch.institution_id, branch.institution)
    return sorted(found.values(), key=lambda each: (each.position, each.code))


def forms(user: User, institution: Institution, day: dt.date) -> list[PartyOrganizationForm]:
    """The branches of the institution whose roll is open, in their form of `day`."""
    found = PartyOrganizationForm.objects.filter(in_force(day), organization__institution=institution, kind__in=_ROLLS)
    seen = found.select_related("organization__institution").order_by("organization__code")
    return [form for form in seen if may(user, "view_party", form.organization)]


def may(user: User, action: str, branch: PartyOrganization) -> bool:
    return access.may(user, action, institution=branch.institution, sensitivity=MEMBER, branch=branch)


def require(user: User, action: str, branch: PartyOrganization) -> None:
    """Raise Http404 for a branch that is not seen, PermissionDenied for what may not be done there."""
    if not may(user, "view_party", branch):
        raise Http404("没有这个党组织，或不在您可查看的范围内。")
    access.require(user, action, institution=branch.institution, sensitivity=MEMBER, branch=branch)


def branch_of(user: User, code: str, action: str = "view_party") -> PartyOrganization:
    """The Party organisation of that code, if the action is open there."""
    branch = get_object_or_404(PartyOrganization.objects.select_related("institution"), code=code)
    require(user, action, branch)
    return branch


def home_of(person: Person, day: dt.date) -> PartyOrganization | None:
    """The branch that keeps the file of `person`: that of `day`, else the last one."""
    span = rolls.membership_of(person, day) or person.memberships.order_by("-valid_from").first()
    return span.organization if span else None


def person_seen(user: User, pk: int, day: dt.date) -> tuple[Person, PartyOrganization]:
    """Somebody on the roll, and the branch that keeps the file; oneself always. Http404 otherwise."""
    person = get_object_or_404(Person.objects.select_related("institution", "department", "party_file"), pk=pk)
    branch = home_of(person, day)
    own = person_of(user)
    if branch is None or not ((own is not None and own.pk == person.pk) or may(user, "view_party", branch)):
        raise Http404("没有这名党员，或不在您可查看的范围内。")
    return person, branch


def require_somewhere(request: Any) -> list[Institution]:
    """Where this person sees a roll. PermissionDenied when nowhere."""
    found = institutions(request.user)
    if not found:
        raise PermissionDenied("党员名册只对党务部门、院领导和本支部书记开放。如工作需要，请联系党务部门。")
    return found
