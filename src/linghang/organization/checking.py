"""The facts that findings are made of, read from the database for a day, many institutions at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q

from linghang.organization import as_of
from linghang.organization.findings import Facts, Finding, PartyFacts, PostFacts, Term, check
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    Department,
    Institution,
    PartyOrganizationForm,
    Post,
    in_force,
)

Source = Callable[[Sequence[Institution], dt.date], list[Finding]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Have another subject's findings listed with those of the organisation."""
    if source not in _sources:
        _sources.append(source)


def findings(institutions: Sequence[Institution], day: dt.date) -> list[Finding]:
    """Every finding about these institutions on `day`: theirs in order, warnings first within each."""
    own = [finding for facts in read_facts(institutions, day) for finding in check(facts)]
    found = own + [finding for source in _sources for finding in source(institutions, day)]
    order = {each.code: position for position, each in enumerate(institutions)}
    return sorted(found, key=lambda finding: (order[finding.institution], finding.weight != "warn"))


def read_facts(institutions: Sequence[Institution], day: dt.date) -> list[Facts]:
    """The facts about those of the institutions that exist on `day`; a fixed number of queries."""
    existing = [each for each in institutions if each.valid_on(day)]
    ids = [each.pk for each in existing]
    departments = _departments(ids, day)
    links = _links(ids, day)
    forms = _forms(ids, day)
    leading = {pk: as_of.leading_of([form for form in forms[pk] if form.valid_on(day)]) for pk in ids}
    posts, titles = _posts(ids, day, departments, forms, leading)
    kinds = dict(Institution.objects.values_list("pk", "kind"))
    parent_kinds = _parent_kinds(forms, day)
    found = []
    for place in existing:
        parties = tuple(_party(form, parent_kinds, links, titles) for form in forms[place.pk])
        linked = {name for form in forms[place.pk] if form.valid_on(day) for name in links[form.organization_id]}
        found.append(
            Facts(
                day,
                place.code,
                str(place),
                place.kind,
                place.level,
                kinds.get(place.parent_id, ""),
                leading[place.pk][0].kind if leading[place.pk] else "",
                tuple(posts[place.pk]),
                parties,
                tuple(name for name in departments[place.pk].values() if name not in linked),
            )
        )
    return found


def _departments(ids: Iterable[int], day: dt.date) -> dict[int, dict[str, str]]:
    """Institution → code → name of the departments there are."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for each in Department.objects.filter(in_force(day), institution__in=ids).order_by("code"):
        found[each.institution_id][each.code] = each.name
    return found


def _links(ids: Iterable[int], day: dt.date) -> dict[int, list[str]]:
    """Party organisation → names, as of `day`, of the departments it is built in."""
    found: dict[int, list[str]] = defaultdict(list)
    links = BranchDepartment.objects.filter(in_force(day)).select_related("department")
    links = links.filter(Q(organization__institution__in=ids) | Q(department__institution__in=ids))
    names = {
        (place, code): name
        for place, code, name in Department.objects.filter(in_force(day)).values_list("institution_id", "code", "name")
    }
    for link in links.order_by("organization", "department__code"):
        name = names.get((link.department.institution_id, link.department.code))
        if name:
            found[link.organization_id].append(name)
    return found


def _forms(ids: Iterable[int], day: dt.date) -> dict[int, list[PartyOrganizationForm]]:
    """Institution → the last form that has begun of each of its Party organisations."""
    begun = PartyOrganizationForm.objects.filter(Q(valid_from=None) | Q(valid_from__lte=day))
    newest: dict[int, PartyOrganizationForm] = {}
    for form in begun.filter(organization__institution__in=ids).select_related("organization").order_by("valid_from"):
        before = newest.get(form.organization_id)
        if before is None or (form.valid_from or dt.date.min) >= (before.valid_from or dt.date.min):
            newest[form.organization_id] = form
    found: dict[int, list[PartyOrganizationForm]] = defaultdict(list)
    for form in sorted(newest.values(), key=lambda each: each.organization.code):
        found[form.organization.institution_id].append(form)
    return found


def _parent_kinds(forms: dict[int, list[PartyOrganizationForm]], day: dt.date) -> dict[int, str]:
    parents = {form.parent_id for found in forms.values() for form in found if form.parent_id}
    above = PartyOrganizationForm.objects.filter(in_force(day), organization__in=parents)
    return dict(above.values_list("organization_id", "kind"))


def _posts(
    ids: Iterable[int],
    day: dt.date,
    departments: dict[int, dict[str, str]],
    forms: dict[int, list[PartyOrganizationForm]],
    leading: dict[int, list[PartyOrganizationForm]],
) -> tuple[dict[int, list[PostFacts]], dict[int, list[str]]]:
    """Institution → its posts whose place exists; Party organisation → titles of its posts that are held."""
    terms = _terms(ids)
    standing = {form.organization_id for found in forms.values() for form in found if form.valid_on(day)}
    leads = {form.organization_id for found in leading.values() for form in found}
    found: dict[int, list[PostFacts]] = defaultdict(list)
    titles: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.filter(institution__in=ids).select_related("department", "coupled_with")
    for post in posts.order_by("position", "code"):
        held = terms[post.pk]
        if post.party_organization_id and any(term.on(day) for term in held):
            titles[post.party_organization_id].append(post.title)
        gone = post.department is not None and post.department.code not in departments[post.institution_id]
        if gone or (post.party_organization_id and post.party_organization_id not in standing):
            continue
        own = post.department_id is None and (post.party_organization_id is None or post.party_organization_id in leads)
        coupled = post.coupled_with.code if post.coupled_with else ""
        found[post.institution_id].append(PostFacts(post.code, post.title, post.kind, own, coupled, tuple(held)))
    return found, titles


def _terms(ids: Iterable[int]) -> dict[int, list[Term]]:
    found: dict[int, list[Term]] = defaultdict(list)
    appointments = Appointment.objects.filter(post__institution__in=ids).select_related("person")
    for each in appointments.order_by("valid_from", "person__code"):
        person = each.person
        found[each.post_id].append(Term(person.code, person.name, each.valid_from, each.valid_to, person.valid_to))
    return found


def _party(
    form: PartyOrganizationForm,
    parent_kinds: dict[int, str],
    links: dict[int, list[str]],
    titles: dict[int, list[str]],
) -> PartyFacts:
    return PartyFacts(
        form.organization.code,
        form.name,
        form.kind,
        parent_kinds.get(form.parent_id, "") if form.parent_id else "",
        form.valid_to,
        tuple(links[form.organization_id]),
        tuple(titles[form.organization_id]),
    )
