"""Who sees and who edits the programmes of which institution, and on which day the page looks."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from linghang.organization import access
from linghang.organization.models import Institution
from linghang.programmes.models import Adoption

SEE, EDIT = "view_tasks", "supervise_tasks"


def institutions(user: access.User) -> list[Institution]:
    """Those whose programmes `user` may see: as a whole, or because a department there is theirs.

    The programmes are the same for the whole house; which tasks are listed is another question (`linked.py`).
    """
    found = access.scope(user, SEE) + [each.institution for each in access.departments(user, SEE)]
    return list({each.pk: each for each in found}.values())


def institution_of(request: HttpRequest, code: str = "") -> Institution:
    """The institution asked for, or the first in reach that carries out a programme. PermissionDenied, Http404."""
    reachable = institutions(request.user)
    if code:
        found = get_object_or_404(Institution, code=code)
        if found not in reachable:
            raise PermissionDenied(f"您没有“查看督办任务”的权限（{found}）。如工作需要，请联系本单位系统管理员。")
        return found
    if not reachable:
        raise PermissionDenied("您的账号没有可以查看工程的机构。如工作需要，请联系本单位系统管理员。")
    busy = set(Adoption.objects.values_list("institution", flat=True))
    return next((each for each in reachable if each.pk in busy), reachable[0])


def may_edit(user: access.User, institution: Institution) -> bool:
    return access.may(user, EDIT, institution=institution)


def editable(request: HttpRequest, code: str) -> Institution:
    """The institution whose programmes are to be changed. PermissionDenied unless the person may."""
    found = get_object_or_404(Institution, code=code)
    access.require(request.user, EDIT, institution=found)
    return found


def adoption_of(institution: Institution, programme: str, day: dt.date) -> Adoption | None:
    """The adoption in force on `day`; else the latest one that has ended, else the one to come."""
    rows = Adoption.objects.filter(institution=institution, programme=programme)
    found = list(rows.select_related("institution", "leader"))
    for each in found:
        if each.valid_on(day):
            return each
    ended = [each for each in found if each.valid_to is not None and each.valid_to < day]
    if ended:
        return max(ended, key=lambda each: each.valid_to or day)
    return min(found, key=lambda each: each.valid_from or day, default=None)


def adopted(institution: Institution, programme: str, day: dt.date) -> Adoption:
    """The same, Http404 when it was never adopted."""
    found = adoption_of(institution, programme, day)
    if found is None:
        raise Http404
    return found
