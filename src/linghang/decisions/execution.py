"""The execution report of collective decision-making (party_rules DC04): what met, what was decided, what came of it.

Plain figures of one institution and span of days, each a recount of the records, and the report as a Word file.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from django.utils import timezone

from linghang.core.figures import write_number
from linghang.decisions import held, research
from linghang.decisions.catalogue import routing_of
from linghang.decisions.models import Finding, Item, Meeting, ResearchTopic, Resolution
from linghang.decisions.routing import CONCLUDED
from linghang.organization.models import Institution
from linghang.packs.routing import MAJOR_CATEGORIES, PARTY_FUNCTIONS
from linghang.reports.layout import Layout
from linghang.tasks import paper
from linghang.tasks.models import Task

OUTCOMES = ("decision", "task", "information", "deferred", "rejected", "not_reached")
_STUDY = (Item.Kind.FIRST_TOPIC, Item.Kind.STUDY)


@dataclass(frozen=True)
class BodyLine:
    """One body: how often it met and how its items ended (`outcomes`: by `OUTCOMES`)."""

    body: str
    title: str
    meetings: int
    items: int
    outcomes: Mapping[str, int]

    @property
    def decided(self) -> int:
        return self.outcomes["decision"] + self.outcomes["task"]


@dataclass(frozen=True)
class Tasks:
    """Tasks from the resolutions of the span, as they stand at its end; withdrawn ones are in none but `opened`."""

    opened: int
    closed: int
    open: int
    overdue: int

    @property
    def completion(self) -> Fraction | None:
        """Closed of those closed or open; None without any."""
        whole = self.closed + self.open
        return Fraction(self.closed, whole) if whole else None


@dataclass(frozen=True)
class Study:
    """First topics and study items that were dealt with, and how many ended as tasks."""

    items: int
    tasks: int

    @property
    def conversion(self) -> Fraction | None:
        return Fraction(self.tasks, self.items) if self.items else None


@dataclass(frozen=True)
class Execution:
    """The figures of the report. `categories` (三重一大) and `functions` (五项职能) count resolutions; a resolution may
    serve several functions. `rules`: exceptions by rule. `leaders_without_topic`: names.
    """

    institution: str
    first: dt.date
    last: dt.date
    bodies: tuple[BodyLine, ...]
    categories: Mapping[str, int]
    functions: Mapping[str, int]
    resolutions: int
    without_task: int
    reasons: int
    tasks: Tasks
    rules: Mapping[str, int]
    rule_titles: Mapping[str, str]
    study: Study
    topics: int
    findings: int
    finding_tasks: int
    leaders_without_topic: tuple[str, ...]


def report(institution: Institution, first: dt.date, last: dt.date, *, today: dt.date | None = None) -> Execution:
    """The figures of one institution from `first` to `last`, as the records of today have them."""
    today = today or timezone.localdate()
    routing = routing_of(institution, last)
    meetings = list(held.held([institution], first, last))
    agenda = [item for meeting in meetings for item in meeting.items.all()]
    resolutions = list(
        Resolution.objects.filter(item__meeting__in=meetings).select_related("item").prefetch_related("tasks")
    )
    irregular = held.irregularities([institution], first, last, today=today)
    topics = ResearchTopic.objects.filter(institution=institution, year__in=range(first.year, last.year + 1))
    findings = Finding.objects.filter(topic__in=topics)
    return Execution(
        institution=institution.name,
        first=first,
        last=last,
        bodies=tuple(_body_line(body.code, body.title, meetings) for body in routing.bodies),
        categories=by_category(resolutions, {matter.code: matter.category for matter in routing.matters}),
        functions=by_function(resolutions),
        resolutions=len(resolutions),
        without_task=sum(not each.tasks.all() and not each.no_task_reason for each in resolutions),
        reasons=sum(not each.tasks.all() and bool(each.no_task_reason) for each in resolutions),
        tasks=_tasks({task.pk: task for each in resolutions for task in each.tasks.all()}.values(), min(last, today)),
        rules=dict(sorted(Counter(each.finding.rule for each in irregular).items())),
        rule_titles={rule.code: rule.title for rule in routing.rules},
        study=_study(agenda),
        topics=topics.count(),
        findings=findings.count(),
        finding_tasks=findings.exclude(task=None).count(),
        leaders_without_topic=tuple(
            person.name for person in research.leaders_without_topic(institution, last.year, today=today)
        ),
    )


def by_function(resolutions: Iterable[Resolution]) -> dict[str, int]:
    """How many resolutions serve each of the five functions; one may serve several."""
    counted = Counter(code for each in resolutions for code in set(each.functions))
    return {code: counted[code] for code in PARTY_FUNCTIONS}


def by_category(resolutions: Iterable[Resolution], category_of: Mapping[str, str]) -> dict[str, int]:
    """How many resolutions fall under each of the 三重一大 categories; unlisted matters are `none`."""
    counted = Counter(category_of.get(each.item.matter, "none") for each in resolutions)
    return {code: counted[code] for code in MAJOR_CATEGORIES}


def _body_line(code: str, title: str, meetings: Sequence[Meeting]) -> BodyLine:
    own = [meeting for meeting in meetings if meeting.body == code]
    ended = Counter(item.outcome for meeting in own for item in meeting.items.all())
    counted = {outcome: ended[outcome] for outcome in OUTCOMES}
    return BodyLine(code, title, len(own), ended.total(), counted)


def _tasks(tasks: Iterable[Task], day: dt.date) -> Tasks:
    known = list(tasks)
    closed = [task for task in known if task.closed_on and task.closed_on <= day and task.stage == Task.Stage.CLOSED]
    running = [task for task in known if task not in closed and task.stage != Task.Stage.WITHDRAWN]
    overdue = [task for task in running if task.due and task.due < day]
    return Tasks(len(known), len(closed), len(running), len(overdue))


def _study(agenda: Iterable[Item]) -> Study:
    done = [item for item in agenda if item.kind in _STUDY and item.outcome in (*CONCLUDED, "information")]
    return Study(len(done), sum(item.outcome == "task" for item in done))


def docx(found: Execution, page: Layout, *, signed_by: str = "", signed_on: dt.date | None = None) -> BytesIO:
    """The report as a Word file in that layout, from its beginning."""
    stream = BytesIO()
    paper.write(_paper(found, signed_by, signed_on or timezone.localdate()), stream, page)
    stream.seek(0)
    return stream


def _paper(found: Execution, signed_by: str, signed_on: dt.date) -> paper.Paper:
    days = [f"{day.year}年{day.month}月{day.day}日" for day in (found.first, found.last)]
    return paper.Paper(
        title="党委领导下的院长负责制执行情况报告",
        number=f"（{days[0]}至{days[1]}）",
        salutation="",
        sections=tuple(_sections(found)),
        signed_by=signed_by or f"中共{found.institution}委员会",
        signed_on=signed_on,
    )


def _sections(found: Execution) -> Iterable[paper.Section]:
    met = [line for line in found.bodies if line.meetings]
    total = sum(line.meetings for line in met)
    rows = tuple(_row(line.title, line.meetings, line.items, line.decided, line.outcomes) for line in met)
    columns = (("会议", 44), ("次数", 16), ("议题", 16), ("决定交办", 24), ("缓议", 18), ("未通过", 18), ("未议及", 18))
    yield paper.Section("会议召开", (f"共召开会议{total}次。",), paper.Table(columns, rows))
    yield paper.Section(
        "议定事项",
        (f"形成决议{found.resolutions}项。其中：{_listed(found.categories, MAJOR_CATEGORIES)}。",),
    )
    served = _listed(found.functions, PARTY_FUNCTIONS)
    yield paper.Section("履行职能", (f"按职能分（一项决议可以对应几项职能）：{served}。",))
    yield paper.Section("决议落实", tuple(_carried_out(found)))
    words, table = _rules(found)
    yield paper.Section("规则执行", words, table)
    yield paper.Section("学习和调研", tuple(_learning(found)))


def _row(title: str, meetings: int, items: int, decided: int, outcomes: Mapping[str, int]) -> tuple[str, ...]:
    rest = (outcomes[code] for code in ("deferred", "rejected", "not_reached"))
    return (title, *(str(number) for number in (meetings, items, decided, *rest)))


def _listed(counts: Mapping[str, int], titles: Mapping[str, str]) -> str:
    return "，".join(f"{titles[code]}{number}项" for code, number in counts.items())


def _carried_out(found: Execution) -> Iterable[str]:
    tasks = found.tasks
    share = f"，完成率{say_share(tasks.completion)}" if tasks.completion is not None else ""
    running = f"在办{tasks.open}项，其中逾期{tasks.overdue}项"
    yield f"由决议立项督办{tasks.opened}项，已销号{tasks.closed}项，{running}{share}。"
    yield f"写明理由不立项的决议{found.reasons}项；既没有立项也没有理由的{found.without_task}项。"


def _rules(found: Execution) -> tuple[tuple[str, ...], paper.Table | None]:
    if not found.rules:
        return ("未发现不符合议事规则的情况。",), None
    total = sum(found.rules.values())
    rows = tuple((code, found.rule_titles.get(code, ""), str(count)) for code, count in found.rules.items())
    text = f"按议事规则逐项核对，发现例外{total}处。"
    return (text,), paper.Table((("规则", 20), ("内容", 112), ("处", 22)), rows)


def _learning(found: Execution) -> Iterable[str]:
    study = found.study
    share = f"，转化率{say_share(study.conversion)}" if study.conversion is not None else ""
    yield f"第一议题和学习内容{study.items}项，转为督办任务{study.tasks}项{share}。"
    yield f"确定调研课题{found.topics}个，发现问题{found.findings}个，立项解决{found.finding_tasks}个。"
    if found.leaders_without_topic:
        yield f"还没有调研课题的院领导：{'、'.join(found.leaders_without_topic)}。"


def say_share(share: Fraction | None) -> str:
    """A rate in per cent with one place; nothing when there is no base."""
    if share is None:
        return ""
    return write_number(Decimal(share.numerator) * 100 / Decimal(share.denominator), 1) + "%"
