"""What the address of the ledger asks for: read, applied to tasks, and written back as an address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from linghang.core.days import parse_day
from linghang.core.keys import parse_key
from linghang.organization.names import matches
from linghang.tasks.models import Task

OPEN = (Task.Stage.REGISTERED, Task.Stage.ASSIGNED, Task.Stage.WORKING, Task.Stage.CLOSING)
"""Stages in which somebody still owes something."""
STAGE_SETS = {"open": "未销号（不含中止）", "all": "全部状态"}
SORTS = {
    "number": "编号",
    "title": "事项",
    "light": "灯",
    "department": "牵头科室",
    "leader": "责任领导",
    "due": "时限",
    "percent": "进度",
    "stage": "状态",
}
_DAYS = ("due_from", "due_to", "opened_from", "opened_to")
_DAY_WORDS = {"due_from": "时限起", "due_to": "时限止", "opened_from": "立项起", "opened_to": "立项止"}


@dataclass(frozen=True)
class Wish:
    """Filters and order of the ledger, each as it stands in the address; unreadable parts are named in `ignored`.

    `stage`: a stage, `open` or `all`. `light`: a colour. `department`: the code of the lead department, or
    `-` for tasks of the institution as a whole. `programme`: `code` or `code/component`. `tasks`: exactly these (the
    tasks behind a number), as primary keys joined by dots. `level`: `top` leaves sub-tasks out.
    """

    institution: str = ""
    stage: str = "open"
    light: str = ""
    department: str = ""
    source: str = ""
    programme: str = ""
    leader: str = ""
    line: str = ""
    level: str = ""
    due_from: str = ""
    due_to: str = ""
    opened_from: str = ""
    opened_to: str = ""
    q: str = ""
    tasks: str = ""
    sort: str = "due"
    ignored: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wish":
        """The wish in a query string; what makes no sense is left out and said."""
        known = {field.name for field in fields(cls)} - {"ignored"}
        given = {name: query[name].strip() for name in known if query.get(name, "").strip()}
        if "tasks" in given:
            given.setdefault("stage", "all")
        ignored = []
        for name in _DAYS:
            if name in given and parse_day(given[name]) is None:
                ignored.append(f"{_DAY_WORDS[name]}“{given.pop(name)}”")
        for name, choices, word in (
            ("stage", {*Task.Stage.values, *STAGE_SETS}, "状态"),
            ("source", set(Task.Source.values), "来源"),
            ("sort", {*SORTS, *(f"-{sort}" for sort in SORTS)}, "排序"),
        ):
            if name in given and given[name] not in choices:
                ignored.append(f"{word}“{given.pop(name)}”")
        if "tasks" in given and not all(parse_key(part) for part in given["tasks"].split(".")):
            ignored.append(f"任务“{given.pop('tasks')[:20]}”")
        return cls(**given, ignored=tuple(ignored))

    @property
    def narrowed(self) -> bool:
        """Whether anything but institution and order departs from the plain ledger."""
        plain = Wish(institution=self.institution, sort=self.sort)
        return replace(self, ignored=()) != plain

    def address(self, **changes: str) -> str:
        """The query string of this wish with `changes`; what is as usual is left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "ignored"} | changes
        usual = {field.name: field.default for field in fields(self)}
        extra = {name: value for name, value in changes.items() if name not in usual}
        chosen = {name: value for name, value in values.items() if name in usual and value != usual[name]}
        return urlencode(chosen | extra)

    def applied(self, tasks: QuerySet[Task]) -> QuerySet[Task]:
        """What the database can filter: all but text and light."""
        found = tasks.filter(self._where())
        if self.programme:
            code, _, component = self.programme.partition("/")
            serves = {"programme_links__programme": code}
            found = found.filter(**serves | ({"programme_links__component": component} if component else {})).distinct()
        return found

    def _where(self) -> Q:
        where = Q()
        if self.institution:
            where &= Q(institution__code=self.institution)
        if self.stage == "open":
            where &= Q(stage__in=OPEN)
        elif self.stage != "all":
            where &= Q(stage=self.stage)
        if self.department == "-":
            where &= Q(lead_department=None)
        elif self.department:
            where &= Q(lead_department__code=self.department)
        if self.tasks:
            where &= Q(pk__in=[parse_key(part) for part in self.tasks.split(".")])
        if self.level == "top":
            where &= Q(parent=None)
        for name, lookup in (("source", "source"), ("leader", "leader__code"), ("line", "line")):
            if value := getattr(self, name):
                where &= Q(**{lookup: value})
        for name, lookup in zip(_DAYS, ("due__gte", "due__lte", "opened_on__gte", "opened_on__lte"), strict=True):
            if value := getattr(self, name):
                where &= Q(**{lookup: parse_day(value)})
        return where

    def says(self, task: Task) -> bool:
        """Whether the text asked for stands in the task: as written, in Traditional characters or by pinyin."""
        if not self.q:
            return True
        names: list[Any] = [task.number, task.title, task.lead_department, task.leader, task.owner]
        return matches(self.q, *(str(name) for name in names if name)) or self.q in task.requirement
