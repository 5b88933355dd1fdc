"""Charts as descriptions that Plotly draws in the browser; the numbers in them stand in the tables behind. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linghang.indicators.control import Segment

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


def control(
    labels: Sequence[str],
    values: Sequence[Decimal | None],
    segments: Sequence[Segment],
    signals: Sequence[tuple[int, str]],
    *,
    unit: str,
    target: Decimal | None = None,
) -> dict[str, Any]:
    """Single values in time with the mean and the limits of each segment.

    `signals`: the position of each special cause and whether it is better, worse or neither; colour and shape say it.
    Values are as shown; a month without data is a gap.
    """
    data = [_line(labels, values, "数值", DATA, "solid")]
    for each in segments:
        inside = labels[each.first : each.last + 1]
        lines = (("均值", each.mean, "solid"), ("下控制线", each.low, "dash"), ("上控制线", each.high, "dash"))
        data += [
            _level(inside, line, name, INK, dash, legend=each is segments[0])
            for name, line, dash in lines
            if line is not None
        ]
    if target is not None:
        data.append(_level(labels, target, "目标", TARGET, "dot", legend=True))
    for tone, (name, colour, symbol) in _SIGNALS.items():
        at = sorted({place for place, each in signals if each == tone})
        if at:
            data.append(_marks([labels[place] for place in at], [values[place] for place in at], name, colour, symbol))
    layout = _layout(unit, [])
    layout["xaxis"] |= {"automargin": True, "nticks": 7, "tickangle": 0}  # years of months: a label for every few
    return {"data": data, "layout": layout}


_SIGNALS = {
    "better": ("向好的信号", "#1a7544", "triangle-up"),
    "worse": ("向差的信号", "#b3261e", "diamond"),
    "neither": ("信号", TARGET, "square"),
}


def _level(labels: Sequence[str], at: Decimal, name: str, colour: str, dash: str, *, legend: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "legendgroup": name,
        "showlegend": legend,
        "x": list(labels),
        "y": [float(at)] * len(labels),
        "line": {"color": colour, "width": 1.2, "dash": dash},
    }


def _marks(
    labels: Sequence[str], values: Sequence[Decimal | None], name: str, colour: str, symbol: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": list(labels),
        "y": [None if value is None else float(value) for value in values],
        "marker": {"size": 11, "color": colour, "symbol": symbol},
    }


@dataclass(frozen=True)
class Limits:
    """What chance allows units of one size: the inner and the outer limits, as plain shares."""

    size: int
    inner: tuple[float, float]
    outer: tuple[float, float]


def funnel(
    units: Sequence[tuple[str, int, Decimal]],
    centre: float,
    limits: Sequence[Limits],
    *,
    scale: int,
    unit: str,
) -> dict[str, Any]:
    """Units by (name, size, share as shown) in the funnel of chance about the share of all together.

    `limits`: by size, as plain shares; `scale`: 100 for %, 1000 for ‰.
    """
    sizes = [each.size for each in limits]
    data: list[dict[str, Any]] = []
    ranges = (
        ("95% 范围", [each.inner for each in limits], "dot"),
        ("99.8% 范围", [each.outer for each in limits], "dash"),
    )
    for name, found, dash in ranges:
        for side in (0, 1):
            line = {"color": INK, "width": 1.2, "dash": dash}
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": name,
                    "legendgroup": name,
                    "showlegend": side == 0,
                    "hoverinfo": "skip",
                    "x": sizes,
                    "y": [each[side] * scale for each in found],
                    "line": line,
                }
            )
    mean = {"color": DATA, "width": 1.2, "dash": "solid"}
    ends = [sizes[0], sizes[-1]]
    data.append(
        {"type": "scatter", "mode": "lines", "name": "总体", "x": ends, "y": [centre * scale] * 2, "line": mean}
    )
    data.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": "单位",
            "text": [name for name, _, _ in units],
            "hovertemplate": "%{text}<br>%{x} 例，%{y:,~f}" + unit + "<extra></extra>",
            "x": [size for _, size, _ in units],
            "y": [float(share) for _, _, share in units],
            "marker": {"size": 9, "color": DATA},
        }
    )
    layout = _layout(unit, [])
    layout["hovermode"] = "closest"
    layout["xaxis"] = {"fixedrange": True, "title": {"text": "例数（分母）"}, "rangemode": "tozero", "automargin": True}
    layout["margin"] = layout["margin"] | {"b": 48}
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
