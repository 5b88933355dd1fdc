"""Rows of a ledger, one at a time. Nothing is overwritten: a change ends one version of the row and begins the next."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from linghang.core.errors import ConflictError, InputError, refuse
from linghang.core.workspace import Workspace
from linghang.organization.models import Department, Institution, PartyOrganizationForm
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers import catalogue, content
from linghang.registers.cells import Codes, write_cell
from linghang.registers.entry import EntryReader, codes_of, key_of, month_of, restored, stored
from linghang.registers.models import Batch, CatalogueVersion, KeptRow, visible_at
from linghang.registers.pseudonym import MASK
from linghang.registers.schema import ROW


def entry_reader(register: Register, library: Library, institution: Institution) -> EntryReader:
    """The reader of one institution's rows: its departments and Party organisations are offered, the workspace's key
    hides identifiers."""
    key = Workspace.from_environment().pseudonym_key
    departments, branches = _places(register, [institution])
    return EntryReader.of(register, library, key, departments, branches)


def department_names(institutions: Iterable[Institution]) -> dict[str, str]:
    """Department code → name; of several versions of one department the newest speaks."""
    found = Department.objects.filter(institution__in=list(institutions)).order_by("valid_from")
    return dict(found.values_list("code", "name"))


def branch_names(institutions: Iterable[Institution]) -> dict[str, str]:
    """Party organisation code → name, also of dissolved ones; of several forms of one the newest speaks."""
    forms = PartyOrganizationForm.objects.filter(organization__institution__in=list(institutions))
    return dict(forms.order_by("valid_from").values_list("organization__code", "name"))


def _places(
    register: Register, institutions: Iterable[Institution]
) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    places = list(institutions)
    return department_names(places) if register.department else None, branch_names(places) if register.branch else None


def departments_by_institution(institutions: Iterable[Institution]) -> dict[int, dict[str, str]]:
    """The same for each institution by itself (by primary key)."""
    found: dict[int, dict[str, str]] = {}
    rows = Department.objects.filter(institution__in=list(institutions)).order_by("valid_from")
    for institution, code, name in rows.values_list("institution", "code", "name"):
        found.setdefault(institution, {})[code] = name
    return found


def choices(register: Register, library: Library, institutions: Iterable[Institution]) -> dict[str, Codes]:
    """The choices of every coded field, for showing and filtering the rows of these institutions."""
    return codes_of(register, library, *_places(register, institutions))


def current_rows(
    register: Register, institutions: Iterable[Institution], version: int | None = None
) -> QuerySet[KeptRow]:
    """The rows that stand (at a catalogue version, or now), newest month first."""
    return KeptRow.objects.filter(visible_at(version), register=register.code, institution__in=list(institutions))


def values_of(register: Register, row: KeptRow) -> dict[str, Any]:
    """The typed values of a row. Raises InputError when the ledger's definition no longer fits what was stored."""
    try:
        return restored(register, row.data)
    except ValueError as error:
        raise refuse(
            "这条记录与台账现在的定义不符", "请让维护人员核对字段类型的改动", subject=register.title, value=str(row.row)
        ) from error


def refuse_sealed(register: Register) -> None:
    """Discipline records are never stored in clear: whoever comes this way is refused."""
    if register.sealed:
        raise refuse("纪检登记表的记录加密存放，不能从这里读写", "请纪检监察人员在“纪检工作台”登记或导入")


def save_row(
    register: Register,
    institution: Institution,
    values: Mapping[str, Any],
    *,
    actor: Any,
    row: uuid.UUID | None = None,
    opened: int | None = None,
    apart: bool = False,
) -> KeptRow:
    """Store a checked row (the values of an Entry) and return its new version.

    `row` names the row to change, `opened` the version (KeptRow.pk) the person saw. `apart`: the row leaves the batch
    that it came with, and stays when that is superseded or withdrawn. Raises ConflictError when another version has
    come meanwhile, InputError when the key is already in use. Saving what already stands changes nothing.
    """
    refuse_sealed(register)
    data = stored(register, values)
    try:
        with transaction.atomic():
            old = _standing(register, institution, row, opened) if row else None
            if old and _content(old) == data:
                return old
            version = catalogue.new_version(actor, "edit" if old else "enter", register.title)
            batch = old.batch if old and not apart else None
            return replace(old, _row(register, institution, values, version, actor, old=old, batch=batch))
    except IntegrityError:
        raise already_there(register, values, codes_of(register, content.library())) from None


