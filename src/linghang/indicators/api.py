"""API: which indicators there are, their values, and how a value came about."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.indicators import trace as tracing
from linghang.indicators.choices import Choice, choice_of, sensitivity_of
from linghang.indicators.pages import visible_indicators
from linghang.indicators.reported import VALUES
from linghang.indicators.values import values as read_values
from linghang.indicators.wording import say_value
from linghang.organization import access
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.registers.content import library as content

router = Router(tags=["指标"])


class IndicatorOut(Schema):
    code: str
    title: str
    subject: str
    unit: str
    direction: str
    meaning: str
    source: str
    unverified: bool


class ValueOut(Schema):
    """Numbers are exact, as text, in base units; a rate is a plain ratio. `said` is as reports write it, `name` that of
    a level held; `small`: too few cases to mean much."""

    indicator: str
    period: str
    institution: str
    department: str | None
    value: str | None
    numerator: str | None
    denominator: str | None
    status: Literal["ok", "partial", "no_data"]
    name: str
    small: bool
    version: int
    said: str


@router.get("", response=list[IndicatorOut], summary="可见的指标")
def indicators(request: HttpRequest, institution: str = "") -> list[IndicatorOut]:
    library = content()
    return [
        IndicatorOut(
            code=each.code,
            title=each.title,
            subject=each.subject,
            unit=each.unit,
            direction=each.direction,
            meaning=each.meaning,
            source=each.source,
            unverified=each.unverified,
        )
        for each in visible_indicators(request.user, library, choice_of(request, institution))
    ]


@router.get("/{slug:code}/values", response=list[ValueOut], summary="指标值")
def values(
    request: HttpRequest,
    code: str,
    institution: str,
    period: str,
    by: Literal["department", "month", "institution"] | None = None,
) -> list[ValueOut]:
    """One value, or one per department, month or member institution. Who sees one department gets that department."""
    _, indicator, choice = _asked(request, code, institution)
    span = Period.parse(period)
    if choice.department is not None:
        if by is not None:
            raise refuse("您只看一个科室，不能再分组", "请去掉 by", field="by", value=by)
        found = read_values([code], span, institution, department=choice.department.code)
    else:
        found = read_values([code], span, institution, by=by)
    return [ValueOut(**each.to_json(), said=say_value(indicator, each)) for each in found]


@router.get("/{slug:code}/trace", response=dict[str, Any], summary="追溯：定义、批次、重新计数（不含明细行）")
def trace(request: HttpRequest, code: str, institution: str, period: str) -> dict[str, Any]:
    library, indicator, choice = _asked(request, code, institution)
    place: dict[str, Any] = {"institution": choice.institution, "department": choice.department}
    access.require(request.user, "view_trace", **place, sensitivity=sensitivity_of(library, indicator))
    typed = library.has("registers", VALUES) and access.may(
        request.user, "view_rows", **place, sensitivity=library.register(VALUES).sensitivity
    )
    department = choice.department.code if choice.department else None
    found = tracing.trace(
        code, Period.parse(period), institution, department=department, sample=0, evidence=typed
    ).to_json()
    if not access.may(request.user, "load", **place, sensitivity=sensitivity_of(library, indicator)):
        for part in found["parts"]:
            part.pop("batches", None)
    return found


def _asked(request: HttpRequest, code: str, institution: str) -> tuple[Library, Indicator, Choice]:
    """The indicator and where; refused when its records are closed to the person even as figures."""
    library, choice = content(), choice_of(request, institution)
    if not library.has("indicators", code):
        raise Http404
    indicator = library.indicator(code)
    access.require(
        request.user,
        "view_figures",
        institution=choice.institution,
        sensitivity=sensitivity_of(library, indicator),
        department=choice.department,
    )
    return library, indicator, choice
