"""What a cockpit shows of a place and a period: its figures by subject, what needs attention, how fresh the data is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from linghang.core.figures import MISSING
from linghang.core.periods import Month, Period
from linghang.indicators import values as reading
from linghang.indicators.choices import Choice, organization_stamp
from linghang.indicators.failing import each_for_itself
from linghang.indicators.pages import visible_indicators
from linghang.indicators.sources import Memory, snapshot
from linghang.indicators.tiles import Tile, address_of, number_of, shown, tiles, unit_of
from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.registers.models import Batch

PER_SUBJECT = 8
SIDE_BY_SIDE = 6
CONCERNS = 12

_kept = Memory(256)


@dataclass(frozen=True)
class Group:
    """The first indicators of a subject that have data here; `more` others of it have data too."""

    subject: str
    tiles: tuple[Tile, ...]
    more: int


@dataclass(frozen=True)
class Concern:
    """Something to look into: what, why, and where to look. `state` gives the light."""

    state: str
    title: str
    reason: str
    url: str


@dataclass(frozen=True)
class Freshness:
    """Until when the data of one register reaches; `missing` names months of the period that have not come yet."""

    title: str
    register: str
    until: str
    missing: str


@dataclass(frozen=True)
class Cell:
    """A number read beside its unit; `partial` when some months behind it have not come."""

    text: str
    number: Decimal | None = None
    partial: bool = False


@dataclass(frozen=True)
class MemberRow:
    """An institution right below, with its numbers in the order of the columns."""

    name: str
    code: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Cockpit:
    groups: tuple[Group, ...]
    concerns: tuple[Concern, ...]
    freshness: tuple[Freshness, ...]
    columns: tuple[str, ...]
    members: tuple[MemberRow, ...]
    failed: bool = False

    @property
    def empty(self) -> bool:
        return not (self.groups or self.failed)


class _Unfinished(Exception):  # noqa: N818 - a way out, not a mistake
    """Carries a cockpit that lacks figures past the memory: once the data is mended it should show."""

    def __init__(self, cockpit: Cockpit) -> None:
        super().__init__()
        self.cockpit = cockpit


def cockpit_of(user: User, library: Library, choice: Choice) -> Cockpit:
    """The cockpit as this person may see it."""
    return cockpit_with(library, visible_indicators(user, library, choice), choice)


def cockpit_with(library: Library, indicators: list[Indicator], choice: Choice) -> Cockpit:
    """The cockpit of these indicators, made once per state of the data, content, place and period."""
    # The library itself stands in the key's value, so its id cannot be taken over by another one meanwhile.
    key = (
        snapshot(),
        organization_stamp(),
        id(library),
        choice.institution.pk,
        choice.department,
        choice.period,
        tuple(each.code for each in indicators),
        timezone.localdate(),
    )

    def make() -> tuple[Library, Cockpit]:
        cockpit = _make(library, indicators, choice)
        if cockpit.failed:
            raise _Unfinished(cockpit)
        return library, cockpit

    try:
        made: tuple[Library, Cockpit] = _kept.get(key, make)
    except _Unfinished as unfinished:
        return unfinished.cockpit
    return made[1]


def _make(library: Library, indicators: list[Indicator], choice: Choice) -> Cockpit:
    with_data, failed = each_for_itself(indicators, lambda some: tiles(some, choice, sparklines=False))
    first = {each.indicator.code for group in _by_subject(with_data) for each in group[:PER_SUBJECT]}
    leading, _ = each_for_itself([each for each in indicators if each.code in first], lambda some: tiles(some, choice))
    drawn = {tile.indicator.code: tile for tile in leading}
    groups = tuple(_group(group, drawn) for group in _by_subject(with_data))
    freshness = _freshness(library, choice.institution.subtree(), choice.period, timezone.localdate())
    columns, members = _members(groups, choice)
    concerns = (*_failures(indicators, failed, choice), *_concerns(with_data, freshness))
    return Cockpit(groups, concerns[:CONCERNS], freshness, columns, members, bool(failed))


def _failures(indicators: list[Indicator], failed: dict[str, str], choice: Choice) -> Iterable[Concern]:
    """What could not be computed, once per reason."""
    by_reason: dict[str, list[Indicator]] = {}
    for each in indicators:
        if each.code in failed:
            by_reason.setdefault(failed[each.code], []).append(each)
    for reason, those in by_reason.items():
        said = those[0].title if len(those) == 1 else f"{those[0].title}等 {len(those)} 项指标"
        yield Concern("bad", f"{said}无法计算", reason, address_of(those[0].code, choice))


def _group(found: list[Tile], drawn: dict[str, Tile]) -> Group:
    leading = tuple(drawn.get(each.indicator.code, each) for each in found[:PER_SUBJECT])
    return Group(found[0].indicator.subject or "其他", leading, len(found) - len(leading))


def _by_subject(found: Iterable[Tile]) -> list[list[Tile]]:
    groups: dict[str, list[Tile]] = {}
    for tile in found:
        groups.setdefault(tile.indicator.subject, []).append(tile)
    return list(groups.values())


def _concerns(found: list[Tile], freshness: Iterable[Freshness]) -> Iterable[Concern]:
    """Targets missed first, then those nearly missed, then data that has not come."""
    for state in ("bad", "warn"):
        for tile in found:
            if tile.light.state == state:
                said = f"{tile.indicator.title} {tile.text}{tile.unit}，{tile.light.word}"
                yield Concern(state, said, tile.light.reason, tile.url)
    for each in freshness:
        if each.missing:
            yield Concern("warn", f"{each.title}还没有导入", each.missing, "")


def _freshness(library: Library, institutions: list[Institution], period: Period, today: date) -> tuple[Freshness, ...]:
    """Bulk registers with data here: the newest month, and the past months of the period that some reporter lacks."""
    codes = [register.code for register in library.registers() if register.kind == "loaded"]
    batches = Batch.objects.filter(ended=None, institution__in=institutions, register__in=codes)
    covered: dict[str, dict[str, set[Month]]] = {}
    rows = batches.values_list("register", "institution__name", "period_first", "period_last")
    for code, institution, first, last in rows:
        months = Period(Month.from_key(first), Month.from_key(last)).months()
        covered.setdefault(code, {}).setdefault(institution, set()).update(months)
    expected = [month for month in period.months() if month.last_day < today]
    return tuple(
        Freshness(
            library.register(code).title,
            code,
            f"{max(month for months in covered[code].values() for month in months)}",
            _missing(covered[code], expected),
        )
        for code in codes
        if code in covered
    )


def _missing(covered: dict[str, set[Month]], expected: list[Month]) -> str:
    """`甲医院 9—12月；…`: only institutions that had begun to report before the gap."""
    parts = []
    for institution, months in covered.items():
        lacking = [month for month in expected if month not in months and month > min(months)]
        if lacking:
            span = f"{lacking[0].number}月" if len(lacking) == 1 else f"{lacking[0].number}—{lacking[-1].number}月"
            parts.append(f"{institution} {lacking[0].year}年{span}")
    return "；".join(parts)


def _members(groups: Iterable[Group], choice: Choice) -> tuple[tuple[str, ...], tuple[MemberRow, ...]]:
    """The institutions right below side by side in the leading figures of this cockpit."""
    if choice.department is not None:
        return (), ()
    members = list(choice.institution.members.all())
    chosen = [tile.indicator for group in groups for tile in group.tiles[:2]][:SIDE_BY_SIDE]
    if not members or not chosen:
        return (), ()
    values, _ = each_for_itself(
        chosen,
        lambda some: reading.values(
            [each.code for each in some], choice.period, choice.institution.code, by="institution"
        ),
    )
    found = {(value.institution, value.indicator): value for value in values}
    rows = [
        MemberRow(str(member), member.code, tuple(_cell(each, found.get((member.code, each.code))) for each in chosen))
        for member in members
    ]
    return tuple(f"{each.title}（{unit_of(each)}）" if unit_of(each) else each.title for each in chosen), tuple(rows)


def _cell(indicator: Indicator, value: reading.Value | None) -> Cell:
    if value is None or value.value is None:
        return Cell(MISSING)
    return Cell(number_of(indicator, value.value), shown(indicator, value.value), value.status == "partial")
