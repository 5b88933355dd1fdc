"""What supervision tells department assessment (party_rules TK08): plain figures; weighing them is not its business."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from linghang.tasks.history import Event, steps
from linghang.tasks.statistics import Facts, Line, by_department


@dataclass(frozen=True)
class Inputs:
    """One department's figures of a period. `score`: the mean of the scores given in 考核, None without any; `scored`:
    the tasks that got them, each as often as it got one."""

    line: Line
    score: Fraction | None
    scored: tuple[int, ...] = ()

    @property
    def scores(self) -> int:
        """How many scores there are."""
        return len(self.scored)


def inputs(facts: Sequence[Facts], first: dt.date, last: dt.date, today: dt.date) -> list[Inputs]:
    """One per department, in the order of `statistics.by_department`."""
    given: dict[tuple[str, str], list[tuple[int, Fraction]]] = {}
    for task in facts:
        for event, state in steps(task.events):
            if event.kind == "appraise" and first <= event.on <= min(last, today):
                given.setdefault((task.institution, state.department), []).append((task.task, _score(event)))
    lines = {(line.institution, line.department): line for line in by_department(facts, first, last, today)}
    keys = sorted(set(lines) | set(given))
    return [_of(lines.get(key) or Line(*key), given.get(key, [])) for key in keys]


def _score(event: Event) -> Fraction:
    return Fraction(str(event.data["score"]))


def _of(line: Line, given: Sequence[tuple[int, Fraction]]) -> Inputs:
    mean = sum((score for _, score in given), Fraction(0)) / len(given) if given else None
    return Inputs(line, mean, tuple(task for task, _ in given))
