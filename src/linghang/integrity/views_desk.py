"""The discipline desk: its ledgers, and one row of them: enter, open, change, remove, bring back, history.

What somebody looks for is sent in the body, never in an address: addresses are written into logs and histories.
"""

import uuid
from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.errors import ConflictError, Fault, InputError
from linghang.integrity import desk, vault
from linghang.integrity.discreet import log, officers_only, places
from linghang.integrity.models import Deed, SealedRow
from linghang.integrity.vault import Opened
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers import content
from linghang.registers.forms import boxes, posted, unplaced, written_values
from linghang.registers.kept.store import entry_reader

PAGE = 50
FOUND = 200
Kind = Deed.Kind


def find(code: str) -> tuple[Library, Register]:
    """The library and the ledger of the desk with that code; 404 when there is none."""
    library = content.library()
    if not library.has("registers", code) or not library.register(code).sealed:
        raise Http404
    return library, library.register(code)


@require_GET
@officers_only
def home(request: HttpRequest, institutions: list[Institution]) -> HttpResponse:
    """The ledgers with the number of rows in each."""
    counts: dict[str, int] = {}
    for code in SealedRow.objects.filter(institution__in=institutions, ended_at=None).values_list(
        "register", flat=True
    ):
        counts[code] = counts.get(code, 0) + 1
    found = [(register, counts.get(register.code, 0)) for register in desk.registers(content.library())]
    log(request.user, Kind.LIST)
    return render(request, "integrity/desk.html", {"registers": found, "institutions": institutions})


@require_http_methods(["GET", "POST"])
@officers_only
def ledger(request: HttpRequest, institutions: list[Institution], code: str) -> HttpResponse:
    """The list of a ledger; on POST the rows in which a text occurs."""
    library, register = find(code)
    text = request.POST.get("q", "").strip()
    codes = desk.codes_at(register, library, institutions)
    lines = desk.lines(register, vault.rows(register, institutions), codes, text)
    log(request.user, Kind.SEARCH if text else Kind.LIST, register.code)
    page = Paginator(lines, FOUND if text else PAGE).get_page(1 if text else request.GET.get("page"))
    context = {"register": register, "fields": desk.listed_fields(register), "page": page, "text": text}
    return render(request, "integrity/desk_ledger.html", context | {"many": len(institutions) > 1})


@require_http_methods(["GET", "POST"])
@officers_only
def new(request: HttpRequest, institutions: list[Institution], code: str) -> HttpResponse:
    """Enter a row."""
    library, register = find(code)
    institution = _chosen(request)
    if request.method != "POST":
        return _form(request, library, register, institution, {})
    written = posted(register, request.POST)
    entry = entry_reader(register, library, institution).read(written)
    if entry.faults:
        return _form(request, library, register, institution, written, entry.faults)
    try:
        [row] = vault.enter(register, institution, [entry.values], actor=request.user)
    except InputError as error:
        return _form(request, library, register, institution, written, error.faults)
    log(request.user, Kind.ENTER, register.code, institution, row)
    _saved(request, entry.warnings)
    return redirect("discipline-ledger", code=code)


@require_http_methods(["GET", "POST"])
@officers_only
def row(request: HttpRequest, institutions: list[Institution], code: str, row: uuid.UUID) -> HttpResponse:
    """Open a row in its form, which is logged; on POST store the change unless somebody was faster."""
    library, register = find(code)
    last = _versions(register, institutions, row)[-1]
    if last.sealed.ended_at is not None:
        return redirect("discipline-history", code=code, row=row)
    codes = desk.codes_at(register, library, [last.sealed.institution])
    if request.method != "POST":
        log(request.user, Kind.OPEN, register.code, last.sealed.institution, row)
        written = written_values(register, codes, last.values(register))
        return _form(request, library, register, last.sealed.institution, written, row=last)
    return _change(request, library, register, last)


def _change(request: HttpRequest, library: Library, register: Register, last: Opened) -> HttpResponse:
    institution = _writable(request, last)
    written = posted(register, request.POST)
    entry = entry_reader(register, library, institution).read(written, before=last.values(register))
    if entry.faults:
        return _form(request, library, register, institution, written, entry.faults, row=last)
    try:
        vault.change(register, last.sealed, entry.values, opened=_opened(request), actor=request.user)
    except InputError as error:
        return _form(request, library, register, institution, written, error.faults, row=last)
    except ConflictError:
        return _form(request, library, register, institution, written, row=last, conflict=True)
    log(request.user, Kind.EDIT, register.code, institution, last.sealed.row)
    _saved(request, entry.warnings)
    return redirect("discipline-ledger", code=register.code)


