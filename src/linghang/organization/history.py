"""The chronicle of an institution: what began, ended and followed what, told from the periods themselves."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from linghang.organization.models import Appointment, DepartmentChange, Institution, PartyOrganizationForm

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """Something that came into force on a day. `before` and `after`: names, either may be empty."""

    on: dt.date
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    document: str = ""


def chronicle(institution: Institution) -> list[Event]:
    """Names, departments, Party organisations and the institution's own posts; newest first."""
    found = [*_names(institution), *department_changes(institution), *_departments(institution)]
    found += [*_party(institution), *_posts(institution)]
    return sorted(found, key=lambda event: (event.on, event.kind), reverse=True)


def department_changes(institution: Institution) -> list[Event]:
    """Splits, mergers, renames and abolitions: one event for what changed together on a day, newest first."""
    rows = DepartmentChange.objects.filter(predecessor__institution=institution)
    rows = rows.select_related("predecessor", "successor").order_by("on", "pk")
    groups: list[tuple[dt.date, str, set[str], set[str]]] = []
    for row in rows:
        before, after = row.predecessor.name, row.successor.name if row.successor else ""
        for on, _, sources, targets in groups:
            if on == row.on and (before in sources or (after and after in targets)):
                sources.add(before)
                targets.update(filter(None, [after]))
                break
        else:
            groups.append((row.on, row.document, {before}, {after} - {""}))
    events = [
        Event(on, _kind(sources, targets), tuple(sorted(sources)), tuple(sorted(targets)), document)
        for on, document, sources, targets in groups
    ]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _kind(sources: set[str], targets: set[str]) -> str:
    if not targets:
        return "科室撤销"
    if len(sources) > 1:
        return "科室合并" if len(targets) == 1 else "科室调整"
    return "科室拆分" if len(targets) > 1 else "科室更名或承接"


def _names(institution: Institution) -> Iterator[Event]:
    for each in institution.other_names.all():
        if each.valid_from:
            yield Event(each.valid_from, f"机构名称（{each.note or '别名'}）", (), (each.name,))
        if each.valid_to:
            yield Event(each.valid_to + _DAY, "机构名称停用", (each.name,), ())


def _departments(institution: Institution) -> Iterator[Event]:
    came = DepartmentChange.objects.filter(successor__institution=institution).values_list("successor", flat=True)
    for each in institution.departments.exclude(valid_from=None).exclude(pk__in=list(came)):
        yield Event(each.valid_from, "科室设立", (), (each.name,))


def _party(institution: Institution) -> Iterator[Event]:
    earlier: dict[int, PartyOrganizationForm] = {}
    forms = PartyOrganizationForm.objects.filter(organization__institution=institution).order_by(
        "organization", "valid_from"
    )
    for form in sorted(forms, key=lambda each: (each.organization_id, each.valid_from or dt.date.min)):
        before = earlier.get(form.organization_id)
        if form.valid_from:
            kind = "党组织设立" if before is None else "党组织变更"
            yield Event(form.valid_from, kind, (before.name,) if before else (), (form.name,), form.document)
        earlier[form.organization_id] = form
    for last in earlier.values():
        if last.valid_to:
            yield Event(last.valid_to + _DAY, "党组织结束", (last.name,), ())


def _posts(institution: Institution) -> Iterator[Event]:
    held = Appointment.objects.filter(post__institution=institution, post__department=None)
    for each in held.select_related("person", "post").order_by("post", "valid_from"):
        if each.valid_from:
            yield Event(each.valid_from, f"任{each.post.title}", (), (each.person.name,), each.document)
        if each.valid_to:
            yield Event(each.valid_to + _DAY, f"不再任{each.post.title}", (each.person.name,), ())
