"""What is owed, by whom, how often: condition × activity × period × minimum × base."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from linghang.packs.model import Name, PackObject, Part, Text

Base = Literal["organization", "department", "institution", "person", "pair"]
DutyPeriod = Literal["week", "month", "quarter", "half_year", "year"]
_MONTH_AND_DAY = re.compile(r"(\d\d)-(\d\d)")


def _share(text: str) -> str:
    if re.fullmatch(r"\d{1,3}/\d{1,3}|1", text) is None or text.endswith("/0") or not 0 < Fraction(text) <= 1:
        raise ValueError("黄灯时点写成 0 到 1 之间的分数，如 2/3")
    return text


def _month_and_day(text: str) -> str:
    """A day that every year has."""
    found = _MONTH_AND_DAY.fullmatch(text)
    try:
        dt.date(2023, int(found[1]), int(found[2])) if found else dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("写成月-日，如 06-30") from error
    if not found:
        raise ValueError("写成月-日，如 06-30")
    return text


class Activity(Part):
    """Which rows of a register fulfil the duty.

    `owner`: the field that names who did it (a Party organisation, department or person, by code); not written for an
    institution, whose rows are its own. `other`: for pairs, the field that names the second one; for persons, a field
    that names another person whose duty the same row fulfils. What is counted: rows, else the sum of `value` (hours),
    else the different contents of `distinct` (places). `date`: another date field than the register's. `serves`: a date
    field that names a day of the period for which the row makes up. `reason`: the field in which a moved day is
    explained; `planned`: the date field of the day it was moved from.
    """

    register_code: Name = Field(alias="register")
    where: Text | None = None
    owner: Name | None = None
    other: Name | None = None
    value: Name | None = None
    distinct: Name | None = None
    date: Name | None = None
    serves: Name | None = None
    planned: Name | None = None
    reason: Name | None = None

    @model_validator(mode="after")
    def _one_way_to_count(self) -> Self:
        if self.value and self.distinct:
            raise ValueError("value 和 distinct 二者取一")
        return self


class Duty(PackObject):
    """Something owed once or more in every period.

    `line`: the part of Party life or work it belongs to; a matrix shows one. `base`: each `organization` (Party
    organisation), `department`, `institution`, `person` or `pair` (leader and branch, two committee members …) owes it
    by itself. `kinds`: which of them; `duties/facts.py` names the kinds of each base. `when`: a condition over facts
    about the owner (`has_committee`, `has_groups`, `full_members`, `temporary` …) on the first day on which it owes the
    period. `minimum`: how much a period asks. `due_by`: the last day within a year (`06-30`), for yearly duties.
    `yellow_after`: the share of the period after which it is pressing. `made_up_within`: days after the period in which
    it may still be made up. `fixed_day`: the owner keeps a fixed day of the month, moving it needs a reason.
    `usual_months`: when it is usually held, for the calendar alone. `adopted`: owed without being asked; where it is
    false, only an institution owes it that has said so. `rule`: the id of the official rule.
    """

    line: Text
    rule: str = ""
    base: Base
    kinds: tuple[Name, ...] = ()
    when: Text | None = None
    activity: Activity
    period: DutyPeriod
    minimum: Decimal = Field(default=Decimal(1), gt=0)
    unit: Text = "次"
    due_by: Annotated[str, AfterValidator(_month_and_day)] | None = None
    yellow_after: Annotated[str, AfterValidator(_share)] = "2/3"
    made_up_within: int = Field(default=0, ge=0, le=366)
    fixed_day: bool = False
    usual_months: tuple[int, ...] = ()
    adopted: bool = True
    remedy: str = ""

    @model_validator(mode="after")
    def _named_by_base(self) -> Self:
        if self.base == "pair" and self.activity.other is None:
            raise ValueError("base 为 pair 时 activity 要写 other")
        if self.base not in ("pair", "person") and self.activity.other is not None:
            raise ValueError("other 只用于 base 为 pair 或 person 的职责")
        if (self.base == "institution") != (self.activity.owner is None):
            raise ValueError("activity 要写 owner；base 为 institution 时不写，登记在哪个机构就是哪个机构的")
        return self

    @model_validator(mode="after")
    def _days_fit(self) -> Self:
        if any(not 1 <= month <= 12 for month in self.usual_months):
            raise ValueError("usual_months 是 1 到 12 的月份")
        if self.fixed_day and (self.period != "month" or not (self.activity.planned and self.activity.reason)):
            raise ValueError("fixed_day 只用于每月的职责，activity 要写 planned 和 reason")
        if self.made_up_within and self.activity.serves is None:
            raise ValueError("允许补办时 activity 要写 serves：补的是哪一期，不能靠猜")
        if self.due_by and self.period != "year":
            raise ValueError("due_by 只用于每年的职责")
        return self
