"""扩先提中治软: the yearly class of a branch, how it moved, and what each class must be followed by. Pure."""

import datetime as dt
from dataclasses import dataclass

CLASSES: dict[str, str] = {"advanced": "先进", "middle": "中间", "weak": "后进"}
FOLLOW_UPS: dict[str, tuple[str, str]] = {
    "advanced": ("扩先", "总结做法，到其他支部推广"),
    "middle": ("提中", "定出提升项目和时限"),
    "weak": ("治软", "列入整顿台账，明确联系领导、整顿方案和时限"),
}
"""What the class asks for (party_rules AS05): its short name, and what the measure should say."""
_ORDER = ("weak", "middle", "advanced")


@dataclass(frozen=True)
class Classed:
    """The class of one year."""

    year: int
    grade: str
    follow_up: str = ""
    due: dt.date | None = None
    done: dt.date | None = None

    @property
    def word(self) -> str:
        return CLASSES.get(self.grade, self.grade)


@dataclass(frozen=True)
class Movement:
    """From the class of one year to that of a later one. `steps`: classes gained, negative: lost."""

    before: Classed | None
    now: Classed
    steps: int | None

    @property
    def said(self) -> str:
        if self.before is None or self.steps is None:
            return f"{self.now.year} 年{self.now.word}，此前没有等次"
        way = "晋位" if self.steps > 0 else "退位" if self.steps < 0 else "保持"
        return f"{way}：{self.before.year} 年{self.before.word} → {self.now.year} 年{self.now.word}"


def movement(history: list[Classed]) -> Movement | None:
    """The newest class against the one before it; None without any."""
    ordered = sorted(history, key=lambda each: each.year)
    if not ordered:
        return None
    now, before = ordered[-1], ordered[-2] if len(ordered) > 1 else None
    known = before is not None and before.grade in _ORDER and now.grade in _ORDER
    steps = _ORDER.index(now.grade) - _ORDER.index(before.grade) if known and before is not None else None
    return Movement(before, now, steps)


def rises(before: str, now: str) -> bool:
    """Whether a branch moved up, so that the register of upgrades takes it."""
    return before in _ORDER and now in _ORDER and _ORDER.index(now) > _ORDER.index(before)


def light(classed: Classed, today: dt.date) -> tuple[str, str]:
    """Tone and words of the follow-up: every class must have one, and it must be done in time."""
    short, asks = FOLLOW_UPS.get(classed.grade, ("跟进", "写明措施"))
    if classed.done:
        return "good", f"{short}：{classed.done} 已完成"
    if not classed.follow_up:
        return "bad", f"{short}：还没有措施，应{asks}"
    if classed.due and classed.due < today:
        return "bad", f"{short}：{classed.due} 到期，还没有完成"
    return "warn", f"{short}：进行中" + (f"，{classed.due} 前完成" if classed.due else "")
