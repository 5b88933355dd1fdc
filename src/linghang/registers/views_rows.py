"""One row of a ledger: enter, change, remove, bring back, and its history."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import ConflictError, Fault, InputError
from linghang.core.keys import parse_key
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers.cells import Codes
from linghang.registers.entry import codes_of
from linghang.registers.forms import boxes, posted, unplaced, written_values
from linghang.registers.kept import history, remove_row, restore_row, save_row
from linghang.registers.kept.store import branch_names, choices, current_rows, department_names, entry_reader, values_of
from linghang.registers.models import KeptRow
from linghang.registers.reach import Reach, may_row, place_of, require_row, require_somewhere
from linghang.registers.signals import data_changed
from linghang.registers.views import find_kept

PRIVATE = ("patient", "member")
"""Drafts of such ledgers stay in the open window and are gone when it is closed."""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a row. What the last row of the institution says is offered where it is likely to hold again."""
    library, register = find_kept(code)
    reach = require_somewhere(request.user, "edit_rows", register)
    institution = _chosen(request, reach.institutions(register))
    codes = _codes(register, library, institution, reach)
    if request.method == "POST":
        return _save(request, library, register, institution, codes, None)
    written = _prefilled(request, register, institution, codes, reach)
    return _form(request, register, institution, codes, written, institutions=reach.institutions(register))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, row: uuid.UUID) -> HttpResponse:
    """Show a row in its form; on POST store the change unless somebody was faster."""
    library, register = find_kept(code)
    standing = _find(register, row)
    require_row(request.user, "edit_rows", register, standing)
    if standing.ended_id is not None and request.method == "GET":
        messages.warning(request, "这条记录已被删除。可在下面的经过中恢复。")
        return redirect("register-history", code=code, row=row)
    reach = Reach.of(request.user, "edit_rows", register.sensitivity)
    codes = _codes(register, library, standing.institution, reach)
    if request.method == "POST":
        return _save(request, library, register, standing.institution, codes, standing)
    written = written_values(register, codes, values_of(register, standing))
    return _form(request, register, standing.institution, codes, written, row=standing)


def _find(register: Register, row: uuid.UUID) -> KeptRow:
    """The newest version of the row, whether it stands or was removed."""
    found = KeptRow.objects.filter(register=register.code, row=row).select_related("institution").order_by("id").last()
    if found is None:
        raise Http404("没有这条记录")
    return found


def _chosen(request: HttpRequest, institutions: list[Institution]) -> Institution:
    named = request.POST.get("_institution") or request.GET.get("institution")
    if not named:
        return institutions[0]
    for institution in institutions:
        if institution.code == named:
            return institution
    raise PermissionDenied("您不能在这个机构登记。如工作需要，请联系本单位系统管理员。")


def _codes(register: Register, library: Library, institution: Institution, reach: Reach) -> dict[str, Codes]:
    """The choices of the form. A person of single departments or branches is offered these."""
    names, branches = department_names([institution]), branch_names([institution])
    if not any(place.pk == institution.pk for place in reach.whole):
        own = {each.code for each in reach.departments if each.institution_id == institution.pk}
        names = {code: name for code, name in names.items() if code in own}
        own = {each.code for each in reach.branches if each.institution_id == institution.pk}
        branches = {code: name for code, name in branches.items() if code in own}
    return codes_of(register, library, names, branches)


def _prefilled(
    request: HttpRequest, register: Register, institution: Institution, codes: Mapping[str, Codes], reach: Reach
) -> dict[str, str]:
    rows = current_rows(register, [institution]).filter(reach.rows([register])).order_by("-id")
    if wanted := request.GET.get("copy"):
        source = rows.filter(row=wanted).first() if _is_uuid(wanted) else None
        keep = {field.code for field in register.fields if not field.identifier}
    else:
        source = rows.filter(changed_by=request.user).first()
        keep = {field.code for field in register.fields if field.type == "code"}
        keep |= {register.department or "", register.branch or ""}
        keep -= set(register.key)
    written = written_values(register, codes, values_of(register, source)) if source else {}
    return {code: text for code, text in written.items() if code in keep}


