"""Adopted programmes from the workbook, all of them or none, through the same deeds as the pages."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast

from auditlog.context import set_actor
from django.db import transaction

from linghang.core import workbook
from linghang.core.errors import Fault, InputError
from linghang.core.workbook import Row
from linghang.organization.importing.reading import Reading
from linghang.packs.programme import Comparator
from linghang.programmes import adopting
from linghang.programmes.models import Adoption
from linghang.programmes.workbook import ADOPTIONS, BOOK, COMPARATORS, COMPONENTS, OWNERS, TARGETS


@dataclass
class Summary:
    """How many lines were new, changed something, or stood already."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass
class _Work:
    reading: Reading
    summary: Summary
    adoptions: dict[tuple[str, str], list[Adoption]] = field(default_factory=dict)


def load_programmes(path: Path, actor: Any = None, *, name: str = "", dry_run: bool = False) -> Summary:
    """Adopt what the workbook names, with owners, targets and names for what the document leaves open.

    Lines that stand already change nothing; nothing is removed. Raises InputError with every fault by sheet and row,
    and then nothing was changed. `name`: what faults call the file; `dry_run`: only say what would be done.
    """
    rows = workbook.read_workbook(path, BOOK, name or path.name)
    work = _Work(Reading.begin(name or path.name, BOOK), Summary())
    with set_actor(actor), transaction.atomic():
        for each in Adoption.objects.select_related("institution", "leader"):
            work.adoptions.setdefault((each.institution.code, each.programme), []).append(each)
        for sheet in rows.values():
            work.reading.refuse_repeats(sheet)
        for title, read in _READERS.items():
            for row in sorted(rows[title], key=_since):
                _take(work, row, read)
        work.reading.raise_faults()
        if dry_run:
            transaction.set_rollback(True)
    return work.summary


def _since(row: Row) -> dt.date:
    """Earlier periods first: the next one ends the one before."""
    try:
        return row.date("有效期起") or dt.date.min
    except ValueError:
        return dt.date.min


def _take(work: _Work, row: Row, read: Callable[[_Work, Row], str]) -> None:
    if not work.reading.required(row):
        return
    try:
        with transaction.atomic():
            did = read(work, row)
    except InputError as error:
        for each in error.faults:
            column = each.field if each.field in BOOK.sheets[row.sheet] else ""
            reason = each.reason if column else "：".join(part for part in (each.field, each.reason) if part)
            place = (work.reading.file, row.number, row.sheet, column, each.value)
            work.reading.faults.append(Fault(*place, reason, each.remedy))
        return
    if did and work.reading.sound(row):
        setattr(work.summary, did, getattr(work.summary, did) + 1)


def _read_adoption(work: _Work, row: Row) -> str:
    reading = work.reading
    institution, period = reading.institution(row), reading.validity(row)
    leader = reading.person(row, "责任领导工号") if row.text("责任领导工号") else None
    document = reading.texts(row, Adoption, {"印发文号": "document"})["document"]
    first, last = period["valid_from"], period["valid_to"]
    if institution is None or first is None or not reading.sound(row):
        return ""
    known = work.adoptions.setdefault((institution.code, row.text("工程代码")), [])
    found = next((each for each in known if each.valid_from == first), None)
    if found is None:
        made = adopting.adopt(
            institution, row.text("工程代码"), valid_from=first, valid_to=last, document=document, leader=leader
        )
        known.append(made)
        return "new"
    did = "same"
    if (found.leader, found.document) != (leader, document):
        adopting.lead(found, leader=leader, document=document)
        did = "changed"
    if found.valid_to != last:
        if last is None or found.valid_to is not None:
            reading.fault(row, "有效期止", f"已经结束于 {found.valid_to}", "结束以后不能改；再次实施请另起一行")
            return ""
        adopting.end(found, last)
        did = "changed"
    return did


def _adoption(work: _Work, row: Row, day: dt.date | None = None) -> Adoption | None:
    """The adoption that the line belongs to: the one in force on `day`, or the last."""
    known = work.adoptions.get((row.text("机构代码"), row.text("工程代码")), [])
    fits = [each for each in known if day is None or each.valid_on(day)]
    if not fits:
        refused = (ADOPTIONS, row.text("机构代码")) in work.reading.spoilt
        if not refused:
            work.reading.fault(row, "工程代码", "这个机构这时没有实施这个工程", "请先在“实施”表中写上它，或核对日期")
        return None
    return fits[-1]


def _read_component(work: _Work, row: Row) -> str:
    adoption = _adoption(work, row)
    if adoption is None:
        return ""
    named = adoption.local_components.filter(layer=row.text("层代码"))
    code, title = row.text("组成代码"), row.text("名称")
    if (standing := named.filter(code=code).first() if code else named.filter(title=title).first()) is not None:
        if standing.title == title:
            return "same"
        adopting.rename_component(standing, title)
        return "changed"
    made = adopting.name_component(adoption, row.text("层代码"), title)
    if code and code != made.code:
        made.code = work.reading.code(row, "组成代码")
        made.save(update_fields=["code"])
    return "new"


def _read_owner(work: _Work, row: Row) -> str:
    reading, since = work.reading, work.reading.date(row, "有效期起")
    institution, adoption = reading.institution(row), _adoption(work, row, since)
    department = reading.department(row, institution, since, "责任科室代码")
    branch = reading.party(row, "责任党组织代码") if row.text("责任党组织代码") else None
    leader = reading.person(row, "责任领导工号") if row.text("责任领导工号") else None
    if adoption is None or since is None or not reading.sound(row):
        return ""
    standing = adoption.owners.filter(component=row.text("组成代码"), valid_from=since).first()
    said = (department, branch, leader)
    if standing is not None and (standing.department, standing.branch, standing.leader) == said:
        return "same"
    adopting.assign(
        adoption, row.text("组成代码"), valid_from=since, department=department, branch=branch, leader=leader
    )
    return "changed" if standing else "new"


def _read_target(work: _Work, row: Row) -> str:
    reading = work.reading
    since, by = reading.date(row, "有效期起"), reading.date(row, "达成时限")
    comparator = reading.choice(row, "方向", list(COMPARATORS.items()))
    adoption, value = _adoption(work, row, since), _decimal(reading, row)
    if adoption is None or since is None or by is None or value is None or not reading.sound(row):
        return ""
    objective, note = row.text("目标代码"), row.text("依据")
    standing = adoption.targets.filter(objective=objective, by=by, valid_from=since).first()
    if standing is not None and (standing.comparator, standing.value, standing.note) == (comparator, value, note):
        return "same"
    adopting.set_target(
        adoption,
        objective,
        comparator=cast(Comparator, comparator),
        value=value,
        by=by,
        valid_from=since,
        note=note,
    )
    return "changed" if standing else "new"


def _decimal(reading: Reading, row: Row) -> Decimal | None:
    try:
        value = Decimal(row.text("目标值"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        reading.fault(row, "目标值", "不是数", "请写数，90% 填 0.9")
        return None
    return value


_READERS: dict[str, Callable[[_Work, Row], str]] = {
    ADOPTIONS: _read_adoption,
    COMPONENTS: _read_component,
    OWNERS: _read_owner,
    TARGETS: _read_target,
}
