"""Who sees which figures and cases of case mix: pages, API and forms ask here.

Figures name nobody and are for everybody who sees figures of patients' records; whoever sees one department sees its
figures alone. Cases are rows of patients: for those who answer for care. A case is judged by the quality office; front
pages are grouped again by those who load them; whoever loads what names nobody puts published weights in force, and
takes them back.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from linghang.indicators.choices import Choice
from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.models import Department, Institution

PATIENT = "patient"


def require_figures(user: User, choice: Choice) -> None:
    """The figures of the place that a page is about."""
    access.require(
        user, "view_figures", institution=choice.institution, department=choice.department, sensitivity=PATIENT
    )


def require_somewhere(user: User) -> None:
    """The catalogue and the simulator say nothing about anybody: for all who see figures at all."""
    if not access.may_anywhere(user, "view_figures"):
        raise PermissionDenied("您没有“查看指标”的权限。如工作需要，请联系本单位系统管理员。")


@dataclass(frozen=True)
class Cases:
    """Whose cases a person reads at one institution: all, or those of some departments (codes)."""

    whole: bool
    departments: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.whole or bool(self.departments)

    def may(self, department: str | None) -> bool:
        return self.whole or department in self.departments


def cases_at(user: User, institution: Institution) -> Cases:
    """What the person may read there."""
    whole = access.may(user, "view_rows", institution=institution, sensitivity=PATIENT)
    narrow = access.departments(user, "view_rows", PATIENT)
    return Cases(whole, frozenset(each.code for each in narrow if each.institution_id == institution.pk))


def require_case(user: User, institution: Institution, department: Department | str | None) -> None:
    """PermissionDenied in the user's words unless the case may be read."""
    access.require(user, "view_rows", institution=institution, department=department, sensitivity=PATIENT)


def may_group(user: User, institution: Institution) -> bool:
    """Group its front pages again."""
    return access.may(user, "load", institution=institution, sensitivity=PATIENT)


def may_put_in_force(user: User, institution: Institution) -> bool:
    """Put published weights in force there or take them back: they name nobody; every figure of it rests on them."""
    return access.may(user, "load", institution=institution)


def weighing_places(user: User) -> list[Institution]:
    """Where the person may put published weights in force."""
    return access.scope(user, "load")


def may_judge(user: User, institution: Institution) -> bool:
    """Say what a suspicion came to."""
    return access.may(user, "assess", institution=institution, sensitivity=PATIENT)


def require(allowed: bool, deed: str) -> None:
    """PermissionDenied in the user's words unless `allowed`."""
    if not allowed:
        raise PermissionDenied(f"您没有“{deed}”的权限。如工作需要，请联系本单位系统管理员。")
