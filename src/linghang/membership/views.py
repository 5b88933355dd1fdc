"""The rolls in reach, the roll of one branch on a day, the voting roll, and the file of one person."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linghang.core.errors import InputError
from linghang.membership import collecting, particulars, reach, roll, rolls, tenure
from linghang.membership.models import DuesPayment, DuesReduction, Membership, Suspension
from linghang.membership.rolls import Counts
from linghang.organization import masking, trail
from linghang.organization.as_of import person_of
from linghang.organization.days import about, day_of
from linghang.organization.masking import Lens
from linghang.organization.models import (
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    in_force,
)
from linghang.registers import watermark

RECENT_MONTHS = 13


@dataclass(frozen=True)
class Row:
    """A member as a page shows him: names and numbers through the lens."""

    span: Membership
    name: str
    code: str
    department: str
    standing: str
    votes: bool


def rows_of(found: rolls.Roll, lens: Lens) -> list[Row]:
    return [
        Row(
            each,
            lens.name(each.person),
            lens.code(each.person),
            str(each.person.department or ""),
            str(roll.standing(each.party_since, found.day) or ""),
            rolls.may_vote(each, found.suspended),
        )
        for each in found.members
    ]


def place_of(request: HttpRequest) -> tuple[list[Institution], Institution]:
    """The institutions in reach, and the one the address asks for."""
    places = reach.require_somewhere(request)
    wanted = request.GET.get("institution", "")
    own = person_of(request.user)
    first = next((each for each in places if own and each.pk == own.institution_id), places[0])
    return places, next((each for each in places if each.code == wanted), first)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The branches of an institution with how many members each has on the day, and when its term ends."""
    places, place = place_of(request)
    day = day_of(request)
    counted, due = rolls.counts(place, day), {line.form.organization_id: line for line in tenure.board([place], day)}
    forms = reach.forms(request.user, place, day)
    lines = [(form, counted.get(form.organization, Counts()), due.get(form.organization_id)) for form in forms]
    context = {
        **about(request),
        "places": places,
        "place": place,
        "lines": lines,
        "total": rolls.total(count for _, count, _ in lines),
        "whole": masking.may_reveal(request.user, place),
        "tab": "index",
    }
    return render(request, "membership/index.html", context)


@never_cache
@require_GET
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """The roll of a branch on a day, masked unless it was opened."""
    found = reach.branch_of(request.user, code)
    day = day_of(request)
    there, lens = rolls.roll_on(found, day), masking.lens(request, found.institution, found)
    context = {
        **about(request),
        **_of_branch(request, found, day),
        "lens": lens,
        "rows": rows_of(there, lens),
        "counts": there.counts,
        "term": tenure.running_term(found, day),
        "leaders": found.paired_leaders.filter(in_force(day)).select_related("person"),
    }
    lens.log()
    return render(request, "membership/branch.html", context)


def _of_branch(request: HttpRequest, found: PartyOrganization, day: dt.date) -> dict[str, Any]:
    form: PartyOrganizationForm | None = found.form(day)
    return {
        "branch": found,
        "form": form,
        "place": found.institution,
        "temporary": form is not None and form.kind == PartyOrganizationForm.Kind.TEMPORARY_BRANCH,
        "may_keep": reach.may(request.user, "keep_party", found),
        "may_oversee": reach.may(request.user, "oversee_party", found),
        "may_reveal": masking.may_reveal(request.user, found.institution, found),
    }


@never_cache
@require_GET
def voting(request: HttpRequest, code: str) -> HttpResponse:
    """The voting roll of a day, to be printed and signed; who prints it with names stands on it."""
    found = reach.branch_of(request.user, code)
    day = day_of(request)
    there, lens = rolls.roll_on(found, day), masking.lens(request, found.institution, found)
    rows = [row for row in rows_of(there, lens) if row.votes]
    user = request.user
    context = {
        **about(request),
        **_of_branch(request, found, day),
        "lens": lens,
        "rows": rows,
        "counts": there.counts,
        "mark": watermark.words(user.first_name, user.get_username(), timezone.localtime(), lens.reason or "表决名册"),
    }
    lens.log()
    return render(request, "membership/voting.html", context)


@never_cache
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a member: particulars through the lens, spans, suspensions, dues. Looking at another's is logged."""
    today = timezone.localdate()
    found, home = reach.person_seen(request.user, pk, today)
    lens, own = masking.lens(request, home.institution, home), person_of(request.user) == found
    file = getattr(found, "party_file", None)
    span = rolls.membership_of(found, today)
    context = {
        **_of_branch(request, home, today),
        "lens": lens,
        "person": found,
        "own": own,
        "name": lens.name(found),
        "code": lens.code(found),
        "file": file,
        "facts": [(each.title, lens.show(found, each, getattr(file, each.code, ""))) for each in particulars.FILE],
        "span": span,
        "standing": roll.standing(file.party_since if file else None, today),
        "spans": found.memberships.select_related("organization").order_by("-valid_from"),
        "stops": Suspension.objects.filter(person=found).order_by("-valid_from"),
        **(_dues(found, lens, today) if own or reach.may(request.user, "view_rows", home) else {}),
    }
    lens.log()
    if not own:
        trail.record(request.user, "查看党员档案", home.institution, 对象=found.code, 党组织=home.code)
    return render(request, "membership/person.html", context)


def _dues(found: Person, lens: Lens, today: dt.date) -> dict[str, Any]:
    ledger = collecting.Ledger.read([found.pk])
    base = ledger.base(found.pk, today)
    recent = DuesPayment.objects.filter(person=found).select_related("reversed_by", "organization")
    arrears, cuts = ledger.arrears(found.pk, today), DuesReduction.objects.filter(person=found)
    return {
        "base": base,
        "income": lens.show(found, particulars.INCOME, base.base if base else ""),
        "arrears": arrears,
        "behind": lens.show(found, particulars.DUES, arrears.reason),
        "payments": [
            (each, lens.show(found, particulars.DUES, each.amount))
            for each in recent.order_by("-month", "-pk")[:RECENT_MONTHS]
        ],
        "cuts": [(each, lens.show(found, particulars.DUES, each.amount)) for each in cuts.order_by("-valid_from")],
    }


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own file."""
    own = person_of(request.user)
    if own is None or not own.memberships.exists():
        raise PermissionDenied("您的账号没有对应的党员。如有疑问，请联系党务部门。")
    return redirect("members-person", pk=own.pk)


@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Open the files of a branch (`?branch=`), or of the institution, for a quarter of an hour; or mask them again."""
    institution = get_object_or_404(Institution, code=code)
    branch_code = request.GET.get("branch", "")
    found = get_object_or_404(PartyOrganization, code=branch_code, institution=institution) if branch_code else None
    try:
        if request.POST.get("close"):
            masking.close(request)
        else:
            masking.reveal(request, institution, found, request.POST.get("reason", ""))
    except InputError as error:
        messages.error(request, str(error.faults[0]))
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("members-branch", args=[branch_code]) if branch_code else reverse("members")
    return redirect(target)
