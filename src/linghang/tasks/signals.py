"""A task opened by a number and closed by a number: what the indicators propose, and what people make of it.

`look` proposes, a person decides. An open proposal comes once for an institution, indicator and period; while a task is
already after the indicator none comes. A closing proposal comes once for a task and month. The evidence of a proposal
keeps the values with the data version they were read at.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.core.figures import MISSING
from linghang.core.periods import Month, Period
from linghang.indicators.values import definition
from linghang.indicators.wording import say_value
from linghang.notices.send import notify, post
from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.registers.content import library
from linghang.tasks import store
from linghang.tasks.judgement import Band, Goal, goal_of, last_complete_month, recovered
from linghang.tasks.models import Signal, Task, TaskEvent
from linghang.tasks.recipients import Recipients
from linghang.tasks.watching import Breach, breaches, measured, monthly

CHASED = (Task.Stage.REGISTERED, Task.Stage.ASSIGNED, Task.Stage.WORKING, Task.Stage.CLOSING, Task.Stage.SUSPENDED)
CLOSABLE = (Task.Stage.WORKING, Task.Stage.CLOSING)
_SIDES = {"low": "低于", "high": "高于"}
_SIGNS = {"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于"}


def look(institution: Institution | None = None, today: dt.date | None = None) -> list[Signal]:
    """Judge the watched indicators and the goals of open tasks; returns the new proposals.

    A value beyond a red line is told to the leaders at once, whether a task is after it or not.
    """
    today = today or timezone.localdate()
    places = [institution] if institution else list(Institution.objects.select_related("parent"))
    recipients, found = Recipients(today), []
    for place in places:
        for group in breaches(place, today):
            _alert(place, group, recipients)
            if signal := _propose_open(place, group):
                found.append(signal)
    tasks = Task.objects.filter(institution__in=places, stage__in=CLOSABLE).exclude(indicator="")
    for task in tasks.filter(goal_value__isnull=False).select_related("institution"):
        if signal := _propose_close(task, today):
            found.append(signal)
    return found


def accept(
    signal: Signal,
    actor: User | None,
    *,
    on: dt.date | None = None,
    by: str = "",
    due: dt.date | None = None,
    checklist: Mapping[str, bool] | None = None,
    **fields: Any,
) -> Task | TaskEvent:
    """Do what is proposed: open the task (given out at once when `due` is told), or take it a step nearer to closure.

    `fields`: those of `store.open_task`. Closing is asked for with the values as the statement; when it was asked for
    already, `checklist` (the seven points) closes. Raises InputError when decided meanwhile or not allowed now.
    """
    on = on or timezone.localdate()
    with transaction.atomic():
        current = _claim(signal)
        if current.kind == Signal.Kind.OPEN:
            done: Task | TaskEvent = _open(current, actor, on, by, due, fields)
            current.task = done if isinstance(done, Task) else None
        else:
            done = _close(current, actor, on, by, checklist)
        _decide(current, Signal.State.ACCEPTED, actor, "")
    signal.refresh_from_db()
    return done


def dismiss(signal: Signal, actor: User | None, reason: str) -> Signal:
    """Leave it be, and say why. Raises InputError without a reason or when it was decided meanwhile."""
    if not reason.strip():
        raise refuse("没有填写理由", "请写明为什么不采纳", subject="指标预警", field="理由")
    with transaction.atomic():
        _decide(_claim(signal), Signal.State.DISMISSED, actor, reason.strip()[:300])
    signal.refresh_from_db()
    return signal


def in_words(signal: Signal) -> str:
    """The evidence as a paragraph of a task: value, band, data version."""
    kept = signal.evidence
    if signal.kind == Signal.Kind.CLOSE:
        values = "、".join(f"{Period.parse(each['period']).label}{each['said']}" for each in kept["values"])
        return f"{kept['title']}：{values}，{kept['goal']}。数据版本 {kept['version']}。"
    parts = [f"{signal.institution}{Period.parse(signal.period).label}{kept['title']}为{kept['said']}"]
    parts += [f"{each['words']}（{each['title']}）" for each in kept["bands"]]
    doubt = "指标口径未核实，请先核对。" if kept["unverified"] else ""
    return f"{'，'.join(parts)}。数据版本 {kept['version']}。{doubt}"


def _alert(place: Institution, group: list[Breach], recipients: Recipients) -> None:
    red = next((each for each in group if each.limit.kind == "red_line"), None)
    if red is None:
        return
    title = f"{place}{_title(red)}{_words(red)}红线"
    text = f"{red.value.period.label}{_title(red)}为{_said(red)}，{_words(red)}{_limit(red)}。风险：{red.limit.title}。"
    key = f"red-line:{place.code}:{red.value.indicator}:{red.value.period}"
    url = _indicator_address("indicator", red)
    if notify(recipients.leaders(place), key=key, subject="red_line", title=title, text=text, url=url, urgent=True):
        post(place, key=key, title=title, text=text)


def _propose_open(place: Institution, group: list[Breach]) -> Signal | None:
    first = group[0]
    code, period = first.value.indicator, str(first.value.period)
    if Task.objects.filter(institution=place, indicator=code, stage__in=CHASED).exists():
        return None
    evidence = first.value.to_json() | {
        "title": _title(first),
        "said": _said(first),
        "bands": [_band(each) for each in group],
        "unverified": first.unverified,
        "trace": _indicator_address("indicator-trace", first),
    }
    signal, new = Signal.objects.get_or_create(
        institution=place, kind=Signal.Kind.OPEN, indicator=code, period=period, defaults={"evidence": evidence}
    )
    return signal if new else None


def _propose_close(task: Task, today: dt.date) -> Signal | None:
    goal = goal_of_task(task)
    last = last_complete_month(today)
    if goal is None or not library().has("indicators", task.indicator):
        return None
    found = monthly(task.indicator, task.institution, _last_months(last, goal.months))
    if not recovered(goal, measured(found), task.opened_on, today):
        return None
    indicator = definition(library(), task.indicator, last.last_day)
    evidence = {
        "title": indicator.title,
        "values": [each.to_json() | {"said": say_value(indicator, each)} for each in found],
        "goal": f"已{_SIGNS[goal.comparator]}{say_value(indicator, goal.value)}，持续 {goal.months} 个月",
        "version": found[-1].version,
        "unverified": indicator.unverified,
    }
    signal, new = Signal.objects.get_or_create(
        institution=task.institution,
        kind=Signal.Kind.CLOSE,
        task=task,
        period=str(last),
        defaults={"indicator": task.indicator, "evidence": evidence},
    )
    return signal if new else None


def goal_of_task(task: Task) -> Goal | None:
    """What the indicator of the task must reach; one month when no number of months is set."""
    if task.goal_value is None or task.goal_comparator not in _SIGNS:
        return None
    comparator: Any = task.goal_comparator
    return Goal(comparator, task.goal_value, max(task.goal_months, 1))


def _last_months(last: Month, count: int) -> list[Month]:
    return [last.shift(back) for back in range(1 - count, 1)]


def _open(
    signal: Signal, actor: User | None, on: dt.date, by: str, due: dt.date | None, fields: dict[str, Any]
) -> Task:
    kept = signal.evidence
    band = kept["bands"][0]
    # A goal is judged month by month: what was missed over a quarter or a year has no monthly number to come back to.
    goal = _goal_fields(band) if Period.parse(signal.period).kind == "month" else {}
    wanted = goal | {
        "title": f"{kept['title']}{band['short']}，查明原因并整改",
        "requirement": in_words(signal),
        "source": Task.Source.RISK if band["kind"] == "red_line" else Task.Source.INDICATOR,
        "source_ref": f"risk:{band['ref']}" if band["ref"] else f"indicator:{signal.indicator}:{signal.period}",
        "indicator": signal.indicator,
    }
    wanted |= {name: value for name, value in fields.items() if value not in (None, "")}
    task = store.open_task(signal.institution, on=on, actor=actor, by=by, text=in_words(signal), **wanted)
    if due is not None:
        store.record(task, "assign", on=on, actor=actor, by=by, data={"due": due})
    return task


def _goal_fields(band: dict[str, Any]) -> dict[str, Any]:
    goal = goal_of(Band(*(_number(band[side]) for side in ("low", "high"))), band["side"])
    if goal is None:
        return {}
    return {"goal_comparator": goal.comparator, "goal_value": goal.value, "goal_months": goal.months}


def _close(signal: Signal, actor: User | None, on: dt.date, by: str, checklist: Mapping[str, bool] | None) -> TaskEvent:
    task, said = signal.task, in_words(signal)
    if task is None or task.stage not in CLOSABLE:
        raise refuse("任务已不在办理中，不能据此销号", "请刷新页面看任务的最新状态", subject="指标预警")
    if task.stage == Task.Stage.WORKING:
        return store.record(task, "ask_close", on=on, actor=actor, by=by, text=said, data={"statement": said})
    if checklist is None:
        raise refuse("已申请办结，销号要逐项复核", "请填写七项复核要点", subject="指标预警", field="复核要点")
    return store.record(task, "close", on=on, actor=actor, by=by, text=said, data={"checklist": dict(checklist)})


def _claim(signal: Signal) -> Signal:
    """The proposal as it stands, held until the transaction ends."""
    current = Signal.objects.select_for_update(of=("self",)).select_related("institution", "task").get(pk=signal.pk)
    if current.state != Signal.State.WAITING:
        raise refuse(f"这条建议{current.get_state_display()}，不能再处理", "请刷新页面", subject="指标预警")
    return current


def _decide(signal: Signal, state: Any, actor: User | None, reason: str) -> None:
    signal.state, signal.reason, signal.decided_at = state, reason, timezone.now()
    signal.decided_by = actor if actor is not None and actor.pk else None
    signal.save()


def _band(each: Breach) -> dict[str, Any]:
    band = each.limit.band
    words = "红线" if each.limit.kind == "red_line" else "目标"
    return {
        "kind": each.limit.kind,
        "low": None if band.low is None else f"{band.low:f}",
        "high": None if band.high is None else f"{band.high:f}",
        "side": each.side,
        "words": f"{_words(each)}{words}{_limit(each)}",
        "short": f"{_words(each)}{words}",
        "title": each.limit.title,
        "ref": each.limit.ref,
    }


def _title(each: Breach) -> str:
    return definition(library(), each.value.indicator, each.value.period.last_day).title


def _said(each: Breach) -> str:
    return say_value(definition(library(), each.value.indicator, each.value.period.last_day), each.value)


def _limit(each: Breach) -> str:
    indicator = definition(library(), each.value.indicator, each.value.period.last_day)
    limit = each.limit.band.low if each.side == "low" else each.limit.band.high
    return MISSING if limit is None else say_value(indicator, limit)


def _words(each: Breach) -> str:
    return _SIDES[each.side]


def _indicator_address(name: str, each: Breach) -> str:
    asked = urlencode({"institution": each.value.institution, "period": str(each.value.period)})
    return f"{reverse(name, args=[each.value.indicator])}?{asked}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
