"""My desk (我的事项)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linghang.organization import access
from linghang.organization.as_of import person_of
from linghang.tasks.mine import desk_of, holdings
from linghang.tasks.models import TaskEvent
from linghang.tasks.telling import tell
from linghang.tasks.wishes import Wish


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What this person owes today, one click from doing it; what was done today beside it."""
    if not access.may_anywhere(request.user, "execute_tasks"):
        raise PermissionDenied("您不承办督办任务。如工作需要，请联系本单位系统管理员。")
    today = timezone.localdate()
    desk = desk_of(request.user, today)
    done = [{"task": each.task, "at": each.recorded_at, **_told(each)} for each in desk.done]
    held = [
        (title, len(rows), f"{reverse('tasks')}?{_address([row.task.pk for row in rows], title)}")
        for title, rows in holdings(desk.owned)
    ]
    context = {
        "today": today,
        "whose": _whose(request),
        "parts": desk.parts,
        "owed": desk.owed,
        "done": done,
        "holdings": held,
    }
    return render(request, "tasks/mine.html", context)


def _told(event: TaskEvent) -> dict[str, str]:
    told = tell(event)
    return {"title": told.title, "url": told.url}


def _address(keys: list[int], caption: str) -> str:
    return Wish(tasks=".".join(map(str, keys)), stage="all").address(caption=caption)


def _whose(request: HttpRequest) -> str:
    """The name, and the departments or institutions for which the person acts."""
    departments = access.departments(request.user, "execute_tasks")
    places = [str(each) for each in departments or access.scope(request.user, "execute_tasks")[:1]]
    person = person_of(request.user)
    name = person.name if person else request.user.first_name or request.user.get_username()
    return " · ".join([name, *places])
