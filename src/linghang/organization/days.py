"""The day that a page of the organisation is about; it goes along from page to page in the address."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date


def day_of(request: HttpRequest) -> dt.date:
    """The day: `on` in the address, today without it or when it is no date."""
    try:
        return parse_date(request.GET.get("on", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def about(request: HttpRequest) -> dict[str, Any]:
    """Template context: `day`, and `at`, what links append to stay on that day."""
    day = day_of(request)
    return {"day": day, "at": f"?on={day}" if request.GET.get("on") else ""}
