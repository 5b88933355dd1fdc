"""One's access tokens: make one (shown once), see when each was used, revoke it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from linghang.core.errors import Fault, InputError
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


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own."""
    tokens.revoke(get_object_or_404(AccessToken, pk=pk, user=request.user.pk))
    messages.success(request, "已停用，用它的程序从现在起不能再访问。")
    return redirect("tokens")
