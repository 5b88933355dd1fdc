"""What every answer carries, and the one detour every new account makes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from linghang.site.models import InitialPassword

Handler = Callable[[HttpRequest], HttpResponse]

# Plotly writes its own style rules, hence 'unsafe-inline' for styles; scripts come from this server only.
CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'self'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:",
    "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'"))


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
