"""Changing the roll: one page for every act. Who was slower sees what is now, and loses nothing typed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linghang.core.errors import ConflictError, InputError
from linghang.membership import particulars, reach
from linghang.membership.acts import ACTS, Act, branch_of, person_of
from linghang.membership.models import DuesPayment, PairedLeader, Term
from linghang.organization import masking
from linghang.organization.models import Institution


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show the form of an act, or do it. 409 when somebody changed the same thing meanwhile."""
    found = ACTS.get(name)
    if found is None:
        raise Http404("没有这个页面")
    target: Any = get_object_or_404(found.target, pk=pk)
    reach.require(request.user, found.action, branch_of(target))
    if request.method == "GET":
        return _page(request, found, target, found.form(target, None), found.seen(target))
    form = found.form(target, request.POST)
    if not form.is_valid():
        return _page(request, found, target, form, request.POST.get("_seen", ""), status=400)
    return _apply(request, found, target, form)


def _apply(request: HttpRequest, found: Act, target: Any, form: forms.Form) -> HttpResponse:
    try:
        with transaction.atomic():
            Institution.objects.select_for_update().get(pk=branch_of(target).institution_id)  # one editor at a time
            target.refresh_from_db()
            now = found.seen(target)
            if now != request.POST.get("_seen"):
                return _page(request, found, target, form, now, conflict=True, status=409)
            found.apply(target, form.cleaned_data, request.user)
    except ConflictError:
        return _page(request, found, target, form, found.seen(target), conflict=True, status=409)
    except InputError as error:
        show_faults(form, error)
        return _page(request, found, target, form, request.POST.get("_seen", ""), status=400)
    messages.success(request, f"已保存：{found.title}。")
    return redirect(_address(target))


def show_faults(form: forms.Form, error: InputError) -> None:
    """At the box whose label the fault names, else above the form."""
    names = {str(field.label).partition("（")[0]: name for name, field in form.fields.items()}
    for fault in error.faults:
        said = f"{fault.reason}。{fault.remedy}" if fault.remedy else fault.reason
        form.add_error(names.get(fault.field.partition("（")[0]), said)


def _address(target: Any) -> str:
    """Where it is seen afterwards."""
    branch = branch_of(target)
    if isinstance(target, Term | PairedLeader):
        page = "members-terms" if isinstance(target, Term) else "members-paired"
        return reverse(page) + f"?institution={branch.institution.code}"
    if isinstance(target, DuesPayment):
        return reverse("members-dues", args=[branch.code]) + f"?month={target.month:%Y-%m}"
    person = person_of(target)
    if person is not None:
        return reverse("members-person", args=[person.pk])
    return reverse("members-branch", args=[branch.code])


def _page(
    request: HttpRequest,
    found: Act,
    target: Any,
    form: forms.Form,
    seen: str,
    *,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    branch, person = branch_of(target), person_of(target)
    lens = masking.lens(request, branch.institution, branch)
    closed = found.sensitive and not lens.open
    if found.sensitive and person is not None:
        for each in particulars.FILE:
            lens.show(person, each, form.initial.get(each.code))
    context = {
        "act": found,
        "form": None if closed else form,
        "lens": lens,
        "seen": seen,
        "conflict": conflict,
        "branch": branch,
        "place": branch.institution,
        "who": lens.name(person) if person else "",
        "back": _address(target),
        "today": timezone.localdate(),
    }
    lens.log()
    return render(request, "membership/act.html", context, status=status)
