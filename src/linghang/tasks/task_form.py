"""The form of a task: its boxes, what stands in them, and what a posted one says."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from linghang.core.days import FIRST_DAY, LAST_DAY, parse_day
from linghang.core.errors import Fault
from linghang.organization.as_of import departments_on
from linghang.organization.models import Institution, Person, in_force
from linghang.registers.content import library
from linghang.tasks import details, store
from linghang.tasks.boxes import Box, options, placed
from linghang.tasks.models import Task

MANY = frozenset({"departments", "programmes"})
MAIN = ("title", "requirement", "lead_department", "due", "departments", "leader", "owner", "source", "quote")
MORE = (
    "programmes",
    "milestones",
    "waits_for",
    "priority",
    "cycle",
    "warn_days",
    "line",
    "source_ref",
    "indicator",
    "goal_comparator",
    "goal_value",
    "goal_months",
)
_TITLES = {
    "departments": "协办科室",
    "programmes": "服务的工程",
    "milestones": "里程碑",
    "waits_for": "前置任务",
    "due": "时限",
}
_HINTS = {
    "milestones": "一行一个：节点名称，空格，日期。如：完成招标 2023-05-31",
    "waits_for": "督办编号，几个之间用顿号或空格隔开",
    "due": "填了时限，就可以保存并交办",
    "leader": "不选时按领导分工自动确定",
    "warn_days": "不填时按本机构的督办规则",
    "source_ref": "由会议、指标等带来，一般不用填",
}
_AREAS = {"requirement": 5, "quote": 3, "milestones": 4}
_NUMBERS = frozenset({"warn_days", "goal_value", "goal_months"})
_COMPARATORS = {">=": "不低于", ">": "高于", "<=": "不高于", "<": "低于"}


class Choices:
    """What the boxes of an institution's task may hold."""

    def __init__(self, institution: Institution) -> None:
        today = timezone.localdate()
        self.institution = institution
        self.departments = {each.code: each for each in departments_on(institution, today)}
        people = Person.objects.filter(in_force(today), institution=institution)
        self.people = {each.code: each for each in people.order_by("code")}
        leading = people.filter(portfolios__isnull=False).distinct().order_by("code")
        self.leaders = {each.code: each for each in leading} or self.people
        content = library()
        self.programmes = {
            key: title for each in content.programmes() for key, title in _with_components(each.code, each.title, each)
        }
        self.indicators = {each.code: each.title for each in content.indicators()}

    def of(self, name: str) -> list[tuple[str, str]] | None:
        """Value and label of each choice; None for a box that is written in."""
        named: Mapping[str, Any] = {
            "lead_department": self.departments,
            "departments": self.departments,
            "leader": self.leaders,
            "owner": self.people,
            "programmes": self.programmes,
            "indicator": self.indicators,
            "goal_comparator": _COMPARATORS,
            "source": dict(Task.Source.choices),
            "priority": dict(Task.Priority.choices),
            "cycle": dict(Task.Cycle.choices),
        }
        return [(code, str(label)) for code, label in named[name].items()] if name in named else None


def _with_components(code: str, title: str, programme: Any) -> Iterable[tuple[str, str]]:
    yield code, title
    for component in programme.components:
        yield f"{code}/{component.code}", f"{title} · {component.title}"


def boxes(
    choices: Choices,
    names: Iterable[str],
    written: Mapping[str, list[str]],
    faults: Iterable[Fault] = (),
    theirs: Mapping[str, list[str]] | None = None,
) -> list[Box]:
    """The boxes of those fields. `theirs`: what stands in the task now, when somebody changed it meanwhile."""
    faults = list(faults)
    made = [_box(choices, name, written.get(name, [])) for name in names]
    made = [replace(box, errors=placed(faults, box.title)) for box in made]
    if theirs is None:
        return made
    return [_beside(box, choices, written.get(box.name, []), theirs.get(box.name, [])) for box in made]


def _beside(box: Box, choices: Choices, mine: list[str], theirs: list[str]) -> Box:
    if sorted(filter(None, mine)) == sorted(filter(None, theirs)):
        return box
    labels = dict(choices.of(box.name) or ())
    return replace(box, theirs="、".join(labels.get(each, each) for each in theirs if each) or "（空）")


