"""The committee's overview, the home of a branch, and the pages around them."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.duties.mine import Owing
from linghang.indicators.values import definition, values
from linghang.indicators.wording import say_value
from linghang.membership import rolls
from linghang.organization import access
from linghang.organization.as_of import party_organizations_on
from linghang.organization.masking import Lens, lens
from linghang.organization.models import Institution
from linghang.party import developing, home, hundred, integrated, joint, overview, pioneers, reach
from linghang.party.accounts_of_points import accounts
from linghang.party.place import Place, place_of, year_of
from linghang.party.rows import row_url
from linghang.party.tabs import tabs
from linghang.registers import content
from linghang.registers.models import KeptRow


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The committee's overview; who sees no house as a whole lands on his branch's home, or his department's duties."""
    if not reach.institutions(request.user):
        if own := reach.own_branches(request.user):
            return redirect("party-branch", own[0].code)
        if access.departments(request.user, "view_party"):
            return redirect("duties")
    place = place_of(request)
    people = access.may(request.user, "view_rows", institution=place.institution, sensitivity="member")
    found = overview.overview(place.institution, place.year, request.user, timezone.localdate(), people=people)
    context = {"place": place, "tabs": tabs(place, "party"), "found": found, "due": _by_duty(found)}
    return render(request, "party/overview.html", context)


def _by_duty(found: overview.Overview) -> list[dict[str, Any]]:
    """What is owed now, a line per duty and day: who owes it, the most urgent duty first."""
    names = {line.branch.code: line.name for line in found.lines}
    grouped: dict[tuple[str, str, Any], list[Owing]] = {}
    for each in found.due:
        grouped.setdefault((each.light, each.duty.code, each.due), []).append(each)
    return [
        {
            "first": dues[0],
            "branches": [(names[each.row], each.row) for each in dues if each.row in names],
            "others": [each.place for each in dues if each.row not in names],
            "people": sum(each.left for each in dues) if dues[0].duty.base in ("person", "pair") else 0,
        }
        for dues in grouped.values()
    ]


@require_GET
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """The home of a branch."""
    organization = reach.seen_branch(request.user, code)
    today, year = timezone.localdate(), year_of(request, organization.institution)
    found = home.branch_home(organization, today, request.user, year=year)
    seen = lens(request, organization.institution, organization)
    people = reach.may_see_people(request.user, organization)
    context = {
        "home": found,
        "branch": organization,
        "keeps": reach.may_keep(request.user, organization),
        "people": people,
        "cases": [(line, _subject(seen, line)) for line in found.cases],
        "items": [(item, progress, joint.may_see(request.user, item)) for item, progress in found.joint_items],
        "years": sorted({*range(today.year - 3, today.year + 1), year}, reverse=True),
        "months": range(1, 13),
        "today": today,
        "others": [each for each in reach.own_branches(request.user) if each != organization],
    }
    seen.log()
    return render(request, "party/branch.html", context)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Who is at which step of becoming a member, and what blocks him; names are masked."""
    place = place_of(request)
    reach.require(
        access.may(request.user, "view_party", institution=place.institution, sensitivity="member"),
        "查看发展党员情况",
        place.institution,
    )
    seen = lens(request, place.institution)
    lines = developing.lines(developing.open_cases(place.institution), timezone.localdate())
    context = {
        "place": place,
        "tabs": tabs(place, "party-board"),
        "stages": [
            {"title": stage.title, "rows": [(line, _subject(seen, line)) for line in stage.lines]}
            for stage in developing.stages(lines)
        ],
        "total": len(lines),
        "blocked": sum(bool(line.blocked) for line in lines),
    }
    seen.log()
    return render(request, "party/board.html", context)


def _subject(seen: Lens, line: developing.Line) -> str:
    return seen.name(line.person) if line.person else line.case.matter


@require_GET
def integration(request: HttpRequest) -> HttpResponse:
    """The index, each of its parts with what lacks, joint items with their effect, plan items without a goal."""
    place = place_of(request)
    found = integrated.integrated(place.institution, place.year, timezone.localdate())
    context = {
        "place": place,
        "tabs": tabs(place, "party-integration"),
        "found": found,
        "loose": [(row, row_url("party_plan_item", row)) for row in found.loose],
        "items": [
            (item, progress, joint.may_see(request.user, item), found.names.get(item.branch, item.branch))
            for item, progress in found.items
        ],
    }
    return render(request, "party/integration.html", context)


@require_GET
def joint_item(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One joint item: baseline, target, where the indicator stands, the months around it."""
    institution = _institution_of(key)
    item = next((each for each in joint.items(institution) if each.key == str(key)), None)
    if item is None:
        raise Http404("没有这个融合项目。")
    organization = reach.seen_branch(request.user, item.branch)
    open_ = joint.may_see(request.user, item)
    progress = joint.progress(item, timezone.localdate()) if open_ else None
    keeps = reach.may_keep(request.user, organization)
    context = {"item": item, "branch": organization, "progress": progress, "keeps": keeps}
    return render(request, "party/joint.html", context)


def _institution_of(key: uuid.UUID) -> Institution:
    row = KeptRow.objects.filter(register=joint.REGISTER, row=key, ended=None).select_related("institution").first()
    if row is None:
        raise Http404("没有这个融合项目。")
    return row.institution


@require_GET
def pioneer_page(request: HttpRequest) -> HttpResponse:
    """Carriers with their review of the year, service, missions, deeds, honours, partners."""
    place = place_of(request)
    today = timezone.localdate()
    names = {form.organization.code: form.name for form in party_organizations_on(place.institution, today)}
    found = pioneers.pioneers(place.institution, place.year, today, names)
    context = {"place": place, "tabs": tabs(place, "party-pioneers"), "found": found, "names": names}
    return render(request, "party/pioneers.html", context)


@require_GET
def hundred_page(request: HttpRequest) -> HttpResponse:
    """The three rates with every case behind them, beside what the typed ledgers say."""
    place = place_of(request)
    today = timezone.localdate()
    rates = hundred.rates(place.institution, min(place.period.last_day, today))
    context: dict[str, Any] = {"place": place, "tabs": tabs(place, "party-hundred"), "rates": _beside(place, rates)}
    return render(request, "party/hundred.html", context)


def _beside(place: Place, rates: tuple[hundred.Rate, ...]) -> list[tuple[hundred.Rate, str, str]]:
    """Each rate with what the indicator over the ledgers says; "" where there is none."""
    found = []
    for rate in rates:
        said = ""
        try:
            value = values([rate.indicator], place.period, place.institution.code)[0]
            said = say_value(definition(content.library(), rate.indicator, place.period.last_day), value)
        except InputError:
            pass
        found.append((rate, said, rate.indicator))
    return found


@require_GET
def points(request: HttpRequest, code: str) -> HttpResponse:
    """The points of a branch and its members in a year, every entry with its reason; names are masked."""
    organization = reach.seen_branch(request.user, code)
    reach.require(reach.may_see_people(request.user, organization), "查看党员积分", organization)
    year, today = year_of(request, organization.institution), timezone.localdate()
    members = [each.person for each in rolls.members_on(organization, min(Period.year(year).last_day, today))]
    seen = lens(request, organization.institution, organization)
    found = accounts(organization, year, members)
    context = {
        "branch": organization,
        "year": year,
        "years": sorted({*range(today.year - 3, today.year + 1), year}, reverse=True),
        "accounts": [
            (each, str(organization) if each.scope == "branch" else seen.name(each.person) if each.person else "")
            for each in found
        ],
        "keeps": reach.may_keep(request.user, organization),
    }
    seen.log()
    return render(request, "party/points.html", context)
