"""Terms of Party organisations: when they end, when to remind, how far they may be moved. Pure.

Rules BR09 (branches three years), BR10 (committees of the base level five, general branches three; 2018), BR11
(reminders; recalled), BR12 (moved by at most a year, with approval).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from linghang.core.errors import refuse
from linghang.packs.durations import Duration

YEARS: Mapping[str, int] = {"committee": 5, "general_branch": 3, "branch": 3, "joint_branch": 3}
"""By kind of organisation; a temporary branch and a group elect nobody for a term."""
VILLAGE_YEARS = 5
REMIND_MONTHS = (6, 3, 1)
LATEST_SHIFT = Duration(1, "year")

State = Literal["running", "due_6", "due_3", "due_1", "overdue"]
STATE_WORDS: Mapping[str, str] = {
    "running": "任期内",
    "due_6": "半年内届满",
    "due_3": "三个月内届满",
    "due_1": "一个月内届满",
    "overdue": "已届满未换届",
}
STATE_LIGHTS: Mapping[str, str] = {"running": "good", "due_6": "", "due_3": "warn", "due_1": "warn", "overdue": "bad"}


@dataclass(frozen=True)
class Reminder:
    on: dt.date
    months: int


def years_of(kind: str, institution_kind: str = "") -> int | None:
    """The length of a term; None for an organisation without terms. A branch in a village: five years (BR09)."""
    if institution_kind == "village" and kind in ("branch", "joint_branch"):
        return VILLAGE_YEARS
    return YEARS.get(kind)


def term_end(elected_on: dt.date, years: int) -> dt.date:
    """The day on which the next election is due: the same day `years` later; 29 February becomes the 28th."""
    return Duration(years, "year").after(elected_on)


def reminders(end: dt.date) -> list[Reminder]:
    """Six, three and one months before the end (BR11)."""
    return [Reminder(Duration(months, "month").before(end), months) for months in REMIND_MONTHS]


def state(end: dt.date, today: dt.date) -> State:
    """How near the end is. On the day itself the election is due, not overdue."""
    if today > end:
        return "overdue"
    passed = [each.months for each in reminders(end) if each.on <= today]
    found: dict[int, State] = {6: "due_6", 3: "due_3", 1: "due_1"}
    return found[min(passed)] if passed else "running"


def check_shift(end: dt.date, to: dt.date, document: str) -> None:
    """Raise InputError unless an earlier or later election may be: approved, and within a year (BR12)."""
    if to == end:
        raise refuse("与原届满日期相同", "没有提前或延期的不用登记", field="批准的换届日期", value=str(to))
    if not document.strip():
        raise refuse("延期或提前换届须经上级批准（BR12）", "请填写批复文号", field="批复文号")
    if not LATEST_SHIFT.before(end) <= to <= LATEST_SHIFT.after(end):
        reason = f"与届满日期 {end} 相差超过 1 年（BR12）"
        raise refuse(reason, "延期或提前一般不超过一年，请按期换届", field="批准的换届日期", value=str(to))
