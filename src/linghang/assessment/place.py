"""Where a page of assessment looks: framework, institution, period, kept in its address; and the strip of siblings."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from linghang.indicators.choices import Choice, choice_of, sensitivity_of
from linghang.organization import access
from linghang.packs.framework import Framework
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.registers import content

_TABS = (
    ("指标体系", "assessment-system", False),
    ("评分表", "assessment-sheet", True),
    ("排名", "assessment-ranking", True),
    ("怎么提升", "assessment-whatif", True),
    ("机构对比", "assessment-compare", False),
    ("科室热力图", "assessment-heat", False),
)
"""Title, address by name, whether it needs points."""
CONFIDENCES = {"high": "已核对", "medium": "部分核对", "low": "未核实"}
PROVENANCES = {
    "official": "据原文",
    "found": "据公开资料",
    "recalled": "凭回忆整理，未见原文",
    "mixed": "部分据公开资料，部分凭回忆",
    "own": "领航自拟",
    "imported": "已导入正式编码",
}
"""How packs say in one word where something comes from; anything longer is shown as it is written."""
JUDGES = {"institution": "机构", "department": "科室", "branch": "党支部"}


@dataclass(frozen=True)
class Tab:
    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Place:
    """`whole`: whether the person sees the institution as a whole, and not one department of it."""

    library: Library
    framework: Framework
    choice: Choice
    user: access.User

    @property
    def whole(self) -> bool:
        return self.choice.department is None

    @property
    def scored(self) -> bool:
        return self.framework.full_marks is not None

    @property
    def provenance(self) -> str:
        """Where the framework's text comes from, in words."""
        said = self.framework.provenance
        return PROVENANCES.get(said, said)

    @property
    def judges(self) -> str:
        return JUDGES[self.framework.judges]

    @property
    def query(self) -> str:
        """Institution and period, for the addresses of the same place."""
        return query_of(self.choice)

    def url(self, name: str, *arguments: str) -> str:
        return f"{reverse(name, args=(self.framework.code, *arguments))}?{self.query}"

    def tabs(self, current: str) -> list[Tab]:
        """The pages of the framework that this person may open here."""
        return [
            Tab(title, self.url(name), name == current)
            for title, name, points in _TABS
            if (not points or self.scored) and (self.whole or self._narrow(name, points))
        ]

    def _narrow(self, name: str, points: bool) -> bool:
        """Whether who sees one department only may open the page: the system, and the department's own sheet."""
        return name == "assessment-system" or (points and self.framework.judges == "department")

    def may_see(self, indicator: Indicator) -> bool:
        """Whether the figures of the records behind an indicator are open to the person here."""
        return access.may(
            self.user,
            "view_figures",
            institution=self.choice.institution,
            sensitivity=sensitivity_of(self.library, indicator),
            department=self.choice.department,
        )


def query_of(choice: Choice) -> str:
    return urlencode({"institution": choice.institution.code, "period": str(choice.period)})


def place_of(request: HttpRequest, code: str, *, whole: bool = False) -> Place:
    """What the address asks for. Http404 when there is no such framework; PermissionDenied out of reach.

    `whole`: the page is about the institution as a whole, so a department alone does not open it.
    """
    library, choice = content.library(), choice_of(request)
    if not library.has("frameworks", code):
        raise Http404
    if whole:
        access.require(request.user, "view_figures", institution=choice.institution)
    return Place(library, library.framework(code), choice, request.user)
