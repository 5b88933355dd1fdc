"""From a row of the risk or problem ledger to the form of a task: what the row says is carried along."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from linghang.organization import access
from linghang.packs.model import Register
from linghang.registers.content import library
from linghang.registers.models import KeptRow
from linghang.registers.reach import require_row
from linghang.tasks import store
from linghang.tasks.models import Task
from linghang.tasks.telling import task_url

SOURCES = {"risk": Task.Source.RISK, "problem": Task.Source.PROBLEM}
_QUOTED = {
    "risk": ("risk_no", "cause", "contingency"),
    "problem": ("problem_no", "cause", "measure"),
}


@require_GET
def from_row(request: HttpRequest, register: str, row: uuid.UUID) -> HttpResponse:
    """To the task that the row became, if it is still open; else to the form of a new one."""
    content = library()
    if register not in SOURCES or not content.has("registers", register):
        raise Http404("这张台账的记录不能据此立项。")
    definition = content.register(register)
    kept = get_object_or_404(KeptRow.objects.select_related("institution"), register=register, row=row, ended=None)
    require_row(request.user, "view_rows", definition, kept)
    origin = f"{register}:{row}"
    made = Task.objects.filter(institution=kept.institution, source_ref=origin).exclude(
        stage__in=(Task.Stage.CLOSED, Task.Stage.WITHDRAWN)
    )
    if (standing := store.visible(request.user).filter(pk__in=made).select_related("institution").first()) is not None:
        return redirect(task_url(standing))
    if not access.may(request.user, "supervise_tasks", institution=kept.institution):
        raise PermissionDenied("立项由督查督办部门办理。如工作需要，请联系本单位督查督办部门。")
    return redirect(f"{reverse('task-new')}?{urlencode(_offered(definition, kept, origin))}")


def _offered(register: Register, kept: KeptRow, origin: str) -> dict[str, str]:
    """What the form of a task takes from an address."""
    lines = [_line(register, name, kept.data) for name in _QUOTED[register.code]]
    return {
        "institution": kept.institution.code,
        "source": SOURCES[register.code],
        "source_ref": origin,
        "title": str(kept.data["title"]),
        "quote": "\n".join(filter(None, lines)),
        "indicator": str(kept.data.get("red_line_indicator") or ""),
    }


def _line(register: Register, name: str, data: dict[str, Any]) -> str:
    value = data.get(name)
    return f"{register.field(name).title}：{value}" if value else ""
