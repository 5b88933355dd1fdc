"""The forms of the steps that a person may take on a case now, made from the definition."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from linghang.core.errors import Fault
from linghang.organization.access import User
from linghang.organization.as_of import branches_on
from linghang.packs.procedure import Document, Step, StepField
from linghang.procedures import reach
from linghang.procedures.cases import CLOSED, EVENT_TITLES, MOVED, OPENED, RESUMED, SUSPENDED, TAKEN_BACK, State
from linghang.procedures.course import Course
from linghang.procedures.models import Case
from linghang.procedures.upcoming import possible
from linghang.procedures.workbook import TALLY
from linghang.tasks.boxes import Box, options, placed, unplaced
from linghang.tasks.posting import KeptFile

DATA, PAPER, FILES, KEPT, VOTE = "data-", "paper-", "files-", "kept-", "tally-"
"""How the boxes of a form are named: fields, places of paper originals, uploads, uploads already here, votes."""
_AREA = 80
_HINTS = {
    SUSPENDED: "暂时不办，写明理由；期间不亮灯",
    CLOSED: "不再办理，写明理由",
    TAKEN_BACK: "最后一条记录填错了；原记录和撤回都留在经过里",
    MOVED: "组织关系转到其他党支部，由那里接着办",
}


@dataclass(frozen=True)
class Paper:
    """A document of the step: what is asked, what came already, where the original is kept."""

    document: Document
    place: str = ""
    kept: tuple[KeptFile, ...] = ()


@dataclass(frozen=True)
class Form:
    """`papers`: its documents; `votes`: the boxes of its vote; `open`: to be shown unfolded."""

    step: str
    title: str
    hint: str
    boxes: tuple[Box, ...]
    draft: str
    votes: tuple[Box, ...] = ()
    papers: tuple[Paper, ...] = ()
    faults: tuple[Fault, ...] = ()
    open: bool = False
    danger: bool = False
    rule: str = ""

    @property
    def current(self) -> bool:
        """Whether it shows what was just typed, so that an older draft must not be offered."""
        return bool(self.faults or any(box.errors for box in (*self.boxes, *self.votes)))


@dataclass(frozen=True)
class Sent:
    """What was typed into a form, to show it again."""

    written: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    kept: Mapping[str, tuple[KeptFile, ...]] = field(default_factory=dict)


def steps_for(user: User, case: Case, course: Course, state: State, today: dt.date) -> list[str]:
    """The steps that the case and the person's role both allow now."""
    return [code for code in possible(course, state, today) if reach.may_act(user, case, code)]


def others_for(user: User, case: Case, state: State) -> list[str]:
    """What may be done to the case besides its steps."""
    if not state.open:
        able = [TAKEN_BACK]
    elif state.suspended_on is not None:
        able = [RESUMED, CLOSED]
    else:
        able = [TAKEN_BACK, SUSPENDED, MOVED, CLOSED]
    if state.last_step in (OPENED, MOVED):
        able = [each for each in able if each != TAKEN_BACK]
    if case.branch is None:
        able = [each for each in able if each != MOVED]
    return [each for each in able if reach.may_act(user, case, each)]


def draft_of(user: User, case: Case, step: str) -> str:
    """Under what name the browser keeps what was typed into the form of a step and not sent."""
    return f"{user.pk}:case:{case.pk}:{step}"


