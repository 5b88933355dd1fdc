"""Who sees the duties of which institution, branch or department, and whose they are."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from linghang.organization import access
from linghang.organization.models import Institution

SEE, KEEP, OVERSEE = "view_party", "keep_party", "oversee_party"


@dataclass(frozen=True)
class Reach:
    """What one person sees of one institution: all of it (`whole`), or the rows of some branches and departments."""

    institution: Institution
    whole: bool
    branches: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()

    def sees(self, row: str) -> bool:
        """Whether a row of the matrix (`matrix.Row.key`) is open."""
        if self.whole:
            return True
        return row in self.branches or row in {f"department:{code}" for code in self.departments}

    @property
    def only(self) -> str | None:
        """The one branch that is open, None where there is more or less."""
        return next(iter(self.branches)) if len(self.branches) == 1 and not (self.whole or self.departments) else None


def institutions(user: access.User, action: str = SEE) -> list[Institution]:
    """Those of which the person sees something, whole ones first."""
    found = [
        *access.scope(user, action),
        *(each.institution for each in access.branches(user, action)),
        *(each.institution for each in access.departments(user, action)),
    ]
    return list({each.pk: each for each in found}.values())


def reach_of(user: access.User, institution: Institution, action: str = SEE) -> Reach:
    """What the person sees there; may be nothing."""
    branches = [each for each in access.branches(user, action) if each.institution_id == institution.pk]
    departments = [each for each in access.departments(user, action) if each.institution_id == institution.pk]
    return Reach(
        institution,
        access.may(user, action, institution=institution),
        frozenset(each.code for each in branches),
        frozenset(each.code for each in departments),
    )


def place_of(request: HttpRequest, code: str = "") -> Reach:
    """The institution asked for, or the first in reach that has Party organisations. PermissionDenied, Http404."""
    open_ones = institutions(request.user)
    if code:
        found = get_object_or_404(Institution, code=code)
        if found not in open_ones:
            raise PermissionDenied(f"您没有“查看党建工作”的权限（{found}）。如工作需要，请联系本单位系统管理员。")
        return reach_of(request.user, found)
    if not open_ones:
        raise PermissionDenied("您的账号没有可以查看党建工作的机构。如工作需要，请联系本单位系统管理员。")
    ids = [each.pk for each in open_ones]
    with_party = set(
        Institution.objects.filter(pk__in=ids, party_organizations__isnull=False).values_list("pk", flat=True)
    )
    return reach_of(request.user, next((each for each in open_ones if each.pk in with_party), open_ones[0]))


def may_keep(user: access.User, institution: Institution, branch: str) -> bool:
    """Whether the person records for this branch (the house where it is "")."""
    return access.may(user, KEEP, institution=institution, branch=branch or None)


def may_oversee(user: access.User, institution: Institution) -> bool:
    """Whether the person sets what is asked locally, and excuses."""
    return access.may(user, OVERSEE, institution=institution)


def may_see_people(user: access.User, institution: Institution, branch: str) -> bool:
    """Whether the person sees which member owes; the numbers are for everybody who sees the branch."""
    return access.may(user, SEE, institution=institution, sensitivity="member", branch=branch or None)
