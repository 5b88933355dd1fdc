"""Putting an item forward: its form with the verdict beside it, and the searches that the form asks for."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import ConflictError, InputError
from linghang.decisions import items, search
from linghang.decisions.catalogue import routing_of
from linghang.decisions.forms_items import ItemForm
from linghang.decisions.models import Item
from linghang.decisions.place import Place, place_of
from linghang.decisions.posted import posted_revision
from linghang.decisions.reach import Reach, item_of
from linghang.decisions.routing import ItemFacts, PriorFacts
from linghang.decisions.verdicts import Shown, show
from linghang.organization.models import Institution
from linghang.packs.routing import Routing


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Suggestions while a name is typed. `many`: only the last name in the box is looked for."""
    institution = Reach.of(request.user).institution(request.GET.get("institution", ""))
    typed = next((text for name, text in request.GET.items() if name not in ("institution", "many")), "")
    before, mark, words = typed.rpartition("、") if request.GET.get("many") else ("", "", typed)
    found = search.people_found(institution, words)
    return render(request, "meetings/_people_options.html", {"people": found, "before": before + mark, "words": typed})


@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """The catalogue narrowed to what was typed."""
    institution = Reach.of(request.user).institution(request.GET.get("institution", ""))
    routing = routing_of(institution, timezone.localdate())
    return render(
        request, "meetings/_matters.html", _catalogue(routing, request.GET.get("_find", ""), request.GET.get("matter"))
    )


def _catalogue(routing: Routing, words: str = "", chosen: str | None = "") -> dict[str, Any]:
    found = search.matters_found(routing, words, chosen or "")
    return {
        "matters_by_way": search.matters_by_way(routing, found),
        "matter": chosen or "",
        "found_none": bool(words) and not found,
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put an item forward. It waits in the pool until it is on an agenda."""
    place = place_of(request)
    require_submitting(place)
    if request.method == "GET":
        return _form(request, place, item_form(place))
    form = item_form(place, request.POST)
    if form.is_valid():
        try:
            submitted = items.submit(place.institution, actor=request.user, **form.cleaned_data)
        except InputError as error:
            form.add_error(None, [str(fault) for fault in error.faults])
        else:
            request.session["ledger_draft_done"] = _draft(request, place.institution, None)
            messages.success(request, "已提交，等待列入议程。")
            return redirect("meeting-item", pk=submitted.pk)
    return _form(request, place, form)


def require_submitting(place: Place) -> None:
    """PermissionDenied unless the person may put items forward there, be it for one department only."""
    if place.reach.departments_at(place.institution) == []:
        raise PermissionDenied("您没有“提交议题”的权限。如工作需要，请联系本单位系统管理员。")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item; whoever was slower sees both versions and keeps his words."""
    found = changeable(request, pk)
    place = Place(Reach.of(request.user), found.institution, timezone.localdate().year)
    if request.method == "GET":
        return _form(request, place, item_form(place, item=found), found)
    form = item_form(place, request.POST, found)
    if not form.is_valid():
        return _form(request, place, form, found)
    try:
        items.amend(found, form.cleaned_data, actor=request.user, revision=posted_revision(request))
    except ConflictError as conflict:
        return _form(request, place, form, conflict.current, theirs=_theirs(form, conflict.current, place))
    except InputError as error:
        form.add_error(None, [str(fault) for fault in error.faults])
        return _form(request, place, form, found)
    request.session["ledger_draft_done"] = _draft(request, found.institution, found)
    messages.success(request, "已保存。")
    return redirect("meeting-item", pk=pk)


def changeable(request: HttpRequest, pk: int) -> Item:
    found = item_of(request.user, pk)
    if not Reach.of(request.user).may_change(found):
        raise PermissionDenied("这个议题已列入议程，或不是您提交的，不能再改。需要修改请联系党办院办。")
    return found


def item_form(place: Place, data: Any = None, item: Item | None = None) -> ItemForm:
    """The form of an item with what the person may choose there."""
    institution = place.institution
    narrow = None if item and place.reach.may_hold(institution) else place.reach.departments_at(institution)
    return ItemForm(
        data,
        reach=place.reach,
        institution=institution,
        routing=routing_of(institution, timezone.localdate()),
        narrow=narrow,
        item=item,
        initial=ItemForm.initial_of(item) if item else None,
    )


def _theirs(form: ItemForm, current: Item, place: Place) -> dict[str, str]:
    """What the other one wrote where it differs from what this one did."""
    routing = routing_of(place.institution, timezone.localdate())
    titles = {matter.code: matter.title for matter in routing.matters}
    stored = ItemForm.initial_of(current)
    found = {}
    for name, value in stored.items():
        if name not in form.fields:
            continue
        mine = form.cleaned_data.get(name)
        mine = "、".join(f"{person.name}（{person.code}）" for person in mine) if isinstance(mine, list) else mine
        if (mine or "") != (value or ""):
            shown = titles.get(str(value), value) if name == "matter" else value
            found[name] = str(shown) if shown not in (None, "") else "（空）"
    return found


def _draft(request: HttpRequest, institution: Institution, item: Item | None) -> str:
    return f"{request.user.pk}:item:{item.pk if item else institution.code}"


def _form(
    request: HttpRequest,
    place: Place,
    form: ItemForm,
    item: Item | None = None,
    *,
    theirs: dict[str, str] | None = None,
) -> HttpResponse:
    routing = routing_of(place.institution, timezone.localdate())
    context = {
        "place": place,
        "form": form,
        "item": item,
        "theirs": theirs or {},
        "conflict": theirs is not None,
        "revision": item.revision if item and (theirs is not None or not form.is_bound) else posted_revision(request),
        "draft": _draft(request, place.institution, item),
        "shown": show(items.facts(item), routing, item.meeting.body if item.meeting else "") if item else None,
    }
    status = 409 if theirs is not None else 422 if form.errors else 200
    return render(
        request,
        "meetings/item_form.html",
        context | _catalogue(routing, "", str(form["matter"].value() or "")),
        status=status,
    )


@require_POST
def verdict(request: HttpRequest) -> HttpResponse:
    """The verdict on what stands in the form right now; half-written fields simply do not count yet."""
    place = place_of(request)
    require_submitting(place)
    routing = routing_of(place.institution, timezone.localdate())
    form = item_form(place, request.POST)
    form.is_valid()
    return render(request, "meetings/_way.html", {"shown": _live(form.cleaned_data, routing)})


def _live(values: dict[str, Any], routing: Routing) -> Shown | None:
    if not values.get("matter") and not values.get("route_reason") and values.get("kind", "matter") == "matter":
        return None
    prior: Item | None = values.get("prior")
    before = PriorFacts(prior.meeting.body, prior.matter, prior.outcome) if prior and prior.meeting else None
    facts = ItemFacts(
        values.get("title", ""),
        values.get("kind", "matter"),
        values.get("matter", ""),
        values.get("amount"),
        before,
        emergency=values.get("emergency", False),
        reason=values.get("route_reason", ""),
    )
    return show(facts, routing)
