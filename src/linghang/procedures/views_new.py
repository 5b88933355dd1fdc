"""Opening a case, and choosing the local variant that an institution follows."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.days import parse_day
from linghang.core.errors import Fault, InputError, refuse
from linghang.organization import access
from linghang.organization.as_of import branches_on, departments_on, name_of
from linghang.organization.models import Department, Institution, PartyOrganization, Person, in_force
from linghang.packs.procedure import Procedure
from linghang.procedures import acts, people, posting, reach, settings, store
from linghang.procedures.acts import Sent
from linghang.procedures.courses import course_on, profile_on
from linghang.procedures.people import PEOPLE
from linghang.procedures.subjects import Subject
from linghang.procedures.telling import case_url
from linghang.procedures.views_case import DRAFT_DONE
from linghang.procedures.views_list import find_procedure, tabs
from linghang.tasks.boxes import Box, options, placed, unplaced


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """The form of a new case; on POST it is opened, or comes back with what is wrong (400)."""
    place, procedure = find_procedure(request, institution, code)
    if not reach.may_open_somewhere(request.user, procedure, place):
        raise PermissionDenied(f"您不能启动“{procedure.title}”。请联系党务部门。")
    if request.method == "GET":
        return _page(request, place, procedure, Sent())
    written = {name: request.POST.get(name, "") for name in request.POST}
    try:
        case = _open(request, place, procedure)
    except InputError as error:
        return _page(request, place, procedure, Sent(written, error.faults), status=400)
    request.session[DRAFT_DONE] = _draft(request, place, procedure)
    messages.success(request, f"已启动，编号 {case.number}。")
    return redirect(case_url(case))


def _open(request: HttpRequest, place: Institution, procedure: Procedure) -> Any:
    on = parse_day(request.POST.get("on", ""))
    if on is None:
        raise refuse("不是日期", "请重新选择", field="启动日期", value=request.POST.get("on", ""))
    branch = _chosen_branch(request, place, on)
    department = _chosen_department(request, place, on)
    subject = _subject(request, place, procedure, on)
    own_branch = branch or (subject if isinstance(subject, PartyOrganization) else None)
    own_department = department or (subject if isinstance(subject, Department) else None)
    if not reach.may_open(request.user, procedure, place, branch=own_branch, department=own_department):
        raise refuse("不在您负责的范围内", "请选您负责的党支部或科室", field="承办党支部")
    return store.open_case(
        procedure.code,
        subject,
        place,
        on=on,
        actor=request.user,
        branch=branch,
        department=department,
        text=request.POST.get("text", ""),
        by=name_of(request.user),
        data=posting.fields(request, procedure.fields),
    )


def _subject(request: HttpRequest, place: Institution, procedure: Procedure, on: dt.date) -> Subject:
    said = request.POST.get("subject", "").strip()
    found: Subject | None
    match procedure.subject:
        case "person":
            found = Person.objects.filter(in_force(on), code=people.code_of(said), institution=place).first()
            title, remedy = "工号", "请核对工号；还没有登记的人，先在“组织”里导入"
        case "organization":
            found = PartyOrganization.objects.filter(code=said, institution=place).first()
            title, remedy = "党组织", "请选一个"
        case "department":
            found = next((each for each in departments_on(place, on) if each.code == said), None)
            title, remedy = "科室", "请选一个"
        case "institution":
            return place
        case _:
            return said
    if found is None:
        raise refuse("本机构没有", remedy, field=title, value=said)
    return found


def _chosen_branch(request: HttpRequest, place: Institution, on: dt.date) -> PartyOrganization | None:
    code = request.POST.get("branch", "")
    if not code:
        return None
    for form in branches_on(place, on):
        if form.organization.code == code:
            return form.organization
    raise refuse("这一天没有这个党支部", "请重新选择", field="承办党支部", value=code)


def _chosen_department(request: HttpRequest, place: Institution, on: dt.date) -> Department | None:
    code = request.POST.get("department", "")
    if not code:
        return None
    for each in departments_on(place, on):
        if each.code == code:
            return each
    raise refuse("这一天没有这个科室", "请重新选择", field="承办科室", value=code)


def _page(
    request: HttpRequest, place: Institution, procedure: Procedure, sent: Sent, *, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    course = course_on(procedure.code, today, profile_on(place, procedure.code, today))
    boxes = (*_boxes(request, place, procedure, sent, today), *acts.opening(course, sent))
    context = {
        "tabs": tabs(request),
        "place": place,
        "procedure": procedure,
        "boxes": boxes,
        "faults": unplaced(sent.faults, boxes),
        "draft": _draft(request, place, procedure),
    }
    return render(request, "procedures/new.html", context, status=status)


def _draft(request: HttpRequest, place: Institution, procedure: Procedure) -> str:
    return f"{request.user.pk}:case-new:{place.code}:{procedure.code}"


def _boxes(request: HttpRequest, place: Institution, procedure: Procedure, sent: Sent, today: dt.date) -> list[Box]:
    written = sent.written
    branches = [(each.organization.code, each.name) for each in branches_on(place, today)]
    mine = {each.code for each in access.branches(request.user, reach.ACTION, procedure.sensitivity)}
    if mine:
        branches = [each for each in branches if each[0] in mine]
    departments = [(each.code, each.name) for each in departments_on(place, today)]
    boxes = [Box("on", "启动日期", "date", written.get("on", today.isoformat()), True)]
    match procedure.subject:
        case "person":
            boxes.append(
                Box("subject", "工号", PEOPLE, written.get("subject", ""), True, "写姓名、拼音或工号，从出来的名单里选")
            )
        case "organization":
            boxes.append(
                Box("subject", "党组织", "select", "", True, options=options(branches, [written.get("subject", "")]))
            )
        case "department":
            boxes.append(
                Box("subject", "科室", "select", "", True, options=options(departments, [written.get("subject", "")]))
            )
        case "matter":
            boxes.append(Box("subject", "事项", "text", written.get("subject", ""), True, "一句话写明是什么事"))
    actors = {actor for step in procedure.steps for actor in step.by}
    if procedure.subject != "organization" and "secretary" in actors:
        chosen = written.get("branch", "") or (branches[0][0] if len(branches) == 1 else "")
        boxes.append(Box("branch", "承办党支部", "select", "", True, options=options(branches, [chosen])))
    if procedure.subject != "department" and "department_head" in actors:
        chosen = written.get("department", "")
        boxes.append(Box("department", "承办科室", "select", "", True, options=options(departments, [chosen])))
    boxes.append(Box("text", "说明", "area", written.get("text", ""), rows=2))
    return [_with(box, sent.faults) for box in boxes]


def _with(box: Box, faults: tuple[Fault, ...]) -> Box:
    return Box(
        box.name,
        box.title,
        box.kind,
        box.value,
        box.required,
        box.hint,
        box.options,
        placed(faults, box.title),
        rows=box.rows,
    )


@require_GET
def suggest(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """People of the house while a name is typed, for those who may open the case."""
    place, procedure = find_procedure(request, institution, code)
    if not reach.may_open_somewhere(request.user, procedure, place):
        raise PermissionDenied(f"您不能启动“{procedure.title}”。请联系党务部门。")
    typed = request.GET.get("subject", "")
    found = people.found(place, typed, timezone.localdate())
    return render(request, "procedures/_people.html", {"people": found, "words": typed})


@require_POST
def set_profile(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """Follow another local variant from today on; open cases keep the one they began with."""
    place, procedure = find_procedure(request, institution, code)
    if "office" not in reach.roles_at(request.user, procedure.sensitivity, place):
        raise PermissionDenied("办法由党办院办选定。")
    settings.choose(place, procedure, request.POST.get("profile", ""), timezone.localdate())
    messages.success(request, "已选定办法，今天起启动的事项按它办理。")
    return redirect("procedure-board", place.code, procedure.code)
