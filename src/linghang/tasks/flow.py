"""The flow of a supervised task as data: which step may be taken when, by whom, and what it must say. Pure.

立项 → 送审/审核 → 分解 → 交办 → 签收 → 反馈 ⇄ 催办、督查、延期、中止 → 申请办结 → 复核（退回/销号）→ 通报 → 考核
(party_rules TK01–TK03). A late report states reason, progress and measures (TK06); a review has seven points (TK07).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Literal

from linghang.core.errors import Fault, InputError
from linghang.tasks.history import Event, State, as_day, say_day

FieldKind = Literal["text", "date", "percent", "flag", "choice", "positions", "checklist", "department", "score"]
STAGE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "registered": "已立项",
        "assigned": "待签收",
        "working": "办理中",
        "closing": "待复核",
        "closed": "已销号",
        "suspended": "已中止",
        "withdrawn": "已撤销",
    }
)
CHECKLIST: Mapping[str, str] = MappingProxyType(
    {
        "facts": "事实是否清楚",
        "solution": "问题是否解决",
        "delivery": "要求是否落实",
        "conclusion": "结论是否准确",
        "measures": "措施是否到位",
        "documents": "文书是否规范",
        "procedure": "程序是否完备",
    }
)
"""The seven points of a review (TK07)."""
FINDINGS: Mapping[str, str] = MappingProxyType({"sound": "进展正常", "behind": "未达序时进度", "poor": "质量不高"})
METHODS: Mapping[str, str] = MappingProxyType(
    {"letter": "发函", "phone": "电话", "visit": "实地", "files": "查阅资料", "meeting": "约谈"}
)
ORDER_REMEDY = "请核对日期：登记的事项要按发生的先后"
FIRST_DAY = dt.date(1990, 1, 1)
YEARS_AHEAD = 30
"""No supervised matter is older, and none is given longer: what lies outside is a slip of the pen."""


@dataclass(frozen=True)
class Field:
    """One thing a step says. `code` is its key in the event's data; `text` is the event's own text."""

    code: str
    title: str
    kind: FieldKind = "text"
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One kind of event: the stages it may start from, the stage it leads to ("" stays, "*" depends on the past),
    the access action it needs, and what it must or may say.
    """

    kind: str
    title: str
    start: frozenset[str]
    to: str
    action: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Around:
    """What a task depends on when it is to be closed: the open ones by name, and its milestones by position."""

    children: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    milestones: Mapping[int, str] = field(default_factory=dict)


_TEXT = Field("text", "说明")
_NOTE = Field("text", "说明", required=False)
_PERIOD = Field("period", "所报周期（其中任一日）", "date", required=False)
_UNTIL = Field("until", "限期回复", "date", required=False)
_REJECTED = Field("rejected", "不予采信的反馈", "positions", required=False)
_CHECKLIST = Field("checklist", "复核要点", "checklist", choices=CHECKLIST)
LATE_FIELDS = (Field("reason", "未按期原因"), Field("progress", "目前进展"), Field("measures", "下步措施"))
"""What a report on an overdue task must state besides (TK06)."""
ENTRY_REASON = Field("entry_reason", "补记理由", required=False)
"""Why something is written down later than it happened; any step may say it, one entered later by hand must."""


def _step(kind: str, title: str, start: str, to: str, action: str, *fields: Field) -> tuple[str, Step]:
    return kind, Step(kind, title, frozenset(start.split()), to, action, fields)


