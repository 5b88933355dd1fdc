"""Small steps on the desk: done, and answered with the parts of the desk that changed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from linghang.core.errors import ConflictError, InputError
from linghang.decisions.desk_page import address, desk_context, wanted
from linghang.decisions.models import Item, Meeting

_CONFLICT = "没有保存：您看这页期间，这里被他人改过。下面是现在的样子，请核对后再改。"


class AnotherMarkError(Exception):
    """What was to be marked has been marked otherwise meanwhile: `theirs`, where this person wanted `mine`."""

    def __init__(self, who: str, theirs: str, mine: str) -> None:
        super().__init__(f"没有保存：{who}刚被他人记为“{theirs}”，您要记“{mine}”。若以您的为准，请再记一次。")


def answer(
    request: HttpRequest, meeting: Meeting, work: Callable[[], object], item: Item | None = None
) -> HttpResponse:
    """Do `work` and show what came of it. A browser with scripts gets the parts of the desk, any other the whole."""
    trouble = ""
    try:
        work()
    except ConflictError:
        trouble = _CONFLICT
    except InputError as error:
        trouble = "没有保存：" + "；".join(str(fault) for fault in error.faults)
    except AnotherMarkError as error:
        trouble = str(error)
    if request.headers.get("HX-Request"):
        context = desk_context(request, Meeting.objects.get(pk=meeting.pk), item.pk if item else wanted(request))
        return render(request, "meetings/_parts.html", context | {"oob": True, "trouble": trouble})
    if trouble:
        messages.error(request, trouble)
    return redirect(address(meeting, item))
