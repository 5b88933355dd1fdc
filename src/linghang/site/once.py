"""A form that makes something new makes it once, however often its button is pressed.

A rendered page carries a CSRF token of its own: Django masks the secret with new random bytes for every page. The same
token with the same words at the same address is therefore the same press of the button, sent again: by a double click,
by reloading a page that hung, by going back. The first one is written down in the transaction of what it does, so the
second either waits for it or finds it, and is shown the way to what the first one made. What is refused leaves nothing
behind and may be sent again. Changes of what is there already are guarded by revisions instead.
"""

import datetime as dt
from collections.abc import Callable
from hashlib import sha256

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone

from linghang.site.models import Submission

Handler = Callable[[HttpRequest], HttpResponse]
ONCE = frozenset(
    {
        "task-new",
        "task-decompose",
        "task-template-start",
        "task-save-template",
        "task-bulletin-draft",
        "task-signal-accept",
        "tasks-bulk",
        "tasks-import-confirm",
        "programmes-import-confirm",
        "meetings-import-confirm",
        "members-import-confirm",
        "members-election-new",
        "cases-import-confirm",
        "case-new",
        "paper-new",
        "paper-sign",
        "paper-adopt",
        "programme-adopt",
        "programme-name",
        "programme-tasks",
        "meeting-new",
        "meeting-item-new",
        "meeting-item-consult",
        "meeting-item-opinion",
        "meeting-item-carry",
        "meeting-agenda",
        "meeting-series",
        "meeting-series-next",
        "meeting-research",
        "meeting-topic",
        "meeting-outcome",
        "meeting-task",
        "register-new",
        "assessment-rate",
        "assessment-appeal",
        "notice-channel-new",
        "notice-channel-test",
        "duties-setting-save",
        "duties-exemption-ask",
    }
)
"""The addresses, by name, at which something new comes about."""
_ANSWERED_IN_PLACE = frozenset({"tasks-bulk"})
"""Where the answer to what was done is a page instead of the way to one."""
KEPT = dt.timedelta(days=7)


def once(get_response: Handler) -> Handler:
    """Answer 409 and the way to what was made when a form of `ONCE` comes a second time."""

    def handle(request: HttpRequest) -> HttpResponse:
        name = _name(request)
        if name not in ONCE or not request.POST.get("csrfmiddlewaretoken"):
            return get_response(request)
        with transaction.atomic():
            submission, first = Submission.objects.get_or_create(key=_key(request))
            if first:
                return _do(request, get_response, submission, name)
        return render(request, "site/submitted.html", {"result": submission.result}, status=409)

    return handle


def _do(request: HttpRequest, get_response: Handler, submission: Submission, name: str) -> HttpResponse:
    """Do what is asked, in one transaction with the note that it was done."""
    Submission.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
    response = get_response(request)
    if response.status_code >= 400:
        transaction.set_rollback(True)
    elif 300 <= response.status_code < 400 or name in _ANSWERED_IN_PLACE:
        submission.result = response.headers.get("Location", "")
        submission.save(update_fields=["result"])
    else:  # the form again, or a part of a page: nothing was made
        submission.delete()
    return response


def _name(request: HttpRequest) -> str:
    if request.method != "POST":
        return ""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _key(request: HttpRequest) -> str:
    """What makes two sendings the same: who, where, on which rendered page, with which words and files."""
    words = sorted((name, tuple(values)) for name, values in request.POST.lists())
    files = sorted((name, each.name, each.size) for name, given in request.FILES.lists() for each in given)
    return sha256(repr((request.user.pk, request.path, words, files)).encode()).hexdigest()
