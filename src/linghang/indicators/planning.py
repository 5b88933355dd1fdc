"""What a computation would scan, and how long that took before: said before it runs."""

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from linghang.core.workspace import Workspace
from linghang.indicators import cube, partials
from linghang.indicators.measures import Plan, plan_for
from linghang.indicators.sources import Snapshot, batches, snapshot
from linghang.registers import content

_ENOUGH = 1.0
"""Seconds that a computation must have taken to say something about the next."""


@dataclass(frozen=True)
class Due:
    """What is to be scanned of one register. `changed`: batches that were summed up before, by other definitions.
    `work`: rows times measures."""

    register: str
    title: str
    batches: int
    rows: int
    changed: int
    work: int

    def to_json(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Planned:
    """What a computation at a catalogue version would do. `seconds`: expected, None when none was ever timed."""

    version: int
    registers: tuple[Due, ...]
    seconds: float | None

    @property
    def changed(self) -> bool:
        """Whether definitions changed, so that batches have to be scanned again."""
        return any(due.changed for due in self.registers)

    @property
    def work(self) -> int:
        """Rows times measures."""
        return sum(due.work for due in self.registers)

    def __str__(self) -> str:
        wanted = [due for due in self.registers if due.batches]
        if not wanted:
            return f"指标已是最新，无需汇总，数据版本 {self.version}"
        parts = "，".join(f"{due.title} {due.batches} 批 {due.rows} 行" for due in wanted)
        count, rows = sum(due.batches for due in wanted), sum(due.rows for due in wanted)
        head = "口径有变动：需重新汇总" if self.changed else "需汇总"
        length = "尚无用时记录，无法预计用时" if self.seconds is None else f"预计 {_said(self.seconds)}"
        return f"{head} {count} 批 {rows} 行（{parts}），{length}"

    def to_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "changed": self.changed,
            "seconds": None if self.seconds is None else round(self.seconds, 1),
            "registers": [due.to_json() for due in self.registers],
        }


def planned(*, registers: Collection[str] | None = None, as_of: int | None = None) -> Planned:
    """What `compute` would scan now, of these registers (all when None). InputError when a definition is at fault."""
    plan, now = plan_for(content.library()), snapshot(as_of)
    codes = dict.fromkeys(scan.register for scan in plan.scans if plan.library.register(scan.register).kind != "kept")
    due = tuple(_due(plan, code, now) for code in codes if registers is None or code in registers)
    found = Planned(now.version, due, None)
    speed = _speed()
    return found if speed is None else replace(found, seconds=found.work / speed)


def _due(plan: Plan, code: str, now: Snapshot) -> Due:
    sources, register, work = batches(code, now), plan.library.register(code), 0
    wanted = set[str]()
    for scan in plan.scans:
        if scan.register == code:
            known = partials.known(cube.folder_of(scan))
            missing = [source for source in sources if source.name not in known]
            wanted |= {source.name for source in missing}
            work += sum(source.rows for source in missing) * len(scan.measures)
    rows = sum(source.rows for source in sources if source.name in wanted)
    return Due(code, register.title, len(wanted), rows, len(wanted & _ever_summed(code)), work)


def _ever_summed(code: str) -> set[str]:
    """Batches that have partials of any definitions."""
    folder = _folder() / code
    folders = folder.iterdir() if folder.is_dir() else ()
    return {batch for each in folders for batch in partials.known(each)}


def note_speed(work: int, seconds: float) -> None:
    """Remember how much (rows times measures) a computation did in how long."""
    if seconds >= _ENOUGH and work:
        _folder().mkdir(parents=True, exist_ok=True)
        (_folder() / "speed.json").write_text(json.dumps({"work_per_second": work / seconds}), encoding="utf-8")


def _speed() -> float | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        return float(json.loads((_folder() / "speed.json").read_text(encoding="utf-8"))["work_per_second"]) or None
    return None


def _folder() -> Path:
    return Workspace.from_environment().lake / "_cube"


def _said(seconds: float) -> str:
    return f"{max(1, round(seconds))} 秒" if seconds < 90 else f"{round(seconds / 60)} 分钟"
