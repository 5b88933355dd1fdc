"""What every answer carries, and the one detour every new account makes."""

import logging
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from linghang.core.errors import InputError
from linghang.registers.content import steady
from linghang.site.models import InitialPassword

Handler = Callable[[HttpRequest], HttpResponse]
_log = logging.getLogger(__name__)

# Plotly writes its own style rules, hence 'unsafe-inline' for styles; scripts come from this server only.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


FAULTS_SHOWN = 20


def content_security_policy(get_response: Handler) -> Handler:
    """Tell the browser to run and fetch nothing that did not come from this server."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        return response

    return handle


def initial_password(get_response: Handler) -> Handler:
    """Until a person has chosen a password of their own, every page leads to the one where they do.

    The session remembers that there is nothing to do, so that this costs one query per sign-in.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.session.get("password_is_own"):
            if not InitialPassword.objects.filter(user=request.user).exists():
                request.session["password_is_own"] = True
            elif request.path not in (reverse("password"), reverse("logout")):
                return redirect("password")
        return get_response(request)

    return handle


def no_store(get_response: Handler) -> Handler:
    """Pages of a person who is signed in stay in no cache: the next one at the same computer may see less."""

    def handle(request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        response = get_response(request)
        if signed_in or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return handle


def one_library(get_response: Handler) -> Handler:
    """A page that is only read sees one library of packs, and their files are looked at once for it."""

    def handle(request: HttpRequest) -> HttpResponse:
        with steady() if request.method in ("GET", "HEAD") else nullcontext():
            return get_response(request)

    return handle


class Faults:
    """Faults that no page has dealt with are said in the user's words instead of “出错了”.

    What was sent in is at fault when something was sent (400); otherwise what is stored is, and the house answers for
    that (500).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django asks this of every exception that leaves a page."""
        if not isinstance(exception, InputError):
            return None
        status = 500 if request.method in ("GET", "HEAD") else 400
        if status == 500:
            _log.error("%s could not be shown: %s", request.path, exception, exc_info=exception)
        response = render(
            request, "fault.html", {"faults": exception.faults[:FAULTS_SHOWN], "stored": status == 500}, status=status
        )
        if status == 500 and request.headers.get("HX-Request"):  # a part of a page: show the whole one that says why
            response.headers["HX-Redirect"] = request.get_full_path()
        return response
