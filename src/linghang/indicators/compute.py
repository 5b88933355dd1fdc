"""Bring the partial aggregates up to date, so that no page has to scan rows."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from linghang.core.workspace import Workspace
from linghang.indicators import cube, linked, partials, quality
from linghang.indicators.measures import Plan, plan_for
from linghang.indicators.planning import note_speed, planned
from linghang.indicators.sources import Snapshot, batches, snapshot
from linghang.registers import content

Progress = Callable[[int, int, str], None]
"""Told rows done, rows to do in all, and the title of the register."""


@dataclass(frozen=True)
class Computed:
    """What was scanned of one register. `rows` of a batch count once, however many dates its measures use."""

    register: str
    title: str
    batches: int
    rows: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        return vars(self) | {"seconds": round(self.seconds, 3)}


@dataclass(frozen=True)
class Summary:
    """One computation: at which catalogue version, with which engine, what was scanned."""

    version: int
    engine: str
    registers: tuple[Computed, ...]
    seconds: float

    @property
    def batches(self) -> int:
        return sum(register.batches for register in self.registers)

    @property
    def rows(self) -> int:
        return sum(register.rows for register in self.registers)

    def __str__(self) -> str:
        if not self.batches:
            return f"指标已是最新，数据版本 {self.version}"
        parts = "，".join(f"{done.title} {done.batches} 批 {done.rows} 行" for done in self.registers if done.batches)
        what = f"已汇总 {self.batches} 批 {self.rows} 行（{parts}）"
        return f"{what}，用时 {self.seconds:.1f} 秒，数据版本 {self.version}"

    def to_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "engine": self.engine,
            "batches": self.batches,
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            "registers": [done.to_json() for done in self.registers],
        }


def compute(
    *,
    registers: Collection[str] | None = None,
    as_of: int | None = None,
    engine: str = "polars",
    progress: Progress | None = None,
) -> Summary:
    """Scan what has no partials yet, of these registers (all when None), as visible at a catalogue version (now when
    None). Raises InputError when a definition or the engine's name is at fault."""
    started, now, plan = perf_counter(), snapshot(as_of), plan_for(content.library())
    cube.engine_of(engine)
    work = planned(registers=registers, as_of=as_of).work
    codes = [
        code for code in dict.fromkeys(scan.register for scan in plan.scans) if registers is None or code in registers
    ]
    done = tuple(_compute_register(plan, code, now, engine, progress) for code in codes)
    if registers is None:
        _forget_old(plan)
    note_speed(work, perf_counter() - started)
    return Summary(now.version, engine, done, perf_counter() - started)


def _compute_register(plan: Plan, code: str, now: Snapshot, engine: str, progress: Progress | None) -> Computed:
    register, started = plan.library.register(code), perf_counter()
    scans = [scan for scan in plan.scans if scan.register == code]
    if register.kind == "kept":
        for scan in scans:
            cube.frame(scan, register, now)
        return Computed(code, register.title, 0, 0, perf_counter() - started)
    sources = batches(code, now)
    total, finished = sum(source.rows for source in sources), 0

    def tell(rows: int) -> None:
        nonlocal finished
        finished += rows
        if progress is not None:
            progress(finished, total * len(scans), register.title)

    for scan in plan.linked:
        if scan.register == code:
            linked.frame(scan, register, now)
    run = cube.engine_of(engine)
    if quality.rules_of(register):
        cube.fill(quality.scan_of(plan.library, register), register, sources, run)
    scanned = {source for scan in scans for source in cube.fill(scan, register, sources, run, tell)}
    rows = sum(source.rows for source in scanned)
    return Computed(code, register.title, len(scanned), rows, perf_counter() - started)


def _forget_old(plan: Plan) -> None:
    root = Workspace.from_environment().lake / "_cube"
    for folder in root.iterdir() if root.is_dir() else ():
        scans = [scan for scan in (*plan.scans, *plan.linked) if scan.register == folder.name]
        if plan.library.has("registers", folder.name):
            scans.append(quality.scan_of(plan.library, plan.library.register(folder.name)))
        partials.forget_others(folder, [scan.fingerprint for scan in scans])
