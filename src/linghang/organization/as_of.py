"""Who and what there was on a day. Nothing here is “current” by itself: every question names its day.

A department is its institution and code: a rename begins a new row under the same code, and what was linked to
the earlier row (branch, portfolio, posts) goes on with it.
"""

import datetime as dt
from collections.abc import Collection
from typing import Literal

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from linghang.organization.access import User
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    Department,
    DepartmentChange,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Portfolio,
    in_force,
)

Seats = Literal["party", "administration"]

# Who sits in the leading body: the Party committee, and the president's meeting.
SEATS: dict[Seats, frozenset[str]] = {
    "party": frozenset({"secretary", "deputy_secretary", "discipline_secretary", "committee_member"}),
    "administration": frozenset({"president", "vice_president", "chief_accountant"}),
}
BRANCHES = frozenset({"branch", "joint_branch", "temporary_branch"})
# By rank, the highest first.
_LEADING = ("committee", "general_branch", "branch", "joint_branch")
# Which of several is the department's own: a temporary branch takes nobody out of a permanent one (party_rules BR05).
_NEAREST = ("branch", "joint_branch", "general_branch", "committee", "group", "temporary_branch")


def holders(
    institution: Institution,
    day: dt.date,
    *,
    kinds: Collection[str] | None = None,
    seats: Seats | None = None,
) -> list[Appointment]:
    """Who held the posts of the institution itself and of its leading Party organisation on `day`, in order of rank.

    Posts of departments and of branches below are not among them. `kinds` narrows to these kinds of post, `seats` to
    those that sit in the Party committee or in the president's meeting. Who holds two posts appears twice.
    """
    wanted = None if kinds is None else set(kinds)
    if seats is not None:
        wanted = set(SEATS[seats]) if wanted is None else wanted & SEATS[seats]
    leading = [form.organization_id for form in leading_party_organizations(institution, day)]
    found = (
        Appointment.objects.filter(in_force(day), post__institution=institution, post__department=None)
        .filter(Q(post__party_organization=None) | Q(post__party_organization__in=leading))
        .select_related("person", "post")
        .order_by("post__position", "post__code", "valid_from", "person__code")
    )
    return list(found if wanted is None else found.filter(post__kind__in=wanted))


def leading_party_organizations(institution: Institution, day: dt.date) -> list[PartyOrganizationForm]:
    """The Party organisations that no other one of the same institution stands above: its committee, as a rule."""
    return leading_of(party_organizations_on(institution, day))


def leading_of(forms: Collection[PartyOrganizationForm]) -> list[PartyOrganizationForm]:
    """Of the forms of one institution on one day, those of the highest rank that stand under none of the others."""
    ranked = [form for form in forms if form.kind in _LEADING]
    here = {form.organization_id for form in ranked}
    leading = [form for form in ranked if form.parent_id not in here]
    rank = min((_LEADING.index(form.kind) for form in leading), default=0)
    return [form for form in leading if form.kind == _LEADING[rank]]


def party_organizations_on(institution: Institution, day: dt.date) -> list[PartyOrganizationForm]:
    """Every Party organisation of the institution in its form of `day`."""
    return list(
        PartyOrganizationForm.objects.filter(in_force(day), organization__institution=institution)
        .select_related("organization", "parent")
        .order_by("organization__code", "valid_from")
    )


def branches_on(institution: Institution, day: dt.date) -> list[PartyOrganizationForm]:
    """Its branches on `day`, joint and temporary ones included; committees, general branches and groups not."""
    return [form for form in party_organizations_on(institution, day) if form.kind in BRANCHES]


def departments_on(institution: Institution, day: dt.date) -> list[Department]:
    """The departments that existed on `day`, by code."""
    return list(institution.departments.filter(in_force(day)).order_by("code", "valid_from"))


def successors(department: Department, day: dt.date) -> list[Department]:
    """Who stands in the place of `department` on `day`, followed through splits, mergers and renames.

    The department itself while it exists; empty when it was abolished without a successor, or had not begun. A change
    counts from its own day on.
    """
    found: dict[int, Department] = {}
    seen: set[int] = set()
    frontier = [department]
    while frontier:
        seen.update(each.pk for each in frontier)
        found |= {each.pk: each for each in frontier if each.valid_on(day)}
        ended = [each for each in frontier if each.valid_to is not None and each.valid_to < day]
        frontier = [each for each in _next(ended, day) if each.pk not in seen]
    return sorted(found.values(), key=lambda each: each.code)


def _next(ended: list[Department], day: dt.date) -> list[Department]:
    """What directly followed: by the changes on record; without any, the later row of the same code."""
    changes = list(DepartmentChange.objects.filter(predecessor__in=ended, on__lte=day).select_related("successor"))
    recorded = {change.predecessor_id for change in changes}
    followed = [change.successor for change in changes if change.successor is not None]
    for each in ended:
        if each.pk not in recorded and (later := _later_row(each)):
            followed.append(later)
    return list({each.pk: each for each in followed}.values())


def _later_row(department: Department) -> Department | None:
    rows = Department.objects.filter(institution=department.institution_id, code=department.code)
    return rows.filter(valid_from__gt=department.valid_to).order_by("valid_from").first()


def branch_of(department: Department, day: dt.date) -> PartyOrganization | None:
    """The branch built in the department on `day`; with several, a permanent one before a temporary one."""
    links = BranchDepartment.objects.filter(in_force(day), _same(department)).select_related("organization")
    forms = PartyOrganizationForm.objects.filter(in_force(day), organization__in=links.values("organization"))
    kinds = dict(forms.values_list("organization", "kind"))
    there = [link.organization for link in links if link.organization_id in kinds]
    return min(there, key=lambda each: (_NEAREST.index(kinds[each.pk]), each.code), default=None)


def leader_of(department: Department, day: dt.date) -> Person | None:
    """The leader in charge of the department by the division of work of `day`; with several, the longest in charge."""
    found: QuerySet[Portfolio] = (
        Portfolio.objects.filter(in_force(day), in_force(day, "person__"), _same(department))
        .select_related("person")
        .order_by("valid_from", "person__code")
    )
    portfolios = sorted(found, key=lambda each: (each.valid_from or dt.date.min, each.person.code))
    return portfolios[0].person if portfolios else None


def person_of(user: User) -> Person | None:
    """The person behind an account; None for an account that belongs to nobody on the staff."""
    try:
        return user.person
    except (AttributeError, ObjectDoesNotExist):
        return None


def name_of(user: User) -> str:
    """The name that records keep beside the account; "" for an account that belongs to nobody on the staff."""
    person = person_of(user)
    return person.name if person else ""


def _same(department: Department) -> Q:
    return Q(department__institution=department.institution_id, department__code=department.code)
