"""API: changing the programmes of an institution. The same functions and access as the pages.

`revision` is the one that was read with the thing changed; another one now is a 409.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from linghang.core.errors import refuse
from linghang.organization.as_of import branches_on, departments_on
from linghang.organization.models import Department, Institution, PartyOrganization, Person
from linghang.programmes import adopting, seen
from linghang.programmes.breakdown import Wanted, break_down
from linghang.programmes.editing_bodies import (
    AdoptIn,
    AdoptionOut,
    BreakDownIn,
    ComponentOut,
    EndIn,
    MadeOut,
    NamedOut,
    NameIn,
    ObjectiveOut,
    OwnerIn,
    OwnerOut,
    TargetIn,
    TargetOut,
)
from linghang.programmes.forms import people
from linghang.programmes.models import Adoption, ComponentOwner, ObjectiveTarget
from linghang.programmes.reach import adopted as adoption_of
from linghang.programmes.reach import editable, institution_of
from linghang.programmes.tree import Node, Tree, adoption_tree
from linghang.programmes.views import node_of

router = Router(tags=["工程"])


@router.get("/{slug:institution}/{slug:programme}/adoption", response=AdoptionOut, summary="实施情况和修订号")
def adoption(request: HttpRequest, institution: str, programme: str) -> AdoptionOut:
    place = institution_of(request, institution)
    return _adoption(adoption_of(place, programme, timezone.localdate()))


@router.post("/{slug:institution}/{slug:programme}/adopt", response={201: AdoptionOut}, summary="开始实施")
def adopt(request: HttpRequest, institution: str, programme: str, body: AdoptIn) -> Status[AdoptionOut]:
    place = editable(request, institution)
    made = adopting.adopt(
        place,
        programme,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        document=body.document,
        leader=_leader(place, body.leader),
    )
    return Status(201, _adoption(made))


@router.post("/{slug:institution}/{slug:programme}/end", response=AdoptionOut, summary="结束实施")
def end(request: HttpRequest, institution: str, programme: str, body: EndIn) -> AdoptionOut:
    _, running = _running(request, institution, programme)
    return _adoption(adopting.end(running, body.day, seen=body.revision))


@router.get(
    "/{slug:institution}/{slug:programme}/components/{component}",
    response=ComponentOut,
    summary="一项组成的责任、目标和修订号",
)
def component(request: HttpRequest, institution: str, programme: str, component: str) -> ComponentOut:
    place = institution_of(request, institution)
    running = adoption_of(place, programme, timezone.localdate())
    return _component(running, node_of(_tree(request, running), component))


@router.post(
    "/{slug:institution}/{slug:programme}/components/{component}/owners",
    response={201: OwnerOut},
    summary="定责任科室、党组织、领导",
)
def assign(request: HttpRequest, institution: str, programme: str, component: str, body: OwnerIn) -> Status[OwnerOut]:
    place, running = _running(request, institution, programme)
    row = adopting.assign(
        running,
        component,
        valid_from=body.valid_from,
        department=_department(place, body.department),
        branch=_branch(place, body.branch),
        leader=_leader(place, body.leader),
        seen=body.revision,
    )
    return Status(201, _owner(row))


@router.post(
    "/{slug:institution}/{slug:programme}/objectives/{objective}/targets", response={201: TargetOut}, summary="定目标值"
)
def set_target(
    request: HttpRequest, institution: str, programme: str, objective: str, body: TargetIn
) -> Status[TargetOut]:
    _, running = _running(request, institution, programme)
    fields = body.model_dump(exclude={"revision"})
    return Status(201, _target(adopting.set_target(running, objective, seen=body.revision, **fields)))


@router.post(
    "/{slug:institution}/{slug:programme}/layers/{layer}/components",
    response={201: NamedOut},
    summary="给原文未列出的组成命名",
)
def name_component(
    request: HttpRequest, institution: str, programme: str, layer: str, body: NameIn
) -> Status[NamedOut]:
    _, running = _running(request, institution, programme)
    made = adopting.name_component(running, layer, body.title)
    return Status(201, NamedOut(code=made.code, layer=made.layer, title=made.title))


@router.post(
    "/{slug:institution}/{slug:programme}/components/{component}/tasks",
    response={201: list[MadeOut]},
    summary="分解成督办任务，全部立项或一项也不立",
)
def tasks(
    request: HttpRequest, institution: str, programme: str, component: str, body: BreakDownIn
) -> Status[list[MadeOut]]:
    _, running = _running(request, institution, programme)
    tree = _tree(request, running)
    rows = [
        Wanted(line, each.title.strip(), each.department.strip(), str(each.due or ""), each.requirement.strip())
        for line, each in enumerate(body.tasks, 1)
    ]
    node = node_of(tree, component)
    made = break_down(tree, node, rows, on=timezone.localdate(), actor=request.user, assign=body.assign)
    return Status(201, [MadeOut(number=each.number, title=each.title, stage=each.stage) for each in made])


def _running(request: HttpRequest, institution: str, programme: str) -> tuple[Institution, Adoption]:
    """The adoption that is to be changed. PermissionDenied, Http404."""
    place = editable(request, institution)
    return place, adoption_of(place, programme, timezone.localdate())


def _tree(request: HttpRequest, running: Adoption) -> Tree:
    return adoption_tree(running, timezone.localdate(), user=request.user, figures=False)


def _leader(place: Institution, code: str) -> Person | None:
    if not code:
        return None
    found: Person | None = people(place, timezone.localdate()).filter(code=code).first()
    if found is None:
        raise refuse("本机构在岗人员中没有这个工号", "请核对工号", field="leader", value=code[:40])
    return found


def _department(place: Institution, code: str) -> Department | None:
    known = {each.code: each for each in departments_on(place, timezone.localdate())} if code else {}
    if code and code not in known:
        raise refuse("没有这个科室", "请写科室代码", field="department", value=code[:40])
    return known.get(code)


def _branch(place: Institution, code: str) -> PartyOrganization | None:
    today = timezone.localdate()
    known = {each.organization.code: each.organization for each in branches_on(place, today)} if code else {}
    if code and code not in known:
        raise refuse("没有这个党支部", "请写党组织代码", field="branch", value=code[:40])
    return known.get(code)


def _adoption(found: Adoption) -> AdoptionOut:
    return AdoptionOut(
        institution=found.institution.code,
        programme=found.programme,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        document=found.document,
        leader=_code(found.leader),
        revision=seen.of_adoption(found),
    )


def _component(running: Adoption, node: Node) -> ComponentOut:
    owners = running.owners.filter(component=node.code).order_by("valid_from")
    return ComponentOut(
        code=node.code,
        title=node.title,
        local=node.local is not None,
        owners=[_owner(each) for each in owners.select_related("department", "branch", "leader")],
        objectives=[_objective(running, each.objective.code, each.objective.title) for each in node.objectives],
        revision=seen.of_owners(running, node.code),
    )


def _objective(running: Adoption, code: str, title: str) -> ObjectiveOut:
    targets = [_target(each) for each in running.targets.filter(objective=code).order_by("by", "valid_from")]
    return ObjectiveOut(code=code, title=title, targets=targets, revision=seen.of_targets(running, code))


def _owner(row: ComponentOwner) -> OwnerOut:
    return OwnerOut(
        department=_code(row.department),
        branch=_code(row.branch),
        leader=_code(row.leader),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _target(row: ObjectiveTarget) -> TargetOut:
    fields: dict[str, Any] = {name: getattr(row, name) for name in TargetOut.model_fields if name != "value"}
    return TargetOut(value=f"{row.value.normalize():f}", **fields)


def _code(thing: Department | PartyOrganization | Person | None) -> str | None:
    return thing.code if thing else None
