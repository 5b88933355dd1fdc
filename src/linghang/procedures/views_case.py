"""The page of one case: what comes next and what blocks it, every step, everything that happened."""

import datetime as dt
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from linghang.core.errors import InputError
from linghang.organization.models import Assignment
from linghang.procedures import acts, reach, store
from linghang.procedures.board import Row, rows_of
from linghang.procedures.courses import course_of
from linghang.procedures.models import Case, CaseDocument
from linghang.procedures.naming import Names
from linghang.procedures.profiles import profile_of
from linghang.procedures.progress import stages_of
from linghang.procedures.telling import IMAGES, tell_all
from linghang.procedures.views_list import reveal_context, tabs
from linghang.registers import content
from linghang.tasks import evidence

_ACTORS = {**dict(Assignment.Role.choices), "subject": "本人"}
DRAFT_DONE = "case_draft_done"
"""The session's note of the form that was accepted: the browser drops the draft it keeps of it."""


def find(request: HttpRequest, institution: str, code: str, number: str) -> Case:
    """The case of that number, if the person may see it; 404 otherwise, so that nobody learns what exists."""
    cases = reach.visible(request.user).select_related(
        "institution", "person", "person__user", "organization", "unit", "branch", "department"
    )
    return get_object_or_404(cases, institution__code=institution, procedure=code, number=number)


@require_GET
def case_page(request: HttpRequest, institution: str, code: str, number: str) -> HttpResponse:
    """Answer first: what is to be done, until when, what blocks it; then what this person may do; then the rest."""
    case = find(request, institution, code, number)
    names = Names.of(request)
    context = context_of(request, case, names)
    context["draft_done"] = request.session.pop(DRAFT_DONE, "")
    names.log()
    return render(request, "procedures/case.html", context)


def context_of(request: HttpRequest, case: Case, names: Names) -> dict[str, Any]:
    today, course, state = timezone.localdate(), course_of(case), store.state_of(case)
    row = row_of(case, today)
    told = tell_all(case, course, names)
    warnings = {each.event.position: tuple(warning["text"] for warning in each.event.warnings) for each in told}
    steps = acts.steps_for(request.user, case, course, state, today)
    opened = row.awaited.step.code if row.awaited and row.awaited.step.code in steps else ""
    return {
        "tabs": tabs(request),
        "case": case,
        "procedure": course.procedure,
        "profile": _profile(case),
        "subject": names.subject(case),
        "state": state,
        "row": row,
        "who": "、".join(_ACTORS[each] for each in row.awaited.step.by) if row.awaited else "",
        "stages": stages_of(course, state, row.dues, warnings),
        "forms": [acts.form(request.user, case, course, step, today, open_=step == opened) for step in steps],
        "others": [
            acts.form(request.user, case, course, each, today) for each in acts.others_for(request.user, case, state)
        ],
        "events": list(reversed(told)),
        "files": [file for each in told for file in each.files],
        "may_export": reach.may_export(request.user, case),
        "masked": reach.sensitivity_of(case.procedure) == "member",
        "today": today,
        **reveal_context(request, case.institution, case.branch),
    }


def row_of(case: Case, today: dt.date) -> Row:
    """The case with what comes next; a closed one has nothing."""
    return rows_of(Case.objects.filter(pk=case.pk), today)[0]


def _profile(case: Case) -> str:
    """The title of the local variant that the case follows."""
    try:
        found = profile_of(content.library().procedure(case.procedure, case.opened_on), case.profile)
    except InputError:
        return case.profile
    return found.title if found else ""


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A paper of a case: pictures are shown, everything else is handed out as a download."""
    found = get_object_or_404(CaseDocument.objects.select_related("event"), pk=pk)
    if not reach.visible(request.user).filter(pk=found.event.case_id).exists():
        raise Http404("没有这份材料。")
    response = FileResponse(evidence.open_file(found), content_type=found.media_type)
    shown = found.media_type in IMAGES
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=not shown, filename=found.name) or ""
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; sandbox"
    return response
