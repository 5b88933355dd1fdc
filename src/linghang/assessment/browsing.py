"""The tree of an indicator system with what each item was, here and now: value, target, light, last year, peers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from django.urls import reverse

from linghang.assessment.group import NOBODY, Group
from linghang.assessment.place import Place
from linghang.assessment.walking import Node, nodes, unverified
from linghang.core.figures import write_number
from linghang.indicators import values as reading
from linghang.indicators.definitions import registers_of
from linghang.indicators.failing import each_for_itself
from linghang.indicators.lights import Light, light_of
from linghang.indicators.tiles import Change, address_of, change_of, number_of, shown, unit_of, values_at
from linghang.organization import access
from linghang.packs.model import Indicator, Register

State = Literal["inner", "valued", "missing", "failed", "closed", "evidence", "unknown", "none"]
FEWEST_PEERS = 5
"""Among fewer than so many a median would tell what one of them reported."""
NO_LIGHT = Light("none", "", "")
NO_CHANGE = Change("", "")


@dataclass(frozen=True)
class Need:
    """What an item without a value waits for; `url` where it is done, empty when the person may not."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Standing:
    """A value among those of others. `better_than`: percent of the others that do worse, None without a direction of
    good; `alike`: percent that have the same value. `of`: how many others."""

    median: Decimal
    better_than: Decimal | None
    alike: Decimal
    of: int


@dataclass(frozen=True)
class Row:
    """An item as the page shows it. Numbers are written beside `unit`; `exact` is the value in base units, `growth` its
    change on last year as a share of it, where the two compare like with like."""

    node: Node
    state: State
    indicator: Indicator | None = None
    exact: reading.Value | None = None
    text: str = ""
    unit: str = ""
    target: str = ""
    last_year: str = ""
    light: Light = NO_LIGHT
    change: Change = NO_CHANGE
    growth: Decimal | None = None
    partial: bool = False
    url: str = ""
    trace: str = ""
    reason: str = ""
    needs: tuple[Need, ...] = ()
    peers: Standing | None = None
    peer_median: str = ""

    @property
    def small(self) -> bool:
        """Divided by so few that chance rules it."""
        return self.exact is not None and self.exact.small

    @property
    def national(self) -> bool:
        return any("国家监测" in tag for tag in self.node.item.tags)

    @property
    def unverified(self) -> bool:
        return unverified(self.node.item, self.indicator)

    @property
    def lacking(self) -> bool:
        """A leaf that has no value, for whatever reason."""
        return self.node.leaf and self.state != "valued"

    @property
    def behind(self) -> bool:
        return self.light.state in ("warn", "bad")

    @property
    def better_than(self) -> str:
        """`好于 62%` of the peers, `好于 12%，同 40%` where others have the same value; rounded."""
        if self.peers is None or self.peers.better_than is None:
            return ""
        alike = write_number(self.peers.alike, 0)
        return f"好于 {write_number(self.peers.better_than, 0)}%" + (f"，同 {alike}%" if alike != "0" else "")

    @property
    def shown_value(self) -> Decimal | None:
        """The number as it is read beside its unit, not rounded."""
        return shown(self.indicator, self.exact.value) if self.indicator and self.exact else None


Peers = Mapping[str, Group]
"""Indicator → the values of the other institutions it is compared with."""


def rows(place: Place, peers: Peers | None = None) -> list[Row]:
    """Every item of the framework in its order. `peers`: those it is compared with, by indicator."""
    found = nodes(place.framework)
    known = {
        code: place.library.indicator(code)
        for node in found
        if (code := node.item.indicator) and place.library.has("indicators", code)
    }
    open_ones = [each for each in known.values() if place.may_see(each)]
    made, failed = each_for_itself(open_ones, lambda some: _measured(some, place))
    measured = {row.exact.indicator: row for row in made if row.exact}
    return [_row(node, place, known, measured, failed, peers or {}) for node in found]


