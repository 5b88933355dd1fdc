"""The programmes of an institution, the page of one, of a component, and the matrix of items and goals."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from linghang.core.errors import InputError
from linghang.organization.days import day_of
from linghang.organization.models import Institution
from linghang.organization.names import matches
from linghang.packs.library import Library
from linghang.packs.programme import FORMS, Programme
from linghang.programmes import forms, seen, tree_files
from linghang.programmes.check import written
from linghang.programmes.matrix import matrix
from linghang.programmes.models import Adoption
from linghang.programmes.progress import share_passed
from linghang.programmes.reach import adopted, adoption_of, institution_of, institutions, may_edit
from linghang.programmes.tree import Node, Tree, adoption_tree, adoption_trees, adoptions_on
from linghang.registers import content
from linghang.tasks.models import Evidence


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """What the institution carries out, with progress; below it what it could adopt."""
    place, day, library = (
        institution_of(request, request.GET.get("institution", "")),
        day_of(request, "day"),
        content.library(),
    )
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "form")}
    trees = adoption_trees(_known(adoptions_on(place.pk, day), library), day, user=request.user, figures=False)
    taken = {tree.programme.code for tree in trees}
    shelf: dict[str, list[Programme]] = {}
    titles = {pack.pack: pack.title for pack in library.packs}
    for entry in library.of_kind("programmes"):
        if isinstance(entry.item, Programme) and entry.item.code not in taken and _wanted(entry.item, chosen):
            shelf.setdefault(titles[entry.pack], []).append(entry.item)
    ended = Adoption.objects.filter(institution=place, valid_to__lt=day).order_by("-valid_to")
    return render(
        request,
        "programmes/list.html",
        _around(request, place, day)
        | {
            "trees": [tree for tree in trees if _wanted(tree.programme, chosen)],
            "adopted": len(trees),
            "shelf": shelf,
            "ended": [(each, library.programme(each.programme)) for each in _known(list(ended), library)],
            "chosen": chosen,
        },
    )


def _known(adoptions: list[Adoption], library: Library) -> list[Adoption]:
    """Without those whose programme is no longer in any pack in use."""
    return [each for each in adoptions if library.has("programmes", each.programme)]


def _wanted(programme: Programme, chosen: dict[str, str]) -> bool:
    return chosen["form"] in ("", programme.form) and matches(chosen["q"], programme.title, programme.code)


@require_GET
def matrix_page(request: HttpRequest, place: str) -> HttpResponse:
    """Every item against the goals its indicators measure; what has neither task nor indicator is flagged."""
    institution, day, library = institution_of(request, place), day_of(request, "day"), content.library()
    trees = adoption_trees(_known(adoptions_on(institution.pk, day), library), day, user=request.user, figures=False)
    return render(
        request, "programmes/matrix.html", _around(request, institution, day) | {"matrix": matrix(trees, library)}
    )


@require_GET
def programme(request: HttpRequest, place: str, code: str) -> HttpResponse:
    """The tree of an adopted programme; of another one what its document says, to be adopted."""
    return programme_page(request, institution_of(request, place), code)


def programme_page(request: HttpRequest, institution: Institution, code: str, **given: Any) -> HttpResponse:
    """The same; `given`: a form that was refused and its `faults`, so that nothing typed is lost."""
    day, definition = day_of(request, "day"), _definition(code)
    adoption = adoption_of(institution, code, day)
    around = _around(request, institution, day) | {"programme": definition, "pack": _pack(code)}
    if adoption is None:
        around |= {"form": forms.AdoptForm(institution, day, initial={"valid_from": day})} | given
        return render(request, "programmes/definition.html", around)
    tree, now = adoption_tree(adoption, day, user=request.user), seen.of_adoption(adoption)
    around |= {
        "tree": tree,
        "programme": tree.programme,
        "running": adoption.valid_on(day),
        "timeline": _timeline(tree),
        "acting": _acting(tree),
        "lead_form": forms.LeadForm(
            institution, day, initial={"document": adoption.document, "leader": adoption.leader_id, "seen": now}
        ),
        "end_form": forms.EndForm(initial={"day": day, "seen": now}),
        "again_form": forms.AdoptForm(institution, day, initial={"valid_from": day}),
    }
    return render(request, "programmes/programme.html", around | given)


@require_GET
def component(request: HttpRequest, place: str, code: str, component: str) -> HttpResponse:
    """One component: what is to be done, who answers, what is being done, what proves it, what the figures say."""
    return component_page(request, institution_of(request, place), code, component)


def component_page(
    request: HttpRequest, institution: Institution, code: str, component: str, **given: Any
) -> HttpResponse:
    """The same; `given`: a form that was refused (for a target: `refused`, its objective and form) and its `faults`."""
    day, _ = day_of(request, "day"), _definition(code)
    adoption = adopted(institution, code, day)
    tree = adoption_tree(adoption, day, user=request.user)
    node = node_of(tree, component)
    own = adoption.local_components.filter(code=component).first()
    refused = given.pop("refused", {})
    around = _around(request, institution, day) | {
        "tree": tree,
        "programme": tree.programme,
        "node": node,
        "running": adoption.valid_on(day),
        "evidence": _evidence(node),
        "aspects": [each for each in tree.aspects if node.pack and each.code in node.pack.aspects],
        "history": adoption.owners.filter(component=component)
        .select_related("department", "branch", "leader")
        .order_by("-valid_from", "-pk"),
        "objectives": [
            {
                "standing": each,
                "targets": adoption.targets.filter(objective=each.objective.code).order_by("by", "-valid_from"),
                "form": refused.get(each.objective.code) or _target_form(adoption, each, day),
                "opened": each.objective.code in refused,
            }
            for each in node.objectives
        ],
        "owner_form": _owner_form(adoption, node, day),
        "rename_form": forms.RenameForm(initial={"title": node.title, "seen": seen.of_name(own) if own else ""}),
    }
    return render(request, "programmes/component.html", around | given)


@require_GET
def export(request: HttpRequest, place: str, code: str, form: str) -> HttpResponse:
    """The tree as a spreadsheet or an official paper."""
    if form not in tree_files.FORMS:
        raise Http404
    institution, day = institution_of(request, place), day_of(request, "day")
    _definition(code)
    tree = adoption_tree(adopted(institution, code, day), day, user=request.user)
    media_type, write = tree_files.FORMS[form]
    response = HttpResponse(write(tree), content_type=media_type)
    name = f"{tree.programme.title}（打印版）-{institution}-{day}.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def node_of(tree: Tree, code: str) -> Node:
    """The component of that code. Http404 when there is none."""
    try:
        return tree.node(code)
    except KeyError:
        raise Http404 from None


def _definition(code: str) -> Programme:
    try:
        return content.library().programme(code)
    except InputError:
        raise Http404 from None


def _pack(code: str) -> str:
    library = content.library()
    name = library.entry("programmes", code).pack
    return next((pack.title for pack in library.packs if pack.pack == name), name)


def _around(request: HttpRequest, place: Institution, day: dt.date) -> dict[str, Any]:
    """What every page of the subject shows."""
    return {
        "place": place,
        "institutions": institutions(request.user),
        "day": day,
        "edit": may_edit(request.user, place),
        "forms": FORMS,
        "written": written,
    }


def _evidence(node: Node) -> list[Evidence]:
    shown = [row.task.pk for row in node.tasks if row.shown]
    found = Evidence.objects.filter(event__task__in=shown).select_related(
        "event", "event__task", "event__task__institution"
    )
    return list(found.order_by("-event__on", "-pk"))


def _acting(tree: Tree) -> list[tuple[Node, list[bool]]]:
    """Which component acts through which aspect."""
    return [
        (node, [each.code in (node.pack.aspects if node.pack else ()) for each in tree.aspects]) for node in tree.nodes
    ]


def _timeline(tree: Tree) -> dict[str, Any] | None:
    """The phases as bars over their years, in per cent of the whole, and where the day stands."""
    if not tree.spans:
        return None
    first, last = tree.spans[0].first, tree.spans[-1].last
    bars = [
        {
            "span": span,
            "x": round(share_passed(first, last, span.first), 2),
            "width": round(share_passed(first, last, span.last + dt.timedelta(days=1)), 2)
            - round(share_passed(first, last, span.first), 2),
        }
        for span in tree.spans
    ]
    inside = first <= tree.day <= last
    return {
        "bars": bars,
        "today": round(share_passed(first, last, tree.day), 2) if inside else None,
        "now": next((span for span in tree.spans if span.standing == "now"), None),
        "over": tree.day > last,
    }


def _owner_form(adoption: Adoption, node: Node, day: dt.date) -> forms.OwnerForm:
    now = node.owners[-1] if node.owners else None
    return forms.OwnerForm(
        adoption.institution,
        day,
        initial={
            "department": now.department_id if now else None,
            "branch": now.branch_id if now else None,
            "leader": now.leader_id if now else None,
            "seen": seen.of_owners(adoption, node.code),
            "valid_from": day,
        },
    )


def _target_form(adoption: Adoption, standing: Any, day: dt.date) -> forms.TargetForm:
    target = standing.target
    return forms.TargetForm(
        auto_id=f"id_{standing.objective.code}_%s",
        initial={
            "comparator": target.comparator,
            "value": target.value.normalize() if target.value is not None else None,
            "by": target.by if target.by and target.by >= day else dt.date(day.year, 12, 31),
            "valid_from": day,
            "seen": seen.of_targets(adoption, standing.objective.code),
        },
    )