STEPS: Mapping[str, Step] = MappingProxyType(
    dict(
        (
            _step("register", "立项", "", "registered", "supervise_tasks"),
            _step("ask_approval", "送审", "registered", "", "execute_tasks", _NOTE),
            _step("approve", "审核", "registered", "", "approve", Field("passed", "同意", "flag"), _NOTE),
            _step("decompose", "分解", "registered assigned working", "", "execute_tasks", _NOTE),
            _step("assign", "交办", "registered", "assigned", "supervise_tasks", Field("due", "时限", "date"), _NOTE),
            _step("accept", "签收", "assigned", "working", "execute_tasks", _NOTE),
            _step(
                "report",
                "反馈",
                "working",
                "",
                "execute_tasks",
                Field("text", "进展情况"),
                Field("percent", "进度（%）", "percent", required=False),
                Field("milestones", "完成的节点", "positions", required=False),
                _PERIOD,
            ),
            _step("urge", "催办", "assigned working", "", "supervise_tasks", Field("text", "催办内容"), _UNTIL),
            _step(
                "inspect",
                "督查",
                "assigned working closing",
                "",
                "supervise_tasks",
                Field("text", "督查情况"),
                Field("method", "方式", "choice", required=False, choices=METHODS),
                Field("finding", "结论", "choice", required=False, choices=FINDINGS),
                _UNTIL,
                _REJECTED,
            ),
            _step(
                "ask_extension",
                "申请延期",
                "assigned working",
                "",
                "execute_tasks",
                Field("due", "申请延至", "date"),
                Field("text", "延期理由"),
            ),
            _step(
                "grant_extension",
                "同意延期",
                "assigned working",
                "",
                "approve",
                Field("due", "延至", "date", required=False),
                _NOTE,
            ),
            _step("refuse_extension", "不同意延期", "assigned working", "", "approve", Field("text", "不同意的理由")),
            _step("suspend", "中止", "assigned working", "suspended", "approve", Field("text", "中止理由")),
            _step(
                "resume",
                "恢复",
                "suspended",
                "*",
                "approve",
                Field("due", "新的时限", "date", required=False),
                _NOTE,
            ),
            _step(
                "transfer",
                "移交",
                "registered assigned working closing suspended",
                "",
                "supervise_tasks",
                Field("department", "接办科室", "department"),
                Field("text", "移交理由"),
            ),
            _step(
                "ask_close",
                "申请办结",
                "working",
                "closing",
                "execute_tasks",
                Field("text", "办结情况"),
                Field("statement", "无书面佐证的说明", required=False),
            ),
            _step(
                "return",
                "退回",
                "closing",
                "working",
                "approve",
                _CHECKLIST,
                Field("text", "退回理由和整改要求"),
                _REJECTED,
            ),
            _step("close", "销号", "closing", "closed", "approve", _CHECKLIST, _NOTE),
            _step(
                "reopen",
                "重启",
                "closed withdrawn",
                "*",
                "approve",
                Field("text", "重启理由"),
                Field("due", "新的时限", "date", required=False),
            ),
            _step("circulate", "通报", "assigned working closing closed", "", "supervise_tasks", _TEXT),
            _step(
                "appraise",
                "考核",
                "closed",
                "",
                "approve",
                Field("score", "考核得分（0—100）", "score"),
                _NOTE,
            ),
            _step(
                "withdraw",
                "撤销",
                "registered assigned working closing suspended",
                "withdrawn",
                "approve",
                Field("text", "撤销理由"),
            ),
            _step("amend", "修改", "registered assigned working closing suspended", "", "supervise_tasks", _NOTE),
        )
    )
)


def possible(state: State) -> list[str]:
    """The kinds of event that may come next by the stage and the past alone, in the order of the flow."""
    return [kind for kind in STEPS if not _barred(state, kind)]


def fields(state: State, kind: str, on: dt.date) -> tuple[Field, ...]:
    """What this step must or may say now: a report on an overdue task says more than one in time."""
    asked = STEPS[kind].fields
    if kind == "report" and state.overdue(on):
        return (*asked, *LATE_FIELDS)
    if kind in ("reopen", "resume") and state.due is not None and state.due < on:
        return tuple(Field(each.code, each.title, each.kind) if each.code == "due" else each for each in asked)
    return asked


def judged_on(kind: str, on: dt.date, entered: dt.date | None = None) -> dt.date:
    """The day by which deadlines are judged: of what the department does it is the day on which that is entered by
    hand, or whoever is late could choose a day on which he was not."""
    return max(on, entered) if entered is not None and STEPS[kind].action == "execute_tasks" else on


def check(
    state: State,
    event: Event,
    *,
    around: Around | None = None,
    today: dt.date | None = None,
    entered: dt.date | None = None,
) -> None:
    """Raise InputError, in the user's words, when the step is not allowed now or does not say what it must.

    `around` is what closing depends on, `today` the day after which nothing can have happened yet, `entered` the day
    on which somebody writes it down by hand; None: the records of old ledgers stand for their own day.
    """
    if event.kind not in STEPS:
        raise InputError(Fault(subject="督办", field="事由", value=event.kind, reason="没有这种事由"))
    title = STEPS[event.kind].title
    faults = [Fault(subject=title, reason=reason, remedy=remedy) for reason, remedy in _barred(state, event.kind)]
    judged = replace(event, on=judged_on(event.kind, event.on, entered))
    if not faults:
        faults = _order(state, event, today) + _entered(event, entered) + _contents(state, judged)
    if not faults:
        extra = _RULES.get(event.kind)
        found = extra(state, judged, around or Around()) if extra else []
        faults = [Fault(subject=title, reason=reason, remedy=remedy) for reason, remedy in found]
    if faults:
        raise InputError(faults)


Finding = tuple[str, str]
"""What is wrong, and what to do about it."""