@require_GET
@officers_only
def history(request: HttpRequest, institutions: list[Institution], code: str, row: uuid.UUID) -> HttpResponse:
    """Who changed the row, when, from what to what; and who has looked at it."""
    library, register = find(code)
    past = _versions(register, institutions, row)
    last = past[-1].sealed
    log(request.user, Kind.HISTORY, register.code, last.institution, row)
    steps = desk.history(register, past, desk.codes_at(register, library, [last.institution]))
    deeds = Deed.objects.filter(row=row).select_related("user")[:FOUND]
    return render(
        request, "integrity/desk_history.html", {"register": register, "row": last, "steps": steps, "deeds": deeds}
    )


@require_POST
@officers_only
def remove(request: HttpRequest, institutions: list[Institution], code: str, row: uuid.UUID) -> HttpResponse:
    """Remove a row; its history stays and offers to bring it back."""
    _, register = find(code)
    last = _versions(register, institutions, row)[-1]
    institution = _writable(request, last)
    try:
        vault.end(last.sealed, opened=_opened(request), actor=request.user)
    except ConflictError:
        messages.error(request, "没有删除：这条记录刚被他人修改或删除。请核对后再决定。")
        return redirect("discipline-history", code=code, row=row)
    log(request.user, Kind.REMOVE, register.code, institution, row)
    messages.success(request, "已删除。需要时可在下面恢复。")
    return redirect("discipline-history", code=code, row=row)


@require_POST
@officers_only
def restore(request: HttpRequest, institutions: list[Institution], code: str, row: uuid.UUID) -> HttpResponse:
    """Take a removal back."""
    _, register = find(code)
    institution = _writable(request, _versions(register, institutions, row)[-1])
    vault.restore(register, institutions, row, actor=request.user)
    log(request.user, Kind.RESTORE, register.code, institution, row)
    messages.success(request, "已恢复。")
    return redirect("discipline-history", code=code, row=row)


def _versions(register: Register, institutions: list[Institution], row: uuid.UUID) -> list[Opened]:
    """The versions of a row of these institutions; 404 when there is none here."""
    found = vault.versions(register, institutions, row)
    if not found:
        raise Http404
    return found


def _chosen(request: HttpRequest) -> Institution:
    """Where the row is to be entered: named, or the first one open to the person."""
    writable = places(request.user, "edit_rows")
    named = request.POST.get("_institution") or request.GET.get("institution")
    found = next((each for each in writable if not named or each.code == named), None)
    if found is None:
        raise Http404
    return found


def _writable(request: HttpRequest, opened: Opened) -> Institution:
    institution = opened.sealed.institution
    if institution not in places(request.user, "edit_rows"):
        raise Http404
    return institution


def _opened(request: HttpRequest) -> uuid.UUID | None:
    """The version that the form was opened with; None when it is not said, which fits no row."""
    try:
        return uuid.UUID(request.POST.get("_opened", ""))
    except ValueError:
        return None


def _saved(request: HttpRequest, warnings: Iterable[Fault]) -> None:
    """Say that it was saved. Messages wait in cookie or session, so that they name rules, never what was written."""
    messages.success(request, "已保存。")
    for warning in warnings:
        messages.warning(request, f"请核对：{warning.reason}")


def _form(
    request: HttpRequest,
    library: Library,
    register: Register,
    institution: Institution,
    written: Mapping[str, str],
    faults: Iterable[Fault] = (),
    *,
    row: Opened | None = None,
    conflict: bool = False,
) -> HttpResponse:
    faults, codes = list(faults), desk.codes_at(register, library, [institution])
    theirs = written_values(register, codes, row.values(register)) if row and conflict else None
    context = {
        "register": register,
        "institution": institution,
        "institutions": places(request.user, "edit_rows"),
        "row": row.sealed if row else None,
        "opened": row.sealed.version if row and (conflict or request.method == "GET") else request.POST.get("_opened"),
        "boxes": boxes(register, codes, written, faults, theirs),
        "faults": unplaced(register, faults),
        "count": len(faults),
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if faults else 200
    return render(request, "integrity/desk_form.html", context, status=status)
