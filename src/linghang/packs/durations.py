"""Lengths of time as rules write them: `1 month`, `5 workdays`, `1 year`."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, cast

from linghang.core.periods import Month
from linghang.core.workdays import add_workdays

Unit = Literal["day", "workday", "month", "year"]
_WRITTEN = re.compile(r"(\d{1,3}) (day|workday|month|year)s?")
_CHINESE: dict[Unit, str] = {"day": "日", "workday": "个工作日", "month": "个月", "year": "年"}


@dataclass(frozen=True)
class Duration:
    """A number of calendar days, working days, months or years. The 31st plus one month is the month's last day."""

    number: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """ValueError for anything but `<number> day(s)|workday(s)|month(s)|year(s)`."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError("时长写成 5 days、5 workdays、1 month 或 1 year")
        return cls(int(found[1]), cast(Unit, found[2]))

    def after(self, day: dt.date) -> dt.date:
        """The day that lies this long after `day`."""
        return _moved(day, self.number, self.unit)

    def before(self, day: dt.date) -> dt.date:
        """The day that lies this long before `day`."""
        return _moved(day, -self.number, self.unit)

    def __str__(self) -> str:
        return f"{self.number}{_CHINESE[self.unit]}"


def _moved(day: dt.date, number: int, unit: Unit) -> dt.date:
    if unit == "workday":
        return add_workdays(day, number)
    if unit == "day":
        return day + dt.timedelta(days=number)
    month = Month(day.year, day.month).shift(number * (12 if unit == "year" else 1))
    return month.last_day if day.day > month.last_day.day else month.first_day.replace(day=day.day)
