"""How far a case is, step by step, for its page and its dossier."""

from collections.abc import Iterable
from dataclasses import dataclass

from linghang.packs.procedure import Stage, Step
from linghang.procedures.cases import Done, State
from linghang.procedures.course import Course
from linghang.procedures.timing import window
from linghang.procedures.upcoming import Due


@dataclass(frozen=True)
class Line:
    """A step as it stands: `done`, as it was done last in this round; `due`, when it is to be done next; neither: it is
    still to come (`word`). `times`: how often it was done in the whole case. `warnings`: what was told when it was."""

    step: Step
    done: Done | None
    due: Due | None
    times: int
    outcome: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        if self.due is not None:
            return "可办" if not self.due.blocked_by else "等待"
        if self.done is not None:
            return "已办"
        return "可不办" if self.step.optional else "未到"


@dataclass(frozen=True)
class StageLines:
    stage: Stage
    lines: tuple[Line, ...]
    current: bool

    @property
    def done(self) -> int:
        return sum(line.done is not None for line in self.lines)


def stages_of(
    course: Course, state: State, dues: Iterable[Due], warnings: dict[int, tuple[str, ...]] | None = None
) -> list[StageLines]:
    """Every stage with its steps. `warnings`: what was told with an event, by its place in the history."""
    next_up = {due.step.code: due for due in dues}
    told = warnings or {}
    found = []
    for stage in course.procedure.stages:
        lines = tuple(_line(course, state, step, next_up.get(step.code), told) for step in stage.steps)
        found.append(StageLines(stage, lines, any(line.due is not None and not line.due.optional for line in lines)))
    return found


def _line(course: Course, state: State, step: Step, due: Due | None, told: dict[int, tuple[str, ...]]) -> Line:
    done = state.done.get(step.code)
    outcome = step.outcomes.get(done.outcome) if done else None
    reasons = due.reasons if due else () if done else window(course.procedure, state, step.code).reasons
    warnings = told.get(done.position, ()) if done else ()
    return Line(step, done, due, state.times(step.code), outcome.title if outcome else "", reasons, warnings)
