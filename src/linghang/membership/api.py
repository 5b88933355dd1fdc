"""What programs may ask and do: the same functions and the same access as the pages.

Names and numbers of members are masked. With `reason` they are given in full to who may reveal them; that is logged.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from django.db import transaction
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from linghang.core.days import FIRST_DAY, LAST_DAY
from linghang.core.errors import refuse
from linghang.membership import collecting, joining, particulars, reach, roll, rolls, tenure
from linghang.membership.models import Membership
from linghang.organization import access, masking
from linghang.organization.masking import Lens
from linghang.organization.models import Institution, PartyOrganization, Person

Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Reason = Annotated[str, Field(max_length=120)]
router = Router(tags=["党员"])


class BranchOut(Schema):
    code: str
    name: str
    kind: str
    full: int
    probationary: int
    voting: int


class MemberOut(Schema):
    """`name` and `code` are masked unless `revealed`."""

    person: int
    name: str
    code: str
    status: str
    since: dt.date | None
    probation_ends: dt.date | None
    standing: str
    voting: bool
    revealed: bool


class TermOut(Schema):
    organization: str
    elected_on: dt.date | None
    due: dt.date | None
    state: str | None


class DuesOut(Schema):
    """Yuan as exact text; `due` is null when no base is on record. `level`: '', behind, warn, escalate."""

    person: int
    name: str
    due: str | None
    paid: str
    arrears: str
    months: int
    level: str


class SheetOut(Schema):
    branch: str
    month: str
    owed: str
    paid: str
    lines: list[DuesOut]


class JoinIn(Schema):
    person: str = Field(max_length=30)
    on: Day
    document: str = Field("", max_length=80)


class MoveIn(Schema):
    """`to`: code of the branch that takes over."""

    to: str = Field(max_length=40)
    on: Day
    document: str = Field("", max_length=80)


class FullIn(Schema):
    on: Day
    document: str = Field("", max_length=80)


class PaidIn(Schema):
    person: int
    amount: Decimal = Field(max_digits=12, decimal_places=2)


class CollectIn(Schema):
    month: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}$")
    paid_on: Day
    payments: list[PaidIn] = Field(min_length=1, max_length=1000)


@router.get("/institutions/{slug:code}/branches", response=list[BranchOut], summary="某日各党支部的党员数")
def branches(request: HttpRequest, code: str, day: Day | None = None) -> list[BranchOut]:
    place = _institution(request, code)
    on = day or timezone.localdate()
    counted = rolls.counts(place, on)
    return [
        BranchOut(
            code=form.organization.code,
            name=form.name,
            kind=form.kind,
            full=count.full,
            probationary=count.probationary,
            voting=count.voting,
        )
        for form in reach.forms(request.user, place, on)
        for count in (counted.get(form.organization, rolls.Counts()),)
    ]


@router.get("/institutions/{slug:code}/terms", response=list[TermOut], summary="任期和换届")
def terms(request: HttpRequest, code: str, day: Day | None = None) -> list[TermOut]:
    place = _institution(request, code)
    return [
        TermOut(
            organization=line.form.organization.code,
            elected_on=line.term.elected_on if line.term else None,
            due=line.term.due if line.term else None,
            state=line.state,
        )
        for line in tenure.board([place], day or timezone.localdate())
        if reach.may(request.user, "view_party", line.form.organization)
    ]


@router.get("/branches/{slug:code}/roll", response=list[MemberOut], summary="某日的党员名册")
def members(request: HttpRequest, code: str, day: Day | None = None, reason: Reason = "") -> list[MemberOut]:
    branch = reach.branch_of(request.user, code)
    lens, there = _lens(request, branch, reason), rolls.roll_on(branch, day or timezone.localdate())
    found = [
        MemberOut(
            person=each.person_id,
            name=lens.name(each.person),
            code=lens.code(each.person),
            status=each.status,
            since=each.valid_from,
            probation_ends=each.probation_ends,
            standing=str(roll.standing(each.party_since, there.day) or ""),
            voting=rolls.may_vote(each, there.suspended),
            revealed=lens.open,
        )
        for each in there.members
    ]
    lens.log()
    return found


@router.get("/branches/{slug:code}/dues", response=SheetOut, summary="某月的党费收缴表")
def dues(request: HttpRequest, code: str, month: str, reason: Reason = "") -> SheetOut:
    branch = reach.branch_of(request.user, code, "view_rows")
    lens, found = _lens(request, branch, reason), collecting.sheet(branch, _month(month))
    lines = [
        DuesOut(
            person=line.membership.person_id,
            name=lens.name(line.membership.person),
            due=lens.show(line.membership.person, particulars.DUES, line.due.amount) if line.due else None,
            paid=lens.show(line.membership.person, particulars.DUES, f"{line.paid:.2f}"),
            arrears=lens.show(line.membership.person, particulars.DUES, f"{line.arrears.amount:.2f}"),
            months=line.arrears.run,
            level=line.arrears.level,
        )
        for line in found.lines
    ]
    lens.log()
    return SheetOut(
        branch=code, month=f"{found.month:%Y-%m}", owed=f"{found.owed:.2f}", paid=f"{found.paid:.2f}", lines=lines
    )


@router.post("/branches/{slug:code}/dues", response=SheetOut, summary="登记党费")
def collect(request: HttpRequest, code: str, said: CollectIn) -> SheetOut:
    branch = reach.branch_of(request.user, code, "keep_party")
    people = Person.objects.in_bulk([each.person for each in said.payments])
    amounts = [(people[each.person], each.amount) for each in said.payments if each.person in people]
    if len(amounts) < len(said.payments):
        raise refuse("有的人员不存在", "请用党费收缴表里的人员编号", field="人员")
    with transaction.atomic():
        collecting.collect(branch, _month(said.month), amounts, said.paid_on, by=request.user)
    return dues(request, code, said.month)


@router.post("/branches/{slug:code}/join", response=MemberOut, summary="接收预备党员")
def join(request: HttpRequest, code: str, said: JoinIn) -> MemberOut:
    branch = reach.branch_of(request.user, code, "oversee_party")
    person = get_object_or_404(Person, code=said.person)
    with transaction.atomic():
        made = joining.join(person, branch, said.on, document=said.document)
    return _told(request, made)


@router.post("/people/{int:pk}/transfer", response=MemberOut, summary="转接组织关系")
def transfer(request: HttpRequest, pk: int, said: MoveIn) -> MemberOut:
    person = _person(request, pk)
    to = get_object_or_404(PartyOrganization, code=said.to)
    with transaction.atomic():
        made = joining.transfer(person, to, said.on, document=said.document)
    return _told(request, made)


@router.post("/people/{int:pk}/full", response=MemberOut, summary="预备党员转正")
def full(request: HttpRequest, pk: int, said: FullIn) -> MemberOut:
    person = _person(request, pk)
    with transaction.atomic():
        made = joining.to_full(person, said.on, document=said.document)
    return _told(request, made)


def _institution(request: HttpRequest, code: str) -> Institution:
    """An institution with a roll in reach. Http404 otherwise."""
    found = next((each for each in reach.institutions(request.user) if each.code == code), None)
    if found is None:
        raise Http404("没有这个机构，或不在您可查看的范围内。")
    return found


def _person(request: HttpRequest, pk: int) -> Person:
    person, branch = reach.person_seen(request.user, pk, timezone.localdate())
    reach.require(request.user, "oversee_party", branch)
    return person


def _lens(request: HttpRequest, branch: PartyOrganization, reason: str) -> Lens:
    """Open with a reason, for who may; PermissionDenied when a reason is given by somebody who may not."""
    if reason.strip():
        access.require(request.user, "reveal", institution=branch.institution, sensitivity=reach.MEMBER, branch=branch)
    return Lens(request.user, branch.institution, branch.code, reason.strip())


def _told(request: HttpRequest, made: Membership) -> MemberOut:
    lens = masking.Lens(request.user, made.organization.institution, made.organization.code)
    return MemberOut(
        person=made.person_id,
        name=lens.name(made.person),
        code=lens.code(made.person),
        status=made.status,
        since=made.valid_from,
        probation_ends=made.probation_ends,
        standing=str(roll.standing(made.party_since, timezone.localdate()) or ""),
        voting=made.status == Membership.Status.FULL,
        revealed=False,
    )


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise refuse("不是月份", "请写成 2026-03 的形式", field="月份", value=text) from error