def form(
    user: User, case: Case, course: Course, step: str, today: dt.date, sent: Sent | None = None, *, open_: bool = False
) -> Form:
    """The form of a step with what was sent in it and what is wrong with it."""
    sent = sent or Sent()
    draft = draft_of(user, case, step)
    if step in EVENT_TITLES:
        boxes = _with_errors(_other_boxes(case, step, today, sent), sent.faults)
        rest = tuple(unplaced(sent.faults, boxes))
        return Form(
            step, EVENT_TITLES[step], _HINTS.get(step, ""), boxes, draft, faults=rest, open=open_, danger=step == CLOSED
        )
    found = course.procedure.step(step)
    boxes = _with_errors(_boxes(course, found, today, sent), sent.faults)
    votes = tuple(_votes(found, sent)) if found.vote else ()
    papers = tuple(
        Paper(each, sent.written.get(PAPER + each.code, ""), sent.kept.get(each.code, ())) for each in found.documents
    )
    return Form(
        step,
        found.title,
        found.hint,
        boxes,
        draft,
        votes,
        papers,
        tuple(unplaced(sent.faults, boxes)),
        open_,
        rule=found.rule,
    )


def opening(course: Course, sent: Sent | None = None) -> tuple[Box, ...]:
    """The boxes of what is said when a case is opened."""
    sent = sent or Sent()
    return _with_errors((_field(course, each, sent) for each in course.procedure.fields), sent.faults)


def _boxes(course: Course, step: Step, today: dt.date, sent: Sent) -> Iterable[Box]:
    yield Box("on", "日期", "date", sent.written.get("on", today.isoformat()), True, "填实际办理的日期")
    if step.outcomes:
        choices = options(
            [(code, outcome.title) for code, outcome in step.outcomes.items()], [sent.written.get("outcome", "")]
        )
        yield Box("outcome", "结果", "select", required=step.must_say, options=choices)
    for each in step.fields:
        yield _field(course, each, sent)
    yield Box("text", "说明", "area", sent.written.get("text", ""), rows=2)


def _other_boxes(case: Case, step: str, today: dt.date, sent: Sent) -> Iterable[Box]:
    yield Box("on", "日期", "date", sent.written.get("on", today.isoformat()), True)
    if step == MOVED:
        others = [
            (each.organization.code, each.name)
            for each in branches_on(case.institution, today)
            if each.organization_id != case.branch_id
        ]
        yield Box(
            "branch", "党支部", "select", required=True, options=options(others, [sent.written.get("branch", "")])
        )
    yield Box("text", "说明", "area", sent.written.get("text", ""), step != RESUMED, rows=2)


def _field(course: Course, each: StepField, sent: Sent) -> Box:
    name = DATA + each.code
    value = sent.written.get(name, "")
    hint = each.hint
    if each.person:
        hint = "；".join(filter(None, (hint, "填工号，几个人之间用“；”隔开" if each.list else "填工号")))
    elif each.list:
        hint = "；".join(filter(None, (hint, "几个之间用“；”隔开")))
    if each.unit and not each.list:
        hint = "；".join(filter(None, (hint, f"单位：{each.unit}")))
    codes = course.codes_for(each)
    if codes is not None and not each.list and not codes.prefix:
        return Box(name, each.title, "select", "", each.required, hint, options(codes.labels.items(), [value]))
    match each.type:
        case "boolean":
            return Box(
                name, each.title, "select", "", each.required, hint, options([("是", "是"), ("否", "否")], [value])
            )
        case "date":
            return Box(name, each.title, "date", value, each.required, hint)
        case "integer" | "decimal":
            return Box(name, each.title, "number", value, each.required, hint)
    kind = "area" if each.type == "text" and not each.person and (each.length or _AREA + 1) > _AREA else "text"
    return Box(name, each.title, kind, value, each.required, hint)


def _votes(step: Step, sent: Sent) -> Iterable[Box]:
    """One box for each number of the vote; written opinions only where the rule counts them."""
    counted = step.vote is not None and step.vote.written_counts
    for title, name in TALLY.items():
        if counted or not name.startswith("written"):
            needed = name in ("entitled", "present", "in_favour")
            yield Box(VOTE + name, title, "number", sent.written.get(VOTE + name, ""), needed)


def _with_errors(boxes: Iterable[Box], faults: Iterable[Fault]) -> tuple[Box, ...]:
    return tuple(replace(box, errors=placed(faults, box.title)) for box in boxes)
