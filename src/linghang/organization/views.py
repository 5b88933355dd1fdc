"""The organisation chart of any day, finding by name, and what deserves a second look."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from linghang.organization import names
from linghang.organization.access import may_anywhere, may_everywhere
from linghang.organization.chart import tree
from linghang.organization.checking import findings
from linghang.organization.days import about, day_of
from linghang.organization.models import Department, Institution, PartyOrganizationForm, Person
from linghang.organization.reach import seen
from linghang.organization.views_edit import address

SHOWN = 60


@require_GET
def chart(request: HttpRequest) -> HttpResponse:
    """Everything in reach, as it was on the day."""
    day = day_of(request)
    context = {
        **about(request),
        "tops": tree(seen(request.user), day),
        "whole_house": may_everywhere(request.user, "administer"),
        "accounts_page": _accounts_page(request),
    }
    return render(request, "organization/chart.html", context)


def _accounts_page(request: HttpRequest) -> str:
    """Where the site manages accounts, for those who may; the site stands above this subject and may lack the page."""
    try:
        return reverse("accounts") if may_anywhere(request.user, "administer") else ""
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Hit:
    """Something found by name."""

    kind: str
    name: str
    where: str
    url: str


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """People, departments, Party organisations and institutions whose name fits, pinyin initials included."""
    query, places = request.GET.get("q", "").strip()[:40], seen(request.user)
    hits = _hits(query, places) if query else []
    context = {"query": query, "hits": hits[:SHOWN], "more": max(0, len(hits) - SHOWN)}
    return render(request, "organization/search.html", context)


def _hits(query: str, places: list[Institution]) -> list[Hit]:
    hits = [Hit("机构", each.name, "", address(each)) for each in places if names.matches(query, each.name, str(each))]
    people = Person.objects.filter(institution__in=places).select_related("institution", "department")
    hits += [
        Hit("人员", each.name, " · ".join(map(str, filter(None, (each.institution, each.department)))), address(each))
        for each in people
        if each.code == query or names.matches(query, each.name)
    ]
    departments = Department.objects.filter(institution__in=places).select_related("institution")
    hits += [
        Hit(
            "科室",
            each.name + (f"（至 {each.valid_to}）" if each.valid_to else ""),
            str(each.institution),
            address(each),
        )
        for each in departments
        if each.code == query or names.matches(query, each.name)
    ]
    forms = PartyOrganizationForm.objects.filter(organization__institution__in=places)
    hits += [
        Hit(form.get_kind_display(), form.name, str(form.organization.institution), address(form.organization))
        for form in forms.select_related("organization__institution")
        if names.matches(query, form.name)
    ]
    return hits


@require_GET
def findings_page(request: HttpRequest) -> HttpResponse:
    """Findings about every institution in reach."""
    day, places = day_of(request), seen(request.user)
    titles = {place.code: place for place in places}
    found = [(titles[finding.institution], finding) for finding in findings(places, day)]
    warn = [each for each in found if each[1].weight == "warn"]
    info = [each for each in found if each[1].weight != "warn"]
    return render(request, "organization/findings.html", {**about(request), "warn": warn, "info": info})
