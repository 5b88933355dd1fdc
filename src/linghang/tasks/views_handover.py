"""科室撤并：移交任务. What an abolished department still has open goes to those who stand in its place."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linghang.core.errors import Fault, InputError
from linghang.organization import access
from linghang.organization.as_of import departments_on, name_of, successors
from linghang.organization.models import Department, Institution
from linghang.tasks import handover
from linghang.tasks.boxes import Option, options
from linghang.tasks.models import Task
from linghang.tasks.rows import Row, rows_of, with_relations

WHOLE = "-"
"""The institution as a whole takes over; an empty choice is none."""


@dataclass(frozen=True)
class Line:
    """A task with the choice of who takes it over."""

    row: Row
    options: tuple[Option, ...]
    fault: str = ""


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """Show what is still open, each task with the successor where there is but one; hand it all over at once."""
    place = get_object_or_404(Institution, code=institution)
    access.require(request.user, "supervise_tasks", institution=place)
    today = timezone.localdate()
    department = handover.ended(today).get((place.pk, code))
    if department is None:
        raise Http404("没有这个已撤并的科室。")
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            done = _hand_over(request, department)
        except InputError as error:
            faults = list(error.faults)
        else:
            messages.success(request, f"已移交 {done} 项牵头任务；协办的任务由承接科室接着协办。")
            return redirect("task-department", institution, code)
    heirs = successors(department, today)
    led = rows_of(with_relations(handover.led_by(department)), today)
    context = {
        "department": department,
        "institution": place,
        "heirs": heirs,
        "lines": [_line(row, request.POST, heirs, faults) for row in led],
        "joined": rows_of(with_relations(handover.joined_by(department)), today),
        "faults": [fault for fault in faults if fault.field != "接办科室"],
        "text": request.POST.get("text", f"{department.name}撤并"),
    }
    return render(request, "tasks/handover.html", context, status=400 if faults else 200)


def _hand_over(request: HttpRequest, department: Department) -> int:
    """How many tasks were handed over. A task without a choice is left to the rules of `handover`."""
    today = timezone.localdate()
    known: dict[str, Department | None] = {each.code: each for each in departments_on(department.institution, today)}
    known[WHOLE] = None
    tasks = list(handover.led_by(department))
    written = {task.pk: request.POST.get(f"to-{task.pk}", "") for task in tasks}
    if lacking := [task for task in tasks if written[task.pk] not in known]:
        raise InputError(Fault(subject=str(task), field="接办科室", reason="请选定接办科室") for task in lacking)
    done = handover.hand_over(
        department,
        on=today,
        actor=request.user,
        to={pk: known[code] for pk, code in written.items()},
        text=request.POST.get("text", "").strip(),
        by=name_of(request.user),
    )
    return len(done)


def _line(row: Row, post: QueryDict, heirs: list[Department], faults: list[Fault]) -> Line:
    """Those that stand in the place of the department come first; one alone is chosen already."""
    usual = heirs[0].code if len(heirs) == 1 else "" if heirs else WHOLE
    others = [each for each in departments_on(row.task.institution, row.today) if each not in heirs]
    choices = [(each.code, f"{each.name}（承接）") for each in heirs]
    choices += [(WHOLE, f"{row.task.institution}（全院）"), *((each.code, each.name) for each in others)]
    fault = next((fault.reason for fault in faults if fault.subject == str(row.task)), "")
    return Line(row, options(choices, [post.get(_name(row.task), usual)]), fault)


def _name(task: Task) -> str:
    return f"to-{task.pk}"
