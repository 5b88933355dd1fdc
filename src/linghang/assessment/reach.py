"""Who sees which results, rates, locks, appeals and decides: pages, API and command line ask here.

Results of institutions are figures, so the health commission sees them; evidence and the sheets of departments and
Party organisations are the house's own affair. A department head sees and appeals for the own department alone.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from linghang.assessment.assess import Result
from linghang.assessment.models import Appeal, AssessedUnit, Assessment, UnitKind
from linghang.assessment.units import Unit
from linghang.indicators.choices import sensitivity_of
from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.packs.framework import Framework
from linghang.registers import content

_OWN = "view_tasks"
"""Whoever works in the house may do this, and the health commission may not."""


def sensitivity(framework: Framework | None) -> str:
    """That of the figures on a sheet: `member` when one of them comes from Party members' files, or when the framework
    is no longer known; figures of patients' records name nobody."""
    library = content.library()
    if framework is None:
        return "member"
    codes = {item.indicator for item in framework.leaves() if item.indicator}
    found = {sensitivity_of(library, library.indicator(code)) for code in codes if library.has("indicators", code)}
    found |= {library.register(item.tally.register_code).sensitivity for item in framework.leaves() if item.tally}
    return "member" if "member" in found else "internal"


def may_see(user: User, unit: Unit, institution: Institution, framework: Framework) -> bool:
    """The score sheet of a unit. `institution`: that of the unit."""
    return _may_see(user, unit, institution, sensitivity(framework))


def _may_see(user: User, unit: Unit, institution: Institution, closed: str) -> bool:
    department = unit.code if unit.kind == UnitKind.DEPARTMENT else None
    figures = access.may(user, "view_figures", institution=institution, department=department, sensitivity=closed)
    if unit.kind == UnitKind.INSTITUTION:
        return figures
    return figures and access.may(user, _OWN, institution=institution, department=department)


def may_see_evidence(user: User, unit: Unit, institution: Institution) -> bool:
    """What a rating says and its files: whoever works in the house and sees the sheet."""
    department = unit.code if unit.kind == UnitKind.DEPARTMENT else None
    return access.may(user, _OWN, institution=institution, department=department)


def may_rate(user: User, unit: Unit, institution: Institution) -> bool:
    """Rate evidence. A Party organisation's is for those who may assess Party affairs."""
    sensitivity = "member" if unit.kind == UnitKind.BRANCH else "internal"
    return access.may(user, "assess", institution=institution, sensitivity=sensitivity)


def may_assess(user: User, institution: Institution, judges: str) -> bool:
    """Compute and keep, lock."""
    sensitivity = "member" if judges == UnitKind.BRANCH else "internal"
    return access.may(user, "assess", institution=institution, sensitivity=sensitivity)


def may_unlock(user: User, assessment: Assessment) -> bool:
    return access.may(user, "approve", institution=assessment.institution)


def may_appeal(user: User, unit: AssessedUnit) -> bool:
    department = unit.code if unit.kind == UnitKind.DEPARTMENT else None
    return access.may(user, "appeal", institution=unit.institution, department=department)


def may_decide(user: User, appeal: Appeal) -> bool:
    """Whoever approves where the assessment was made; never whoever appealed."""
    assessment = appeal.unit.assessment
    return appeal.by_id != user.pk and access.may(user, "approve", institution=assessment.institution)


def require(allowed: bool, deed: str) -> None:
    """PermissionDenied in the user's words unless `allowed`."""
    if not allowed:
        raise PermissionDenied(f"您没有“{deed}”的权限。如工作需要，请联系本单位系统管理员。")


def seen(user: User, results: Iterable[Result]) -> list[Result]:
    """The results that the person may see, in their order."""
    found = list(results)
    places = Institution.objects.in_bulk({each.unit.institution for each in found}, field_name="code")
    closed = sensitivity(found[0].sheet.framework) if found else ""
    return [each for each in found if _may_see(user, each.unit, places[each.unit.institution], closed)]


def units_seen(user: User) -> QuerySet[AssessedUnit]:
    """All kept results that the person may see."""
    library = content.library()
    plain = {each.code for each in library.frameworks() if sensitivity(each) == "internal"}
    wanted = Q(assessment__framework__in=plain) & _reached(user, "internal") | _reached(user, "member")
    return AssessedUnit.objects.filter(wanted).select_related("assessment", "institution")


def _reached(user: User, closed: str) -> Q:
    figures = {place.pk for place in access.scope(user, "view_figures", closed)}
    own = figures & {place.pk for place in access.scope(user, _OWN)}
    wanted = Q(kind=UnitKind.INSTITUTION, institution__in=figures) | Q(institution__in=own)
    both = {each.pk: each for each in access.departments(user, "view_figures", closed)}
    for each in access.departments(user, _OWN):
        if each.pk in both:
            wanted |= Q(kind=UnitKind.DEPARTMENT, institution=each.institution_id, code=each.code)
    return wanted
