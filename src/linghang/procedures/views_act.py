"""Taking a step on a case. What was typed is never lost: a refused or late form comes back with everything in it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from linghang.core.errors import Fault, InputError, refuse
from linghang.organization.as_of import name_of
from linghang.organization.models import PartyOrganization
from linghang.procedures import acts, posting, reach, store
from linghang.procedures.acts import Form
from linghang.procedures.cases import EVENT_TITLES, MOVED, OPENED
from linghang.procedures.courses import course_of
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.naming import Names
from linghang.procedures.posting import Posted
from linghang.procedures.telling import case_url, tell_all, title_of
from linghang.procedures.views_case import DRAFT_DONE, find, row_of


@require_POST
def act(request: HttpRequest, institution: str, code: str, number: str, step: str) -> HttpResponse:
    """Record the step. 409 when somebody else wrote meanwhile, 400 when it is refused; both with the form as typed."""
    case = find(request, institution, code, number)
    course = course_of(case)
    known = {each.code: each for each in course.procedure.steps}
    if step == OPENED or (step not in known and step not in EVENT_TITLES):
        raise Http404("没有这一步。")
    reach.require(request.user, case, step)
    posted = posting.read(request, known.get(step))
    if posted.faults or posted.on is None:
        return _again(request, case, step, posted)
    try:
        event = _record(request, case, step, posted)
    except store.ConflictError:
        return _again(request, case, step, posted, conflict=True)
    except InputError as error:
        return _again(request, case, step, posted, error.faults)
    request.session[DRAFT_DONE] = acts.draft_of(request.user, case, step)
    _say(request, event, title_of(course, step))
    return redirect(case_url(case))


def _record(request: HttpRequest, case: Case, step: str, posted: Posted) -> CaseEvent:
    on, by = posted.on or timezone.localdate(), name_of(request.user)
    common: dict[str, Any] = {
        "on": on,
        "actor": request.user,
        "text": posted.text,
        "by": by,
        "revision": posted.revision,
    }
    if step == MOVED:
        branch = PartyOrganization.objects.filter(
            code=posted.written.get("branch", ""), institution=case.institution
        ).first()
        if branch is None:
            raise refuse("没有选党支部", "请选接着办的党支部", field="党支部")
        return store.move(case, branch, **common)
    return store.record(
        case, step, outcome=posted.outcome, data=posted.data, documents=posted.papers, tally=posted.tally, **common
    )


def _say(request: HttpRequest, event: CaseEvent, title: str) -> None:
    messages.success(request, f"已登记：{title}。")
    for warning in event.warnings:
        messages.warning(request, f"请注意：{warning['text']}")


def _again(
    request: HttpRequest,
    case: Case,
    step: str,
    posted: Posted,
    faults: tuple[Fault, ...] = (),
    *,
    conflict: bool = False,
) -> HttpResponse:
    """The form once more with what was typed beside how the case stands now."""
    case = find(request, case.institution.code, case.procedure, case.number)
    course, today, names = course_of(case), timezone.localdate(), Names.of(request)
    form: Form = acts.form(request.user, case, course, step, today, posted.sent(faults), open_=True)
    told = tell_all(case, course, names)
    context = {
        "case": case,
        "form": form,
        "conflict": conflict,
        "meanwhile": [each for each in told if each.event.position > posted.revision] if conflict else [],
        "url": case_url(case),
        "subject": names.subject(case),
        "procedure": course.procedure,
        "row": row_of(case, today),
    }
    names.log()
    return render(request, "procedures/conflict.html", context, status=409 if conflict else 400)
