"""What is awaited next on a task, and from whom. Pure: told from the stage and what its events say."""

import datetime as dt
from dataclasses import dataclass

from linghang.tasks.history import State

OFFICE, APPROVER = "督查部门", "责任领导或督查部门"


@dataclass(frozen=True)
class Awaited:
    """The step that is awaited (`kind`, as in `flow.STEPS`), from whom, and in words."""

    kind: str
    who: str
    said: str

    def __str__(self) -> str:
        return f"等{self.who}{self.said}"


def awaited(state: State, lead: str, *, next_report: dt.date | None = None) -> Awaited | None:
    """None when nothing is awaited any more. `lead`: who carries the task out; `next_report`: the report due next."""
    match state.stage:
        case "registered":
            return _before_assignment(state)
        case "assigned":
            return _pending(state) or Awaited("accept", lead, "签收")
        case "working":
            return _pending(state) or _work(state, lead, next_report)
        case "closing":
            return Awaited("close", APPROVER, "复核")
        case "suspended":
            return Awaited("resume", APPROVER, "恢复")
    return None


def _before_assignment(state: State) -> Awaited:
    if state.approval == "asked":
        return Awaited("approve", "责任领导", "审核")
    if state.approval == "refused":
        return Awaited("ask_approval", OFFICE, "修改后重新送审")
    return Awaited("assign", OFFICE, "交办")


def _pending(state: State) -> Awaited | None:
    asked = state.pending
    return Awaited("grant_extension", APPROVER, f"答复延期申请（延至 {asked.due}）") if asked else None


def _work(state: State, lead: str, next_report: dt.date | None) -> Awaited:
    if state.percent >= 100:
        return Awaited("ask_close", lead, "申请办结")
    if next_report:
        return Awaited("report", lead, f"反馈（{next_report.month}月{next_report.day}日前）")
    return Awaited("report", lead, "反馈进展")
