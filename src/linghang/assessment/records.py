"""Keeping results and what happens to them: locked, appealed against, answered, unlocked. Every deed is an event.

Nothing here asks who may: `reach.py` does, for pages and API alike.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from linghang.assessment.assess import Assessed, Result
from linghang.assessment.models import Appeal, AssessedUnit, Assessment, AssessmentEvent
from linghang.assessment.plain import plain_result, plain_sheet
from linghang.core import errors
from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.packs.library import fingerprint

Kind = AssessmentEvent.Kind
Stage = Assessment.Stage


class ConflictError(errors.ConflictError):
    """Somebody else wrote on the assessment meanwhile. `current` is the assessment now."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(assessment, f"“{assessment}”刚被他人更新，请核对后再办理")


def keep(assessed: Assessed, institution: Institution, *, actor: Any, by: str = "") -> Assessment:
    """Keep results as a draft beside those that were kept before. `institution`: whose units these are.

    The same results twice are one draft: the earlier one is returned. InputError when there is nothing to keep, or a
    unit lies outside of the institution.
    """
    if not assessed.results:
        raise refuse("没有可以保存的考核结果", "请核对考核对象和期间", field="考核办法", value=assessed.framework.code)
    places = {each.code: each for each in institution.subtree()}
    if outside := next((each for each in assessed.results if each.unit.institution not in places), None):
        raise refuse("考核对象不在这个机构之内", "请选上级机构", field="机构", value=outside.unit.institution)
    digest = _digest(assessed)
    with transaction.atomic():
        Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
        same = of(institution, assessed.framework.code, assessed.period, assessed.judges).filter(digest=digest).first()
        if same is not None:
            return same
        kept = _assessment(assessed, institution, digest, actor)
        for result in assessed.results:
            _unit(kept, result, places[result.unit.institution]).save()
        _event(kept, Kind.ASSESSED, actor, by, data={"version": kept.version, "units": len(assessed.results)})
    return kept


def of(institution: Institution, framework: str, period: Period, judges: str) -> Any:
    """Everything kept for these, newest first (a QuerySet of Assessment)."""
    return Assessment.objects.filter(
        institution=institution, framework=framework, period=str(period), judges=judges
    ).order_by("-id")


def in_force(institution: Institution, framework: str, period: Period, judges: str) -> Assessment | None:
    """The locked one, or else the newest draft; None when nothing was kept."""
    found = of(institution, framework, period, judges)
    return found.filter(stage=Stage.LOCKED).first() or found.first()


def lock(assessment: Assessment, *, actor: Any, revision: int | None = None, by: str = "") -> AssessmentEvent:
    """From now on these are the results. InputError when they are locked, or others of the same kind are."""
    with transaction.atomic():
        current = _held(assessment, revision)
        if current.stage == Stage.LOCKED:
            raise refuse("考核结果已经锁定", "不必再锁", field="考核结果", value=str(current))
        alike = of(current.institution, current.framework, Period.parse(current.period), current.judges)
        if alike.filter(stage=Stage.LOCKED).exists():
            remedy = "请先解锁原来的结果并写明理由"
            raise refuse("同一办法、同一期间已有锁定的结果", remedy, field="考核结果", value=str(current))
        current.stage = Stage.LOCKED
        event = _event(current, Kind.LOCKED, actor, by)
    _renew(assessment, current)
    return event


def unlock(
    assessment: Assessment, reason: str, *, actor: Any, revision: int | None = None, by: str = ""
) -> AssessmentEvent:
    """Locked results become a draft again, so that others can take their place; they themselves stay as they are."""
    with transaction.atomic():
        current = _held(assessment, revision)
        _need_locked(current)
        if not reason.strip():
            raise refuse("没有写解锁理由", "请写明为什么解锁", field="理由")
        current.stage = Stage.DRAFT
        event = _event(current, Kind.UNLOCKED, actor, by, text=reason.strip())
    _renew(assessment, current)
    return event


def appeal(unit: AssessedUnit, words: str, *, actor: Any, item: str = "", by: str = "") -> Appeal:
    """Object to a locked result, as a whole or in one `item`. InputError while an appeal on the same waits."""
    with transaction.atomic():
        current = _held(unit.assessment, None)
        _need_locked(current)
        if not words.strip():
            raise refuse("没有写申诉理由", "请写明对哪里有异议、依据是什么", field="申诉理由")
        if item and item not in {line["code"] for line in unit.sheet["lines"]}:
            raise refuse("评分表里没有这个考核项目", "请核对项目代码", field="考核项目", value=item)
        if Appeal.objects.filter(unit=unit, item=item, outcome=Appeal.Outcome.WAITING).exists():
            raise refuse(
                "这一项已有申诉在等待答复", "请等答复以后再提", subject=unit.name, field="考核项目", value=item
            )
        made = Appeal.objects.create(unit=unit, item=item, words=words.strip(), by=_user(actor))
        _event(current, Kind.APPEALED, actor, by, text=made.words, data=_about(made))
    return made


