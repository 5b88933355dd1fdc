"""The door of the discipline desk: to everybody else there is no such page, and what fails inside is not retold."""

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from linghang.core.errors import InputError
from linghang.integrity.models import Deed
from linghang.organization import access
from linghang.organization.models import Institution

_log = logging.getLogger(__name__)
P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, list[Institution], P], HttpResponse]


def places(user: Any, action: access.Action = "view_rows") -> list[Institution]:
    """The institutions whose discipline records are open to this person."""
    return access.scope(user, action, "discipline")


def officers_only(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the page its institutions. Whoever has none gets 404, as for a record of another institution or none at all.

    An exception may carry what somebody wrote, and logs are read by others: only its class and where it came from are
    logged.
    """

    @wraps(page)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        institutions = places(request.user)
        if not institutions:
            raise Http404
        try:
            return page(request, institutions, *args, **kwargs)
        except (Http404, PermissionDenied):
            raise Http404 from None
        except InputError as error:
            status = 500 if request.method in ("GET", "HEAD") else 400
            return render(request, "fault.html", {"faults": error.faults, "stored": status == 500}, status=status)
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            _log.error("a page of the discipline desk failed: %s in %s:%s", type(error).__name__, at.name, at.lineno)
            return render(request, "500.html", status=500)

    return guarded


def log(user: Any, kind: Any, register: str = "", institution: Institution | None = None, row: Any = None) -> None:
    """Write down who did what with which row. Never what is in it."""
    Deed.objects.create(user=user, kind=kind, register=register, institution=institution, row=row)
