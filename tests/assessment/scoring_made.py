"""Small frameworks, indicators and readings for the tests of scoring."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings

from linghang.assessment.group import NOBODY, Group
from linghang.assessment.reasons import of_leaf
from linghang.assessment.rules import Case, Judged, Reading, judge
from linghang.packs.framework import Framework, Item
from linghang.packs.model import Direction, Indicator

unhurried = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
"""The same examples in every run, on however busy a machine."""


def indicator(direction: Direction = "higher", unit: str = "%", decimals: int = 1) -> Indicator:
    return Indicator.model_validate(
        {
            "code": "some_rate",
            "title": "某率",
            "source": "测试",
            "kind": "reported",
            "unit": unit,
            "decimals": decimals,
            "direction": direction,
        }
    )


def leaf(code: str, weight: Any = None, rule: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An item measured by the indicator of its own code (or rated, with evidence=True)."""
    source = {} if more.get("evidence") or more.get("supervision") else {"indicator": code}
    given = {"code": code, "title": more.pop("title", code), "weight": weight, "rule": rule, **source, **more}
    return {key: value for key, value in given.items() if value is not None}


def group(code: str, *items: dict[str, Any], weight: Any = None, **more: Any) -> dict[str, Any]:
    given = {"code": code, "title": code, "weight": weight, "items": items, **more}
    return {key: value for key, value in given.items() if value is not None}


def framework(*items: dict[str, Any], full_marks: Any = 100, **more: Any) -> Framework:
    given = {"code": "made", "title": "办法", "source": "测试", "full_marks": full_marks, "items": items, **more}
    return Framework.model_validate(given)


def share_rule(*levels: str) -> dict[str, Any]:
    """A level table in which a rating is the share itself: "0.4" earns 40 %."""
    return {"method": "levels", "levels": {level: level for level in levels or ("0", "0.25", "0.4", "0.5", "0.8", "1")}}


def value(text: str, **more: Any) -> Reading:
    return Reading(Decimal(text), **more)


def judged(
    rule: dict[str, Any],
    reading: Reading,
    *,
    weight: str | None = "20",
    of: Indicator | None = None,
    peers: Group = NOBODY,
) -> tuple[Judged, str]:
    """The verdict of a rule on a reading, and its sentence when the item is worth its weight."""
    item = Item.model_validate(leaf("it", weight, rule, evidence=True if of is None else None))
    case = Case(item.rule, reading, item.weight, of, peers)
    verdict = judge(case)
    return verdict, of_leaf(case, verdict, Decimal(weight or 0))
