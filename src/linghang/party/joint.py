"""Joint items: what a branch took on for clinical work, the indicator it is to move, and how far it moved."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from linghang.core.errors import InputError
from linghang.indicators.choices import sensitivity_of
from linghang.indicators.sources import Memory, Snapshot, snapshot
from linghang.indicators.wording import say_value
from linghang.organization import access
from linghang.organization.models import Institution
from linghang.packs.model import Indicator
from linghang.party import integration
from linghang.party.rows import Row, day, rows
from linghang.registers import content
from linghang.tasks.effect import Effect, Mark, effect

REGISTER = "joint_item"
_effects = Memory(256)


@dataclass(frozen=True)
class JointItem:
    """One joint item. `indicator`: None when the packs know none of that code."""

    institution: Institution
    row: Row
    indicator: Indicator | None

    @property
    def key(self) -> str:
        return str(self.row["_row_id"])

    @property
    def branch(self) -> str:
        return str(self.row["branch"])

    @property
    def title(self) -> str:
        return str(self.row["title"])

    @property
    def begun(self) -> dt.date:
        found = day(self.row["begun_on"])
        assert found is not None
        return found

    @property
    def closed(self) -> dt.date | None:
        return day(self.row["closed_on"])

    @property
    def url(self) -> str:
        return reverse("party-joint", args=(self.key,))

    def live_on(self, on: dt.date) -> bool:
        return self.begun <= on and (self.closed is None or self.closed > on)


@dataclass(frozen=True)
class Progress:
    """How far the indicator has come. `baseline`: as written, else what was measured before; `moved`, `reached`: None
    while it cannot be told. Two sides that differ prove no cause."""

    baseline: Decimal | None
    target: Decimal | None
    now: Decimal | None
    moved: bool | None
    reached: bool | None
    baseline_said: str
    target_said: str
    now_said: str
    effect: Effect | None
    trouble: str = ""

    @property
    def word(self) -> str:
        if self.reached:
            return "已达目标" if self.moved is not False else "达标，但不如基线"
        return "还看不出" if self.moved is None else "向好" if self.moved else "没有向好"

    @property
    def tone(self) -> str:
        if self.moved is False:
            return "warn" if self.reached else "bad"
        return "good" if self.reached or self.moved else ""


def items(institution: Institution, *, branch: str | None = None) -> list[JointItem]:
    """All joint items, newest first."""
    library = content.library()
    found = [
        JointItem(institution, row, library.indicator(code) if library.has("indicators", code) else None)
        for row in rows(REGISTER, institution, branch=branch)
        for code in (str(row["indicator"] or ""),)
    ]
    return sorted(found, key=lambda item: (item.begun, item.key), reverse=True)


def may_see(user: access.User, item: JointItem) -> bool:
    """Whether the figures behind the item's indicator are open to the person in this house."""
    if item.indicator is None:
        return False
    closed = sensitivity_of(content.library(), item.indicator)
    branch = None if access.may(user, "view_figures", institution=item.institution) else item.branch
    return access.may(user, "view_figures", institution=item.institution, branch=branch, sensitivity=closed)


def progress(item: JointItem, today: dt.date, now: Snapshot | None = None) -> Progress:
    """Before against after, by the rules of `tasks.effect`, of the item's department where it names one. `now`: the
    data as they are, where the caller has asked already."""
    said = tuple(sorted((str(k), str(v)) for k, v in item.row.items()))
    key = (content.library(), item.institution.code, said, today, now or snapshot())
    return _effects.get(key, lambda: _progress(item, today))


def _progress(item: JointItem, today: dt.date) -> Progress:
    baseline, target = item.row["baseline"], item.row["target"]
    if item.indicator is None:
        trouble = f"指标目录里没有“{item.row['indicator']}”，请核对指标代码"
        return Progress(baseline, target, None, None, None, str(baseline or ""), str(target), "〔缺〕", None, trouble)
    try:
        found = _effect(item, today)
    except InputError as error:
        trouble = "；".join(fault.reason for fault in error.faults)
        return Progress(baseline, target, None, None, None, "", "", "〔缺〕", None, trouble)
    measured = found.before.value
    base, now = baseline if baseline is not None else measured, found.after.value
    direction = integration.wished(item.indicator.direction, base, target)
    return Progress(
        base,
        target,
        now,
        integration.moved(direction, base, now),
        integration.reached(direction, target, now),
        say_value(item.indicator, base),
        say_value(item.indicator, target),
        found.after.said,
        found,
    )


def _effect(item: JointItem, today: dt.date) -> Effect:
    days = (("立项", item.begun), ("计划完成", day(item.row["ends_on"])), ("结项", item.closed))
    marks = sorted((Mark(title, on) for title, on in days if on is not None), key=lambda mark: mark.on)
    department = str(item.row["department"] or "") or None
    assert item.indicator is not None
    return effect(
        item.indicator.code,
        item.institution,
        marks,
        until=item.closed or item.begun,
        today=today,
        department=department,
    )


def judged(found: Iterable[JointItem], today: dt.date) -> list[tuple[JointItem, Progress]]:
    now = snapshot()
    return [(item, progress(item, today, now)) for item in found]
