"""Changing the programmes of an institution. A page that refuses gives back what was typed, and says what is wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from linghang.core.errors import ConflictError, Fault, InputError
from linghang.organization import access
from linghang.organization.as_of import departments_on
from linghang.programmes import adopting, forms
from linghang.programmes.breakdown import Wanted, break_down, proposals
from linghang.programmes.models import LocalComponent
from linghang.programmes.reach import adopted, editable
from linghang.programmes.tree import adoption_tree
from linghang.programmes.views import component_page, node_of, programme_page

_COLUMNS = ("title", "department", "due", "requirement")
_EMPTY_ROWS, _MOST = 3, 200


@require_POST
def adopt(request: HttpRequest, place: str, code: str) -> HttpResponse:
    """Begin the programme here."""
    institution = editable(request, place)
    form = forms.AdoptForm(institution, timezone.localdate(), request.POST)
    return _change(
        request,
        lambda: adopting.adopt(institution, code, **form.read()),
        "已登记实施。下一步：给各项组成定责任人、分解任务。",
        lambda faults: programme_page(request, institution, code, form=form, again_form=form, faults=faults),
        redirect("programme", place, code),
    )


@require_POST
def lead(request: HttpRequest, place: str, code: str) -> HttpResponse:
    """Who leads it, under which document."""
    institution = editable(request, place)
    form = forms.LeadForm(institution, timezone.localdate(), request.POST)
    adoption = adopted(institution, code, timezone.localdate())
    return _change(
        request,
        lambda: adopting.lead(adoption, **form.read()),
        "已保存。",
        lambda faults: programme_page(request, institution, code, lead_form=form, faults=faults),
        redirect("programme", place, code),
        form,
    )


@require_POST
def end(request: HttpRequest, place: str, code: str) -> HttpResponse:
    """Its last day."""
    institution = editable(request, place)
    form = forms.EndForm(request.POST)
    adoption = adopted(institution, code, timezone.localdate())
    return _change(
        request,
        lambda: adopting.end(adoption, **form.read()),
        "已登记止日。任务照旧办理，责任分工和目标同日结束。",
        lambda faults: programme_page(request, institution, code, end_form=form, faults=faults),
        redirect("programme", place, code),
        form,
    )


@require_POST
def name_component(request: HttpRequest, place: str, code: str, layer: str) -> HttpResponse:
    """Name a component of an open layer."""
    institution = editable(request, place)
    form = forms.NameForm(request.POST)
    adoption = adopted(institution, code, timezone.localdate())
    return _change(
        request,
        lambda: adopting.name_component(adoption, layer, form.read()["title"]),
        "已补上。",
        lambda faults: programme_page(request, institution, code, name_form=form, name_layer=layer, faults=faults),
        redirect("programme", place, code),
    )


@require_POST
def rename(request: HttpRequest, place: str, code: str, component: str) -> HttpResponse:
    """Correct the name of an own component, or take it back."""
    institution = editable(request, place)
    adoption = adopted(institution, code, timezone.localdate())
    own = LocalComponent.objects.filter(adoption=adoption, code=component).first()
    if own is None:
        raise Http404
    form = forms.RenameForm(request.POST)
    if "remove" in request.POST:
        return _change(
            request,
            lambda: adopting.remove_component(own),
            f"已去掉“{own.title}”。",
            lambda faults: component_page(request, institution, code, component, faults=faults),
            redirect("programme", place, code),
        )
    return _change(
        request,
        lambda: adopting.rename_component(own, **form.read()),
        "已改名。",
        lambda faults: component_page(request, institution, code, component, rename_form=form, faults=faults),
        redirect("programme-component", place, code, component),
        form,
    )


@require_POST
def assign(request: HttpRequest, place: str, code: str, component: str) -> HttpResponse:
    """Who answers for the component from a day on."""
    institution = editable(request, place)
    adoption = adopted(institution, code, timezone.localdate())
    form = forms.OwnerForm(institution, timezone.localdate(), request.POST)
    return _change(
        request,
        lambda: adopting.assign(adoption, component, **form.read()),
        "责任分工已登记，原来的分工到前一天为止。",
        lambda faults: component_page(request, institution, code, component, owner_form=form, faults=faults),
        redirect("programme-component", place, code, component),
        form,
    )


@require_POST
def set_target(request: HttpRequest, place: str, code: str, component: str, objective: str) -> HttpResponse:
    """A target for a day."""
    institution = editable(request, place)
    adoption = adopted(institution, code, timezone.localdate())
    form = forms.TargetForm(request.POST, auto_id=f"id_{objective}_%s")
    return _change(
        request,
        lambda: adopting.set_target(adoption, objective, **form.read()),
        "目标已登记，原来的目标到前一天为止。",
        lambda faults: component_page(request, institution, code, component, refused={objective: form}, faults=faults),
        redirect("programme-component", place, code, component),
        form,
    )


def _change(
    request: HttpRequest,
    deed: Callable[[], Any],
    said: str,
    refused: Callable[[list[Fault]], HttpResponse],
    done: HttpResponse,
    form: forms.Change | None = None,
) -> HttpResponse:
    """Do it and go on to `done`; what is refused is shown with what was typed. Whoever was slower (409) sees what is
    now, and may send the same `form` again on it."""
    try:
        deed()
    except ConflictError as error:
        if form is not None:
            form.seen_now(error.current)
        remedy = "现在的情况见本页，您填写的都还在；核对后再保存"
        answer = refused([Fault(reason=str(error), remedy=remedy)])
        answer.status_code = 409
        return answer
    except InputError as error:
        return refused(list(error.faults))
    messages.success(request, said)
    return done


@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest, place: str, code: str, component: str) -> HttpResponse:
    """Break a component down into tasks: all of the sheet, or none, and then the wrong rows are named."""
    institution, day = editable(request, place), timezone.localdate()
    tree = adoption_tree(adopted(institution, code, day), day, user=request.user, figures=False)
    node = node_of(tree, component)
    may_assign = access.may(request.user, "supervise_tasks", institution=institution)
    rows, faults = [*proposals(node), *[Wanted(0, "")] * _EMPTY_ROWS], []
    if request.method == "POST":
        rows = _posted(request)
        give_out = may_assign and "assign" in request.POST
        try:
            made = break_down(tree, node, rows, on=day, actor=request.user, assign=give_out)
        except InputError as error:
            faults = list(error.faults)
        else:
            messages.success(request, f"已立项 {len(made)} 项任务{'并交办' if give_out else ''}。")
            return redirect("programme-component", place, code, component)
    return render(
        request,
        "programmes/tasks.html",
        {
            "place": institution,
            "programme": tree.programme,
            "node": node,
            "rows": rows,
            "wrong": {fault.line for fault in faults},
            "faults": faults,
            "departments": departments_on(institution, day),
            "assign": request.method == "GET" or "assign" in request.POST,
        },
    )


def _posted(request: HttpRequest) -> list[Wanted]:
    columns = [request.POST.getlist(name)[:_MOST] for name in _COLUMNS]
    longest = max(map(len, columns), default=0)
    padded = [[*column, *[""] * (longest - len(column))] for column in columns]
    cells = zip(*padded, strict=True)
    return [Wanted(line, *(text.strip() for text in row)) for line, row in enumerate(cells, 1)]
