"""Rounds of standing in the database: marks and steps are appended; settling writes what assessment scores by.

Nothing here asks who may (`reach.py` does, for pages, files and API alike).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from linghang.assessment import evidence
from linghang.assessment.sheet import Sheet, score
from linghang.assessment.units import Unit
from linghang.core.errors import ConflictError, refuse
from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.packs.framework import Framework
from linghang.party import standing
from linghang.party.models import StandingMark, StandingStep
from linghang.party.standing import Mark, Point, Round, Stage, Step
from linghang.registers import content

CHECKLIST = "branch-standardisation"
"""The checklist whose check points the shipped star and four-strong systems share."""


@dataclass(frozen=True)
class File:
    """Everything said of one branch for one year by one checklist. `seen`: grows with every line."""

    framework: Framework
    institution: Institution
    branch: str
    year: int
    marks: tuple[Mark, ...]
    steps: tuple[Step, ...]
    seen: int

    @property
    def stage(self) -> Stage:
        return standing.stage_of(self.steps)

    @property
    def points(self) -> tuple[Point, ...]:
        return standing.points(self.framework, self.marks)

    def sheet(self, round_: Round) -> Sheet:
        """What the branch would score by one round alone; measured items are left to assessment."""
        return score(self.framework, standing.readings(self.points, round_), {})


def checklist(code: str = CHECKLIST, year: int | None = None) -> Framework:
    """A framework that judges branches by evidence. InputError for any other."""
    library = content.library()
    if not library.has("frameworks", code):
        raise refuse("没有这个考核办法", "请从列表里选择", field="考核办法", value=code)
    found = library.framework(code, dt.date(year, 12, 31) if year else None)
    if found.judges != "branch" or not any(item.evidence for item in found.leaves()):
        raise refuse("这个办法不是支部考评清单", "请选考核党支部、凭材料评定的办法", field="考核办法", value=code)
    return found


def checklists() -> list[Framework]:
    """Every framework that can be gone through in rounds."""
    return [
        each
        for each in content.library().frameworks()
        if each.judges == "branch" and any(item.evidence for item in each.leaves())
    ]


def file(framework: Framework, institution: Institution, branch: str, year: int) -> File:
    return files(framework, institution, year, [branch])[branch]


def files(framework: Framework, institution: Institution, year: int, branches: Sequence[str]) -> dict[str, File]:
    """The files of several branches in two queries."""
    where = {"framework": framework.code, "institution": institution, "year": year, "branch__in": list(branches)}
    marks: dict[str, list[StandingMark]] = {}
    steps: dict[str, list[StandingStep]] = {}
    for line in StandingMark.objects.filter(**where).order_by("id"):
        marks.setdefault(line.branch, []).append(line)
    for step in StandingStep.objects.filter(**where).order_by("id"):
        steps.setdefault(step.branch, []).append(step)
    return {
        code: File(
            framework,
            institution,
            code,
            year,
            tuple(map(_mark, marks.get(code, ()))),
            tuple(map(_step, steps.get(code, ()))),
            sum(each.pk for each in (*marks.get(code, ())[-1:], *steps.get(code, ())[-1:])),
        )
        for code in branches
    }


def _mark(line: StandingMark) -> Mark:
    on = timezone.localdate(line.recorded_at).isoformat()
    round_: Any = line.round
    return Mark(line.item, round_, line.rating, line.reason, line.by, line.scorer, on)


def _step(line: StandingStep) -> Step:
    deed, stage = line.deed, line.stage
    return Step(deed, stage, line.text, line.by, timezone.localdate(line.recorded_at).isoformat())


def mark(
    known: File, marks: Iterable[Mark], *, actor: Any, by: str = "", seen: int | None = None
) -> list[StandingMark]:
    """Add marks of the present round, all or none; those that say what stands already are left out.

    Raises InputError, and ConflictError when somebody wrote after `seen`.
    """
    with transaction.atomic():
        current = _held(known, seen)
        points = {point.item.code: point for point in current.points}
        fresh = []
        for each in marks:
            if each.item not in points:
                raise refuse("清单里没有这个考核点", "请刷新页面", field="考核点", value=each.item)
            standing.check_mark(points[each.item], current.stage, each)
            if not _stands(points[each.item], each):
                fresh.append(each)
        return [_save(current, each, actor, by) for each in fresh]


def _stands(point: Point, mark: Mark) -> bool:
    said = {"self": point.own, "superior": point.superior, "result": point.result}.get(mark.round)
    if mark.round == "mutual":
        said = next((peer for peer in point.peers if peer.scorer == mark.scorer), None)
    return said is not None and (said.rating, said.reason) == (mark.rating, mark.reason.strip())


def _save(known: File, mark: Mark, actor: Any, by: str) -> StandingMark:
    return StandingMark.objects.create(
        institution=known.institution,
        framework=known.framework.code,
        branch=known.branch,
        year=known.year,
        item=mark.item,
        round=mark.round,
        rating=mark.rating,
        reason=mark.reason.strip(),
        scorer=mark.scorer,
        actor=actor if getattr(actor, "pk", None) else None,
        by=mark.by or by,
    )


def step(known: File, deed: str, text: str = "", *, actor: Any, by: str = "", seen: int | None = None) -> StandingStep:
    """Hand the sheet on, send it back, settle it or open it again. Settling writes the ratings that assessment scores
    by, into every framework that has the same check point. InputError, ConflictError as `mark`."""
    with transaction.atomic():
        current = _held(known, seen)
        stage = current.stage
        standing.check_step(current.points, stage, standing.deed_of(deed), text)
        if deed == "settle":
            _rate(current, actor, by)
        return StandingStep.objects.create(
            institution=current.institution,
            framework=current.framework.code,
            branch=current.branch,
            year=current.year,
            deed=deed,
            stage=stage,
            text=text.strip(),
            actor=actor if getattr(actor, "pk", None) else None,
            by=by,
        )


def _held(known: File, seen: int | None) -> File:
    """The file as it stands, held against everybody else until the transaction ends."""
    Institution.objects.select_for_update(no_key=True).get(pk=known.institution.pk)
    current = file(known.framework, known.institution, known.branch, known.year)
    if seen is not None and seen != current.seen:
        raise ConflictError(current, "这张考评表刚被他人更新，请核对后再保存")
    return current


def _rate(known: File, actor: Any, by: str) -> None:
    period = Period.year(known.year)
    unit = Unit("branch", known.institution.code, known.branch, "")
    for framework in checklists():
        shared = {item.code for item in framework.leaves() if item.evidence}
        standing_now = evidence.ratings(framework.code, period, "branch", [known.institution.code])
        changed = {
            point.item.code: (point.final, point.why)
            for point in known.points
            if point.item.code in shared
            and (
                (before := standing_now.get((unit.key, point.item.code))) is None
                or (before.rating, before.note) != (point.final, point.why)
            )
        }
        if changed:
            evidence.rate_all(framework.code, unit, period, changed, actor=actor, by=by)
