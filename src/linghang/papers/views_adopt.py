"""The review of what a paper asks to be done: accepted, merged, split, edited and assigned by a person."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linghang.core.days import parse_day
from linghang.core.errors import Fault, InputError
from linghang.organization.as_of import departments_on
from linghang.organization.models import Department
from linghang.papers import reach
from linghang.papers.adopting import Wanted, adopt
from linghang.papers.models import Paper
from linghang.papers.proposing import Proposal, proposals


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One row per piece; on POST all that are ticked become tasks, or none."""
    paper = reach.find(request.user, pk)
    reach.require(reach.may_adopt(request.user, paper.institution), "立项督办")
    today = timezone.localdate()
    rows, departments = proposals(paper, today), departments_on(paper.institution, today)
    if request.method == "GET":
        return _page(request, paper, rows, departments)
    wanted, faults = _read(request, rows, {each.code: each for each in departments})
    if not faults:
        try:
            made = adopt(paper, wanted, on=today, actor=request.user, assign="_assign" in request.POST)
        except InputError as error:
            faults = list(error.faults)
        else:
            messages.success(request, f"已立项 {len(made)} 项：{'、'.join(each.number for each in made)}。")
            return redirect("paper-adopt", paper.pk)
    return _page(request, paper, rows, departments, faults)


def _read(
    request: HttpRequest, rows: list[Proposal], departments: dict[str, Department]
) -> tuple[list[Wanted], list[Fault]]:
    wanted: list[Wanted] = []
    faults: list[Fault] = []
    ticked = set(request.POST.getlist("accept"))
    for row in rows:
        if str(row.start) not in ticked:
            continue
        due, code = _due(request, row, faults), request.POST.get(f"department-{row.start}", "")
        if code and code not in departments:
            faults.append(Fault(subject=row.title[:40], field="牵头科室", value=code[:20], reason="没有这个科室"))
        titles = tuple(request.POST.get(f"title-{row.start}", "").splitlines())
        goal, merged = f"goal-{row.start}" in request.POST, f"merge-{row.start}" in request.POST
        wanted.append(Wanted(row.start, titles, departments.get(code), due, goal, merged))
    if not wanted and not faults:
        faults.append(Fault(reason="没有勾选任何事项", remedy="请勾选要立项的事项"))
    return wanted, faults


def _due(request: HttpRequest, row: Proposal, faults: list[Fault]) -> dt.date | None:
    written = request.POST.get(f"due-{row.start}", "").strip()
    found = parse_day(written) if written else None
    if written and found is None:
        remedy = "请写成 2023-05-31"
        faults.append(Fault(subject=row.title[:40], field="时限", value=written[:20], reason="不是日期", remedy=remedy))
    return found


def _page(
    request: HttpRequest,
    paper: Paper,
    rows: list[Proposal],
    departments: list[Department],
    faults: list[Fault] | None = None,
) -> HttpResponse:
    """What was written comes back with what is wrong."""
    posted, ticked = request.method == "POST", set(request.POST.getlist("accept"))
    today = timezone.localdate()
    shown = [
        {
            "row": row,
            "accepted": str(row.start) in ticked if posted else not row.tasks,
            "merged": f"merge-{row.start}" in request.POST,
            "title": request.POST.get(f"title-{row.start}", row.title) if posted else row.title,
            "department": request.POST.get(f"department-{row.start}", "")
            if posted
            else (row.department.code if row.department else ""),
            "due": request.POST.get(f"due-{row.start}", "")
            if posted
            else (row.due.isoformat() if row.due and row.due >= today else ""),
            "gone": bool(row.due and row.due < today),
            "goal": f"goal-{row.start}" in request.POST if posted else True,
        }
        for row in rows
    ]
    context = {
        "paper": paper,
        "rows": shown,
        "departments": departments,
        "faults": faults,
        "left": sum(not row.tasks for row in rows),
    }
    return render(request, "papers/adopt.html", context, status=400 if faults else 200)
