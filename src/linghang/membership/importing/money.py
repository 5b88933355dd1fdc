"""Dues: bases, reductions, payments."""

import datetime as dt
from decimal import Decimal
from typing import Any

from linghang.core.periods import Month
from linghang.core.workbook import Row
from linghang.membership import dues
from linghang.membership.importing.work import Work
from linghang.membership.models import DuesBase, DuesPayment, DuesReduction, Membership
from linghang.membership.workbook import BASES, CUTS, PAYMENTS
from linghang.organization.models import PartyOrganization, Person


def read(work: Work, rows: dict[str, list[Row]]) -> None:
    for row in rows[BASES]:
        _read_base(work, row)
    _refuse_overlaps(work, rows[BASES])
    for row in rows[CUTS]:
        _read_cut(work, row)
    payments = _Payments(work) if rows[PAYMENTS] else None
    for row in rows[PAYMENTS]:
        if payments is not None:
            payments.read(row)


def _read_base(work: Work, row: Row) -> None:
    reading = work.reading
    if not reading.required(row):
        return
    person, (first, last) = work.person(row), work.period(row)
    category, base = reading.choice(row, "类别", list(dues.CATEGORIES.items())), work.yuan(row, "月基数")
    if base is not None and category:
        work.judge(row, lambda: dues.check_base(base, category))
    if person is not None and first is not None and reading.sound(row):
        values = {"category": category, "base": base, "valid_to": last}
        work.want(DuesBase, {"person": person, "valid_from": first}, values)


def _refuse_overlaps(work: Work, rows: list[Row]) -> None:
    """Two bases of one person on one day."""
    stored, wanted = work.standing(DuesBase, ("person", "valid_from")), work.wanted.get(DuesBase, {})
    periods: dict[Any, list[tuple[dt.date, dt.date | None]]] = {}
    for key, (_, values) in wanted.items():
        periods.setdefault(key[0], []).append((key[1], values["valid_to"]))
    for key, each in stored.items():
        if key not in wanted and key[0] in periods:
            periods[key[0]].append((key[1], each.valid_to))
    for row in rows:
        person = work.reading.people.get(row.text("工号"))
        if person is None or not work.reading.sound(row):
            continue
        first = row.date("有效期起")
        for begun, last in periods.get(person.pk, []):
            if first and begun < first and (last is None or first <= last):
                reason = f"与自 {begun} 起的基数重叠（ML02）"
                work.reading.fault(row, "有效期起", reason, "请给前一段写有效期止")
                break


def _read_cut(work: Work, row: Row) -> None:
    reading = work.reading
    if not reading.required(row):
        return
    person, (first, last), amount = work.person(row), work.period(row), work.yuan(row, "减后每月")
    days = [work.past(row, column) for column in ("本人申请", "支部研究", "上级批准")]
    texts = reading.texts(row, DuesReduction, {"原因": "reason", "批准文号": "document"})
    told = [day for day in days if day is not None]
    if told != sorted(told):
        remedy = "应为本人申请、支部研究、上级批准的先后"
        reading.fault(row, "上级批准", "日期先后不对（DU05）", remedy)
    if days[2] is not None and (days[1] is None or not texts["document"]):
        reading.fault(row, "批准文号", "支部研究日期或批准文号没有填写（DU05）", "经支部研究、上级批准才生效")
    if person is not None and first is not None and reading.sound(row):
        values = {"amount": amount, "applied_on": days[0], "branch_on": days[1], "approved_on": days[2]}
        work.want(DuesReduction, {"person": person, "valid_from": first}, {**values, **texts, "valid_to": last})


class _Payments:
    """Payments of members on the roll of the branch at the end of the month; a second one for a month is refused."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.paid: dict[tuple[int, dt.date], tuple[int, Decimal]] = {}
        reversed_ones = set(DuesPayment.objects.exclude(reverses=None).values_list("reverses", flat=True))
        for each in DuesPayment.objects.filter(reverses=None).exclude(pk__in=reversed_ones):
            self.paid[each.person_id, each.month] = (each.organization_id, each.amount)
        self.spans: dict[int, list[Any]] = {}
        wanted = work.wanted.get(Membership, {})
        for key, span in work.standing(Membership, ("person", "valid_from")).items():
            if key not in wanted:
                self.spans.setdefault(span.person_id, []).append(span)
        for identity, values in wanted.values():
            self.spans.setdefault(identity["person"].pk, []).append(Membership(**identity, **values))

    def read(self, row: Row) -> None:
        work, reading = self.work, self.work.reading
        if not reading.required(row):
            return
        person, party, amount = work.person(row), work.party(row), work.yuan(row, "金额")
        month, paid_on = self._month(row), work.past(row, "交纳日期")
        note = reading.texts(row, DuesPayment, {"说明": "note"})
        if person is None or party is None or month is None or amount is None or not reading.sound(row):
            return
        if amount <= 0:
            reading.fault(row, "金额", "不是大于 0 的金额", "没有交的不用写")
            return
        self._check_place(row, person, party, month)
        before = self.paid.get((person.pk, month))
        if before is not None and before != (party.pk, amount):
            reading.fault(row, "金额", f"{month:%Y-%m} 已登记 {before[1]} 元", "登记错了的请在页面上冲正")
        if not reading.sound(row):
            return
        if before is not None:
            work.same += 1
            return
        self.paid[person.pk, month] = (party.pk, amount)
        work.payments.append(
            DuesPayment(person=person, organization=party, month=month, amount=amount, paid_on=paid_on, **note)
        )

    def _month(self, row: Row) -> dt.date | None:
        text = row.text("月份")
        try:
            month = dt.date.fromisoformat(f"{text}-01") if len(text) == 7 else row.date("月份")
        except ValueError:
            month = None
        if month is None or month > self.work.today or month.year < 1990:
            self.work.reading.fault(row, "月份", "不是已开始的月份（ML02）", "请写成 2026-03 的形式")
            return None
        return dues.month_of(month)

    def _check_place(self, row: Row, person: Person, party: PartyOrganization, month: dt.date) -> None:
        work, end = self.work, Month.of(month).last_day
        form = work.form(party, min(end, work.today))
        if form is not None and form.kind == "temporary_branch":
            work.reading.fault(row, "党组织代码", "临时党支部不收缴党费（BR05）", "请在组织关系所在的党支部交纳")
        elif not any(each.valid_on(end) and each.organization_id == party.pk for each in self.spans.get(person.pk, [])):
            reason = f"{month:%Y-%m} 月末不在这个党支部（ML01）"
            work.reading.fault(row, "党组织代码", reason, "请核对党组织，或先登记组织关系")
