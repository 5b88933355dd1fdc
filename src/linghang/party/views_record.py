"""Recording what was just done, on a telephone: what is due → photo of the sign-in sheet → save."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from linghang.core.errors import Fault, InputError
from linghang.organization import masking
from linghang.organization.as_of import person_of
from linghang.organization.models import PartyOrganization
from linghang.packs.duty import Duty
from linghang.party import due, reach, recording
from linghang.party.models import ActivityFile
from linghang.registers import content
from linghang.tasks import posting
from linghang.tasks.evidence import Kept, keep, open_file
from linghang.tasks.telling import IMAGES

_GIVEN = ("kind", "held_on", "topic", "hours", "place", "planned_on", "moved_reason", "makes_up")


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Without a branch: the branches to choose from. Without a duty: what is due there. Else the form, filled in."""
    code = request.GET.get("branch", "")
    own = reach.own_branches(request.user)
    if not code and len(own) == 1:
        return redirect(f"{reverse('party-record')}?branch={own[0].code}")
    if not code:
        return render(request, "party/record_branches.html", {"branches": own or _kept(request)})
    branch = reach.branch_of(code)
    reach.require(reach.may_keep(request.user, branch), "登记党建工作", branch)
    kind = request.GET.get("kind", "")
    duty = _duty(request.GET.get("duty", ""))
    if duty is not None:
        kind = recording.kind_of(duty)
    if duty is not None and not kind:
        address = reverse("register-new", args=[duty.activity.register_code])
        return redirect(f"{address}?institution={branch.institution.code}")
    if not kind and request.method == "GET":
        return render(request, "party/record_duties.html", _due(branch))
    if request.method == "GET":
        return _form(request, branch, kind, duty, {})
    return _post(request, branch, kind, duty)


def _kept(request: HttpRequest) -> list[PartyOrganization]:
    places = [each for each in reach.institutions(request.user) if reach.may_oversee(request.user, each)]
    found = PartyOrganization.objects.filter(institution__in=places).select_related("institution")
    if not places:
        raise PermissionDenied("您没有登记党建工作的支部。如工作需要，请联系党务部门。")
    return list(found)


def _duty(code: str) -> Duty | None:
    library = content.library()
    return library.duty(code, timezone.localdate()) if code and library.has("duties", code) else None


def _due(branch: PartyOrganization) -> dict[str, Any]:
    today = timezone.localdate()
    kinds = content.library().code_names.get(recording.KINDS, {})
    return {"branch": branch, "today": today, "due": due.of_branch(branch, today), "kinds": kinds}


def _form(
    request: HttpRequest,
    branch: PartyOrganization,
    kind: str,
    duty: Duty | None,
    given: dict[str, Any],
    faults: tuple[Fault, ...] = (),
    kept: tuple[Kept, ...] = (),
    status: int = 200,
) -> HttpResponse:
    kinds = content.library().code_names.get(recording.KINDS, {})
    if kind not in kinds:
        raise Http404("没有这类活动。")
    today = timezone.localdate()
    day = _day(given.get("held_on") or request.GET.get("on", "")) or today
    seen = masking.lens(request, branch.institution, branch)
    ticked = set(request.POST.getlist("present")) if request.method == "POST" else None
    roll = [
        (each.person.code, seen.name(each.person), seen.code(each.person), ticked is None or each.person.code in ticked)
        for each in recording.expected(branch, day)
    ]
    seen.log()
    planned = due.fixed_day(branch, duty, day) if duty else None
    owed = due.of_branch(branch, today) if duty else []
    missed = [each for each in owed if duty and each.duty.code == duty.code and each.span.last < today]
    context = {
        "branch": branch,
        "kind": kind,
        "title": kinds[kind],
        "duty": duty,
        "given": {
            "held_on": day.isoformat(),
            "topic": f"{day.month}月{kinds[kind]}",
            **given,
        },
        "planned": planned,
        "missed": [(each.span.last.isoformat(), each.period) for each in missed],
        "roll": roll,
        "lens": seen,
        "may_reveal": masking.may_reveal(request.user, branch.institution, branch),
        "me": getattr(person_of(request.user), "code", ""),
        "today": today,
        "faults": faults,
        "kept": [posting.token(each) for each in kept],
    }
    return render(request, "party/record.html", context, status=status)


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _post(request: HttpRequest, branch: PartyOrganization, kind: str, duty: Duty | None) -> HttpResponse:
    given: dict[str, Any] = {name: request.POST.get(name, "") for name in _GIVEN if request.POST.get(name, "")}
    files = [kept for token in request.POST.getlist("kept") if (kept := posting.from_token(token))]
    faults: tuple[Fault, ...] = ()
    for upload in request.FILES.getlist("files"):
        try:
            files.append(keep(upload))
        except InputError as error:
            faults += error.faults
    given["kind"] = kind
    try:
        if faults:
            raise InputError(faults)
        made = recording.record(branch, given, request.POST.getlist("present"), files, actor=request.user)
    except InputError as error:
        return _form(request, branch, kind, duty, given, error.faults, tuple(files), 400)
    messages.success(request, f"已登记，{made.attendees} 人参加。")
    return redirect("party-branch", branch.code)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A photo of a sign-in sheet: names stand on it, so it is for those who see the branch's members."""
    found = get_object_or_404(ActivityFile.objects.select_related("institution"), pk=pk)
    branch = reach.branch_of(found.branch)
    if not reach.may_see_people(request.user, branch):
        raise Http404("没有这份材料。")
    response = FileResponse(open_file(found), content_type=found.media_type)
    attached = found.media_type not in IMAGES
    name = content_disposition_header(as_attachment=attached, filename=found.name) or ""
    response.headers["Content-Disposition"] = name
    response.headers["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; sandbox"
    return response
