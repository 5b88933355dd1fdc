"""Lists over an institution: terms and re-elections, paired leaders, fifty years in the Party."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linghang.core.keys import parse_key
from linghang.membership import reach, roll, rolls, tenure
from linghang.membership.pairing import leaders_on
from linghang.membership.views import place_of
from linghang.organization import access, masking
from linghang.organization.days import about, day_of


@require_GET
def terms_page(request: HttpRequest) -> HttpResponse:
    """Which term ends when; what is due in half a year, three months, one month, or overdue."""
    places, place = place_of(request)
    day = day_of(request)
    lines = [
        (line, reach.may(request.user, "oversee_party", line.form.organization))
        for line in tenure.board([place], day)
        if reach.may(request.user, "view_party", line.form.organization)
    ]
    context = {**about(request), "places": places, "place": place, "lines": lines, "tab": "terms"}
    return render(request, "membership/terms.html", context)


@require_GET
def paired_page(request: HttpRequest) -> HttpResponse:
    """Which leader is paired with which branch on the day. Names of leaders are no secret in the house."""
    places, place = place_of(request)
    day = day_of(request)
    found: dict[int, list] = {}
    for each in leaders_on(place, day):
        found.setdefault(each.organization_id, []).append(each)
    lines = [
        (form, found.get(form.organization_id, []), reach.may(request.user, "oversee_party", form.organization))
        for form in reach.forms(request.user, place, day)
        if form.kind != "temporary_branch"
    ]
    context = {**about(request), "places": places, "place": place, "lines": lines, "tab": "paired"}
    return render(request, "membership/paired.html", context)


@never_cache
@require_GET
def golden_page(request: HttpRequest) -> HttpResponse:
    """Who reaches fifty years in the Party by 1 July of the year."""
    places, place = place_of(request)
    if not access.may(request.user, "view_party", institution=place, sensitivity="member"):
        raise PermissionDenied("这份名单按整个单位开列，只对党务部门和院领导开放。")
    today = timezone.localdate()
    year = parse_key(request.GET.get("year", "")) or today.year
    year = min(max(year, 1990), today.year + 10)
    lens = masking.lens(request, place)
    members = {
        each.person.code: each
        for each in rolls.memberships_on(today).filter(organization__institution=place).select_related("organization")
    }
    rows = [
        (each, members[each.person], lens.name(members[each.person].person))
        for each in roll.golden(((code, span.party_since) for code, span in members.items()), year)
    ]
    context = {
        "places": places,
        "place": place,
        "year": year,
        "years": range(today.year - 3, today.year + 4),
        "rows": rows,
        "lens": lens,
        "may_reveal": masking.may_reveal(request.user, place),
        "tab": "golden",
    }
    lens.log()
    return render(request, "membership/golden.html", context)
