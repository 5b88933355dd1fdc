"""The month with its duties, and the calendar that other programs subscribe to."""

import calendar
import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from linghang.core.errors import InputError
from linghang.core.periods import Month
from linghang.duties import ics, reach
from linghang.duties.calendar import Entry, entries


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """A month in weeks of seven days; on a phone the same entries as a list."""
    reach.place_of(request)
    today = timezone.localdate()
    shown = _month(request.GET.get("month", ""), today)
    found = entries(request.user, shown.first_day, shown.last_day, today=today)
    return render(
        request,
        "duties/calendar.html",
        {
            "month": shown,
            "before": shown.shift(-1),
            "after": shown.shift(1),
            "weeks": _weeks(shown, found),
            "entries": found,
            "today": today,
            "address": request.build_absolute_uri(reverse("duties-ics", args=[ics.secret_of(request.user)])),
        },
    )


def _month(text: str, today: dt.date) -> Month:
    try:
        year, _, number = text.partition("-")
        return Month(int(year), int(number))
    except (ValueError, InputError):
        return Month.of(today)


def _weeks(shown: Month, found: list[Entry]) -> list[list[tuple[dt.date, bool, list[Entry]]]]:
    """Weeks from Monday on; days of the months around it are marked as such."""
    by_day: dict[dt.date, list[Entry]] = {}
    for each in found:
        by_day.setdefault(each.day, []).append(each)
    days = calendar.Calendar().itermonthdates(shown.year, shown.number)
    marked = [(day, day.month == shown.number, by_day.get(day, [])) for day in days]
    return [marked[start : start + 7] for start in range(0, len(marked), 7)]


@login_not_required
@require_GET
def subscribed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever the address belongs to, without a sign-in: read only, and it names nobody."""
    user = ics.user_of(secret)
    if user is None:
        raise Http404
    today = timezone.localdate()
    found = entries(user, today - ics.BEHIND, today + ics.AHEAD, today=today)
    written = ics.write(found, stamp=timezone.now(), address=settings.SITE_ADDRESS)
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="linghang-duties.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """A new secret address; programs that have the old one get nothing more."""
    reach.place_of(request)
    ics.renew(request.user)
    messages.success(request, "已换新的订阅地址，旧地址不再有效。请在日历软件里更新。")
    return redirect("duties-calendar")
