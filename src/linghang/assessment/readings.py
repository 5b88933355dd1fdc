"""What is known about units: values of indicators, how tasks were carried out, what people found from evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from linghang.assessment import evidence, tallies
from linghang.assessment.models import EvidenceRating
from linghang.assessment.rules import NOTHING, Reading
from linghang.assessment.supervision import supervised
from linghang.assessment.units import Unit
from linghang.core.figures import divide
from linghang.core.periods import Period
from linghang.indicators.status import worst
from linghang.indicators.values import Value, values
from linghang.organization.as_of import departments_on, party_organizations_on
from linghang.organization.models import BranchDepartment, Department, Institution, in_force
from linghang.packs.framework import Framework
from linghang.packs.model import Indicator

Readings = dict[str, Reading]
"""By item code."""
BRANCHES = frozenset({"general_branch", "branch", "joint_branch"})
"""Party organisations that stand by themselves from year to year: no committee, no group, nothing temporary."""
FEW_CASES = "例数少，起落多半出于偶然"
NOT_ADDITIVE = "这个指标不能由几个科室的数合成"


def of_institutions(
    framework: Framework, period: Period, places: Iterable[Institution], version: int | None
) -> dict[Unit, Readings]:
    """Every institution with all below it; its tasks are those of its own departments."""
    codes = _codes(framework)
    found = {}
    for place in places:
        measured = _measured(framework, values(codes, period, place.code, version=version)) if codes else {}
        tasks = supervised(framework, period, place)
        measured |= {item: _together([each[item] for each in tasks.values()]) for item in _supervised(framework)}
        found[Unit("institution", place.code, place.code, str(place))] = measured
    return _with_ratings(framework, period, found)


def of_departments(
    framework: Framework, period: Period, place: Institution, version: int | None
) -> dict[Unit, Readings]:
    """The departments of the period's last day that have rows in any indicator of the framework, or a rating: offices
    are not judged by what wards do. Where the framework has no indicator, those that had tasks."""
    known = _departments(framework, period, place, version)
    if _codes(framework):
        measured = [item.code for item in framework.leaves() if item.indicator]
        known = {
            code: found for code, found in known.items() if any(found[item].value is not None for item in measured)
        }
    rated = {key for key, _ in evidence.ratings(framework.code, period, "department", [place.code])}
    found = {}
    for each in departments_on(place, period.last_day):
        unit = Unit("department", place.code, each.code, each.name)
        if each.code in known or unit.key in rated:
            found[unit] = known.get(each.code, {})
    return _with_ratings(framework, period, found)


def of_branches(
    framework: Framework,
    period: Period,
    place: Institution,
    indicators: Mapping[str, Indicator],
    version: int | None,
) -> dict[Unit, Readings]:
    """The Party organisations of the period's last day: what evidence says of them, and the figures of the departments
    in which they are built, added up (never an average of ratios), and what the registers count of themselves."""
    counted = tallies.tallied(framework, period, place, version)
    known = _departments(framework, period, place, version)
    built = departments_of_branches(place, period)
    found = {}
    for form in party_organizations_on(place, period.last_day):
        if form.kind in BRANCHES:
            code = form.organization.code
            parts = [known[each] for each in sorted(built.get(code, ())) if each in known]
            found[Unit("branch", place.code, code, form.name)] = {
                item: together([part[item] for part in parts if item in part], indicator)
                for item, indicator in indicators.items()
            } | {item: counted_of.get(code, nothing) for item, (counted_of, nothing) in counted.items()}
    return _with_ratings(framework, period, found)


def departments_of_branches(place: Institution, period: Period) -> dict[str, set[str]]:
    """Branch → the departments of the institution in which it was built on the period's last day, by code."""
    links = BranchDepartment.objects.filter(in_force(period.last_day), organization__institution=place)
    built: dict[str, set[str]] = {}
    for branch, department in links.filter(department__institution=place).values_list(
        "organization__code", "department__code"
    ):
        built.setdefault(branch, set()).add(department)
    return built


def together(parts: Sequence[Reading], indicator: Indicator) -> Reading:
    """Several departments as one: numerators and denominators added up, counts and sums added; nothing else can be."""
    known = [reading for reading in parts if reading.value is not None]
    if len(known) > 1 and indicator.kind in ("count", "sum"):
        total = sum((reading.value for reading in known if reading.value is not None), Decimal(0))
        return Reading(total, total, None, worst(reading.status for reading in known))
    if len(known) > 1 and any(reading.denominator is None for reading in known):
        return replace(NOTHING, note=NOT_ADDITIVE)
    return _together(known)


def _together(parts: Sequence[Reading]) -> Reading:
    """Parts that all have a denominator, or one alone."""
    known = [reading for reading in parts if reading.value is not None]
    if len(known) < 2:
        return known[0] if known else NOTHING
    top = sum((reading.numerator for reading in known if reading.numerator is not None), Decimal(0))
    bottom = sum((reading.denominator for reading in known if reading.denominator is not None), Decimal(0))
    return Reading(divide(top, bottom), top, bottom, worst(reading.status for reading in known))


def _codes(framework: Framework) -> list[str]:
    return list(dict.fromkeys(item.indicator for item in framework.leaves() if item.indicator))


def _supervised(framework: Framework) -> list[str]:
    return [item.code for item in framework.leaves() if item.supervision]


def _measured(framework: Framework, found: Sequence[Value]) -> Readings:
    by_code = {
        value.indicator: Reading(
            value.value, value.numerator, value.denominator, value.status, note=FEW_CASES if value.small else ""
        )
        for value in found
    }
    return {item.code: by_code[item.indicator] for item in framework.leaves() if item.indicator}


def _departments(framework: Framework, period: Period, place: Institution, version: int | None) -> dict[str, Readings]:
    """By department code, of those that have rows in any indicator of the framework, or tasks."""
    codes, tasks = _codes(framework), supervised(framework, period, place)
    listed = values(codes, period, place.code, by="department", version=version) if codes else []
    present = {value.department for value in listed if value.value is not None}
    return {
        each.code: {**_of_department(framework, period, each, version), **tasks.get(each.code, {})}
        for each in departments_on(place, period.last_day)
        if each.code in present or each.code in tasks
    }


def _of_department(framework: Framework, period: Period, each: Department, version: int | None) -> Readings:
    codes = _codes(framework)
    if not codes:
        return {}
    return _measured(framework, values(codes, period, each.institution.code, department=each.code, version=version))


def _with_ratings(framework: Framework, period: Period, found: dict[Unit, Readings]) -> dict[Unit, Readings]:
    """What people found, put over what was measured: a rating of an evidence item, or that an item does not apply."""
    kinds = {unit.kind for unit in found}
    said = {
        (unit_key, item): rating
        for kind in kinds
        for (unit_key, item), rating in evidence.ratings(
            framework.code, period, kind, {unit.institution for unit in found}
        ).items()
    }
    leaves = {item.code: item for item in framework.leaves()}
    units = {unit.key: unit for unit in found}
    for (key, item), rating in said.items():
        if key in units and item in leaves:
            readings = found[units[key]]
            if rating.rating == EvidenceRating.Rating.NOT_APPLICABLE:
                readings[item] = Reading(applicable=False, status="no_data", note=rating.note)
            elif leaves[item].evidence:
                readings[item] = Reading(rating=rating.rating, note=rating.note)
    return found
