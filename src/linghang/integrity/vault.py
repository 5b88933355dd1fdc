"""Sealed rows in and out: the only code that opens them. It asks no permission; the pages do, and log who looked.

Rows are few (a hospital has hundreds, not millions) and nothing about them is in an index, so lists open them all.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from linghang.core.errors import ConflictError, InputError, refuse
from linghang.integrity import keyring
from linghang.integrity.keyring import Keyring
from linghang.integrity.models import Deed, SealedRow
from linghang.organization.models import Institution
from linghang.packs.model import Register
from linghang.registers.entry import key_of, restored, stored


@dataclass(frozen=True)
class Opened:
    """A version of a row, opened: its stored values by field code."""

    sealed: SealedRow
    data: Mapping[str, Any]

    def values(self, register: Register) -> dict[str, Any]:
        """The typed values. InputError when the ledger's definition no longer fits what was stored."""
        try:
            return restored(register, self.data)
        except ValueError:
            raise refuse("这条记录与台账现在的定义不符", "请让维护人员核对字段类型的改动") from None


def ring() -> Keyring:
    """The keys; made on first use, but never while there are records that another file must open."""
    path = keyring.place()
    if not path.exists() and not SealedRow.objects.exists():
        try:
            return keyring.create(path)
        except FileExistsError:
            pass
    return keyring.read(path)


def rows(register: Register, institutions: Iterable[Institution]) -> list[Opened]:
    """The rows that stand, in the order in which they were entered."""
    standing = SealedRow.objects.filter(register=register.code, institution__in=list(institutions), ended_at=None)
    found = list(standing.select_related("institution", "created_by"))
    keys = ring() if found else None
    return [_open(each, keys) for each in found if keys]


def versions(register: Register, institutions: Iterable[Institution], row: uuid.UUID) -> list[Opened]:
    """All versions of a row, oldest first; empty when there is no such row here."""
    found = SealedRow.objects.filter(register=register.code, institution__in=list(institutions), row=row)
    keys = ring()
    return [_open(each, keys) for each in found.select_related("institution", "created_by", "ended_by")]


def _open(sealed: SealedRow, keys: Keyring) -> Opened:
    return Opened(sealed, json.loads(keys.open(bytes(sealed.content), sealed.about))["data"])


def enter(
    register: Register, institution: Institution, many: Iterable[Mapping[str, Any]], *, actor: Any
) -> list[uuid.UUID]:
    """Store new rows (checked values): all of them or none. InputError when one of them stands already."""
    with transaction.atomic():
        keys = ring()
        return [_store(register, institution, values, keys, actor=actor).row for values in many]


def change(
    register: Register, old: SealedRow, values: Mapping[str, Any], *, opened: uuid.UUID | None, actor: Any
) -> SealedRow:
    """End the version that was `opened` and begin the next. ConflictError when another one has come meanwhile."""
    with transaction.atomic():
        end(old, opened=opened, actor=actor, removed=False)
        return _store(register, old.institution, values, ring(), actor=actor, row=old.row)


def end(old: SealedRow, *, opened: uuid.UUID | None, actor: Any, removed: bool = True) -> None:
    """End a row; its versions stay. ConflictError when it was changed after it was `opened`."""
    standing = SealedRow.objects.filter(row=old.row, ended_at=None, version=opened)
    if not standing.update(ended_at=timezone.now(), ended_by=actor, removed=removed):
        raise ConflictError(SealedRow.objects.filter(row=old.row, ended_at=None).first())


def restore(register: Register, institutions: Iterable[Institution], row: uuid.UUID, *, actor: Any) -> SealedRow:
    """Bring a removed row back as it last was. InputError when it stands, or when its key is taken by now."""
    with transaction.atomic():
        past = versions(register, institutions, row)
        if not past or past[-1].sealed.ended_at is None:
            raise refuse("这条记录没有被删除", "请刷新页面")
        last = past[-1]
        return _store(register, last.sealed.institution, last.values(register), ring(), actor=actor, row=row)


def _store(
    register: Register,
    institution: Institution,
    values: Mapping[str, Any],
    keys: Keyring,
    *,
    actor: Any,
    row: uuid.UUID | None = None,
) -> SealedRow:
    fresh = SealedRow(register=register.code, institution=institution, row=row or uuid.uuid4(), created_by=actor)
    key = key_of(register, values)
    locators = keys.locators(_place_of(fresh, key))
    there = SealedRow.objects.filter(register=register.code, institution=institution, ended_at=None)
    if there.filter(locator__in=locators).exists():
        raise _already_there(register)
    fresh.locator = locators[0]
    content = {"key": key, "data": stored(register, values)}
    fresh.content = keys.seal(json.dumps(content, ensure_ascii=False).encode(), fresh.about)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        raise _already_there(register) from None
    return fresh


def _place_of(sealed: SealedRow, key: str) -> str:
    return f"{sealed.register}/{sealed.institution_id}/{key}"


def _already_there(register: Register) -> InputError:
    titles = "、".join(register.field(code).title for code in register.key)
    return refuse(f"已有{titles}相同的记录", "请修改原来那条，不要重复登记", field=titles)


def rotate() -> int:
    """Seal everything anew with a new key; old keys stay in the file, for backups. Returns how many versions there are.

    The file gets the new key first: whatever happens then, every row opens with a key that is in it.
    """
    path = keyring.place()
    with transaction.atomic():
        found = list(SealedRow.objects.select_for_update().order_by("version"))
        before = ring()
        keys = before.renewed()
        opened = [before.open(bytes(each.content), each.about) for each in found]
        keyring.replace(path, keys)
        for each, plain in zip(found, opened, strict=True):
            each.content = keys.seal(plain.rstrip(b" "), each.about)
            each.locator = keys.locators(_place_of(each, json.loads(plain)["key"]))[0]
            each.save(update_fields=["content", "locator"])
        Deed.objects.create(kind=Deed.Kind.ROTATE)
    return len(found)
