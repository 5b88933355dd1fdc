"""What a paper asks to be done, proposed as tasks: who, by when, for which programme, measured by what."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from linghang.documents.figures import Figure
from linghang.documents.mapping import likeness
from linghang.documents.outline import Node
from linghang.documents.periods import planned_year
from linghang.indicators.wording import say_value
from linghang.organization.as_of import departments_on
from linghang.organization.models import Department, in_force
from linghang.packs.model import Indicator
from linghang.packs.programme import Programme
from linghang.papers.ledger import Remembered, meant, remembered
from linghang.papers.models import Paper
from linghang.papers.precision import Stated
from linghang.papers.reading import Reading
from linghang.papers.store import read_kept
from linghang.papers.when import due_of
from linghang.programmes.models import ComponentOwner
from linghang.programmes.tree import adoptions_on
from linghang.registers import content
from linghang.tasks.models import Task

PAST = 500
"""How many tasks of the past are asked who led the like."""
LIKE = 0.4
"""From which likeness of titles on a task of the past says something (领航自拟)."""
_OFFICE = re.compile("(?:办公室|中心|科室|科|部|处|办|室)$")
_NUMBERED = re.compile(r"\d+(?:\+\d+)+|\d{3,}|[一二三四五六七八九]融")
_SAID = {">=": "不低于", ">": "高于", "<=": "不高于", "<": "低于"}
_COMPARATORS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}


@dataclass(frozen=True)
class Goal:
    """An indicator that the piece itself names a target for. `value` in base units."""

    indicator: str
    comparator: str
    value: Decimal
    said: str


@dataclass(frozen=True)
class Proposal:
    """One piece of the paper, offsets in its text. `why`: what speaks for the department. `due_words`: as the text has
    it. `tasks`: what it has become already."""

    node: str
    start: int
    end: int
    path: str
    title: str
    quote: str
    department: Department | None
    why: str
    due: dt.date | None
    due_words: str
    goal: Goal | None
    programmes: tuple[tuple[str, str], ...]
    programme_words: str
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class _House:
    """What all pieces of a paper are compared with."""

    departments: Sequence[Department]
    past: Sequence[tuple[str, str]]
    programmes: Sequence[Programme]
    owners: dict[tuple[str, str], str]
    indicators: Sequence[Indicator]
    known: Remembered

    @classmethod
    def of(cls, paper: Paper, day: dt.date) -> "_House":
        place, library = paper.institution, content.library()
        led = Task.objects.filter(institution=place, lead_department__isnull=False).order_by("-pk")[:PAST]
        adopted = adoptions_on(place.pk, day)
        owners = ComponentOwner.objects.filter(in_force(day), adoption__in=adopted, department__isnull=False)
        return cls(
            departments_on(place, day),
            list(led.values_list("title", "lead_department__code")),
            [library.programme(each.programme) for each in adopted],
            {
                (each.adoption.programme, each.component): each.department.code
                for each in owners.select_related("adoption", "department")
                if each.department is not None
            },
            library.indicators(),
            remembered(place),
        )


def proposals(paper: Paper, day: dt.date) -> list[Proposal]:
    """The leaves of the outline that say what is to be done, in the order of the text."""
    reading, house = read_kept(paper), _House.of(paper, day)
    done: dict[int, list[Task]] = {}
    for each in paper.adoptions.select_related("task"):
        done.setdefault(each.start, []).append(each.task)
    nodes = [node for node in reading.outline.nodes if node.leaf and node.mode == "plan"]
    other = paper.published.year if paper.published else day.year
    return [
        _proposal(reading, node, house, planned_year(reading.outline, node) or other, tuple(done.get(node.start, ())))
        for node in nodes
    ]


def _proposal(reading: Reading, node: Node, house: _House, year: int, tasks: tuple[Task, ...]) -> Proposal:
    quote = reading.text[node.start : node.end].strip()
    above = [each.heading for each in reading.outline.above(node)][1:]
    programmes, words = _programmes(house, "\n".join([*above, quote]))
    department, why = _department(house, node.heading, quote, programmes)
    due = due_of(quote, year)
    inside = [each for each in reading.figures.figures if node.start <= each.start < node.end]
    return Proposal(
        node.id,
        node.start,
        node.end,
        " › ".join(reversed(above)),
        _title(node.heading or quote),
        quote,
        department,
        why,
        due[0] if due else None,
        due[1] if due else "",
        next((goal for each in inside if (goal := _goal(each, house)) is not None), None),
        programmes,
        words,
        tasks,
    )


def _title(words: str) -> str:
    title = re.sub(r"\s+", " ", words).strip().rstrip("。；;：:，,")
    return title if len(title) <= 200 else f"{title[:199]}…"


def _programmes(house: _House, words: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Programmes that the words name by title, number (1+6, 11235, 六融) or component."""
    found: list[tuple[str, str]] = []
    titles: list[str] = []
    for programme in house.programmes:
        parts = [part for part in programme.components if len(part.title) >= 4 and part.title in words]
        numbers = _NUMBERED.findall(programme.title)
        if parts:
            found += [(programme.code, part.code) for part in parts]
            titles += [f"{programme.title} · {part.title}" for part in parts]
        elif programme.title in words or any(re.search(rf"(?<![\d+]){re.escape(n)}(?![\d+])", words) for n in numbers):
            found.append((programme.code, ""))
            titles.append(programme.title)
    return tuple(found), "、".join(titles)


def _department(
    house: _House, heading: str, quote: str, programmes: Sequence[tuple[str, str]]
) -> tuple[Department | None, str]:
    """Named in the heading, answering for the component, having led the like before, or named in the text."""
    scores: dict[str, tuple[float, str]] = {}
    owners = {house.owners[each] for each in programmes if each in house.owners}
    for each in house.departments:
        duty = _OFFICE.sub("", each.name)
        offers = [(2.5, "工程责任科室")] if each.code in owners else []
        if each.name in heading or (len(duty) >= 2 and duty in heading):
            offers.append((3.0, "标题里提到"))
        elif each.name in quote or (len(duty) >= 2 and duty in quote):
            offers.append((0.7, "正文里提到"))
        if offers:
            scores[each.code] = max(offers)
    standing = {each.code: each for each in house.departments}
    for title, code in house.past:
        like = likeness(heading, title)
        if like >= LIKE and code in standing and 2 * like > scores.get(code, (0.0, ""))[0]:
            scores[code] = (2 * like, f"牵头过“{title}”")
    if not scores:
        return None, ""
    code = min(scores, key=lambda each: (-scores[each][0], each))
    return standing[code], scores[code][1]


def _goal(figure: Figure, house: _House) -> Goal | None:
    """A target whose metric means an indicator and whose bound is a direction."""
    if figure.status == "actual" or figure.value is None or figure.value_max is not None:
        return None
    code, _ = meant(figure, house.indicators, house.known)
    indicator = next((each for each in house.indicators if each.code == code), None)
    if indicator is None:
        return None
    by_direction = {"higher": ">=", "lower": "<="}.get(indicator.direction, "")
    comparator = _COMPARATORS.get(figure.bound, by_direction)
    value = figure.value * Stated.of(figure).factor
    if not comparator or value != value.quantize(Decimal("0.000001")) or value >= 10**12:
        return None
    return Goal(code, comparator, value, f"{indicator.title}{_SAID[comparator]} {say_value(indicator, value)}")