def _is_uuid(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _save(
    request: HttpRequest,
    library: Library,
    register: Register,
    institution: Institution,
    codes: Mapping[str, Codes],
    row: KeptRow | None,
) -> HttpResponse:
    written = posted(register, request.POST)
    before = values_of(register, row) if row else None
    entry = entry_reader(register, library, institution).read(written, before=before)
    if entry.faults:
        return _form(request, register, institution, codes, written, entry.faults, row=row)
    access.require(
        request.user,
        "edit_rows",
        institution=institution,
        sensitivity=register.sensitivity,
        **place_of(register, entry.values),
    )
    try:
        saved = save_row(
            register,
            institution,
            entry.values,
            actor=request.user,
            row=row.row if row else None,
            opened=_opened(request) if row else None,
        )
    except InputError as error:
        return _form(request, register, institution, codes, written, error.faults, row=row)
    except ConflictError as conflict:
        return _conflict(request, register, institution, codes, written, row, conflict.current)
    _announce(request, register, institution)
    for warning in entry.warnings:
        messages.warning(request, f"已保存，但请核对：{warning}")
    if not entry.warnings:
        messages.success(request, "已保存。")
    request.session["ledger_draft_done"] = _draft_name(request, register, institution, row)
    if "_another" in request.POST:
        return redirect(f"{reverse('register-new', args=[register.code])}?institution={institution.code}")
    return redirect(f"{reverse('register', args=[register.code])}#row-{saved.row}")


def _announce(request: HttpRequest, register: Register, institution: Institution) -> None:
    data_changed.send(sender=KeptRow, register=register.code, institution=institution.code)


def _opened(request: HttpRequest) -> int:
    """The version that the form was opened with. A form without it counts as opened long ago."""
    return parse_key(request.POST.get("_opened", "")) or 0


def _draft_name(request: HttpRequest, register: Register, institution: Institution, row: KeptRow | None) -> str:
    return f"{request.user.pk}:{register.code}:{row.row if row else institution.code}"


def _form(
    request: HttpRequest,
    register: Register,
    institution: Institution,
    codes: Mapping[str, Codes],
    written: Mapping[str, str],
    faults: Iterable[Fault] = (),
    *,
    row: KeptRow | None = None,
    institutions: list[Institution] | None = None,
) -> HttpResponse:
    faults = list(faults)
    context = _form_context(request, register, institution, row) | {
        "boxes": boxes(register, codes, written, faults),
        "faults": unplaced(register, faults),
        "count": len(faults),
        "institutions": institutions or [institution],
        "opened": _opened(request) or "" if request.method == "POST" else row.pk if row else "",
    }
    return render(request, "registers/form.html", context, status=422 if faults else 200)


def _form_context(
    request: HttpRequest, register: Register, institution: Institution, row: KeptRow | None
) -> dict[str, Any]:
    done = request.session.pop("ledger_draft_done", "") if request.method == "GET" else ""
    return {
        "register": register,
        "institution": institution,
        "row": row,
        "private": register.sensitivity in PRIVATE,
        "draft_done": done,
        "draft": _draft_name(request, register, institution, row),
    }


def _conflict(
    request: HttpRequest,
    register: Register,
    institution: Institution,
    codes: Mapping[str, Codes],
    written: Mapping[str, str],
    row: KeptRow | None,
    current: KeptRow | None,
) -> HttpResponse:
    """Both versions side by side: what this person wrote stays in the form, what the other saved stands beside it."""
    theirs = written_values(register, codes, values_of(register, current)) if current else None
    context = _form_context(request, register, institution, row if current else None) | {
        "boxes": boxes(register, codes, written, (), theirs),
        "conflict": True,
        "gone": current is None,
        "current": current,
        "opened": current.pk if current else "",
        "institutions": [institution],
    }
    return render(request, "registers/form.html", context, status=409)


@require_POST
def remove(request: HttpRequest, code: str, row: uuid.UUID) -> HttpResponse:
    """Remove a row; the list then offers to take it back."""
    _, register = find_kept(code)
    standing = _find(register, row)
    require_row(request.user, "edit_rows", register, standing)
    try:
        remove_row(register, standing.institution, row, opened=_opened(request), actor=request.user)
    except ConflictError:
        messages.error(request, "没有删除：这条记录刚被他人修改或删除。请核对后再决定。")
        return redirect("register-history", code=code, row=row)
    _announce(request, register, standing.institution)
    request.session["ledger_removed"] = str(row)
    return redirect("register", code=code)


@require_POST
def restore(request: HttpRequest, code: str, row: uuid.UUID) -> HttpResponse:
    """Take a removal back."""
    _, register = find_kept(code)
    removed = _find(register, row)
    require_row(request.user, "edit_rows", register, removed)
    try:
        restore_row(register, removed.institution, row, actor=request.user)
    except InputError as error:
        messages.error(request, f"没有恢复：{error}")
    else:
        _announce(request, register, removed.institution)
        messages.success(request, "已恢复。")
    return redirect("register", code=code)


@require_GET
def past(request: HttpRequest, code: str, row: uuid.UUID) -> HttpResponse:
    """Who changed the row, when, from what to what."""
    library, register = find_kept(code)
    last = _find(register, row)
    require_row(request.user, "view_rows", register, last)
    if register.sensitivity in PRIVATE:
        trail.record(request.user, "查看明细", last.institution, 台账=register.title)
    changes = history(register, row, choices(register, library, [last.institution]))
    return render(
        request,
        "registers/history.html",
        {
            "register": register,
            "row": last,
            "changes": changes[::-1],
            "editable": may_row(request.user, "edit_rows", register, last),
        },
    )
