"""Where a page of meetings looks: institution, year and body, kept in its address; and the strip of sibling pages."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from linghang.core.days import FIRST_DAY
from linghang.core.keys import parse_key
from linghang.decisions.models import Meeting, ResearchTopic
from linghang.decisions.reach import Reach
from linghang.organization.models import Institution

_TABS = (
    ("会议", "meetings"),
    ("决议", "meeting-resolutions"),
    ("例外", "meeting-exceptions"),
    ("例会", "meeting-series"),
    ("中心组", "meeting-study"),
    ("调研", "meeting-research"),
    ("执行报告", "meeting-report"),
)


@dataclass(frozen=True)
class Tab:
    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Place:
    """`body`: the code of one body, or empty for all."""

    reach: Reach
    institution: Institution
    year: int
    body: str = ""

    @property
    def institutions(self) -> list[Institution]:
        return self.reach.institutions

    @property
    def sees(self) -> bool:
        return self.reach.may_see(self.institution)

    @property
    def may_hold(self) -> bool:
        return self.reach.may_hold(self.institution)

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    @property
    def period_label(self) -> str:
        return f"{self.year}年"

    @property
    def address(self) -> str:
        """The place as a query, to be carried from page to page."""
        return urlencode({"institution": self.institution.code, "year": self.year, "body": self.body})

    def tabs(self, current: str) -> list[Tab]:
        """The sibling pages, for those to whom the meetings of the house are open."""
        if not self.sees:
            return []
        return [Tab(title, f"{reverse(name)}?{self.address}", name == current) for title, name in _TABS]


def place_of(request: HttpRequest, *, seeing: bool = False) -> Place:
    """Read the wish from the address. `seeing`: refuse those to whom the meetings of that house are closed."""
    reach = Reach.of(request.user)
    named = request.POST.get("_institution") or request.GET.get("institution", "")
    institution = reach.institution(named)
    year = parse_key(request.GET.get("year", ""))
    today = timezone.localdate()
    found = Place(
        reach,
        institution,
        year if year is not None and FIRST_DAY.year <= year <= today.year + 1 else _usual_year(institution, today),
        request.GET.get("body", ""),
    )
    if seeing and not found.sees:
        raise PermissionDenied("您没有“查看会议”的权限。如工作需要，请联系本单位系统管理员。")
    return found


def _usual_year(institution: Institution, today: dt.date) -> int:
    """The year a page opens with: this one, or the last one that has meetings when this one has none yet."""
    newest = Meeting.objects.filter(institution=institution).order_by("begins_at").last()
    return min(timezone.localtime(newest.begins_at).year, today.year) if newest else today.year


def years_of(place: Place) -> list[int]:
    """The years that have meetings or research topics there, and the chosen one, latest last."""
    meetings = Meeting.objects.filter(institution=place.institution).dates("begins_at", "year")
    topics = ResearchTopic.objects.filter(institution=place.institution).values_list("year", flat=True)
    return sorted({*(day.year for day in meetings), *topics, place.year, timezone.localdate().year})
