"""Party dues: what a month costs, and who is behind. Exact decimals, rounded half-up to the cent. Pure.

Rules DU01–DU07. Nothing here acts: whoever has not paid for long is pointed out, and people decide.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linghang.core.errors import refuse
from linghang.core.figures import round_half_up, write_number
from linghang.core.periods import Month

CATEGORIES: Mapping[str, str] = {
    "employee": "在职",
    "retired": "离退休",
    "farmer": "农民",
    "student": "学生、下岗失业、低保",
}
_EMPLOYEE = ((Decimal(3000), "0.005"), (Decimal(5000), "0.01"), (Decimal(10_000), "0.015"), (None, "0.02"))
_RETIRED = ((Decimal(5000), "0.005"), (None, "0.01"))
SLABS: Mapping[str, tuple[tuple[Decimal | None, str], ...]] = {"employee": _EMPLOYEE, "retired": _RETIRED}
"""Upper bound, inclusive, and the rate that holds for the whole amount (DU01, DU02)."""
STUDENT = Decimal("0.20")
FARMER = (Decimal("0.20"), Decimal("1.00"))
"""Fixed amounts a month (DU03); a farmer's is agreed within these bounds and stands in the place of the base."""
WARN_MONTHS, ESCALATE_MONTHS = 3, 5
"""Months in a row (DU07): a red light, and to be taken to the superior. At six the charter speaks of lapse."""
LARGEST_BASE = Decimal(10_000_000)

Level = Literal["", "behind", "warn", "escalate"]
LEVEL_WORDS: Mapping[str, str] = {"": "已交清", "behind": "有欠交", "warn": "预警", "escalate": "须报上级"}


@dataclass(frozen=True)
class Due:
    """What is owed for a month, in yuan. `rate` is the plain ratio; None where the amount is fixed."""

    amount: Decimal
    rate: Decimal | None
    reason: str


@dataclass(frozen=True)
class Reduction:
    """A reduction approved by the superior Party committee (DU05): `amount` a month, zero for an exemption."""

    amount: Decimal
    first: dt.date
    last: dt.date | None
    document: str = ""

    def on(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Arrears:
    """Months that ended unpaid or underpaid, oldest first; `run`: the longest row of months without payment."""

    months: tuple[dt.date, ...]
    amount: Decimal
    run: int
    level: Level
    reason: str


def check_base(base: Decimal, category: str) -> None:
    """Raise InputError for a base that cannot be: negative, no number, or outside what a category allows."""
    if category not in CATEGORIES:
        raise refuse("没有这个类别", f"可填：{'、'.join(CATEGORIES.values())}", field="类别", value=category)
    if not base.is_finite() or not 0 <= base <= LARGEST_BASE:
        raise refuse(
            "不是合理的月基数", "请填每月实发的、相对固定的、经常性的税后收入（元）", field="月基数", value=str(base)
        )
    if category == "farmer" and not FARMER[0] <= base <= FARMER[1]:
        reason = f"农民党员每月 {FARMER[0]} 至 {FARMER[1]} 元（DU03）"
        raise refuse(reason, "基数一列请填商定的每月金额", field="月基数", value=str(base))


def monthly(base: Decimal, category: str, on: dt.date, reductions: Iterable[Reduction] = ()) -> Due:
    """The dues of the month of `on`. `base`: regular income after tax, or the pension received, in yuan a month (DU06).

    The rate goes by the whole amount, upper bounds inclusive: 3200 → 32.00. InputError for an impossible base.
    """
    check_base(base, category)
    full = _full(base, category)
    for each in reductions:
        if each.on(month_of(on)) and each.amount < full.amount:
            said = "免交" if not each.amount else f"少交，每月 {each.amount} 元"
            return Due(round_half_up(each.amount, 2), None, f"经批准{said}（{each.document or '已批准'}，DU05）")
    return full


def _full(base: Decimal, category: str) -> Due:
    if category == "student":
        return Due(STUDENT, None, "每月 0.20 元（DU03）")
    if category == "farmer":
        return Due(round_half_up(base, 2), None, "商定的每月金额（DU03）")
    rule = "DU01" if category == "employee" else "DU02"
    rate = next(Decimal(rate) for upper, rate in SLABS[category] if upper is None or base <= upper)
    amount = round_half_up(base * rate, 2)
    percent = write_number(rate * 100, 1, trim=True)
    return Due(amount, rate, f"基数 {write_number(base, 2)} 元 × {percent}%（{rule}，按全额）")


def month_of(day: dt.date) -> dt.date:
    """The first of the month: how a month of dues is named."""
    return day.replace(day=1)


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The firsts of the months from that of `first` to that of `last`."""
    found, month, end = [], Month(first.year, first.month), month_of(last)
    while month.first_day <= end:
        found.append(month.first_day)
        month = month.shift(1)
    return found


def arrears(owed: Mapping[dt.date, Decimal], paid: Mapping[dt.date, Decimal], today: dt.date) -> Arrears:
    """Who is behind, and how badly. `owed`, `paid`: yuan by first of the month; a month counts once it has ended."""
    ended = sorted(month for month, amount in owed.items() if amount > 0 and month < month_of(today))
    behind = [month for month in ended if paid.get(month, Decimal(0)) < owed[month]]
    amount = sum((owed[month] - paid.get(month, Decimal(0)) for month in behind), Decimal(0))
    run = _longest_run(owed, {month for month in behind if paid.get(month, Decimal(0)) <= 0})
    level: Level = (
        "escalate" if run >= ESCALATE_MONTHS else "warn" if run >= WARN_MONTHS else "behind" if behind else ""
    )
    return Arrears(tuple(behind), amount, run, level, _say(behind, amount, run, level))


def _longest_run(owed: Mapping[dt.date, Decimal], unpaid: set[dt.date]) -> int:
    """Months in which nothing was owed (approved exemption, not yet a member) neither break a row nor lengthen it."""
    longest = run = 0
    for month in sorted(month for month, amount in owed.items() if amount > 0):
        run = run + 1 if month in unpaid else 0
        longest = max(longest, run)
    return longest


def _say(behind: list[dt.date], amount: Decimal, run: int, level: Level) -> str:
    if not behind:
        return "没有欠交"
    told = f"欠交 {len(behind)} 个月，共 {write_number(amount, 2)} 元"
    if level == "warn":
        return f"{told}，其中连续 {run} 个月未交：请支部提醒本人（DU07）"
    if level == "escalate":
        return f"{told}，其中连续 {run} 个月未交：请报上级党组织，由组织研究，系统不作处理（DU07）"
    return told
