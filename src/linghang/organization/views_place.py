"""One institution, department, Party organisation, post or person: what is in force on the day, and what was before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from linghang.organization import as_of
from linghang.organization.changes import coupled
from linghang.organization.chart import nodes_of
from linghang.organization.days import about, day_of
from linghang.organization.history import chronicle, department_changes
from linghang.organization.models import (
    Appointment,
    Department,
    DepartmentChange,
    Institution,
    PartyOrganization,
    Person,
    Portfolio,
    Post,
    in_force,
)
from linghang.organization.reach import may_edit, require_seen


@dataclass(frozen=True)
class Seat:
    """A post with who holds it on the day and who did before or will; `work`: what its holder is in charge of."""

    post: Post
    now: list[Appointment]
    other: list[Appointment]
    work: tuple[str, ...] = ()


def seats(posts: Iterable[Post], day: dt.date) -> list[Seat]:
    """Posts in order of rank with their holders."""
    posts = list(posts)
    held: dict[int, list[Appointment]] = {}
    appointments = Appointment.objects.filter(post__in=posts).select_related("person", "post")
    for each in sorted(appointments, key=lambda one: one.valid_from or dt.date.min, reverse=True):
        held.setdefault(each.post_id, []).append(each)
    return [
        Seat(
            post,
            [each for each in held.get(post.pk, []) if each.valid_on(day)],
            [each for each in held.get(post.pk, []) if not each.valid_on(day)],
        )
        for post in posts
    ]


@require_GET
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """Names, leaders, departments with their changes, Party organisations, findings and chronicle."""
    place = Institution.objects.filter(code=code).select_related("parent").first()
    if place is None:
        raise Http404("没有这个机构")
    require_seen(request.user, place)
    day = day_of(request)
    nodes = nodes_of([place], day)
    leading = [form.organization_id for form in as_of.leading_party_organizations(place, day)]
    own = [post for post in place.posts.filter(department=None) if post.party_organization_id in (None, *leading)]
    context = {
        "place": place,
        **about(request),
        "node": nodes[0] if nodes else None,
        "names": place.other_names.all(),
        "members": [each for each in place.members.all() if each.valid_on(day)],
        "seats": _with_work(seats(own, day), _charges(place, day)),
        "work": True,
        "departments": _department_lines(place, day),
        "changes": department_changes(place),
        "events": chronicle(place),
        "may_edit": may_edit(request.user, place),
    }
    return render(request, "organization/institution.html", context)


def _with_work(found: list[Seat], charges: dict[int, list[str]]) -> list[Seat]:
    """What somebody is in charge of is said once, at their highest post."""
    shown = []
    for seat in found:
        work = [line for one in seat.now for line in charges.pop(one.person_id, [])]
        shown.append(replace(seat, work=tuple(work)))
    return shown


def _charges(place: Institution, day: dt.date) -> dict[int, list[str]]:
    """Person → the lines of work and departments in that leader's charge."""
    found: dict[int, list[str]] = {}
    current = {each.code: each.name for each in as_of.departments_on(place, day)}
    charges = Portfolio.objects.filter(in_force(day), person__institution=place).select_related("department")
    for each in charges.order_by("person", "-area", "department__code"):
        text = current.get(each.department.code, "") if each.department else each.area
        found.setdefault(each.person_id, []).extend(filter(None, [text]))
    return found


@dataclass(frozen=True)
class DepartmentLine:
    department: Department
    head: str
    branch: PartyOrganization | None
    branch_name: str
    leader: Person | None