def _barred(state: State, kind: str) -> list[Finding]:
    step = STEPS[kind]
    if kind == "register":
        return [("这项任务已经立项", "请刷新页面")] if state.stage else []
    if state.stage not in step.start:
        allowed = "、".join(name for code, name in STAGE_TITLES.items() if code in step.start)
        stage = STAGE_TITLES.get(state.stage, "尚未立项")
        return [(f"任务{stage}，不能{step.title}", f"只有{allowed}的任务才能{step.title}，请刷新页面看最新状态")]
    return _BARS[kind](state) if kind in _BARS else []


def _assign_barred(state: State) -> list[Finding]:
    if state.approval == "asked":
        return [("立项正在送审", "请等审核同意后再交办")]
    return [("立项审核未同意", "请修改后重新送审，或撤销")] if state.approval == "refused" else []


def _ask_barred(state: State) -> list[Finding]:
    return [("上一次延期申请还没有答复", "请等答复后再申请")] if state.pending else []


def _answer_barred(state: State) -> list[Finding]:
    return [] if state.pending else [("没有待答复的延期申请", "延期要由承办科室先申请")]


_BARS = {
    "ask_approval": lambda state: [("已经送审", "请等审核")] if state.approval == "asked" else [],
    "assign": _assign_barred,
    "ask_extension": _ask_barred,
    "grant_extension": _answer_barred,
    "refuse_extension": _answer_barred,
}


def _order(state: State, event: Event, today: dt.date | None) -> list[Fault]:
    if today is not None and event.on > today:
        reason = f"晚于今天（{say_day(today)}）"
        return [Fault(field="日期", value=say_day(event.on), reason=reason, remedy="请填实际发生的日期")]
    if event.on < FIRST_DAY:
        return [Fault(field="日期", value=say_day(event.on), reason=out_of_reach(event.on, event.on))]
    if state.last_on is not None and event.on < state.last_on:
        reason = f"早于上一条记录（{say_day(state.last_on)}）"
        return [Fault(field="日期", value=say_day(event.on), reason=reason, remedy=ORDER_REMEDY)]
    return []


def _entered(event: Event, entered: dt.date | None) -> list[Fault]:
    if entered is None or event.on >= entered or str(event.data.get(ENTRY_REASON.code) or "").strip():
        return []
    reason = f"日期早于今天（{say_day(entered)}），是补记，必须写明理由"
    return [Fault(subject=STEPS[event.kind].title, field=ENTRY_REASON.title, reason=reason)]


def _contents(state: State, event: Event) -> list[Fault]:
    found: list[Fault] = []
    for item in (*fields(state, event.kind, event.on), ENTRY_REASON):
        value = event.text if item.code == "text" else event.data.get(item.code)
        empty = value is None or (isinstance(value, str) and not value.strip())
        if empty and item.required and not (item.kind == "department" and value == ""):
            late = "任务已逾期，" if item in LATE_FIELDS else ""
            found.append(Fault(subject=STEPS[event.kind].title, field=item.title, reason=f"{late}必须填写"))
        elif not empty and (reason := _fault_of(item, value, event.on)):
            found.append(Fault(subject=STEPS[event.kind].title, field=item.title, value=_shown(value), reason=reason))
    return found


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, str | int | Decimal | dt.date) else ""


def _fault_of(item: Field, value: Any, on: dt.date) -> str:
    """Why the value does not fit its field; "" when it does."""
    match item.kind:
        case "date":
            return _day_fault(value, on)
        case "percent":
            fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100
            return "" if fits else "请填 0 到 100 的整数"
        case "flag":
            return "" if isinstance(value, bool) else "请选“同意”或“不同意”"
        case "choice":
            fits = isinstance(value, str) and value in item.choices
            return "" if fits else f"请选：{'、'.join(item.choices.values())}"
        case "positions":
            ok = isinstance(value, Sequence) and not isinstance(value, str) and all(type(each) is int for each in value)
            return "" if ok else "请填序号"
        case "checklist":
            return _checklist_fault(item, value)
        case "score":
            return "" if _is_score(value) else "请填 0 到 100 的分数，最多一位小数"
    if not isinstance(value, str):
        return "请填文字"
    return "有不能保存的控制字符，请删去" if "\x00" in value else ""


def _checklist_fault(item: Field, value: Any) -> str:
    if not isinstance(value, Mapping) or set(value) - set(item.choices):
        return f"请逐项填写：{'、'.join(item.choices.values())}"
    lacking = [name for code, name in item.choices.items() if not isinstance(value.get(code), bool)]
    return f"还没有填：{'、'.join(lacking)}" if lacking else ""


def _day_fault(value: Any, on: dt.date) -> str:
    try:
        day = as_day(value)
    except ValueError:
        day = None
    return out_of_reach(day, on) if day else "不是日期，请写成 2023-05-31 的形式"


