"""All procedures, the board of one, and what awaits the person."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.core.errors import InputError
from linghang.organization import access, masking
from linghang.organization.models import Institution
from linghang.packs.procedure import Procedure
from linghang.procedures import reach
from linghang.procedures.board import Row, board, counted, rows_of
from linghang.procedures.courses import course_of, procedures_on, profile_on
from linghang.procedures.models import Case
from linghang.procedures.naming import Names
from linghang.procedures.telling import case_url
from linghang.registers import content
from linghang.tasks.tabs import Tab

CLOSED_SHOWN = 50


@dataclass(frozen=True)
class Card:
    """An open case on a board: its name as this person may see it, and where it is."""

    row: Row
    name: str
    url: str
    mine: bool


def institutions_of(user: access.User) -> list[Institution]:
    """Where the person conducts cases, in order. PermissionDenied when nowhere."""
    found: dict[int, Institution] = {}
    for sensitivity in ("internal", "member"):
        for place in access.scope(user, reach.ACTION, sensitivity):
            found[place.pk] = place
        for branch in access.branches(user, reach.ACTION, sensitivity):
            found[branch.institution_id] = branch.institution
        for department in access.departments(user, reach.ACTION, sensitivity):
            found[department.institution_id] = department.institution
    if not found:
        raise PermissionDenied("您不办理流程事项。如工作需要，请联系本单位系统管理员。")
    return sorted(found.values(), key=lambda place: (place.position, place.code))


def place_of(request: HttpRequest) -> tuple[Institution, list[Institution]]:
    """The institution that the address names, else the first; and all that there are."""
    places = institutions_of(request.user)
    asked = request.GET.get("institution", "")
    return next((each for each in places if each.code == asked), places[0]), places


def tabs(request: HttpRequest) -> list[Tab]:
    pages = (("流程", "procedures"), ("我的事项", "my-cases"))
    return [Tab(title, reverse(name), request.path == reverse(name)) for title, name in pages]


@require_GET
def procedure_list(request: HttpRequest) -> HttpResponse:
    """Every procedure with how many cases are open, late and blocked, as far as the person sees them."""
    place, places = place_of(request)
    today = timezone.localdate()
    rows = [
        (each, reach.may_open_somewhere(request.user, each.procedure, place))
        for each in counted(reach.visible(request.user).filter(institution=place), today)
    ]
    context = {"tabs": tabs(request), "place": place, "institutions": places, "rows": rows, "today": today}
    return render(request, "procedures/list.html", context)


def find_procedure(request: HttpRequest, institution: str, code: str) -> tuple[Institution, Procedure]:
    """404 for what is not there, or not in reach."""
    place = next((each for each in institutions_of(request.user) if each.code == institution), None)
    library = content.library()
    if place is None or not library.has("procedures", code):
        raise Http404("没有这个流程，或不在您可查看的范围内。")
    try:
        return place, library.procedure(code, timezone.localdate())
    except InputError:
        return place, library.procedure(code)


@require_GET
def board_page(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """Stages as columns, every open case at the step it waits for, with what blocks it."""
    place, procedure = find_procedure(request, institution, code)
    today, names = timezone.localdate(), Names.of(request)
    cases = reach.visible(request.user)
    columns = [
        (column.stage, [_card(request, names, row) for row in column.rows])
        for column in board(procedure, place, today, cases=cases)
    ]
    closed = closed_of(cases, place, procedure)[:CLOSED_SHOWN]
    context = {
        "tabs": tabs(request),
        "place": place,
        "procedure": procedure,
        "columns": columns,
        "count": sum(len(cards) for _, cards in columns),
        "late": sum(_red(card) for _, cards in columns for card in cards),
        "closed": [(case, names.subject(case), case_url(case), _result(case)) for case in closed],
        "may_open": reach.may_open_somewhere(request.user, procedure, place),
        "may_set": bool(procedure.profiles) and "office" in reach.roles_at(request.user, procedure.sensitivity, place),
        "profile": profile_on(place, procedure.code, today),
        "may_export": any(reach.may_export(request.user, card.row.case) for _, cards in columns for card in cards)
        or any(reach.may_export(request.user, case) for case in closed[:1]),
        "masked": procedure.sensitivity == "member",
        **reveal_context(request, place, None),
        "today": today,
    }
    names.log()
    return render(request, "procedures/board.html", context)


def reveal_context(request: HttpRequest, institution: Institution, branch: Any) -> dict[str, Any]:
    """What the form for showing names in full needs: a secretary opens his branch, the office the institution."""
    if branch is None:
        own = access.branches(request.user, "reveal", "member")
        whole = masking.may_reveal(request.user, institution)
        branch = None if whole or not own else own[0]
    lens = masking.lens(request, institution, branch)
    may = masking.may_reveal(request.user, institution, branch)
    return {"lens": lens, "institution": institution, "branch": branch, "may_reveal": may}


def closed_of(cases: QuerySet[Case], place: Institution, procedure: Procedure) -> QuerySet[Case]:
    found = cases.filter(institution=place, procedure=procedure.code).exclude(closed_on=None)
    return found.select_related(
        "institution", "person", "person__user", "organization", "unit", "branch", "department"
    ).order_by("-closed_on", "number")


def _result(case: Case) -> str:
    if case.result in ("done", "ended"):
        return {"done": "办结", "ended": "终止"}[case.result]
    titles = {
        code: outcome.title for step in course_of(case).procedure.steps for code, outcome in step.outcomes.items()
    }
    return titles.get(case.result, case.result)


def _card(request: HttpRequest, names: Names, row: Row) -> Card:
    awaited = row.awaited
    mine = awaited is not None and reach.may_act(request.user, row.case, awaited.step.code)
    return Card(row, names.subject(row.case), case_url(row.case), mine)


def _red(card: Card) -> bool:
    return card.row.light is not None and card.row.light.colour == "red"


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The open cases whose next step is this person's to do, what presses most first; and those about himself."""
    today, names = timezone.localdate(), Names.of(request)
    rows = rows_of(reach.visible(request.user).filter(closed_on=None, suspended_on=None), today)
    cards = [_card(request, names, row) for row in rows]
    own = [card for card in cards if card.row.case.person and card.row.case.person.user_id == request.user.pk]
    titles = {each.code: each.title for each in procedures_on(today)}
    context = {
        "tabs": tabs(request),
        "now": [
            (card, titles.get(card.row.case.procedure, "")) for card in cards if card.mine and not card.row.blocked_by
        ],
        "later": [
            (card, titles.get(card.row.case.procedure, "")) for card in cards if card.mine and card.row.blocked_by
        ],
        "own": [(card, titles.get(card.row.case.procedure, "")) for card in own],
        "today": today,
    }
    names.log()
    return render(request, "procedures/mine.html", context)
