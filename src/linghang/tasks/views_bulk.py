"""The answer to an action on many tasks, row by row."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from linghang.core.keys import parse_key
from linghang.tasks import store
from linghang.tasks.bulk import ACTIONS, Deed, run
from linghang.tasks.rows import with_relations
from linghang.tasks.wishes import Wish

MOST = 500
"""Tasks at once; a page shows fifty."""


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do what was chosen to every picked task in reach, and tell what became of each."""
    back = Wish.read(_query(request.POST.get("back", ""))).address()
    action = next((each for each in ACTIONS if each.code == request.POST.get("action")), None)
    picked = list(dict.fromkeys(key for each in request.POST.getlist("task") if (key := parse_key(each)) is not None))
    left_out, picked = len(picked[MOST:]), picked[:MOST]
    tasks = list(with_relations(store.visible(request.user).filter(pk__in=picked)).order_by("institution", "number"))
    if action is None or not tasks:
        messages.warning(request, "请先勾选任务，再选择要做什么。")
        return redirect(f"{reverse('tasks')}?{back}")
    outcomes = run(action, tasks, Deed(request.user, timezone.localdate(), request.POST.dict()))
    failed = sum(bool(each.fault) for each in outcomes)
    context = {
        "title": action.title,
        "outcomes": outcomes,
        "failed": failed,
        "left_out": left_out,
        "most": MOST,
        "done": len(outcomes) - failed,
        "back": back,
    }
    return render(request, "tasks/bulk.html", context, status=400 if failed == len(outcomes) else 200)


def _query(text: str) -> dict[str, str]:
    from django.http import QueryDict

    return QueryDict(text).dict()
