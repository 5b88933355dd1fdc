"""API: changing the organisation. Each change is an act of the pages (`acts`): the same form, access and conflict.

`revision` is the one that was read with the thing changed; another one now is a 409.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status

from linghang.core.errors import ConflictError, Fault, InputError, refuse
from linghang.organization import access
from linghang.organization.acts import ACTS
from linghang.organization.api import Day, institution_seen
from linghang.organization.changes import coupled
from linghang.organization.editing_bodies import (
    AppointIn,
    EndDepartmentIn,
    HolderOut,
    NewDepartmentIn,
    OneDepartmentOut,
    OneInstitutionOut,
    PostOut,
    PostTitleOut,
    RelieveIn,
    RenameDepartmentIn,
    RenameInstitutionIn,
)
from linghang.organization.models import Appointment, Department, Institution, Post, in_force
from linghang.organization.reach import require_seen

router = Router(tags=["组织"])


@router.get("/institutions/{slug:code}", response=OneInstitutionOut, summary="一个机构和修订号")
def institution(request: HttpRequest, code: str) -> OneInstitutionOut:
    return _institution(institution_seen(request, code))


@router.post("/institutions/{slug:code}/rename", response=OneInstitutionOut, summary="机构更名")
def rename_institution(request: HttpRequest, code: str, body: RenameInstitutionIn) -> OneInstitutionOut:
    return _institution(_do(request, "rename-institution", institution_seen(request, code), body))


@router.post("/institutions/{slug:code}/new-department", response={201: OneDepartmentOut}, summary="新设科室")
def new_department(request: HttpRequest, code: str, body: NewDepartmentIn) -> Status[OneDepartmentOut]:
    return Status(201, _department(_do(request, "new-department", institution_seen(request, code), body)))


@router.get("/institutions/{slug:code}/departments/{department}", response=OneDepartmentOut, summary="一个科室和修订号")
def department(request: HttpRequest, code: str, department: str) -> OneDepartmentOut:
    return _department(_present(request, code, department))


@router.post("/institutions/{slug:code}/departments/{department}/rename", response=OneDepartmentOut, summary="科室更名")
def rename_department(request: HttpRequest, code: str, department: str, body: RenameDepartmentIn) -> OneDepartmentOut:
    return _department(_do(request, "rename-department", _present(request, code, department), body))


@router.post(
    "/institutions/{slug:code}/departments/{department}/end",
    response=OneDepartmentOut,
    summary="撤销、拆分或合并科室",
)
def end_department(request: HttpRequest, code: str, department: str, body: EndDepartmentIn) -> OneDepartmentOut:
    return _department(_do(request, "end-department", _present(request, code, department), body))


@router.get("/institutions/{slug:code}/posts", response=list[PostTitleOut], summary="某日的职务")
def posts(request: HttpRequest, code: str, day: Day | None = None) -> list[PostTitleOut]:
    found = Post.objects.filter(in_force(day or timezone.localdate()), institution=institution_seen(request, code))
    return [
        PostTitleOut(code=each.code, title=each.title, kind=each.kind, department=_code(each.department))
        for each in found.select_related("department")
    ]


@router.get("/posts/{post}", response=PostOut, summary="一个职务、任职的人和修订号")
def post(request: HttpRequest, post: str, day: Day | None = None) -> PostOut:
    return _post(_find_post(request, post), day or timezone.localdate())


@router.post("/posts/{post}/appoint", response=PostOut, summary="任命（默认连同双任双免的职务）")
def appoint(request: HttpRequest, post: str, body: AppointIn) -> PostOut:
    return _post(_do(request, "appoint", _find_post(request, post), body), body.on)


@router.post("/posts/{post}/relieve", response=PostOut, summary="免职（默认连同双任双免的职务）")
def relieve(request: HttpRequest, post: str, body: RelieveIn) -> PostOut:
    found = _find_post(request, post)
    _require_edit(request, found.institution)
    held = found.appointments.filter(in_force(body.on), person__code=body.person).first()
    if held is None:
        raise refuse("这个人这一天没有任这个职务", "请核对工号和日期", field="person", value=body.person[:40])
    return _post(_do(request, "relieve", held, body), body.on)


def _do(request: HttpRequest, name: str, target: Any, body: Schema) -> Any:
    """Do the act as its page does. PermissionDenied, InputError, ConflictError."""
    act = ACTS[name]
    place = act.place(target)
    _require_edit(request, place)
    said = {key: value for key, value in body.model_dump(mode="json").items() if value not in (None, "")}
    form = act.form(target, _boxes(act.form(target, None), said))
    if not form.is_valid():
        raise InputError(_faults(form, said))
    with transaction.atomic():
        Institution.objects.select_for_update().get(pk=place.pk)  # one editor of a place at a time
        target.refresh_from_db()
        now = act.seen(target)
        if now != said.get("revision", ""):
            raise ConflictError(now)
        return act.apply(target, form.cleaned_data)


def _boxes(form: Form, said: dict[str, Any]) -> dict[str, Any]:
    """The successors are told by their codes; the form knows them by their keys."""
    if "successors" not in said:
        return said
    offered: Any = form.fields["successors"]
    known = {each.code: each.pk for each in offered.queryset}
    if unknown := [code for code in said["successors"] if code not in known]:
        raise refuse("没有这个承接科室", "请写现有其他科室的代码", field="successors", value="、".join(unknown)[:80])
    return said | {"successors": [known[code] for code in said["successors"]]}


def _faults(form: Form, said: dict[str, Any]) -> list[Fault]:
    return [
        Fault(field=name, value=str(said.get(name, ""))[:40], reason=str(message).rstrip("。"), remedy="请改正后再提交")
        for name, messages in form.errors.items()
        for message in messages
    ]


def _require_edit(request: HttpRequest, place: Institution) -> None:
    access.require(request.user, "edit_organization", institution=place)


def _present(request: HttpRequest, code: str, department: str) -> Department:
    """The department that has the code today, else the one to come. Http404 when it has ended."""
    today = timezone.localdate()
    rows = institution_seen(request, code).departments.filter(code=department)
    found = rows.filter(Q(valid_to=None) | Q(valid_to__gte=today)).order_by("valid_from").first()
    if found is None:
        raise Http404
    return found


def _find_post(request: HttpRequest, code: str) -> Post:
    found = get_object_or_404(Post.objects.select_related("institution", "department"), code=code)
    require_seen(request.user, found.institution)
    return found


def _institution(found: Institution) -> OneInstitutionOut:
    return OneInstitutionOut(
        code=found.code,
        name=found.name,
        revision=ACTS["rename-institution"].seen(found),
        departments_revision=ACTS["new-department"].seen(found),
    )


def _department(found: Department) -> OneDepartmentOut:
    revision = ACTS["end-department"].seen(found)
    return OneDepartmentOut(
        code=found.code, name=found.name, valid_from=found.valid_from, valid_to=found.valid_to, revision=revision
    )


def _post(found: Post, day: dt.date) -> PostOut:
    held = Appointment.objects.filter(in_force(day), post=found).select_related("person")
    return PostOut(
        code=found.code,
        title=found.title,
        kind=found.kind,
        department=_code(found.department),
        coupled_with=[each.code for each in coupled(found)],
        holders=[
            HolderOut(
                person=each.person.code,
                name=each.person.name,
                acting=each.acting,
                document=each.document,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
            )
            for each in held
        ],
        revision=ACTS["appoint"].seen(found),
    )


def _code(found: Department | None) -> str | None:
    return found.code if found else None
