"""The day that a page is about, which goes along from page to page in the address; and the box for a day."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from linghang.core.days import FIRST_DAY, LAST_DAY, parse_day


def day_of(request: HttpRequest, name: str = "on") -> dt.date:
    """The day: `name` in the address, today without it or when it is no date."""
    return parse_day(request.GET.get(name, "")) or timezone.localdate()


def about(request: HttpRequest) -> dict[str, Any]:
    """Template context: `day`, and `at`, what links append to stay on that day."""
    day = day_of(request)
    return {"day": day, "at": f"?on={day}" if request.GET.get("on") else ""}


class DayField(forms.DateField):
    """A day as the browser's calendar writes it, or as people do (`core.days`)."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages: ClassVar = {
        "invalid": f"不是日期，请写成 2023-05-31，年份在 {FIRST_DAY.year} 与 {LAST_DAY.year} 之间。"
    }

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or isinstance(value, dt.date):
            return super().to_python(value)
        day = parse_day(str(value))
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day
