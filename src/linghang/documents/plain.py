"""Outline, figures and findings as plain data, for storage, command line and pages. Offsets count in the raw text."""

from decimal import Decimal
from typing import Any

from linghang.documents.check import Finding
from linghang.documents.clean import Cleaned
from linghang.documents.figures import Figure, Figures
from linghang.documents.grades import Grade
from linghang.documents.outline import Outline
from linghang.documents.spans import Traced

_PUBLISHED = {"lt": "le"}
"""The bounds others read are a closed list, without 低于 by itself: it is told as 不高于."""
_BOUNDS = {"ge": "不低于", "gt": "高于", "le": "不高于", "lt": "低于", "approx": "约", "approx_below": "近"}


def say_value(figure: Figure) -> str:
    """How much a claim says, with its bound: 不低于95%, 2—3个; "" when only a change is told."""
    if figure.value is None:
        return ""
    end = "" if figure.value_max is None else f"—{figure.value_max}"
    return f"{_BOUNDS.get(figure.bound, '')}{figure.value}{end}{figure.unit}"


def plain_cleaned(cleaned: Cleaned) -> dict[str, Any]:
    return {
        "text": cleaned.text,
        "changes": [vars(each) for each in cleaned.changes],
        "doubts": [vars(each) for each in cleaned.doubts],
    }


def plain_outline(outline: Outline, traced: Traced) -> dict[str, Any]:
    nodes = []
    for node in outline.nodes:
        start, end = traced.raw(node.start, node.end)
        nodes.append(vars(node) | {"start": start, "end": end})
    said = []
    for each in outline.announced:
        start, end = traced.raw(each.start, each.end)
        said.append(
            {
                "text": each.text,
                "says": each.says,
                "found": each.found,
                "agrees": each.agrees,
                "node_ids": list(each.node_ids),
                "start": start,
                "end": end,
            }
        )
    return {"title": outline.title, "nodes": nodes, "announced_counts": said}


def plain_figures(found: Figures, grades: tuple[Grade, ...], traced: Traced) -> dict[str, Any]:
    return {
        "figures": [_figure(each, traced) for each in found.figures],
        "not_figures": [_at(vars(each), each.start, each.end, traced) for each in found.not_figures],
        "grades": [_at(vars(each), each.start, each.end, traced) for each in grades],
    }


def plain_findings(findings: list[Finding], traced: Traced) -> list[dict[str, Any]]:
    return [_at(vars(each), each.start, each.end, traced) for each in findings]


def _at(data: dict[str, Any], start: int, end: int, traced: Traced) -> dict[str, Any]:
    low, high = traced.raw(start, end)
    return data | {"start": low, "end": high}


def _number(value: Decimal | None) -> float | int | None:
    """A JSON number; whole ones without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _figure(figure: Figure, traced: Traced) -> dict[str, Any]:
    change = figure.comparison
    return _at(
        {
            "text": figure.text,
            "metric": figure.metric,
            "entity": figure.entity,
            "value": _number(figure.value),
            "unit": figure.unit,
            "value_norm": _number(figure.value_norm),
            "unit_norm": figure.unit_norm,
            "value_max": _number(figure.value_max),
            "bound": _PUBLISHED.get(figure.bound, figure.bound),
            "period": figure.period,
            "published": figure.published,
            "status": figure.status,
            "comparison": None
            if change is None
            else {
                "direction": change.direction,
                "value": _number(change.value),
                "unit": change.unit,
                "base": change.base,
                **_at({"text": change.text}, change.start, change.end, traced),
            },
        },
        figure.start,
        figure.end,
        traced,
    )
