"""Charts as descriptions that Plotly draws in the browser; the numbers in them stand in the tables behind. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

DATA, PAST, TARGET, BAND = "#0f6a7c", "#a9b4bc", "#8a5a00", "rgba(26, 117, 68, .07)"
INK = "#4d565e"
FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'


def trend(
    labels: Sequence[str],
    now: Sequence[Decimal | None],
    past: Sequence[Decimal | None],
    *,
    now_name: str,
    past_name: str,
    unit: str,
    target: Decimal | None = None,
    direction: str = "neutral",
) -> dict[str, Any]:
    """This year's months over last year's, with the target as a line and the side that meets it shaded.

    Values are as shown (percent already times 100). A month without data is a gap, never a zero.
    """
    data = [_line(labels, past, past_name, PAST, "dot"), _line(labels, now, now_name, DATA, "solid")]
    shapes = []
    if target is not None:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": "目标",
                "x": list(labels),
                "y": [float(target)] * len(labels),
                "line": {"color": TARGET, "width": 1.5, "dash": "dash"},
            }
        )
        shapes = _band([value for value in (*now, *past, target) if value is not None], target, direction)
    return {"data": data, "layout": _layout(unit, shapes)}


def marked(
    labels: Sequence[str],
    values: Sequence[Decimal | None],
    marks: Sequence[tuple[str, str]],
    *,
    name: str,
    unit: str,
    target: Decimal | None = None,
    direction: str = "neutral",
) -> dict[str, Any]:
    """Months in a row with what happened when: each mark (label of its month, words) is an upright line with its words.

    Marks of one month share a line. Values are as shown; a month without data is a gap.
    """
    data = [_line(labels, values, name, DATA, "solid")]
    shapes = (
        [] if target is None else _band([each for each in (*values, target) if each is not None], target, direction)
    )
    words: dict[str, list[str]] = {}
    for label, said in marks:
        words.setdefault(label, []).append(said)
    layout = _layout(unit, shapes + [_upright(label) for label in words])
    layout["showlegend"] = False
    layout["margin"] = layout["margin"] | {"t": 40}
    layout["xaxis"] |= {"categoryorder": "array", "categoryarray": list(labels), "automargin": True}
    layout["annotations"] = [_words(label, said, step % 2) for step, (label, said) in enumerate(words.items())]
    return {"data": data, "layout": layout}


def _upright(label: str) -> dict[str, Any]:
    line = {"color": TARGET, "width": 1.5, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": label, "x1": label, "y0": 0, "y1": 1, "line": line}


def _words(label: str, said: Sequence[str], step: int) -> dict[str, Any]:
    """Neighbours stand on two levels, so that they do not cover each other."""
    text = "、".join(said)
    place = {"xref": "x", "yref": "paper", "x": label, "y": 1, "yanchor": "bottom", "yshift": 14 * step}
    return place | {"text": text, "showarrow": False, "font": {"size": 11, "color": INK}}


def _layout(unit: str, shapes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "margin": {"l": 56, "r": 16, "t": 8, "b": 32},
        "font": {"family": FONT, "size": 12, "color": INK},
        "legend": {"orientation": "h", "x": 0, "y": 1.12},
        "hovermode": "x unified",
        "shapes": shapes,
        "xaxis": {"type": "category", "fixedrange": True, "showgrid": False, "linecolor": "#c5cbd0"},
        "yaxis": {
            "fixedrange": True,
            "gridcolor": "#e3e6e8",
            "zeroline": False,
            "ticksuffix": unit if unit in "%‰" else "",
            "tickformat": ",~f",
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }


def _line(labels: Sequence[str], values: Sequence[Decimal | None], name: str, color: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": list(labels),
        "connectgaps": False,
        "y": [None if value is None else float(value) for value in values],
        "line": {"color": color, "width": 2, "dash": dash},
        "marker": {"size": 5},
    }


def _band(values: Sequence[Decimal], target: Decimal, direction: str) -> list[dict[str, Any]]:
    if direction == "neutral":
        return []
    low, high = float(min(values)), float(max(values))
    room = (high - low) * 0.15 or abs(high) * 0.1 or 1.0
    ends = (float(target), high + room) if direction == "higher" else (low - room, float(target))
    return [
        {
            "type": "rect",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": ends[0],
            "y1": ends[1],
            "fillcolor": BAND,
            "line": {"width": 0},
            "layer": "below",
        }
    ]