def _row(
    node: Node,
    place: Place,
    known: Mapping[str, Indicator],
    measured: Mapping[str, Row],
    failed: Mapping[str, str],
    peers: Peers,
) -> Row:
    item = node.item
    if not node.leaf:
        return Row(node, "inner")
    if item.evidence:
        return Row(node, "evidence", needs=(Need(item.asks or "按 PDCA 评价材料后评级（A、B、C、D）"),))
    if not item.indicator:
        return Row(node, "none", needs=(Need(item.asks or "暂无可计算的指标，待补充数据来源"),))
    if item.indicator not in known:
        return Row(node, "unknown", needs=(Need(f"指标 {item.indicator} 还没有定义", ""),))
    indicator = known[item.indicator]
    if item.indicator in failed:
        return Row(
            node, "failed", indicator, reason=failed[item.indicator], url=address_of(indicator.code, place.choice)
        )
    if item.indicator not in measured:
        return Row(node, "closed", indicator)
    row = replace(measured[item.indicator], node=node)
    if row.state == "missing":
        return replace(row, needs=needs_of(place, indicator))
    standing = position(row.exact, peers.get(indicator.code, NOBODY), indicator.direction)
    return replace(row, peers=standing, peer_median=number_of(indicator, standing.median) if standing else "")


def _measured(indicators: Sequence[Indicator], place: Place) -> list[Row]:
    """The indicators with their value, target and last year; their node is filled in by the caller."""
    choice = place.choice
    now = values_at([each.code for each in indicators], choice.period, choice)
    found = [now[each.code] for each in indicators]
    targets, years = reading.compare_all(found, "target"), reading.compare_all(found, "yoy")
    nowhere = Node(place.framework.items[0], 0, ())
    return [
        Row(
            nowhere,
            "missing" if value.value is None else "valued",
            each,
            value,
            text=number_of(each, value.value),
            unit=unit_of(each),
            target="" if target.base is None else number_of(each, target.base),
            last_year="" if year.base is None else number_of(each, year.base),
            light=light_of(each, target, choice.period.label),
            change=change_of(each, year),
            growth=year.relative if year.status == "ok" else None,
            partial=value.status == "partial",
            url=address_of(each.code, choice),
            trace=f"{reverse('indicator-trace', args=[each.code])}?{place.query}",
        )
        for each, value, target, year in zip(indicators, found, targets, years, strict=True)
    ]


def needs_of(place: Place, indicator: Indicator) -> tuple[Need, ...]:
    """The registers that would give the value, with the way to fill them for those who may."""
    return tuple(_need(place, register) for register in registers_of(indicator, place.library))


def _need(place: Place, register: Register) -> Need:
    kept, home = register.kind == "kept", place.choice.institution
    may = access.may(
        place.user,
        "view_rows" if kept else "load",
        institution=home,
        sensitivity=register.sensitivity,
        department=place.choice.department if kept else None,
    )
    if kept:
        return Need(
            f"填报“{register.title}”",
            f"{reverse('register', args=[register.code])}?institution={home.code}" if may else "",
        )
    return Need(f"导入“{register.title}”", reverse("desk-upload") if may else "")


def position(value: reading.Value | None, group: Group, direction: str) -> Standing | None:
    """Where a value stands among the others of its group; None when they are too few to be shown without telling on
    one of them."""
    if value is None or value.value is None or len(group) < FEWEST_PEERS or group.median is None:
        return None
    better_than = None
    if direction != "neutral":
        worse = group.below(value.value) if direction == "higher" else group.above(value.value)
        better_than = Decimal(worse) * 100 / len(group)
    return Standing(group.median, better_than, Decimal(group.alike(value.value)) * 100 / len(group), len(group))


FILTERS = {"national": "只看国家监测", "missing": "只看没有数据", "behind": "只看未达标"}


def filtered(found: Sequence[Row], wanted: str) -> list[Row]:
    """The leaves that are asked for, under the items they belong to."""
    test = {
        "national": lambda row: row.national,
        "missing": lambda row: row.lacking,
        "behind": lambda row: row.behind,
    }.get(wanted)
    if test is None:
        return list(found)
    kept = [row for row in found if row.node.leaf and test(row)]
    above = {item.code for row in kept for item in row.node.above}
    leaves = {row.node.item.code for row in kept}
    return [row for row in found if row.node.item.code in (leaves if row.node.leaf else above)]


@dataclass(frozen=True)
class Count:
    """How many leaves there are, and of these how many are measured, met, behind, and without data."""

    leaves: int
    measured: int
    met: int
    behind: int
    lacking: int
    evidence: int


def count(found: Sequence[Row]) -> Count:
    leaves = [row for row in found if row.node.leaf]
    return Count(
        len(leaves),
        sum(row.state == "valued" for row in leaves),
        sum(row.light.state == "good" for row in leaves),
        sum(row.behind for row in leaves),
        sum(row.state in ("missing", "failed", "unknown", "none") for row in leaves),
        sum(row.state == "evidence" for row in leaves),
    )
