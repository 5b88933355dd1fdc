"""The cockpit of an institution, a department or the whole region, and the wall that shows it without hands."""

from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from linghang.indicators.choices import Choice, choice_of
from linghang.organization import access
from linghang.organization.access import may_anywhere
from linghang.organization.models import Institution
from linghang.registers.content import library as content
from linghang.registers.models import Batch, KeptRow
from linghang.site.cockpit import cockpit_of

WALL_SECONDS = 15


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The cockpit of the highest institution in reach; before there is data, the three steps to the first figure.

    Who keeps a Party branch and sees neither house nor department as a whole begins with the branch.
    """
    if _keeps_a_branch_only(request.user):
        return redirect("party")
    institutions, data = Institution.objects.exists(), Batch.objects.exists() or KeptRow.objects.exists()
    if not (institutions and data):
        return render(
            request,
            "site/welcome.html",
            {"institutions": institutions, "data": data, "may_load": may_anywhere(request.user, "load")},
        )
    return _cockpit(request, choice_of(request))


def _keeps_a_branch_only(user: access.User) -> bool:
    wider = access.scope(user, "view_figures") or access.departments(user, "view_figures")
    return not wider and bool(access.branches(user, "view_party"))


@require_GET
def institutions(request: HttpRequest) -> HttpResponse:
    """Where the picker leads: the address of the institution chosen in it."""
    code = request.GET.get("institution", "")
    if code and not slug_re.fullmatch(code):
        raise Http404("没有这个机构。")
    query = urlencode({"period": request.GET["period"]}) if request.GET.get("period") else ""
    return redirect(reverse("institution", args=[code]) + (f"?{query}" if query else "") if code else reverse("home"))


@require_GET
def institution(request: HttpRequest, code: str) -> HttpResponse:
    return _cockpit(request, choice_of(request, code))


def _cockpit(request: HttpRequest, choice: Choice) -> HttpResponse:
    made = cockpit_of(request.user, content(), choice)
    return render(request, "site/cockpit.html", {"choice": choice, "cockpit": made})


@require_GET
def wall(request: HttpRequest, code: str = "") -> HttpResponse:
    """Dark, large, one subject after the other; loads itself afresh at the end of the round."""
    choice = choice_of(request, code)
    return render(
        request,
        "site/wall.html",
        {"choice": choice, "cockpit": cockpit_of(request.user, content(), choice), "seconds": WALL_SECONDS},
    )