def remove_row(
    register: Register, institution: Institution, row: uuid.UUID, *, opened: int | None, actor: Any
) -> KeptRow:
    """End a row; its versions stay. Raises ConflictError when it was changed after `opened`."""
    with transaction.atomic():
        old = _standing(register, institution, row, opened)
        end([old], catalogue.new_version(actor, "remove", register.title))
    return old


def restore_row(register: Register, institution: Institution, row: uuid.UUID, *, actor: Any) -> KeptRow:
    """Bring a removed row back as it last was, into its batch too while that is visible.

    Raises InputError when it stands, or when its key is taken by now.
    """
    with transaction.atomic():
        versions = KeptRow.objects.filter(register=register.code, institution=institution, row=row).order_by("id")
        last = versions.select_for_update(of=("self",)).select_related("batch").last()
        if last is None or last.ended_id is None:
            raise refuse("这条记录没有被删除", "请刷新页面", subject=register.title)
        same_key = KeptRow.objects.filter(register=register.code, institution=institution, key=last.key, ended=None)
        if same_key.exists():
            raise already_there(register, values_of(register, last), codes_of(register, content.library()))
        version = catalogue.new_version(actor, "restore", register.title)
        batch = last.batch if last.batch is not None and last.batch.ended_id is None else None
        fresh = KeptRow(
            register=register.code,
            institution=institution,
            row=row,
            month=last.month,
            key=last.key,
            data=last.data,
            batch=batch,
            created=version,
            changed_by=actor,
        )
        fresh.save()
    return fresh


def end(rows: Iterable[KeptRow], version: CatalogueVersion) -> None:
    """End standing rows without a successor."""
    KeptRow.objects.filter(pk__in=[row.pk for row in rows]).update(ended=version, removed=True)


def end_batch_rows(batch: Batch, version: CatalogueVersion) -> int:
    """End every standing row that came with `batch`; returns how many. For withdrawing a batch."""
    return KeptRow.objects.filter(batch=batch, ended=None).update(ended=version, removed=True)


def replace(old: KeptRow | None, fresh: KeptRow) -> KeptRow:
    """End `old` (first: a key stands once) and store its successor."""
    if old is not None:
        KeptRow.objects.filter(pk=old.pk).update(ended=fresh.created)
    fresh.save()
    return fresh


def already_there(register: Register, values: Mapping[str, Any], codes: Mapping[str, Codes]) -> InputError:
    """The refusal of a second row with the same key, in the words of the ledger."""
    fields = [register.field(code) for code in register.key]
    shown = [
        MASK if field.identifier else write_cell(field, values.get(field.code), codes.get(field.code))
        for field in fields
    ]
    named = "，".join(f"{field.title}“{text}”" for field, text in zip(fields, shown, strict=True))
    return refuse(
        f"已有相同的记录：{named}",
        "请修改原来那条，不要重复登记",
        subject=register.title,
        field="、".join(field.title for field in fields),
    )


def _row(
    register: Register,
    institution: Institution,
    values: Mapping[str, Any],
    version: CatalogueVersion,
    actor: Any,
    *,
    old: KeptRow | None,
    batch: Batch | None,
) -> KeptRow:
    """A new version. One in the batch of the imported row that it grew out of goes when that is superseded."""
    return KeptRow(
        register=register.code,
        institution=institution,
        row=old.row if old else uuid.uuid4(),
        month=month_of(register, values).key,
        key=key_of(register, values),
        data=stored(register, values),
        batch=batch,
        created=version,
        changed_by=actor,
    )


def _standing(register: Register, institution: Institution, row: uuid.UUID, opened: int | None) -> KeptRow:
    current = (
        KeptRow.objects.select_for_update()
        .filter(register=register.code, institution=institution, row=row, ended=None)
        .first()
    )
    if current is None or (opened is not None and current.pk != opened):
        raise ConflictError(current)
    return current


def _content(row: KeptRow) -> dict[str, Any]:
    return {code: value for code, value in row.data.items() if code != ROW}
