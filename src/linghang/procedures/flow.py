"""Whether a step of a case may be done. Pure.

Findings refuse (`block`) or are told and kept with the step (`warn`); each names its rule. A rule that is not verified
only warns.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from linghang.packs.procedure import Step
from linghang.procedures import contents, votes
from linghang.procedures.cases import (
    CLOSED,
    EVENT_TITLES,
    MOVED,
    OPENED,
    RESUMED,
    SUSPENDED,
    TAKEN_BACK,
    Event,
    State,
    lacking,
)
from linghang.procedures.course import Course, judge, numbers_of, row_of, typed
from linghang.procedures.facts import NOTHING, Known
from linghang.procedures.findings import Finding, block
from linghang.procedures.timing import Bound, window
from linghang.procedures.upcoming import possible
from linghang.tasks.history import as_day, say_day

FIRST_DAY = dt.date(1950, 1, 1)
"""No case on file is older: what lies before is a slip of the pen."""
_WITH_REASON = frozenset({SUSPENDED, CLOSED, TAKEN_BACK, MOVED})


def check(
    course: Course, state: State, event: Event, known: Known = NOTHING, *, today: dt.date | None = None
) -> list[Finding]:
    """Everything that stands against the event, refusals first. `today`: nothing can have happened after it."""
    if event.step in EVENT_TITLES:
        found = _check_case(course, state, event)
    elif barred := _barred(course, state, event, known):
        found = barred
    else:
        found = _check_step(course, state, event, known)
    return sorted([*_days(course, state, event, today), *found], key=lambda finding: not finding.blocks)


def _check_case(course: Course, state: State, event: Event) -> list[Finding]:
    """The events that are no step."""
    title = EVENT_TITLES[event.step]
    findings = []
    if event.step == OPENED:
        if state.opened_on is not None:
            findings.append(block("这件事已经启动", "请刷新页面"))
        findings += contents.read(course, "opened", event.data).findings
        return findings
    if event.step in _WITH_REASON and not event.text.strip():
        findings.append(block(f"{title}要写明理由", "请填说明", field="说明"))
    if event.step == TAKEN_BACK:
        if state.last_step in ("", OPENED):
            findings.append(block("还没有可以撤回的步骤", "启动错了请终止这件事"))
        if state.last_step == MOVED:
            findings.append(block("转接不能撤回", "请再转一次"))
    elif not state.open:
        findings.append(block(f"已于{say_day(state.closed_on)}办结" if state.closed_on else "尚未启动", "请刷新页面"))
    elif (event.step == RESUMED) != (state.suspended_on is not None) and event.step in (SUSPENDED, RESUMED):
        findings.append(block("没有中止，不能恢复" if event.step == RESUMED else "已经中止", "请刷新页面"))
    return findings


def _barred(course: Course, state: State, event: Event, known: Known) -> list[Finding]:
    """Why the step cannot be taken up at all."""
    try:
        step = course.procedure.step(event.step)
    except KeyError:
        return [block("这个流程没有这一步", "请核对步骤", field="步骤", value=event.step)]
    if not state.open:
        reason = f"已于{say_day(state.closed_on)}办结" if state.closed_on else "尚未启动"
        return [block(f"这件事{reason}，不能再办“{step.title}”", "请刷新页面看最新状态")]
    if state.suspended_on is not None:
        return [block(f"已于{say_day(state.suspended_on)}中止", "请先恢复")]
    if step.code in possible(course, state, event.on, known.values):
        return []
    if step.code in state.done:
        return [block(f"“{step.title}”已于{say_day(state.done[step.code].on)}办过", "请刷新页面看最新状态")]
    if step.only_back and step.code not in state.required:
        return [block(f"“{step.title}”要等前面的步骤退回到它才办", "请先办前面的步骤", rule=step.rule)]
    procedure = course.procedure
    if missing := lacking(procedure, state, step.code):
        titles = "、".join(f"“{procedure.step(code).title}”" for code in missing)
        return [block(f"还没有办{titles}，不能办“{step.title}”", "请按先后办理", rule=step.rule)]
    return [block(f"后面的步骤已经办了，不能再补“{step.title}”", "请刷新页面看最新状态")]


def _check_step(course: Course, state: State, event: Event, known: Known) -> list[Finding]:
    step = course.procedure.step(event.step)
    read = contents.read(course, step.code, event.data)
    event = replace(event, data=read.data)
    findings = [
        *contents.check_outcome(step, state, event.outcome),
        *read.findings,
        *contents.check_people(course, step.code, read.data, known),
        *contents.check_documents(step, state, event),
        *votes.check(step, event.outcome, event.tally, known.entitled),
        *_order(course, state, event),
        *_times(course, state, event, known),
    ]
    explained = bool(event.text.strip())
    return [*findings, *judge(course, step.code, _row(course, state, event, known), explained=explained)]


def _row(course: Course, state: State, event: Event, known: Known) -> dict[str, Any]:
    """What the checks may ask, with what this step says."""
    step = course.procedure.step(event.step)
    own = typed(course, step.code, event.data) | {f"{step.code}__on": event.on, "done_on": event.on}
    own |= {f"{step.code}__outcome": event.outcome or None}
    counted = step.vote is not None and step.vote.written_counts
    stale = {name: None for name in row_of(course, state, known) if name.startswith(f"{step.code}__")}
    return row_of(course, state, known) | stale | own | numbers_of(event.tally, written_counts=counted)


def _days(course: Course, state: State, event: Event, today: dt.date | None) -> list[Finding]:
    said = say_day(event.on)
    if today is not None and event.on > today:
        return [block(f"晚于今天（{say_day(today)}）", "请填实际发生的日期", field="日期", value=said)]
    if event.on < FIRST_DAY:
        return [block(f"早于{say_day(FIRST_DAY)}", "请核对年份", field="日期", value=said)]
    if state.opened_on is not None and event.on < state.opened_on:
        return [block(f"早于启动日期（{say_day(state.opened_on)}）", "请核对日期", field="日期", value=said)]
    if event.step in EVENT_TITLES and state.last_on is not None and event.on < state.last_on:
        return [block(f"早于上一条记录（{say_day(state.last_on)}）", "请核对日期", field="日期", value=said)]
    return []


def _order(course: Course, state: State, event: Event) -> list[Finding]:
    """A step is not earlier than what comes before it; of steps side by side either may be first."""
    before = [done for done in state.done.values() if event.step in course.procedure.behind(done.step)]
    last = max(before, key=lambda done: done.on, default=None)
    if last is None or event.on >= last.on:
        return []
    title = course.procedure.step(last.step).title
    reason = f"早于前面的“{title}”（{say_day(last.on)}）"
    return [block(reason, "请核对日期：步骤要按先后办理", field="日期", value=say_day(event.on))]


def _times(course: Course, state: State, event: Event, known: Known) -> list[Finding]:
    limits = window(course.procedure, state, event.step, known=known.values, data=event.data, on=event.on)
    step = course.procedure.step(event.step)
    findings = [found for bound in limits.bounds if (found := _timed(step, bound, event)) is not None]
    lapses = [bound for bound in limits.bounds if bound.kind == "lapses" and _past(bound, event)]
    longest = max(lapses, key=lambda bound: bound.day, default=None)
    if longest is not None:
        findings.append(_finding(step, longest, _day_of(longest, event)))
    return findings


def _timed(step: Step, bound: Bound, event: Event) -> Finding | None:
    """A day too early, or late; what has lapsed is told once, by the longest that has."""
    day = _day_of(bound, event)
    if day is None:
        return None
    if (bound.kind == "not_before" and day < bound.day) or (bound.kind == "due" and day > bound.day):
        return _finding(step, bound, day)
    return None


def _past(bound: Bound, event: Event) -> bool:
    day = _day_of(bound, event)
    return day is not None and day > bound.day


def _finding(step: Step, bound: Bound, day: dt.date | None) -> Finding:
    field = step.field(bound.field).title if bound.field else "日期"
    reason = f"{bound.message}：{bound.reason}" if bound.message else bound.reason
    severity, value = "block" if bound.blocks else "warn", say_day(day) if day else ""
    remedies = {
        "not_before": "请在规定时间以后办理",
        "due": "已经逾期，请尽快办理" if not bound.blocks else "请核对日期",
    }
    remedy = remedies.get(bound.kind, "请先重新办理这一步")
    if severity == "block":
        return Finding("block", reason, remedy, field, value, bound.rule, bound.unverified)
    return Finding("warn", reason, remedy, field, value, bound.rule, bound.unverified)


def _day_of(bound: Bound, event: Event) -> dt.date | None:
    return as_day(event.data.get(bound.field)) if bound.field else event.on