def decide(appeal: Appeal, *, upheld: bool, answer: str, actor: Any, by: str = "") -> Appeal:
    """Answer an appeal, once. Whoever made it does not decide it. What was locked stays locked: to give effect to an
    appeal that was upheld, correct evidence or data, assess anew, unlock, and lock the new results."""
    with transaction.atomic():
        current = _held(appeal.unit.assessment, None)
        held = Appeal.objects.select_for_update(of=("self",), no_key=True).get(pk=appeal.pk)
        if held.outcome != Appeal.Outcome.WAITING:
            raise ConflictError(current)
        if not answer.strip():
            raise refuse("没有写答复", "请写明采纳或不采纳的理由", field="答复")
        if held.by_id is not None and held.by_id == getattr(actor, "pk", None):
            raise refuse("不能答复自己提出的申诉", "请由其他有审批权限的人答复", field="申诉")
        held.outcome = Appeal.Outcome.UPHELD if upheld else Appeal.Outcome.REJECTED
        held.answer, held.decided_by, held.decided_at = answer.strip(), _user(actor), timezone.now()
        held.save()
        _event(current, Kind.DECIDED, actor, by, text=held.answer, data={**_about(held), "outcome": held.outcome})
    return held


def _held(assessment: Assessment, revision: int | None) -> Assessment:
    """The assessment as it stands, held against everybody else until the transaction ends. The institution is held
    first: of two drafts of the same thing only one can be locked."""
    Institution.objects.select_for_update(no_key=True).get(pk=assessment.institution_id)
    current = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    if revision is not None and revision != current.revision:
        raise ConflictError(current)
    return current


def _need_locked(assessment: Assessment) -> None:
    if assessment.stage != Stage.LOCKED:
        raise refuse("考核结果还没有锁定", "结果锁定以后才能申诉或解锁", field="考核结果", value=str(assessment))


def _event(
    assessment: Assessment,
    kind: Any,
    actor: Any,
    by: str,
    *,
    text: str = "",
    data: Mapping[str, Any] | None = None,
) -> AssessmentEvent:
    """Append an event; the revision counts them."""
    position = assessment.events.count() + 1
    assessment.revision = position
    assessment.save(update_fields=["stage", "revision"])
    return AssessmentEvent.objects.create(
        assessment=assessment,
        position=position,
        kind=kind,
        text=text,
        data=dict(data or {}),
        actor=_user(actor),
        by=by,
    )


def _about(appeal: Appeal) -> dict[str, Any]:
    return {"appeal": appeal.pk, "unit": appeal.unit.code, "item": appeal.item}


def _assessment(assessed: Assessed, institution: Institution, digest: str, actor: Any) -> Assessment:
    framework, peers = assessed.framework, assessed.round.peers
    said = f"同类机构 {len(assessed.round.others)} 家（{peers.period}）" if peers else ""
    return Assessment.objects.create(
        institution=institution,
        framework=framework.code,
        title=framework.title,
        edition=framework.edition,
        definition=fingerprint([framework, *assessed.round.indicators.values()]),
        judges=assessed.judges,
        period=str(assessed.period),
        version=assessed.version,
        peers=said,
        peers_digest=peers.digest if peers else "",
        digest=digest,
        created_by=_user(actor),
    )


def _unit(assessment: Assessment, result: Result, institution: Institution) -> AssessedUnit:
    place, before = result.place, result.before
    return AssessedUnit(
        assessment=assessment,
        kind=result.unit.kind,
        institution=institution,
        code=result.unit.code,
        name=result.unit.name,
        sheet=plain_sheet(result.sheet),
        points=result.sheet.points,
        full=result.sheet.full,
        group=result.group,
        rank=place.rank if place else None,
        of=place.of if place else None,
        tied=place.tied if place else None,
        grade=result.grade,
        before_rank=before.rank if before else None,
        before_of=before.of if before else None,
        moved=result.moved,
    )


def _digest(assessed: Assessed) -> str:
    """Of everything that was found, and by which definitions and whose data."""
    what = {
        "definition": fingerprint([assessed.framework, *assessed.round.indicators.values()]),
        "version": assessed.version,
        "results": [plain_result(result) for result in assessed.results],
    }
    return hashlib.sha256(json.dumps(what, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _renew(assessment: Assessment, current: Assessment) -> None:
    """Bring the caller's object up to date."""
    assessment.stage, assessment.revision = current.stage, current.revision


def _user(actor: Any) -> Any:
    return actor if getattr(actor, "pk", None) else None
