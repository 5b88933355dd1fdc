"""Dues as they are owed and taken: bases, approved reductions, the sheet of a month, payments, arrears.

Who is on the roll of a branch on the last day of a month pays there for it (领航自拟). Payments are appended; a mistake
is reversed by a line of its own. Functions that write run inside a transaction and raise InputError.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from linghang.core.errors import ConflictError, refuse
from linghang.core.periods import Month
from linghang.membership import dues, rolls
from linghang.membership.dues import Arrears, Due, Reduction
from linghang.membership.models import DuesBase, DuesPayment, DuesReduction, Membership
from linghang.organization.models import PartyOrganization, Person
from linghang.organization.temporary import refuse_in_temporary

ZERO = Decimal(0)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One member on the sheet. `due` is None when no base is on record; `base` is in yuan a month."""

    membership: Membership
    category: str
    base: Decimal | None
    due: Due | None
    paid: Decimal
    paid_on: dt.date | None
    arrears: Arrears

    @property
    def open(self) -> Decimal:
        """What is still to be paid for the month."""
        return max(ZERO, (self.due.amount if self.due else ZERO) - self.paid)


@dataclass(frozen=True)
class Sheet:
    """The collection sheet of a branch for a month."""

    organization: PartyOrganization
    month: dt.date
    lines: tuple[Line, ...]

    @property
    def owed(self) -> Decimal:
        return sum((line.due.amount for line in self.lines if line.due), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((line.paid for line in self.lines), ZERO)

    @property
    def behind(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.arrears.level)


@dataclass
class Ledger:
    """What some people owe and have paid, month by month, read in four queries."""

    bases: dict[int, list[DuesBase]] = field(default_factory=lambda: defaultdict(list))
    reductions: dict[int, list[Reduction]] = field(default_factory=lambda: defaultdict(list))
    spans: dict[int, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    paid: dict[int, dict[dt.date, Decimal]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def read(cls, people: Iterable[int]) -> "Ledger":
        found, wanted = cls(), list(people)
        for base in DuesBase.objects.filter(person__in=wanted):
            found.bases[base.person_id].append(base)
        for cut in DuesReduction.objects.filter(person__in=wanted, approved_on__isnull=False):
            first = cut.valid_from or dt.date.min
            found.reductions[cut.person_id].append(Reduction(cut.amount, first, cut.valid_to, cut.document))
        for span in Membership.objects.filter(person__in=wanted):
            found.spans[span.person_id].append(span)
        payments = DuesPayment.objects.filter(person__in=wanted)
        for person, month, amount in payments.values_list("person", "month", "amount"):  # SQLite would add up floats
            found.paid[person][month] = found.paid[person].get(month, ZERO) + amount
        return found

    def base(self, person: int, month: dt.date) -> DuesBase | None:
        """The base in force at the end of the month."""
        end = Month.of(month).last_day
        return next((each for each in self.bases[person] if each.valid_on(end)), None)

    def due(self, person: int, month: dt.date) -> Due | None:
        """What is owed for the month; None when no base is on record or the person is on no roll at its end."""
        end, base = Month.of(month).last_day, self.base(person, month)
        if base is None or not any(span.valid_on(end) for span in self.spans[person]):
            return None
        return dues.monthly(base.base, base.category, month, self.reductions[person])

    def arrears(self, person: int, today: dt.date) -> Arrears:
        """Over all months since the first base on record."""
        starts = [each.valid_from for each in self.bases[person] if each.valid_from]
        if not starts:
            return dues.arrears({}, {}, today)
        months = dues.months(max(min(starts), dt.date(today.year - 10, 1, 1)), today)
        owed = {month: due.amount for month in months if (due := self.due(person, month))}
        return dues.arrears(owed, self.paid[person], today)


def sheet(organization: PartyOrganization, month: dt.date, today: dt.date | None = None) -> Sheet:
    """Who owes what for the month, by staff number. A temporary branch collects nothing (BR05)."""
    month = dues.month_of(month)
    end = Month.of(month).last_day
    refuse_in_temporary(organization, end, "dues")
    members = rolls.members_on(organization, end)
    ledger = Ledger.read(each.person_id for each in members)
    paid_on = _days_paid(organization, month)
    today = today or timezone.localdate()
    lines = []
    for each in members:
        person, base = each.person_id, ledger.base(each.person_id, month)
        lines.append(
            Line(
                each,
                base.category if base else "",
                base.base if base else None,
                ledger.due(person, month),
                ledger.paid[person].get(month, ZERO),
                paid_on.get(person),
                ledger.arrears(person, today),
            )
        )
    return Sheet(organization, month, tuple(lines))


def _days_paid(organization: PartyOrganization, month: dt.date) -> dict[int, dt.date]:
    found = DuesPayment.objects.filter(organization=organization, month=month, amount__gt=0).order_by("paid_on")
    return dict(found.values_list("person", "paid_on"))


def collect(
    organization: PartyOrganization,
    month: dt.date,
    amounts: Sequence[tuple[Person, Decimal]],
    paid_on: dt.date,
    *,
    by: Any = None,
    note: str = "",
) -> list[DuesPayment]:
    """Take dues for a month. Refused: a temporary branch, somebody not on its roll, no real sum, a second time."""
    month = dues.month_of(month)
    refuse_in_temporary(organization, Month.of(month).last_day, "dues")
    today = timezone.localdate()
    if paid_on > today or month > dues.month_of(today):
        raise refuse("还没有到这一天（ML02）", "请在交纳当天或之后登记", field="交纳日期", value=str(paid_on))
    there = {each.person_id for each in rolls.members_on(organization, Month.of(month).last_day)}
    Person.objects.select_for_update().filter(pk__in=[person.pk for person, _ in amounts]).count()
    ledger = Ledger.read(person.pk for person, _ in amounts)
    made = []
    for person, amount in amounts:
        _check_payment(person, amount, month, there, ledger)
        made.append(
            DuesPayment.objects.create(
                person=person, organization=organization, month=month, amount=amount, paid_on=paid_on, by=by, note=note
            )
        )
    return made


def _check_payment(person: Person, amount: Decimal, month: dt.date, there: set[int], ledger: Ledger) -> None:
    if person.pk not in there:
        reason = f"{month:%Y年%m月}不在这个党支部（ML01）"
        raise refuse(reason, "请在组织关系所在的党支部交纳", field="工号", value=person.code)
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise refuse("不是金额", "请填大于 0、到分为止的数，如 32.00", field="金额", value=str(amount))
    if ledger.paid[person.pk].get(month, ZERO) > 0:
        reason = f"{month:%Y年%m月}已交 {ledger.paid[person.pk][month]} 元"
        raise refuse(reason, "登记错了的请先冲正", field="工号", value=person.code)


def reverse(payment: DuesPayment, note: str, *, by: Any = None) -> DuesPayment:
    """Take a payment back that was entered wrongly; both lines stay."""
    payment = DuesPayment.objects.select_for_update().get(pk=payment.pk)
    if payment.amount < 0 or hasattr(payment, "reversed_by"):
        raise refuse("这一笔已经冲正", "请看下面的记录", field="金额", value=str(payment.amount))
    if not note.strip():
        raise refuse("没有写明原因", "请写明为什么冲正", field="说明")
    return DuesPayment.objects.create(
        person=payment.person, organization=payment.organization, month=payment.month, amount=-payment.amount,
        paid_on=timezone.localdate(), reverses=payment, note=note, by=by,
    )  # fmt: skip


def set_base(person: Person, category: str, base: Decimal, since: dt.date) -> DuesBase:
    """Another income or category from `since`; the one before ends with the day before."""
    dues.check_base(base, category)
    Person.objects.select_for_update().get(pk=person.pk)
    later = DuesBase.objects.filter(person=person, valid_from__gte=since).first()
    if later is not None:
        reason = f"已登记自 {later.valid_from} 起的基数"
        raise refuse(reason, "请把日期改到这一天之后", field="日期", value=str(since))
    for each in DuesBase.objects.filter(person=person).filter(Q(valid_to=None) | Q(valid_to__gte=since)):
        each.valid_to = since - _DAY
        each.save(update_fields=["valid_to"])
    return DuesBase.objects.create(person=person, category=category, base=base, valid_from=since)


def ask_reduction(
    person: Person, amount: Decimal, first: dt.date, last: dt.date | None, *, applied_on: dt.date, reason: str
) -> DuesReduction:
    """The member's application (DU05). It counts once it is approved."""
    if not amount.is_finite() or amount < 0:
        raise refuse("不是金额", "免交填 0，少交填减后每月的金额", field="减后每月（元）", value=str(amount))
    if last is not None and last < first:
        raise refuse("早于开始日期（ML02）", "请核对两个日期", field="最后一天", value=str(last))
    if DuesReduction.objects.filter(person=person, valid_from=first).exists():
        raise refuse("这一天起已有一份申请", "请打开原申请办理", field="开始日期", value=str(first))
    return DuesReduction.objects.create(
        person=person, amount=amount, valid_from=first, valid_to=last, applied_on=applied_on, reason=reason
    )


def decide_reduction(
    reduction: DuesReduction, *, revision: int, branch_on: dt.date | None, approved_on: dt.date | None, document: str
) -> DuesReduction:
    """The branch discussed it, the superior committee approved it: in this order, none before the application."""
    reduction = DuesReduction.objects.select_for_update().get(pk=reduction.pk)
    if reduction.revision != revision:
        raise ConflictError(reduction)
    days = [reduction.applied_on, branch_on, approved_on]
    if approved_on is not None and (branch_on is None or not document.strip()):
        raise refuse(
            "支部研究日期或批准文号没有填写（DU05）", "本人申请、支部研究、上级批准，依次登记", field="上级批准"
        )
    told = [day for day in days if day is not None]
    if told != sorted(told) or any(day > timezone.localdate() for day in told):
        raise refuse("日期先后不对（DU05）", "应为本人申请、支部研究、上级批准的先后", field="上级批准")
    reduction.branch_on, reduction.approved_on, reduction.document = branch_on, approved_on, document
    reduction.revision += 1
    reduction.save()
    return reduction
