"""The light of a value against its target, in words and with its reason. Pure."""

from dataclasses import dataclass
from typing import Literal

from linghang.core.figures import write_figure
from linghang.indicators.comparisons import Comparison
from linghang.packs.model import Indicator

State = Literal["good", "warn", "bad", "none"]
_STATES: dict[str | None, State] = {"good": "good", "near": "warn", "bad": "bad", None: "none"}
_WORDS: dict[State, str] = {"good": "达标", "warn": "接近目标", "bad": "未达标", "none": "不评价"}


@dataclass(frozen=True)
class Light:
    """`state` decides colour and shape, `word` says it, `reason` why and for which months."""

    state: State
    word: str
    reason: str


def light_of(indicator: Indicator, target: Comparison, period_label: str) -> Light:
    """The judgement of a comparison with the target. Where there is none, the reason says what is missing."""
    if target.base is None:
        return Light("none", "无目标", f"{period_label}没有设定目标")
    sign = "≤" if indicator.direction == "lower" else "≥"
    wanted = write_figure(target.base, indicator.unit, indicator.decimals, scale=indicator.scale, grouped=True)
    reason = f"目标 {sign}{wanted}"
    if target.value is None:
        return Light("none", "无数据", f"{reason}，{period_label}没有数据")
    state = _STATES[target.light]
    return Light(state, _WORDS[state], f"{reason}（{period_label}）")
