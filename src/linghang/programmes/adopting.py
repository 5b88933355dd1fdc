"""Adopting a programme and what follows: owners, targets, names for what the document leaves open.

Nothing is written over: what changes from a day on ends the day before and stays. Only what was set for the very same
day is corrected in place; the audit log keeps both. `seen` is what the editor saw (`seen.py`): whoever was slower gets
a ConflictError.
"""

import datetime as dt
from decimal import Decimal
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.organization.models import Department, Institution, PartyOrganization, Person, Validity
from linghang.packs.programme import Comparator, Programme
from linghang.programmes import seen as seen_then
from linghang.programmes.models import Adoption, ComponentOwner, LocalComponent, ObjectiveTarget
from linghang.programmes.tree import programme_of
from linghang.registers import content
from linghang.tasks.models import TaskProgramme

Row = TypeVar("Row", bound=Validity)
_DAY = dt.timedelta(days=1)


def adopt(
    institution: Institution,
    programme: str,
    *,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    document: str = "",
    leader: Person | None = None,
) -> Adoption:
    """Begin a programme of the packs. InputError when it is unknown, the days are in the wrong order, or it is
    already carried out on one of them."""
    content.library().entry("programmes", programme)
    if valid_to is not None and valid_to < valid_from:
        raise refuse("止日早于起日", "请核对两个日期", field="实施起止", value=f"{valid_from}—{valid_to}")
    with transaction.atomic():
        Institution.objects.select_for_update().get(pk=institution.pk)
        for other in Adoption.objects.filter(institution=institution, programme=programme):
            if _overlap(other, valid_from, valid_to):
                raise refuse(
                    "这个工程在这段时间已经实施", "请先结束原来的，或改起止日期", field="实施起止", value=_said(other)
                )
        return Adoption.objects.create(
            institution=institution,
            programme=programme,
            valid_from=valid_from,
            valid_to=valid_to,
            document=document.strip(),
            leader=leader,
        )


def lead(adoption: Adoption, *, leader: Person | None, document: str, seen: str | None = None) -> Adoption:
    """Change who leads the programme and under which document it was issued."""
    with transaction.atomic():
        current = _held(adoption)
        seen_then.unchanged(seen, seen_then.of_adoption(current))
        current.leader, current.document = leader, document.strip()
        current.save(update_fields=["leader", "document"])
    return current


def end(adoption: Adoption, day: dt.date, *, seen: str | None = None) -> Adoption:
    """The last day on which it is carried out; owners and targets end with it, its tasks go on."""
    if adoption.valid_from is not None and day < adoption.valid_from:
        raise refuse("止日早于起日", f"请填 {adoption.valid_from} 以后的日期", field="止日", value=str(day))
    with transaction.atomic():
        current = _held(adoption)
        seen_then.unchanged(seen, seen_then.of_adoption(current))
        for rows in (current.owners, current.targets):
            for each in rows.filter(models.Q(valid_to=None) | models.Q(valid_to__gt=day)):
                if each.valid_from is None or each.valid_from <= day:
                    each.valid_to = day
                    each.save(update_fields=["valid_to"])
        current.valid_to = adoption.valid_to = day
        current.save(update_fields=["valid_to"])
    return current


def assign(
    adoption: Adoption,
    component: str,
    *,
    valid_from: dt.date,
    department: Department | None = None,
    branch: PartyOrganization | None = None,
    leader: Person | None = None,
    seen: str | None = None,
) -> ComponentOwner:
    """From `valid_from` on these answer for the component. InputError when nobody is named or nothing fits."""
    if department is None and branch is None and leader is None:
        raise refuse("没有选责任科室、党组织或领导", "至少选一项", field="责任分工")
    if department is not None and not department.valid_on(valid_from):
        raise refuse(
            f"{valid_from} 这一天没有这个科室", "请选当时在运行的科室", field="责任科室", value=str(department)
        )
    if leader is not None and not leader.valid_on(valid_from):
        raise refuse(f"{leader} 在 {valid_from} 不在岗", "请另选责任领导", field="责任领导", value=str(leader))
    with transaction.atomic():
        current = _held(adoption)
        seen_then.unchanged(seen, seen_then.of_owners(current, component))
        _inside(current, valid_from)
        _component(current, component, valid_from)
        row = _succeed(current.owners.filter(component=component), valid_from) or ComponentOwner(
            adoption=current, component=component, valid_from=valid_from, valid_to=current.valid_to
        )
        row.department, row.branch, row.leader = department, branch, leader
        row.save()
    return row


