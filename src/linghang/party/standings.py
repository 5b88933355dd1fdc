"""The standing of all branches of an institution in a year: stage, scores, grades, class, movement."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from linghang.assessment import reach as assessment_reach
from linghang.assessment import results
from linghang.assessment.assess import Result
from linghang.assessment.place import Place as AssessmentPlace
from linghang.assessment.reasons import points as say_points
from linghang.core.periods import Period
from linghang.indicators.choices import Choice
from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.as_of import branches_on
from linghang.organization.models import Institution, PartyOrganizationForm
from linghang.packs.framework import Framework
from linghang.party import classes, reach, standing_store
from linghang.party.classes import Classed, Movement
from linghang.party.rows import day, rows
from linghang.party.standing import STAGES
from linghang.party.standing_store import CHECKLIST, File
from linghang.registers import content

SHOWN = ("branch-standardisation", "branch-star", "branch-four-strong")
"""The systems that stand side by side; a hospital's own are reached through assessment."""


@dataclass(frozen=True)
class Score:
    """What one branch got by one framework. `points` None: nothing is scored yet."""

    framework: Framework
    points: Decimal | None
    said: str
    grade: str
    place: str


@dataclass(frozen=True)
class Line:
    """One branch in the table."""

    code: str
    name: str
    file: File
    scores: tuple[Score, ...]
    movement: Movement | None
    follow_up: tuple[str, str]

    @property
    def stage_word(self) -> str:
        return STAGES[self.file.stage]

    @property
    def rated(self) -> int:
        return sum(bool(point.final) for point in self.file.points)


def lines(institution: Institution, year: int, user: User, today: dt.date, *, branch: str = "") -> list[Line]:
    """Every permanent branch (or one of them) of the year's last day, or of today while it runs; by code."""
    forms = reach.permanent(branches_on(institution, min(dt.date(year, 12, 31), today)))
    forms = [form for form in forms if branch in ("", form.organization.code)]
    codes = [form.organization.code for form in forms]
    files = standing_store.files(standing_store.checklist(CHECKLIST, year), institution, year, codes)
    found = {code: scores(institution, year, code, user, branch=branch) for code in SHOWN}
    histories = classes_of(institution)
    return [_line(form, files, found, histories, year, today) for form in forms]


def _line(
    form: PartyOrganizationForm,
    files: Mapping[str, File],
    found: Mapping[str, Mapping[str, Score]],
    histories: Mapping[str, list[Classed]],
    year: int,
    today: dt.date,
) -> Line:
    code = form.organization.code
    history = [each for each in histories.get(code, []) if each.year <= year]
    moved = classes.movement(history)
    light = classes.light(moved.now, today) if moved and moved.now.year == year else ("", "")
    return Line(
        code,
        form.name,
        files[code],
        tuple(by_branch[code] for by_branch in found.values() if code in by_branch),
        moved,
        light,
    )


def scores(institution: Institution, year: int, framework: str, user: User, *, branch: str = "") -> dict[str, Score]:
    """Branch → score by one framework, as assessment computes it. Empty where the packs have no such framework, and
    where its figures are not open to the person."""
    library = content.library()
    if not library.has("frameworks", framework):
        return {}
    known = library.framework(framework)
    closed = assessment_reach.sensitivity(known)
    if not access.may(user, "view_figures", institution=institution, branch=branch or None, sensitivity=closed):
        return {}
    choice = Choice(institution, None, Period.year(year), None, (institution,))
    assessed = results.assessed(AssessmentPlace(library, known, choice, user))
    return {result.unit.code: _score(known, result) for result in assessed.results}


def _score(framework: Framework, result: Result) -> Score:
    points, place = result.sheet.points, result.place
    said = "" if points is None else say_points(points)
    where = f"{place.rank}/{place.of}" if place and points is not None else ""
    return Score(framework, points, said, result.grade if points is not None else "", where)


def classes_of(institution: Institution) -> dict[str, list[Classed]]:
    """Branch → its class of every year, oldest first."""
    found: dict[str, list[Classed]] = {}
    for row in rows("branch_class", institution):
        on = day(row["classed_on"])
        assert on is not None
        classed = Classed(
            on.year,
            str(row["grade"]),
            str(row["follow_up"] or ""),
            day(row["follow_up_due"]),
            day(row["follow_up_done"]),
        )
        found.setdefault(str(row["branch"]), []).append(classed)
    return {code: sorted(each, key=lambda one: one.year) for code, each in found.items()}
