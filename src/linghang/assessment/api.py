"""API: frameworks and their results, as they would be now and as they were kept; appeals, locking."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from linghang.assessment import reach, records
from linghang.assessment.assess import assess
from linghang.assessment.find import framework_of
from linghang.assessment.models import Appeal, AssessedUnit, Assessment
from linghang.assessment.plain import plain_assessed, plain_result
from linghang.assessment.units import Judges
from linghang.core.periods import Period
from linghang.organization import access
from linghang.organization.as_of import name_of
from linghang.organization.models import Institution
from linghang.registers import content

router = Router(tags=["考核"])
Words = Annotated[str, Field(max_length=2000)]
Code = Annotated[str, Field(max_length=64)]


class FrameworkOut(Schema):
    """`full_marks` is null for an indicator system that is not scored."""

    code: str
    title: str
    judges: Judges
    edition: str
    source: str
    confidence: str
    full_marks: str | None


class KeptOut(Schema):
    id: int
    institution: str
    framework: str
    title: str
    edition: str
    judges: Judges
    period: str
    version: int
    peers: str
    stage: Literal["draft", "locked"]
    revision: int
    created_at: dt.datetime


class UnitOut(Schema):
    """`sheet`: every line with its reason; exact numbers as text. `moved`: places gained since the year before."""

    institution: str
    kind: Judges
    code: str
    name: str
    group: str
    rank: int | None
    of: int | None
    grade: str
    before_rank: int | None
    before_of: int | None
    moved: int | None
    sheet: dict[str, Any]


class AppealOut(Schema):
    id: int
    unit: str
    item: str
    words: str
    made_at: dt.datetime
    outcome: Literal["waiting", "upheld", "rejected"]
    answer: str
    decided_at: dt.datetime | None


class EventOut(Schema):
    position: int
    kind: str
    title: str
    text: str
    by: str
    recorded_at: dt.datetime


class OneKeptOut(KeptOut):
    """`appeals`, `events`: for whoever works in the house; of units that are out of reach nothing is said."""

    units: list[UnitOut]
    appeals: list[AppealOut]
    events: list[EventOut]


class KeepIn(Schema):
    framework: Code
    period: Code
    institution: Code


class DeedIn(Schema):
    """`revision`: the one that was read."""

    revision: Annotated[int, Field(ge=0, le=2**31)]
    reason: Words = ""


class AppealIn(Schema):
    """`code`: of the unit; `institution`: itself or the one it belongs to; `item`: empty for the result as a whole."""

    institution: Code
    code: Code
    words: Words
    item: Code = ""


class DecisionIn(Schema):
    upheld: bool
    answer: Words


@router.get("", response=list[FrameworkOut], summary="考核办法")
def frameworks(request: HttpRequest) -> list[FrameworkOut]:
    reach.require(access.may_anywhere(request.user, "view_figures"), "查看指标")
    return [
        FrameworkOut(
            code=each.code,
            title=each.title,
            judges=each.judges,
            edition=each.edition,
            source=each.source,
            confidence=each.confidence,
            full_marks=None if each.full_marks is None else f"{each.full_marks:f}",
        )
        for each in content.library().frameworks()
    ]


@router.get("/{slug:framework}/results", response=dict[str, Any], summary="按现有数据评分、定级、排名")
def results(
    request: HttpRequest, framework: str, period: str, institution: str = "", by: Judges | None = None
) -> dict[str, Any]:
    """What `linghang assess` gives: those of the results that are in reach, ranked among all."""
    judges = by or framework_of(framework, Period.parse(period)).judges
    if institution:
        place = get_object_or_404(Institution, code=institution)
        inside = access.may(request.user, "view_figures", institution=place)
        reach.require(inside or (judges == "department" and _has_department(request, place)), "查看指标")
    reach.require(access.may_anywhere(request.user, "view_figures"), "查看指标")
    found = assess(framework, Period.parse(period), institutions=[institution] if institution else None, by=by)
    return plain_assessed(found) | {"results": [plain_result(each) for each in reach.seen(request.user, found.results)]}


@router.get("/kept", response=list[KeptOut], summary="保存的考核结果")
def kept(request: HttpRequest, framework: str = "", period: str = "", institution: str = "") -> list[KeptOut]:
    """Those in which the person sees a result, newest first."""
    wanted = {"framework": framework, "period": period, "institution__code": institution}
    seen = Assessment.objects.filter(pk__in=reach.units_seen(request.user).values("assessment"))
    chosen = seen.filter(**{name: value for name, value in wanted.items() if value})
    return [KeptOut(**_kept(each)) for each in chosen.select_related("institution")[:500]]


@router.post("/kept", response={201: OneKeptOut}, summary="计算并保存（未锁定）")
def keep(request: HttpRequest, body: KeepIn) -> Status[OneKeptOut]:
    """The same results twice are one."""
    place, period = get_object_or_404(Institution, code=body.institution), Period.parse(body.period)
    judges = framework_of(body.framework, period).judges
    reach.require(reach.may_assess(request.user, place, judges), "考核评分")
    chosen = [place.code] if judges != "institution" else [each.code for each in place.subtree()]
    found = assess(body.framework, period, institutions=_judged(body.framework, period, judges, chosen))
    return Status(201, _one(request, records.keep(found, place, actor=request.user, by=name_of(request.user))))


@router.get("/kept/{int:number}", response=OneKeptOut, summary="一份考核结果")
def one_kept(request: HttpRequest, number: int) -> OneKeptOut:
    return _one(request, _find(request, number))


@router.post("/kept/{int:number}/lock", response=OneKeptOut, summary="锁定")
def lock(request: HttpRequest, number: int, body: DeedIn) -> OneKeptOut:
    """409 when somebody wrote since `revision` was read."""
    found = _find(request, number)
    reach.require(reach.may_assess(request.user, found.institution, found.judges), "考核评分")
    records.lock(found, actor=request.user, revision=body.revision, by=name_of(request.user))
    return _one(request, found)


@router.post("/kept/{int:number}/unlock", response=OneKeptOut, summary="解锁，须写理由")
def unlock(request: HttpRequest, number: int, body: DeedIn) -> OneKeptOut:
    found = _find(request, number)
    reach.require(reach.may_unlock(request.user, found), "审批")
    records.unlock(found, body.reason, actor=request.user, revision=body.revision, by=name_of(request.user))
    return _one(request, found)


@router.post("/kept/{int:number}/appeals", response={201: AppealOut}, summary="申诉")
def appeal(request: HttpRequest, number: int, body: AppealIn) -> Status[AppealOut]:
    seen = reach.units_seen(request.user).filter(assessment=number)
    unit = get_object_or_404(seen, institution__code=body.institution, code=body.code)
    reach.require(reach.may_appeal(request.user, unit), "考核申诉")
    made = records.appeal(unit, body.words, item=body.item, actor=request.user, by=name_of(request.user))
    return Status(201, _appeal(made))


@router.post("/appeals/{int:number}/decision", response=AppealOut, summary="答复申诉")
def decide(request: HttpRequest, number: int, body: DecisionIn) -> AppealOut:
    seen = Appeal.objects.filter(unit__in=reach.units_seen(request.user))
    found = get_object_or_404(seen.select_related("unit__assessment__institution"), pk=number)
    reach.require(reach.may_decide(request.user, found), "审批")
    decided = records.decide(
        found, upheld=body.upheld, answer=body.answer, actor=request.user, by=name_of(request.user)
    )
    return _appeal(decided)


def _has_department(request: HttpRequest, place: Institution) -> bool:
    mine = access.departments(request.user, "view_figures")
    return any(department.institution_id == place.pk for department in mine)


def _judged(framework: str, period: Period, judges: str, codes: list[str]) -> list[str]:
    """Of these institutions, those that the framework judges; departments and branches are one institution's."""
    if judges != "institution":
        return codes
    applies = framework_of(framework, period).applies
    found = Institution.objects.filter(code__in=codes)
    return [each.code for each in found if applies.to(each.kind, each.level, each.category)] or codes