def set_target(
    adoption: Adoption,
    objective: str,
    *,
    comparator: Comparator,
    value: Decimal,
    by: dt.date,
    valid_from: dt.date,
    note: str = "",
    seen: str | None = None,
) -> ObjectiveTarget:
    """From `valid_from` on the target for the day `by` is this; other days keep theirs. InputError."""
    programme = programme_of(adoption, content.library(), valid_from)
    found = next((each for each in programme.objectives if each.code == objective), None)
    if found is None:
        raise refuse("工程里没有这个目标", "请从工程页面进入", field="目标", value=objective)
    if by < valid_from:
        raise refuse("达成时限早于设定日期", "请核对两个日期", field="达成时限", value=str(by))
    unit = content.library().indicator(found.indicator).unit if found.indicator else found.unit
    if unit in ("%", "‰") and value > 1:
        raise refuse("百分率要写小数", "90% 填 0.9", field="目标值", value=f"{value:f}")
    with transaction.atomic():
        current = _held(adoption)
        seen_then.unchanged(seen, seen_then.of_targets(current, objective))
        _inside(current, valid_from)
        row = _succeed(current.targets.filter(objective=objective, by=by), valid_from) or ObjectiveTarget(
            adoption=current, objective=objective, by=by, valid_from=valid_from, valid_to=current.valid_to
        )
        row.comparator, row.value, row.note = comparator, value, note.strip()
        row.save()
    return row


def name_component(adoption: Adoption, layer: str, title: str) -> LocalComponent:
    """Give a component of an open layer its name; its code is made of the layer and the next number. InputError."""
    title = title.strip()
    if not title:
        raise refuse("没有填名称", "请填写组成的名称", field="名称")
    with transaction.atomic():
        current = _held(adoption)
        programme = programme_of(current, content.library(), current.valid_from or timezone.localdate())
        found = next((each for each in programme.open_layers if each.code == layer), None)
        if found is None:
            raise refuse("原文已经列全，这一层不能再加", "请从标明“原文未列出”的层进入", field="层", value=layer)
        own = list(current.local_components.filter(layer=layer))
        if found.count is not None and len(found.components) + len(own) >= found.count:
            raise refuse(f"“{found.title}”应有 {found.count} 项，已经列满", "请先去掉一项", field="名称", value=title)
        if title in [each.title for each in (*found.components, *own)]:
            raise refuse("这一层已有同名的组成", "请换一个名称", field="名称", value=title)
        position = max((each.position for each in own), default=0) + 1
        return LocalComponent.objects.create(
            adoption=current, layer=layer, title=title, position=position, code=_free_code(current, programme, layer)
        )


def rename_component(component: LocalComponent, title: str, *, seen: str | None = None) -> LocalComponent:
    """Correct the name of a component that the institution named itself."""
    if not title.strip():
        raise refuse("没有填名称", "请填写组成的名称", field="名称")
    with transaction.atomic():
        current = LocalComponent.objects.select_for_update().filter(pk=component.pk).first()
        if current is None:
            raise refuse("他人已经去掉了这个组成", "请回工程页面核对", field="名称", value=component.title)
        seen_then.unchanged(seen, seen_then.of_name(current))
        current.title = title.strip()
        current.save(update_fields=["title"])
    return current


def remove_component(component: LocalComponent) -> None:
    """Take a name back. InputError while tasks serve it or somebody answers for it."""
    adoption = component.adoption
    if TaskProgramme.objects.filter(programme=adoption.programme, component=component.code).exists():
        raise refuse("已有督办任务挂在它上面", "请先把任务改挂到别的组成", field="组成", value=component.title)
    if adoption.owners.filter(component=component.code).exists():
        raise refuse("已登记过责任分工", "可以改名，不能去掉", field="组成", value=component.title)
    component.delete()


def _held(adoption: Adoption) -> Adoption:
    """The adoption as it is now, held for this transaction."""
    return Adoption.objects.select_for_update().get(pk=adoption.pk)


def _succeed(rows: "models.QuerySet[Row]", valid_from: dt.date) -> Row | None:
    """End what is in force the day before; what begins on that very day is returned to be corrected."""
    same = None
    for each in rows:
        if each.valid_from is not None and each.valid_from > valid_from:
            raise refuse(
                "以后的日期已有安排", f"请填 {each.valid_from} 以后的日期", field="自何日起", value=str(valid_from)
            )
        if each.valid_from == valid_from:
            same = each
        elif each.valid_to is None or each.valid_to >= valid_from:
            each.valid_to = valid_from - _DAY
            each.save(update_fields=["valid_to"])
    return same


def _inside(adoption: Adoption, day: dt.date) -> None:
    if not adoption.valid_on(day):
        raise refuse("不在工程的实施期内", f"实施期是 {_said(adoption)}", field="自何日起", value=str(day))


def _component(adoption: Adoption, code: str, day: dt.date) -> None:
    programme = programme_of(adoption, content.library(), day)
    named = {each.code for each in programme.components} | set(adoption.local_components.values_list("code", flat=True))
    if code not in named:
        raise refuse("工程里没有这个组成", "请从工程页面进入", field="组成", value=code)


def _free_code(adoption: Adoption, programme: Programme, layer: str) -> str:
    taken = {each.code for each in programme.components} | set(adoption.local_components.values_list("code", flat=True))
    # A code that tasks still name is not given out again.
    taken |= set(TaskProgramme.objects.filter(programme=programme.code).values_list("component", flat=True))
    number = 1
    while f"{layer}_{number}" in taken:
        number += 1
    return f"{layer}_{number}"


def _overlap(row: Validity, first: dt.date, last: dt.date | None) -> bool:
    begins = row.valid_from is None or last is None or row.valid_from <= last
    return begins and (row.valid_to is None or row.valid_to >= first)


def _said(row: Validity) -> str:
    return f"{row.valid_from or '以前'}至{row.valid_to or '今'}"