def _department_lines(place: Institution, day: dt.date) -> list[DepartmentLine]:
    """The departments of the day in a fixed number of queries."""
    heads: dict[str, list[str]] = {}
    posts = Appointment.objects.filter(in_force(day), post__institution=place, post__kind="department_head")
    for each in posts.exclude(post__department=None).select_related("person", "post__department"):
        heads.setdefault(each.post.department.code, []).append(f"{each.person}{'（主持）' if each.acting else ''}")
    forms = {form.organization_id: form for form in as_of.branches_on(place, day)}
    branches: dict[str, PartyOrganization] = {}
    links = place.party_organizations.filter(pk__in=forms).prefetch_related("department_links__department")
    for party in links:
        for link in party.department_links.all():
            if link.valid_on(day) and link.department.institution_id == place.pk:
                branches.setdefault(link.department.code, party)
    leaders = {
        each.department.code: each.person
        for each in Portfolio.objects.filter(in_force(day), department__institution=place)
        .select_related("person", "department")
        .order_by("-valid_from")
    }
    return [
        DepartmentLine(
            each,
            "、".join(heads.get(each.code, [])),
            branches.get(each.code),
            forms[branches[each.code].pk].name if each.code in branches else "",
            leaders.get(each.code),
        )
        for each in as_of.departments_on(place, day)
    ]


@require_GET
def department(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Department.objects.select_related("institution"), pk=pk)
    require_seen(request.user, found.institution)
    day = day_of(request)
    rows = list(found.institution.departments.filter(code=found.code).order_by("valid_from"))
    posts = Post.objects.filter(department__in=rows).order_by("position", "code")
    changes = DepartmentChange.objects.select_related("predecessor", "successor")
    branch = as_of.branch_of(found, day)
    context: dict[str, Any] = {
        "department": found,
        "place": found.institution,
        **about(request),
        "standing": found.valid_on(day),
        "rows": rows,
        "before": changes.filter(successor=found),
        "after": changes.filter(predecessor=found),
        "successors": [] if found.valid_on(day) else as_of.successors(found, day),
        "branch": branch,
        "branch_form": branch.form(day) if branch else None,
        "leader": as_of.leader_of(found, day),
        "seats": seats(posts, day),
        "groups": [group for row in rows for group in row.groups.filter(in_force(day)).select_related("leader")],
        "people": Person.objects.filter(in_force(day), department__in=rows).order_by("code"),
        "may_edit": may_edit(request.user, found.institution),
    }
    return render(request, "organization/department.html", context)


@require_GET
def party(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(PartyOrganization.objects.select_related("institution"), pk=pk)
    require_seen(request.user, found.institution)
    day = day_of(request)
    below = [form for form in as_of.party_organizations_on(found.institution, day) if form.parent_id == found.pk]
    context = {
        "party": found,
        "place": found.institution,
        **about(request),
        "form": found.form(day),
        "forms": found.forms.select_related("parent").order_by("valid_from"),
        "links": found.department_links.select_related("department").order_by("department__code", "valid_from"),
        "below": below,
        "seats": seats(found.posts.order_by("position", "code"), day),
        "may_edit": may_edit(request.user, found.institution),
    }
    return render(request, "organization/party.html", context)


@require_GET
def post(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Post.objects.select_related("institution", "department", "party_organization"), pk=pk)
    require_seen(request.user, found.institution)
    day = day_of(request)
    context = {
        "post": found,
        "place": found.institution,
        **about(request),
        "seat": seats([found], day)[0],
        "coupled": seats(coupled(found), day),
        "may_edit": may_edit(request.user, found.institution),
    }
    return render(request, "organization/post.html", context)


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person.objects.select_related("institution", "department"), pk=pk)
    require_seen(request.user, found.institution)
    day = day_of(request)
    held = found.appointments.select_related("post__institution")
    charges = found.portfolios.select_related("department__institution")
    order = sorted(held, key=lambda each: each.valid_from or dt.date.min, reverse=True)
    context = {
        "person": found,
        "place": found.institution,
        **about(request),
        "now": [each for each in order if each.valid_on(day)],
        "other": [each for each in order if not each.valid_on(day)],
        "charges": [each for each in charges if each.valid_on(day)],
        "charges_before": [each for each in charges if not each.valid_on(day)],
        "may_edit": may_edit(request.user, found.institution),
    }
    return render(request, "organization/person.html", context)
