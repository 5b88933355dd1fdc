"""What supervision tells department assessment (party_rules TK08): plain figures; weighing them is not its business."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from linghang.tasks.history import Event, steps
from linghang.tasks.statistics import Facts, Line, by_department


@dataclass(frozen=True)
class Inputs:
    """One department's figures of a period. `score`: the mean of the scores given in 考核, None without any."""

    line: Line
    score: Fraction | None
    scores: int


def inputs(facts: Sequence[Facts], first: dt.date, last: dt.date, today: dt.date) -> list[Inputs]:
    """One per department, in the order of `statistics.by_department`."""
    given: dict[tuple[str, str], list[Fraction]] = {}
    for task in facts:
        for event, state in steps(task.events):
            if event.kind == "appraise" and first <= event.on <= min(last, today):
                given.setdefault((task.institution, state.department), []).append(_score(event))
    lines = {(line.institution, line.department): line for line in by_department(facts, first, last, today)}
    keys = sorted(set(lines) | set(given))
    return [_of(lines.get(key) or Line(*key), given.get(key, [])) for key in keys]


def _score(event: Event) -> Fraction:
    return Fraction(str(event.data["score"]))


def _of(line: Line, scores: Sequence[Fraction]) -> Inputs:
    return Inputs(line, sum(scores, Fraction(0)) / len(scores) if scores else None, len(scores))
