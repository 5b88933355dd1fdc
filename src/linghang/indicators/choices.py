"""Where and when a page looks: the institution or department and the period, within what the person may see."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from linghang.core.errors import InputError
from linghang.core.periods import Month, Period
from linghang.indicators.measures import plan_for, registers_in
from linghang.indicators.sources import Memory, snapshot
from linghang.organization import access
from linghang.organization.models import Department, Institution
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.registers.models import Batch, KeptRow

Years = dict[int, set[int]]
"""Year → primary keys of institutions."""
YEARS_AT_HAND = 5
_years = Memory(256)
_CLOSEDNESS = {name: rank for rank, name in enumerate(access.SENSITIVITIES)}


@dataclass(frozen=True)
class Option:
    """An entry of a picker. `depth` indents institutions below their superior."""

    value: str
    title: str
    chosen: bool
    depth: int = 0

    @property
    def indent(self) -> str:
        return "　" * self.depth


@dataclass(frozen=True)
class Choice:
    """What the page is about. `department` is set when the person sees one department of the institution only."""

    institution: Institution
    department: Department | None
    period: Period
    span: Period | None
    reachable: tuple[Institution, ...]

    @cached_property
    def institutions(self) -> list[Option]:
        """The institution picker: what is in reach, members below their superior."""
        depth: dict[int, int] = {}
        found = []
        for each in _parents_first(self.reachable):
            depth[each.pk] = depth.get(each.parent_id, -1) + 1
            found.append(Option(each.code, str(each), each == self.institution, depth[each.pk]))
        return found

    @cached_property
    def years(self) -> list[Option]:
        """The latest years that have data, and the chosen one."""
        year = self.period.first.year
        return [
            Option(str(each), f"{each}年", each == year)
            for each in sorted({*self._years_with_data[-YEARS_AT_HAND:], year})
        ]

    @cached_property
    def older_years(self) -> list[Option]:
        """The years before those, latest first."""
        at_hand = {option.value for option in self.years}
        return [
            Option(str(each), f"{each}年", False)
            for each in reversed(self._years_with_data)
            if str(each) not in at_hand
        ]

    @property
    def _years_with_data(self) -> list[int]:
        return list(range(self.span.first.year, self.span.last.year + 1)) if self.span else []

    @cached_property
    def parts(self) -> list[Option]:
        """The chosen year, its quarters and its months; another span too when it is the chosen one."""
        year = self.period.first.year
        periods = [
            Period.year(year),
            *(Period.quarter(year, n) for n in range(1, 5)),
            *(Period.month(year, n) for n in range(1, 13)),
        ]
        if self.period not in periods:
            periods.append(self.period)
        quarters = [f"第{number}季度" for number in "一二三四"]
        names = ["全年", *quarters, *(f"{n}月" for n in range(1, 13)), self.period.label]
        return [Option(str(each), name, each == self.period) for each, name in zip(periods, names, strict=False)]

    @property
    def title(self) -> str:
        return f"{self.institution} · {self.department}" if self.department else str(self.institution)


def _parents_first(institutions: tuple[Institution, ...]) -> list[Institution]:
    inside = {each.pk for each in institutions}
    below: dict[int | None, list[Institution]] = {}
    for each in institutions:
        below.setdefault(each.parent_id if each.parent_id in inside else None, []).append(each)
    ordered: list[Institution] = []

    def add(parent: int | None) -> None:
        for each in below.get(parent, []):
            ordered.append(each)
            add(each.pk)

    add(None)
    return ordered


def choice_of(request: HttpRequest, institution_code: str = "") -> Choice:
    """Read the wish from the address; without one, the highest institution in reach and its latest year with data.

    Raises PermissionDenied for an institution out of reach, and Http404 for one that does not exist.
    """
    whole = tuple(access.scope(request.user, "view_figures"))
    narrow = access.departments(request.user, "view_figures")
    code = institution_code or request.GET.get("institution", "")
    institution = get_object_or_404(Institution, code=code) if code else _highest(whole, narrow)
    department = None
    if institution not in whole:
        department = next((each for each in narrow if each.institution_id == institution.pk), None)
        access.require(request.user, "view_figures", institution=institution, department=department)
    reachable = whole + tuple(each.institution for each in narrow if each.institution not in whole)
    span = span_of(institution)
    period = _asked_for(request.GET.get("period", "")) or usual_period(institution)
    return Choice(institution, department, period, span, reachable)


def _highest(whole: tuple[Institution, ...], narrow: list[Department]) -> Institution:
    inside = {each.pk for each in whole}
    for each in whole:
        if each.parent_id not in inside:
            return each
    if narrow:
        return narrow[0].institution
    raise PermissionDenied("您的账号还没有分配机构和角色。请联系本单位系统管理员。")


def _asked_for(text: str) -> Period | None:
    """The period in the address; a slip of the pen leads to the usual one."""
    try:
        return Period.parse(text) if text else None
    except InputError:
        return None


def usual_period(institution: Institution) -> Period:
    """The latest year for which at least half of those that ever delivered data below `institution` have some.

    Bulk files decide where there are any: a single ledger row of a new year is not yet a year to look at.
    """
    every, bulk = _years_delivered(institution)
    delivered = bulk or every
    reporters = {each for found in delivered.values() for each in found}
    for year in sorted(delivered, reverse=True):
        if len(delivered[year]) * 2 >= len(reporters):
            return Period.year(year)
    return Period.year(timezone.localdate().year)


def span_of(institution: Institution) -> Period | None:
    """From the first to the last year with any visible data at the institution or below."""
    years, _ = _years_delivered(institution)
    return Period(Month(min(years), 1), Month(max(years), 12)) if years else None


def _years_delivered(institution: Institution) -> tuple[Years, Years]:
    """The institutions at or below with any data of a year, and those with bulk files of it."""
    key = (snapshot(), organization_stamp(), institution.pk)
    return _years.get(key, lambda: _read_years(institution.subtree()))


def organization_stamp() -> str:
    """Another one whenever an institution came, went, moved or was renamed, which no data version tells."""
    rows = Institution.objects.order_by("pk").values_list(
        "pk", "code", "name", "short_name", "kind", "level", "parent_id", "position", "valid_from", "valid_to"
    )
    return sha256(repr(list(rows)).encode()).hexdigest()


def _read_years(institutions: list[Institution]) -> tuple[Years, Years]:
    years: Years = {}
    bulk: Years = {}
    batches = Batch.objects.filter(ended=None, institution__in=institutions).order_by()
    columns = ("institution", "period_first", "period_last", "data_path")
    for pk, first, last, path in batches.values_list(*columns):
        for year in range(first // 100, last // 100 + 1):
            years.setdefault(year, set()).add(pk)
            if path:
                bulk.setdefault(year, set()).add(pk)
    typed = KeptRow.objects.filter(ended=None, institution__in=institutions, batch=None).order_by()
    for pk, month in typed.values_list("institution", "month").distinct():
        years.setdefault(month // 100, set()).add(pk)
    return years, bulk


def sensitivity_of(library: Library, indicator: Indicator) -> str:
    """That of the most closed register behind the indicator."""
    recipe = plan_for(library).recipe(indicator, indicator.valid_to or date.max)
    found = [library.register(code).sensitivity for code in set(registers_in(recipe))]
    return max(found, key=_CLOSEDNESS.__getitem__, default="internal")
