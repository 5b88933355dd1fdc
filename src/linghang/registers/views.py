"""The ledgers a person may open, and the list of one of them."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.organization import access, trail
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers import browse, content
from linghang.registers.models import Batch, KeptRow, visible_at
from linghang.registers.reach import Reach, may_row, require_somewhere
from linghang.registers.tables import PAGE_ROWS, Shower, Wish, filters_of, headings_of, rows_of

UNDO_SECONDS = 10


def find(code: str) -> tuple[Library, Register]:
    """The library in use and the ledger of that code; 404 when there is none."""
    library = content.library()
    if not library.has("registers", code) or library.register(code).sealed:
        raise Http404(f"没有这个台账：{code}")
    return library, library.register(code)


def find_kept(code: str) -> tuple[Library, Register]:
    """The same for a ledger whose rows are kept here, not loaded in bulk."""
    library, register = find(code)
    if register.kind != "kept":
        raise Http404(f"{register.title}由数据文件导入，不逐条登记")
    return library, register


@require_GET
def ledgers(request: HttpRequest) -> HttpResponse:
    """All ledgers within reach, by the pack they come from, with how much is in them and since when."""
    library = content.library()
    shown = [sensitivity for sensitivity in access.SENSITIVITIES if sensitivity != "discipline"]  # those have a desk
    reaches = {sensitivity: Reach.of(request.user, "view_rows", sensitivity) for sensitivity in shown}
    open_ones = [(entry.pack, library.register(entry.item.code)) for entry in library.of_kind("registers")]
    open_ones = [
        (pack, register)
        for pack, register in open_ones
        if not register.sealed and reaches[register.sensitivity].institutions(register)
    ]
    numbers = _numbers([register for _, register in open_ones], reaches)
    groups: dict[str, list[dict[str, Any]]] = {}
    for pack, register in open_ones:
        rows, changed = numbers.get(register.code, (0, None))
        groups.setdefault(pack, []).append({"register": register, "rows": rows, "changed": changed})
    titles = {manifest.pack: manifest.title for manifest in library.packs}
    institutions = {place.pk: place for reach in reaches.values() for place in reach.whole}
    return render(
        request,
        "registers/ledgers.html",
        {
            "groups": [(titles[pack], found) for pack, found in groups.items()],
            "institutions": list(institutions.values()),
        },
    )


def _numbers(registers: list[Register], reaches: dict[str, Reach]) -> dict[str, tuple[int, Any]]:
    """Rows that stand and the last change, by ledger. Two queries, however many ledgers there are."""
    kept, loaded = Q(pk=None), Q(pk=None)
    for sensitivity, reach in reaches.items():
        here = [register for register in registers if register.sensitivity == sensitivity]
        kept |= reach.rows([register for register in here if register.kind == "kept"])
        loaded |= Q(
            register__in=[register.code for register in here if register.kind == "loaded"], institution__in=reach.whole
        )
    rows = KeptRow.objects.filter(kept).filter(visible_at(None)).order_by().values_list("register")
    batches = Batch.objects.filter(loaded).filter(visible_at(None)).order_by().values_list("register")
    found = [*rows.annotate(Count("pk"), Max("changed_at")), *batches.annotate(Sum("rows_accepted"), Max("loaded_at"))]
    return {code: (count, last) for code, count, last in found}


@require_GET
def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """One ledger: its rows for a kept one, batches and a look into the rows for a loaded one."""
    library, register = find(code)
    reach = require_somewhere(request.user, "view_rows", register)
    if register.kind == "loaded":
        return browse.page(request, library, register, reach)
    institutions = reach.institutions(register)
    wish = Wish.read(register, request.GET.dict(), institutions)
    shower = Shower.of(register, library, institutions)
    page = Paginator(rows_of(register, reach, wish, shower), PAGE_ROWS).get_page(request.GET.get("page"))
    if register.sensitivity in ("patient", "member"):
        for place in {row.institution for row in page}:
            trail.record(request.user, "查看明细", place, 台账=register.title)
    rows = [
        {
            "row": row,
            "cells": list(zip(shower.cells(row), headings, strict=True)),
            "editable": may_row(request.user, "edit_rows", register, row),
        }
        for headings in [headings_of(register, wish)]
        for row in page
    ]
    return render(
        request,
        "registers/ledger.html",
        {
            "register": register,
            "wish": wish,
            "page": page,
            "rows": rows,
            "headings": headings_of(register, wish),
            "filters": filters_of(register, wish, shower),
            "institutions": institutions,
            "many": len(institutions) > 1 and wish.institution is None,
            "removed": _just_removed(request, register),
            "undo_seconds": UNDO_SECONDS,
            "draft_done": request.session.pop("ledger_draft_done", ""),
            **permissions(request.user, register),
        },
    )


def permissions(user: Any, register: Register) -> dict[str, bool]:
    """What the toolbar of a ledger offers."""
    return {
        f"may_{action}": bool(Reach.of(user, action, register.sensitivity).institutions(register))
        for action in ("edit_rows", "export_rows")
    } | {"may_load": bool(access.scope(user, "load", register.sensitivity))}


def _just_removed(request: HttpRequest, register: Register) -> KeptRow | None:
    """The row removed by the step before this page, while it can be taken back here."""
    named = request.session.pop("ledger_removed", "")
    if not named:
        return None
    row = (
        KeptRow.objects.filter(register=register.code, row=uuid.UUID(named))
        .select_related("institution")
        .order_by("id")
        .last()
    )
    return row if row is not None and row.removed and may_row(request.user, "edit_rows", register, row) else None