def _find(request: HttpRequest, number: int) -> Assessment:
    seen = Assessment.objects.filter(pk__in=reach.units_seen(request.user).values("assessment"))
    return get_object_or_404(seen.select_related("institution"), pk=number)


def _kept(assessment: Assessment) -> dict[str, Any]:
    names = [name for name in KeptOut.model_fields if name != "institution"]
    return {name: getattr(assessment, name) for name in names} | {"institution": assessment.institution.code}


def _one(request: HttpRequest, assessment: Assessment) -> OneKeptOut:
    units = list(reach.units_seen(request.user).filter(assessment=assessment))
    inside = access.may(request.user, "view_tasks", institution=assessment.institution)
    appeals = Appeal.objects.filter(unit__in=units).select_related("unit") if inside else []
    return OneKeptOut(
        **_kept(assessment),
        units=[_unit(each) for each in units],
        appeals=[_appeal(each) for each in appeals],
        events=[
            EventOut(
                position=each.position,
                kind=each.kind,
                title=each.get_kind_display(),
                text=each.text,
                by=each.by,
                recorded_at=each.recorded_at,
            )
            for each in (assessment.events.all() if inside else [])
        ],
    )


def _unit(unit: AssessedUnit) -> UnitOut:
    names = [name for name in UnitOut.model_fields if name != "institution"]
    return UnitOut(**{name: getattr(unit, name) for name in names}, institution=unit.institution.code)


def _appeal(appeal: Appeal) -> AppealOut:
    names = [name for name in AppealOut.model_fields if name != "unit"]
    return AppealOut(**{name: getattr(appeal, name) for name in names}, unit=appeal.unit.code)