def out_of_reach(day: dt.date, on: dt.date) -> str:
    """Why nothing done on the day `on` can speak of `day`; "" when it can."""
    fits = day >= FIRST_DAY and day.year <= on.year + YEARS_AHEAD
    return "" if fits else f"年份不对，请填 {FIRST_DAY.year} 年到 {on.year + YEARS_AHEAD} 年之间的日期"


def _is_score(value: Any) -> bool:
    try:
        score = Decimal(str(value))
    except InvalidOperation:
        return False
    return score.is_finite() and 0 <= score <= 100 and score == score.quantize(Decimal("0.1"))


def _approve_rule(state: State, event: Event, around: Around) -> list[Finding]:
    if not event.data["passed"] and not event.text.strip():
        return [("不同意时必须写明理由", "请填写说明")]
    return []


def _assign_rule(state: State, event: Event, around: Around) -> list[Finding]:
    return _not_before(event, "交办")


def _not_before(event: Event, deed: str) -> list[Finding]:
    due = as_day(event.data.get("due"))
    if due is not None and due < event.on:
        return [(f"时限 {say_day(due)} 早于{deed}日期 {say_day(event.on)}", "请核对时限")]
    return []


def _report_rule(state: State, event: Event, around: Around) -> list[Finding]:
    unknown = [str(each) for each in event.data.get("milestones", ()) if each not in around.milestones]
    found = [(f"没有第 {'、'.join(unknown)} 个节点", "请刷新页面后重选")] if unknown else []
    period = as_day(event.data.get("period"))
    if period is not None and period > event.on:
        found.append((f"所报周期 {say_day(period)} 还没有到", "请核对所报周期"))
    return found


def _ask_extension_rule(state: State, event: Event, around: Around) -> list[Finding]:
    if state.due is not None and event.on > state.due:
        return [(f"时限 {say_day(state.due)} 已过，不能再申请延期", "请反馈未按期原因、目前进展和下步措施")]
    return _later(state, event)


def _grant_rule(state: State, event: Event, around: Around) -> list[Finding]:
    """A new day that is past already would make the task overdue by being granted."""
    due = as_day(event.data.get("due")) or (state.pending.due if state.pending else None)
    granted = replace(event, data={**event.data, "due": due})
    return [*_later(state, granted), *_not_before(granted, "答复")]


def _later(state: State, event: Event) -> list[Finding]:
    due = as_day(event.data.get("due"))
    if due is not None and state.due is not None and due <= state.due:
        return [(f"延至 {say_day(due)} 不晚于现行时限 {say_day(state.due)}", "请填更晚的日期")]
    return []


def _reject_rule(state: State, event: Event, around: Around) -> list[Finding]:
    known = {report.position for report in state.reports}
    unknown = [str(each) for each in event.data.get("rejected", ()) if each not in known]
    return [(f"第 {'、'.join(unknown)} 条记录不是反馈", "请刷新页面后重选")] if unknown else []


def _ask_close_rule(state: State, event: Event, around: Around) -> list[Finding]:
    found = _unfinished(state, around)
    statement = str(event.data.get("statement") or "").strip()
    if not (state.evidence or event.data.get("files") or statement):
        found.append(("没有佐证材料", "请上传佐证材料，或填写“无书面佐证的说明”"))
    return found


def _unfinished(state: State, around: Around) -> list[Finding]:
    found: list[Finding] = []
    if around.children:
        found.append((f"下级任务还没有办结：{'、'.join(around.children)}", "请先办结或撤销下级任务"))
    if around.dependencies:
        found.append((f"前置任务还没有销号：{'、'.join(around.dependencies)}", "请等前置任务销号"))
    done = state.done
    if missing := [title for position, title in sorted(around.milestones.items()) if position not in done]:
        found.append((f"节点还没有完成：{'、'.join(missing)}", "请先反馈这些节点的完成情况"))
    return found


def _return_rule(state: State, event: Event, around: Around) -> list[Finding]:
    found = _reject_rule(state, event, around)
    if all(event.data["checklist"].values()):
        found.append(("七项复核要点都合格，不能退回", "请勾出不合格的要点"))
    return found


def _close_rule(state: State, event: Event, around: Around) -> list[Finding]:
    failed = [CHECKLIST[code] for code, passed in event.data["checklist"].items() if not passed]
    if failed:
        return [(f"复核要点不合格：{'、'.join(failed)}", "一项不合格即应退回")]
    return _unfinished(state, around)


_RULES = {
    "approve": _approve_rule,
    "assign": _assign_rule,
    "report": _report_rule,
    "inspect": _reject_rule,
    "ask_extension": _ask_extension_rule,
    "grant_extension": _grant_rule,
    "resume": lambda state, event, around: _not_before(event, "恢复"),
    "reopen": lambda state, event, around: _not_before(event, "重启"),
    "ask_close": _ask_close_rule,
    "return": _return_rule,
    "close": _close_rule,
}
