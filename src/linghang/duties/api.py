"""API: what branches owe and how they stand. The same functions and the same access as the pages."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from linghang.core.errors import refuse
from linghang.duties import deciding, plain, reach
from linghang.duties.calendar import entries
from linghang.duties.choosing import EVERYTHING, Choice
from linghang.duties.matrix import matrix
from linghang.duties.mine import owed_now
from linghang.duties.reckoning import lines_of, versions_of
from linghang.duties.views import seen_matrix
from linghang.organization.access import User
from linghang.organization.api import Day
from linghang.organization.models import Institution
from linghang.registers.content import library

router = Router(tags=["应办事项"])
Year = Annotated[int, Field(ge=1950, le=2100)]
_LONGEST = dt.timedelta(days=400)


class ExemptionIn(Schema):
    duty: str
    owner: str
    first: dt.date
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class AnswerIn(Schema):
    row: uuid.UUID
    opened: int
    granted: bool
    answer: Annotated[str, Field(max_length=300)] = ""


@router.get("/", response=list[dict[str, Any]], summary="全部应办事项的规定")
def duties(request: HttpRequest) -> list[dict[str, Any]]:
    return [plain.plain_duty(versions[-1]) for versions in versions_of(library()).values()]


@router.get("/mine", response=list[dict[str, Any]], summary="我现在应办的")
def mine(request: HttpRequest, day: Day | None = None) -> list[dict[str, Any]]:
    return [plain.plain_owing(each) for each in owed_now(request.user, day or timezone.localdate())]


@router.get("/calendar", response=list[dict[str, Any]], summary="一段日子里到期的")
def calendar(request: HttpRequest, first: Day, last: Day) -> list[dict[str, Any]]:
    if not first <= last <= first + _LONGEST:
        raise refuse("起止日期不合适", f"止期不早于起期，最长 {_LONGEST.days} 天", field="last", value=str(last))
    return [plain.plain_entry(each) for each in entries(request.user, first, last)]


@router.get("/{slug:institution}/matrix", response=dict[str, Any], summary="一年的完成情况：党组织 × 应办事项")
def whole_matrix(
    request: HttpRequest, institution: str, year: Year, line: str | None = None, day: Day | None = None
) -> dict[str, Any]:
    """`line`: one of the lines (组织生活 …), all without it."""
    return plain.plain_matrix(seen_matrix(_choice(request, institution, year, line, day)))


@router.get("/{slug:institution}/cell", response=list[dict[str, Any]], summary="一个党组织一项应办事项的每一期")
def cell(
    request: HttpRequest, institution: str, year: Year, row: str, duty: str, day: Day | None = None
) -> list[dict[str, Any]]:
    """Of duties of members and pairs nothing: who owes them is told on the page, masked."""
    if not library().has("duties", duty):
        raise Http404
    choice = _choice(request, institution, year, library().duty(duty).line, day)
    if not choice.reach.sees(row):
        raise PermissionDenied("您没有查看这个党组织应办事项的权限。如工作需要，请联系党务部门。")
    found = matrix(choice.institution, choice.first, choice.last, choice.today, line=choice.line)
    return plain.plain_lines(found.cell(row, duty))


@router.post("/{slug:institution}/exemptions", response={201: dict[str, Any]}, summary="申请豁免一期")
def ask(request: HttpRequest, institution: str, body: ExemptionIn) -> Status[dict[str, Any]]:
    place = _place(request.user, institution)
    own = body.owner if deciding.known_duty(body.duty).base == "organization" else ""
    if not reach.may_keep(request.user, place, own):
        raise PermissionDenied("只有本党组织的书记和党务部门可以申请豁免。")
    row = deciding.ask_exemption(
        place,
        body.duty,
        body.owner,
        body.first,
        body.reason,
        asked_by=str(request.user.get_username()),
        actor=request.user,
        on=timezone.localdate(),
    )
    return Status(201, {"row": str(row.row), "opened": row.pk})


@router.post("/{slug:institution}/exemptions/answer", response=dict[str, Any], summary="答复豁免申请")
def answer(request: HttpRequest, institution: str, body: AnswerIn) -> dict[str, Any]:
    place = _place(request.user, institution)
    if not reach.may_oversee(request.user, place):
        raise PermissionDenied("您没有“党建工作考评和豁免”的权限。如工作需要，请联系本单位系统管理员。")
    row = deciding.answer_exemption(
        place,
        body.row,
        body.granted,
        body.answer,
        opened=body.opened,
        answered_by=str(request.user.get_username()),
        actor=request.user,
        on=timezone.localdate(),
    )
    return {"row": str(row.row), "opened": row.pk}


def _place(user: User, code: str) -> Institution:
    found = get_object_or_404(Institution, code=code)
    if found not in reach.institutions(user):
        raise Http404
    return found


def _choice(request: HttpRequest, institution: str, year: int, line: str | None, day: dt.date | None) -> Choice:
    if line is not None and line not in lines_of(library()):
        raise refuse("没有这个类别", f"可写：{'、'.join(lines_of(library()))}", field="line", value=line)
    place = _place(request.user, institution)
    return Choice(reach.reach_of(request.user, place), [place], year, line or EVERYTHING, day or timezone.localdate())
