"""The API at /api/: what the pages show and do, for programs. The same functions, the same access.

Signed in by session (changes need the CSRF token) or by an access token. Refusals are JSON in the user's words:
`{"detail": "…", "faults": [{"field": …, "value": …, "reason": …, "remedy": …}]}`.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.security import HttpBearer, django_auth

from linghang.assessment.api import router as assessment
from linghang.assessment.evidence_api import router as assessment_evidence
from linghang.core.errors import ConflictError, Fault, InputError
from linghang.decisions.api import router as decisions
from linghang.duties.api import router as duties
from linghang.indicators.api import router as indicators
from linghang.integrity.api import router as integrity
from linghang.membership.api import router as membership
from linghang.notices.api import router as notices
from linghang.organization.api import router as organization
from linghang.organization.editing_api import router as organization_editing
from linghang.papers.api import router as papers
from linghang.party.api import router as party
from linghang.procedures.api import router as procedures
from linghang.programmes.api import router as programmes
from linghang.programmes.editing_api import router as programmes_editing
from linghang.tasks.api import router as tasks

_log = logging.getLogger(__name__)
READING = ("GET", "HEAD")


class ByToken(HttpBearer):
    """The owner of the token, whom the middleware has put into the request (`site.tokens`)."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = getattr(request, "access_token", None)
        if found is None:
            return None
        if found.read_only and request.method not in READING:
            raise PermissionDenied("这个令牌只能查看，不能办理。请在“访问令牌”里另建一个可写的。")
        return found.user


api = NinjaAPI(
    title="领航",
    version="1",
    description="与页面相同的数据和权限。数字是精确的文本，日期是 ISO 格式。",
    auth=[ByToken(), django_auth],
    docs_url=None,  # its page is fetched from elsewhere; the description itself is not
    urls_namespace="api",
)
for prefix, router in (
    ("/organization", organization),
    ("/organization", organization_editing),
    ("/indicators", indicators),
    ("/tasks", tasks),
    ("/programmes", programmes),
    ("/programmes", programmes_editing),
    ("/meetings", decisions),
    ("/assessment", assessment),
    ("/assessment", assessment_evidence),
    ("/papers", papers),
    ("/procedures", procedures),
    ("/members", membership),
    ("/duties", duties),
    ("/integrity", integrity),
    ("/party", party),
    ("/notices", notices),
):
    api.add_router(prefix, router)


def urls() -> tuple[list[URLPattern], str, str]:
    """The addresses. A stranger is answered in JSON, not led to the page where people sign in; only the description
    of the API asks for a sign-in of the browser."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if pattern.name not in ("openapi-json", "api-root"):
            pattern.callback = login_not_required(pattern.callback)
    return patterns, app, namespace


def _answer(request: HttpRequest, status: int, detail: str, faults: Iterable[Fault] = ()) -> HttpResponse:
    told = [{name: value for name, value in vars(fault).items() if value not in ("", 0)} for fault in faults]
    return api.create_response(request, {"detail": detail, "faults": told}, status=status)


@api.exception_handler(InputError)
def _refused(request: HttpRequest, error: InputError) -> HttpResponse:
    return _answer(request, 400, str(error.faults[0]), error.faults)


@api.exception_handler(ConflictError)
def _conflict(request: HttpRequest, error: ConflictError) -> HttpResponse:
    return _answer(request, 409, f"{error}。请重新读取后再提交。")


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _answer(request, 403, str(error) or "您没有这个权限。如工作需要，请联系本单位系统管理员。")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, 404, "没有找到，或不在您可查看的范围内。")


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _answer(request, 401, "没有登录，或访问令牌无效、已过期。请登录，或在“访问令牌”里新建。")


@api.exception_handler(AuthorizationError)
def _closed(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return _answer(request, 403, "您没有这个权限。如工作需要，请联系本单位系统管理员。")


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    said = {400: "提交的内容不是有效的 JSON。请核对格式。", 403: "缺少防伪标记，或页面停留过久。请刷新后重试。"}
    return _answer(request, error.status_code, said.get(error.status_code, str(error)))


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        Fault(field=".".join(str(part) for part in each["loc"][1:]), reason=_reason(each), remedy="请对照接口说明")
        for each in error.errors
    ]
    return _answer(request, 422, "有参数不合格式。", faults)


_REASONS = {"missing": "没有填写", "date": "不是日期，请写成 2023-05-31", "int": "不是整数", "enum": "不在可选的范围内"}


def _reason(each: Any) -> str:
    kind = str(each.get("type", ""))
    return next((said for start, said in _REASONS.items() if kind.startswith(start)), "不合格式")
