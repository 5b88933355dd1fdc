"""Where a page of Party life looks: the institution and the year, within what the person may see."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import urlencode

from linghang.core.keys import parse_key
from linghang.core.periods import Period
from linghang.duties import usual
from linghang.organization import access
from linghang.organization.models import Institution, PartyOrganization
from linghang.party import reach

YEARS = 3
"""Years offered besides the present one."""


@dataclass(frozen=True)
class Place:
    """`reachable`: institutions that have Party organisations and are open as a whole."""

    institution: Institution
    year: int
    reachable: tuple[Institution, ...]
    user: access.User

    @property
    def period(self) -> Period:
        return Period.year(self.year)

    @property
    def query(self) -> str:
        return urlencode({"institution": self.institution.code, "year": self.year})

    @property
    def oversees(self) -> bool:
        return reach.may_oversee(self.user, self.institution)

    @cached_property
    def years(self) -> list[int]:
        this = timezone.localdate().year
        return sorted({*range(this - YEARS, this + 1), self.year}, reverse=True)


def place_of(request: HttpRequest) -> Place:
    """What the address asks for; the first hospital with Party organisations, and its usual year, without it.

    PermissionDenied out of reach.
    """
    organized = set(PartyOrganization.objects.values_list("institution", flat=True))
    whole = tuple(each for each in reach.institutions(request.user) if each.pk in organized)
    code = request.GET.get("institution", "")
    if code:
        institution = get_object_or_404(Institution, code=code)
        access.require(request.user, "view_party", institution=institution)
    elif whole:
        institution = next((each for each in whole if each.kind == Institution.Kind.HOSPITAL), whole[0])
    else:
        raise PermissionDenied("您的账号没有分配查看党建工作的机构。请联系党务部门或本单位系统管理员。")
    return Place(institution, year_of(request, institution), whole, request.user)


def year_of(request: HttpRequest, institution: Institution) -> int:
    """The year in the address; without one, or after a slip of the pen, the newest with substance."""
    found = parse_key(request.GET.get("year", ""))
    if found is not None and 1950 <= found <= 2100:
        return found
    return usual.active_year(institution, timezone.localdate().year)
