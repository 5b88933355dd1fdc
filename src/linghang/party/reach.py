"""Who sees and does what of Party life, for pages, files and API alike."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404

from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.as_of import BRANCHES
from linghang.organization.models import Institution, PartyOrganization, PartyOrganizationForm


def may_see(user: User, branch: PartyOrganization) -> bool:
    """What a branch owes and did; people of it are masked, or left out."""
    return access.may(user, "view_party", institution=branch.institution, branch=branch)


def may_keep(user: User, branch: PartyOrganization) -> bool:
    """Record what the branch did, rate it in its own name."""
    return access.may(user, "keep_party", institution=branch.institution, branch=branch)


def may_oversee(user: User, institution: Institution) -> bool:
    return access.may(user, "oversee_party", institution=institution)


def may_see_people(user: User, branch: PartyOrganization) -> bool:
    """Rows that name members: masked even then."""
    return access.may(user, "view_rows", institution=branch.institution, branch=branch, sensitivity="member")


def branch_of(code: str) -> PartyOrganization:
    """Http404 when there is none of that code."""
    found = PartyOrganization.objects.select_related("institution").filter(code=code).first()
    if found is None:
        raise Http404("没有这个党组织。")
    return found


def seen_branch(user: User, code: str) -> PartyOrganization:
    """The branch, for who may see it: PermissionDenied otherwise."""
    branch = branch_of(code)
    require(may_see(user, branch), "查看党建工作", branch)
    return branch


def require(allowed: bool, deed: str, place: object = "") -> None:
    """PermissionDenied in the user's words unless `allowed`."""
    if not allowed:
        where = f"（{place}）" if place else ""
        raise PermissionDenied(f"您没有“{deed}”的权限{where}。如工作需要，请联系党务部门或本单位系统管理员。")


def institutions(user: User) -> list[Institution]:
    """Where the person sees Party work as a whole."""
    return access.scope(user, "view_party")


def own_branches(user: User) -> list[PartyOrganization]:
    """The branches that the person keeps by himself: a secretary's."""
    return access.branches(user, "keep_party")


def permanent(forms: Iterable[PartyOrganizationForm]) -> list[PartyOrganizationForm]:
    """Branches that stand from year to year: temporary ones are neither judged nor counted (party_rules BR05)."""
    return [form for form in forms if form.kind in BRANCHES and form.kind != "temporary_branch"]
