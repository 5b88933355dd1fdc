"""Changing the organisation: one page for every act. Who was slower sees what is now, and loses nothing typed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linghang.core.errors import InputError
from linghang.organization import access
from linghang.organization.acts import ACTS, Act
from linghang.organization.models import Department, Institution, PartyOrganization, Person, Post
from linghang.organization.reach import require_seen


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show the form of an act, or do it. 409 when somebody changed the same thing meanwhile."""
    act = ACTS.get(name)
    if act is None:
        raise Http404("没有这个页面")
    target = get_object_or_404(act.target, pk=pk)
    place = act.place(target)
    require_seen(request.user, place)
    access.require(request.user, "edit_organization", institution=place)
    if request.method == "GET":
        return _page(request, act, target, act.form(target, None), act.seen(target))
    form = act.form(target, request.POST)
    if not form.is_valid():
        return _page(request, act, target, form, request.POST.get("_seen", ""), status=400)
    return _apply(request, act, target, form, place)


def _apply(request: HttpRequest, act: Act, target: Any, form: forms.Form, place: Institution) -> HttpResponse:
    try:
        with transaction.atomic():
            Institution.objects.select_for_update().get(pk=place.pk)  # one editor of a place at a time
            target.refresh_from_db()
            now = act.seen(target)
            if now != request.POST.get("_seen"):
                return _page(request, act, target, form, now, conflict=True, status=409)
            changed = act.apply(target, form.cleaned_data)
    except InputError as error:
        for fault in error.faults:
            form.add_error(None, f"{fault.reason}。{fault.remedy}" if fault.remedy else fault.reason)
        return _page(request, act, target, form, request.POST.get("_seen", ""), status=400)
    messages.success(request, f"已保存：{act.title}。")
    return redirect(address(changed))


def _page(
    request: HttpRequest,
    act: Act,
    target: Any,
    form: forms.Form,
    seen: str,
    *,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    back = target.post if hasattr(target, "post") else target
    context = {
        "act": act,
        "target": target,
        "form": form,
        "seen": seen,
        "conflict": conflict,
        "place": act.place(target),
        "back": address(back),
    }
    return render(request, "organization/edit.html", context, status=status)


def address(thing: Institution | Department | Post | PartyOrganization | Person) -> str:
    """Where a thing of the organisation is shown."""
    if isinstance(thing, Institution):
        return reverse("organization-institution", args=[thing.code])
    kind = {Department: "department", Post: "post", PartyOrganization: "party", Person: "person"}[type(thing)]
    return reverse(f"organization-{kind}", args=[thing.pk])
