"""Charts of assessment as descriptions that Plotly draws; the numbers in them stand in the tables behind. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from linghang.indicators.charts import DATA, FONT, INK, PAST, TARGET

BINS = 20
_BAD = "#b3261e"


def distribution(shares: Sequence[Decimal], own: Decimal | None, own_name: str) -> dict[str, Any]:
    """How many units reach which share of the full marks; the bar in which `own` lies stands out and is named."""
    counts = [0] * BINS
    for share in shares:
        counts[bin_of(share)] += 1
    mine = None if own is None else bin_of(own)
    step = 100 // BINS
    middles = [number * step + step / 2 for number in range(BINS)]
    bar = {
        "type": "bar",
        "x": middles,
        "width": step * 0.92,
        "customdata": [f"{number * step}—{(number + 1) * step}%" for number in range(BINS)],
        "y": counts,
        "name": "单位数",
        "marker": {"color": [DATA if number == mine else PAST for number in range(BINS)]},
        "hovertemplate": "得分率 %{customdata}：%{y} 家<extra></extra>",
    }
    notes = [] if mine is None else [_note(middles[mine], counts[mine], f"{own_name}在这里")]
    layout = _layout("得分率", "家数") | {"annotations": notes, "showlegend": False}
    filled = [number for number in range(BINS) if counts[number]]
    ends = (min(filled, default=0), max(filled, default=BINS - 1))
    layout["xaxis"] |= {"range": [ends[0] * step - step, (ends[1] + 2) * step], "ticksuffix": "%", "dtick": 2 * step}
    layout["yaxis"] |= {"rangemode": "tozero", "tickformat": ",d"}
    return {"data": [bar], "layout": layout}


def bin_of(share: Decimal) -> int:
    """The bar of a share; below 0 the first, 1 and above the last."""
    return max(0, min(BINS - 1, int(share * BINS)))


def _note(x: float, y: int, text: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "showarrow": True, "arrowhead": 0, "ax": 0, "ay": -28, "font": {"size": 12}}


def quadrants(
    points: Sequence[tuple[str, Decimal, Decimal, bool]], *, middle: Decimal, words: tuple[str, str, str, str]
) -> dict[str, Any]:
    """Departments as (name, performance, Party standing, apart), both heights from 0 to 1. `words`: of the quadrants
    from the upper right on, against the clock. Those that have come apart have another colour and shape, and their
    names beside them."""
    traces = [
        {
            "type": "scatter",
            "mode": "markers+text" if apart else "markers",
            "name": name,
            "x": [float(each[1]) * 100 for each in points if each[3] == apart],
            "y": [float(each[2]) * 100 for each in points if each[3] == apart],
            "text": [each[0] for each in points if each[3] == apart],
            "textposition": "top center",
            "textfont": {"size": 10},
            "marker": {"size": 10, "symbol": symbol, "color": color},
            "hovertemplate": "%{text}：业务 %{x:.0f}，党建 %{y:.0f}<extra></extra>",
        }
        for name, apart, symbol, color in (("同步", False, "circle", DATA), ("两张皮", True, "diamond", _BAD))
    ]
    line = {"color": TARGET, "width": 1, "dash": "dot"}
    at = float(middle) * 100
    layout = _layout("业务位次（100 为第一）", "党建位次（100 为第一）")
    layout["xaxis"] |= {"range": [-6, 106]}
    layout["yaxis"] |= {"range": [-12, 122]}
    layout["shapes"] = [
        {"type": "line", "x0": at, "x1": at, "y0": -12, "y1": 122, "line": line},
        {"type": "line", "x0": -6, "x1": 106, "y0": at, "y1": at, "line": line},
    ]
    corners = ((104, 117, "right"), (-4, 117, "left"), (-4, -9, "left"), (104, -9, "right"))
    layout["annotations"] = [
        {"x": x, "y": y, "xanchor": side, "text": word, "showarrow": False, "font": {"size": 12, "color": INK}}
        for (x, y, side), word in zip(corners, words, strict=True)
    ]
    return {"data": traces, "layout": layout}


def _layout(x: str, y: str) -> dict[str, Any]:
    axis = {"fixedrange": True, "zeroline": False, "linecolor": "#c5cbd0", "automargin": True}
    return {
        "margin": {"l": 48, "r": 16, "t": 16, "b": 48},
        "font": {"family": FONT, "size": 12, "color": INK},
        "legend": {"orientation": "h", "x": 0, "y": 1.12},
        "hovermode": "closest",
        "xaxis": axis | {"title": {"text": x}, "showgrid": False},
        "yaxis": axis | {"title": {"text": y}, "gridcolor": "#e3e6e8"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
