"""What is owed, by whom, how often: condition × activity × period × minimum × base."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from linghang.packs.model import Name, PackObject, Part, Text

Base = Literal["organization", "department", "institution", "person", "pair"]
DutyPeriod = Literal["month", "quarter", "half_year", "year"]


def _share(text: str) -> str:
    if not 0 < Fraction(text) <= 1:
        raise ValueError("黄灯时点写成 0 到 1 之间的分数，如 2/3")
    return text


class Activity(Part):
    """Which rows of a register fulfil the duty.

    `owner`: the field that names who did it (a Party organisation, department, institution or person, by code).
    `other`: for pairs, the field that names the second one. `value`: what is added up (hours) instead of counting rows.
    `date`: another date field than the register's.
    """

    register_code: Name = Field(alias="register")
    where: Text | None = None
    owner: Name
    other: Name | None = None
    value: Name | None = None
    date: Name | None = None


class Duty(PackObject):
    """Something owed once or more in every period.

    `base`: each `organization` (Party organisation), `department`, `institution`, `person` or `pair` (leader and
    branch, committee member and member …) owes it by itself. `kinds`: which of them, by the kinds of their class
    (党支部 …, 院领导 …; `duties/owners.py` names them). `when`: a condition over facts about the owner on the period's first day
    (`has_committee`, `has_groups`, `full_members`, `temporary` …). `minimum`: how much a period asks. `yellow_after`:
    the share of the period after which it is pressing. `made_up_within`: days after the period in which it may still
    be made up. `fixed_day`: the owner keeps a fixed day of the month, moving it needs a reason. `usual_months`: when it
    is usually held, for the calendar alone. `rule`: the id of the official rule.
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
    yellow_after: Annotated[str, AfterValidator(_share)] = "2/3"
    made_up_within: int = Field(default=0, ge=0, le=366)
    fixed_day: bool = False
    usual_months: tuple[int, ...] = ()
    remedy: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.base == "pair") != (self.activity.other is not None):
            raise ValueError("base 为 pair 时 activity 要写 other，其他情况不写")
        if any(not 1 <= month <= 12 for month in self.usual_months):
            raise ValueError("usual_months 是 1 到 12 的月份")
        if self.fixed_day and self.period != "month":
            raise ValueError("fixed_day 只用于每月的职责")
        return self

    def in_force_within(self, first: dt.date, last: dt.date) -> bool:
        """Whether it is valid on any day from `first` to `last`."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or self.valid_to >= first
        )