def _box(choices: Choices, name: str, written: list[str]) -> Box:
    value, title = (written[0] if written else ""), title_of(name)
    required = name in ("title", "source", "priority", "cycle")
    hint, offered = _HINTS.get(name, ""), choices.of(name)
    if offered is not None:
        known = {code for code, _ in offered}
        offered = offered + [(each, each) for each in written if each and each not in known]
        kind = "many" if name in MANY else "select"
        return Box(name, title, kind, value, required, hint, options(offered, written))
    if name in _AREAS:
        return Box(name, title, "area", value, required, hint, rows=_AREAS[name])
    kind = "date" if name == "due" else "text"
    return Box(name, title, kind, value, required, hint)


def title_of(name: str) -> str:
    """The field's name in the form, the same that faults are said of."""
    return _TITLES.get(name) or str(Task._meta.get_field(name).verbose_name)


def standing(task: Task) -> dict[str, list[str]]:
    """What stands in a task, as it stands in the boxes."""
    plain = {name: [_text(getattr(task, name))] for name in (*MAIN, *MORE) if name in details.PLAIN}
    plain["goal_months"] = [str(task.goal_months or "")]
    return plain | {
        "departments": [each.code for each in task.departments.order_by("code")],
        "programmes": [str(each).rstrip("/") for each in task.programme_links.all()],
        "milestones": ["\n".join(f"{each.title} {each.due}" for each in task.milestones.order_by("position"))],
        "waits_for": ["、".join(task.waits_for.order_by("before__number").values_list("before__number", flat=True))],
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(getattr(value, "code", value))


def posted(post: QueryDict, names: Iterable[str]) -> dict[str, list[str]]:
    """What stands in the boxes of a posted form."""
    return {name: post.getlist(name) if name in MANY else [post.get(name, "").strip()] for name in names}


def read(
    choices: Choices, written: Mapping[str, list[str]], user: Any, task: Task | None = None
) -> tuple[dict[str, Any], list[Fault]]:
    """Typed values by field name for `store.open_task` and `store.amend`, and what could not be read."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, texts in written.items():
        try:
            values[name] = _value(choices, name, texts, user, task)
        except ValueError as error:
            reason, _, remedy = str(error).partition("。")
            faults.append(Fault(field=title_of(name), value=texts[0][:60], reason=reason, remedy=remedy))
    return values, faults


def _value(choices: Choices, name: str, texts: list[str], user: Any, task: Task | None) -> Any:
    text = texts[0] if texts else ""
    match name:
        case "lead_department":
            return _chosen(choices.departments, text, task and task.lead_department)
        case "departments":
            return [_chosen(choices.departments, each, None) for each in texts if each]
        case "leader" | "owner":
            return _chosen(choices.people | choices.leaders, text, task and getattr(task, name))
        case "programmes":
            return [(code, component) for code, _, component in (each.partition("/") for each in texts if each)]
        case "milestones":
            return [_milestone(line) for line in text.splitlines() if line.strip()]
        case "waits_for":
            return [_task(choices.institution, each, user) for each in re.split(r"[\s、，,；;]+", text) if each]
        case "due":
            return day(text) if text else None
    return _number(name, text) if name in _NUMBERS else text


def _chosen(known: Mapping[str, Any], code: str, standing_: Any) -> Any:
    """What has that code; what stands in the task may stay although it is offered no longer."""
    if not code:
        return None
    if standing_ is not None and standing_.code == code:
        return standing_
    if code not in known:
        raise ValueError("不在可选的范围内。请重新选择")
    return known[code]


def _number(name: str, text: str) -> Any:
    if not text:
        return 0 if name == "goal_months" else None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("不是数字。请填数字") from None
    if not value.is_finite():
        raise ValueError("不是数字。请填数字")
    if name == "goal_value":
        return value
    if not 0 <= value < 1000 or value != int(value):
        raise ValueError("不是合适的整数。请填 0 到 999")
    return int(value)


def _milestone(line: str) -> tuple[str, dt.date]:
    title, _, due = line.strip().replace("\t", " ").rpartition(" ")
    if not title:
        raise ValueError(f"“{line.strip()[:40]}”里没有日期。请写成：节点名称 2023-05-31")
    return title.strip(), day(due)


def day(text: str) -> dt.date:
    """A day as people write it (`core.days`). ValueError for anything else."""
    if (found := parse_day(text)) is None:
        raise ValueError(f"“{text[:20]}”不是日期，或不在 {FIRST_DAY.year} 至 {LAST_DAY.year} 年之间。请写成 2023-05-31")
    return found


def _task(institution: Institution, number: str, user: Any) -> Task:
    found = store.visible(user).filter(institution=institution, number=number).first()
    if found is None:
        raise ValueError(f"没有编号为“{number[:30]}”的任务。请核对督办编号")
    return found
