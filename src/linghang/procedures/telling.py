"""What happened to a case, in words."""

from dataclasses import dataclass

from django.urls import reverse

from linghang.packs.procedure import OPENED as OPENING
from linghang.packs.procedure import StepField
from linghang.procedures.cases import EVENT_TITLES, OPENED
from linghang.procedures.course import Course
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.naming import Names
from linghang.procedures.workbook import TALLY

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True)
class File:
    title: str
    name: str
    url: str
    bytes: int


@dataclass(frozen=True)
class Told:
    """An event in words. `lines`: field and value; `papers`: what is kept on paper, and where."""

    event: CaseEvent
    title: str
    number: str
    outcome: str
    who: str
    lines: tuple[tuple[str, str], ...]
    files: tuple[File, ...]
    papers: tuple[tuple[str, str], ...]

    @property
    def late_entry(self) -> bool:
        return self.event.recorded_at.date() > self.event.on


def tell_all(case: Case, course: Course, names: Names) -> list[Told]:
    """All events of a case in words, in their order."""
    events = case.events.select_related("actor").prefetch_related("files")
    return [_tell(case, course, names, event) for event in events]


def case_url(case: Case) -> str:
    return reverse("case", args=[case.institution.code, case.procedure, case.number])


def title_of(course: Course, step: str) -> str:
    """The title of a step, or of an event that is none; its code when the definition does not know it any more."""
    if step in EVENT_TITLES:
        return EVENT_TITLES[step]
    return next((each.title for each in course.procedure.steps if each.code == step), step)


def _tell(case: Case, course: Course, names: Names, event: CaseEvent) -> Told:
    step = next((each for each in course.procedure.steps if each.code == event.step), None)
    outcome = step.outcomes.get(event.outcome) if step else None
    papers = {each.code: each.title for each in step.documents} if step else {}
    files = tuple(
        File(papers.get(each.code, each.code), each.name, reverse("case-document", args=[each.pk]), each.bytes)
        for each in event.files.all()
    )
    return Told(
        event,
        title_of(course, event.step),
        step.number if step else "",
        outcome.title if outcome else event.outcome,
        event.by or (event.actor.first_name if event.actor else ""),
        tuple(_lines(case, course, names, event)),
        files,
        tuple((papers.get(code, code), place) for code, place in event.papers.items()),
    )


def _lines(case: Case, course: Course, names: Names, event: CaseEvent) -> list[tuple[str, str]]:
    try:
        fields: tuple[StepField, ...] = course.fields(OPENING if event.step == OPENED else event.step)
    except KeyError:
        fields = ()
    known = {field.code: field for field in fields}
    lines = [
        (known[code].title, _value(course, names, case, known[code], value)) if code in known else (code, str(value))
        for code, value in event.data.items()
    ]
    if event.tally:
        said = "，".join(f"{title}{event.tally[name]}" for title, name in TALLY.items() if event.tally.get(name))
        lines.append(("表决", said))
    return lines


def _value(course: Course, names: Names, case: Case, field: StepField, value: object) -> str:
    codes = course.codes_for(field)
    if codes is None:
        return names.value(case, field, value)
    listed = value if isinstance(value, list) else [value]
    return "；".join(codes.label(str(each)) for each in listed)
