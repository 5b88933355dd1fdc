"""One's access tokens: make one (shown once), see when each was used, revoke it."""

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from linghang.core.errors import Fault, InputError, refuse
from linghang.site import tokens
from linghang.site.models import AccessToken

USUAL_DAYS = 90


@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The person's tokens in force; a POST makes another and shows its text this once."""
    text, faults = "", list[Fault]()
    title, days = request.POST.get("title", ""), request.POST.get("days", str(USUAL_DAYS))
    if request.method == "POST":
        number = int(days) if days.isascii() and days.isdecimal() and len(days) < 6 else 0
        try:
            _prove(request)
            _, text = tokens.issue(request.user, title, number, read_only="write" not in request.POST)
        except InputError as error:
            faults = list(error.faults)
    context = {
        "tokens": AccessToken.objects.filter(user=request.user.pk, revoked_at=None),
        "text": text,
        "faults": faults,
        "title": "" if text else title,
        "days": days,
        "longest": tokens.LONGEST,
    }
    return render(request, "site/tokens.html", context, status=400 if faults else 200)


def _prove(request: HttpRequest) -> None:
    """Who found the computer open must not leave with a key: the password is asked, and every failure is counted as
    one at the door. InputError."""
    given = {"username": request.user.get_username(), "password": request.POST.get("password", "")}
    if authenticate(request, **given) != request.user:
        raise refuse("密码不对", "建立令牌须输入您现在的登录密码；连续输错会锁定 15 分钟", field="登录密码")


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own."""
    tokens.revoke(get_object_or_404(AccessToken, pk=pk, user=request.user.pk))
    messages.success(request, "已停用，用它的程序从现在起不能再访问。")
    return redirect("tokens")
