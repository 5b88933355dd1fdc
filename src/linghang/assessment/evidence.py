"""Ratings from evidence: who found what about an item of a unit, on which files. Lines are added, never changed."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count

from linghang.assessment.find import framework_of
from linghang.assessment.find import unit_of as known_unit
from linghang.assessment.models import Assessment, EvidenceFile, EvidenceRating
from linghang.assessment.units import Unit
from linghang.core.errors import ConflictError, refuse
from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.packs.framework import Framework, Item
from linghang.tasks.evidence import Kept, keep

PDCA = {"plan": "计划（P）", "do": "执行（D）", "check": "检查（C）", "act": "改进（A）"}
_TAKEN_BACK = EvidenceRating.Rating.WITHDRAWN
_NOT_APPLICABLE = EvidenceRating.Rating.NOT_APPLICABLE


def rate(
    framework: str,
    item: str,
    unit: Unit,
    period: Period,
    rating: str,
    *,
    note: str,
    actor: Any,
    pdca: Mapping[str, str] | None = None,
    files: Iterable[Any] = (),
    by: str = "",
    seen: int | None = None,
) -> EvidenceRating:
    """Rate an item from evidence: A, B, C, D; `NA`, of any item: it does not apply to the unit; "" takes back.

    `files`: uploads, or what `tasks.evidence.keep` gave for them. `seen`: the newest rating that the person saw, 0 for
    none; ConflictError when there is a newer one. InputError for what cannot be rated, and while the results of the
    unit are locked. Asks no permission (`reach.py`).
    """
    known = framework_of(framework, period)
    unit = known_unit(unit.kind, unit.institution, unit.code, period)
    _check(known, _leaf(known, item), rating, note, pdca or {})
    with transaction.atomic():
        place = Institution.objects.select_for_update(no_key=True).get(code=unit.institution)
        _refuse_locked(framework, unit, place, period)
        past = history(framework, item, unit, period)
        newest = past[-1] if past else None
        if seen is not None and seen != (newest.pk if newest else 0):
            raise ConflictError(newest, "这一项刚被他人评定，请核对后再保存")
        if rating == _TAKEN_BACK and (newest is None or newest.rating == _TAKEN_BACK):
            raise refuse("没有可撤回的评定", "请核对考核项目", field="评定", value=item)
        kept = [each if isinstance(each, Kept) else keep(each) for each in files]
        stored = _add(framework, item, unit, place, period, rating, note, pdca or {}, actor, by)
        for each in kept:
            EvidenceFile.objects.create(
                rating=stored, name=each.name, sha256=each.sha256, bytes=each.bytes, media_type=each.media_type
            )
    return stored


def rate_all(
    framework: str, unit: Unit, period: Period, found: Mapping[str, tuple[str, str]], *, actor: Any, by: str = ""
) -> None:
    """Rate several items of one unit at once, all or none: `found` gives rating and note by item; none is taken back.

    InputError as `rate`; what is asked of the unit and its results is asked once.
    """
    known = framework_of(framework, period)
    unit = known_unit(unit.kind, unit.institution, unit.code, period)
    for item, (rating, note) in found.items():
        if rating == _TAKEN_BACK:
            raise refuse("没有评定", "请选 A、B、C、D 或不适用", subject=f"{known.title} {item}", field="评定")
        _check(known, _leaf(known, item), rating, note, {})
    with transaction.atomic():
        place = Institution.objects.select_for_update(no_key=True).get(code=unit.institution)
        _refuse_locked(framework, unit, place, period)
        for item, (rating, note) in found.items():
            _add(framework, item, unit, place, period, rating, note, {}, actor, by)


def _add(
    framework: str,
    item: str,
    unit: Unit,
    place: Institution,
    period: Period,
    rating: str,
    note: str,
    pdca: Mapping[str, str],
    actor: Any,
    by: str,
) -> EvidenceRating:
    return EvidenceRating.objects.create(
        framework=framework,
        item=item,
        kind=unit.kind,
        institution=place,
        code=unit.code,
        period=str(period),
        rating=rating,
        note=note.strip(),
        pdca={name: said.strip() for name, said in pdca.items() if said.strip()},
        actor=actor if getattr(actor, "pk", None) else None,
        by=by,
    )


def ratings(
    framework: str, period: Period, kind: str, institutions: Collection[str]
) -> dict[tuple[str, str], EvidenceRating]:
    """What counts now of units of a kind, by unit key and item code; what was taken back is not among it."""
    found: dict[tuple[str, str], EvidenceRating] = {}
    lines = EvidenceRating.objects.filter(
        framework=framework, period=str(period), kind=kind, institution__code__in=list(institutions)
    ).select_related("institution")
    for line in lines.order_by("id"):
        found[unit_of(line).key, line.item] = line
    return {key: line for key, line in found.items() if line.rating != _TAKEN_BACK}


def rated_units(frameworks: Collection[str], period: Period, kind: str, institution: Institution) -> dict[str, int]:
    """How many units of a kind were ever rated in the period, by framework; those by which none was are left out."""
    lines = EvidenceRating.objects.filter(
        framework__in=list(frameworks), period=str(period), kind=kind, institution=institution
    )
    counted = lines.values("framework").annotate(units=Count("code", distinct=True)).order_by("framework")
    return dict(counted.values_list("framework", "units"))


def history(framework: str, item: str, unit: Unit, period: Period) -> list[EvidenceRating]:
    """Every rating of an item of a unit, oldest first."""
    lines = EvidenceRating.objects.filter(
        framework=framework, item=item, kind=unit.kind, code=unit.code, period=str(period)
    )
    return list(lines.filter(institution__code=unit.institution).order_by("id"))


def unit_of(line: EvidenceRating) -> Unit:
    """Whom a rating is about; its name is not on the line."""
    return Unit(line.kind, line.institution.code, line.code, line.code)


def _leaf(framework: Framework, code: str) -> Item:
    found = next((item for item in framework.leaves() if item.code == code), None)
    if found is None:
        raise refuse(f"“{framework.title}”里没有这个考核项目", "请核对项目代码", field="考核项目", value=code)
    return found


def _check(framework: Framework, item: Item, rating: str, note: str, pdca: Mapping[str, str]) -> None:
    where = f"{framework.title} {item.title}"
    if rating not in EvidenceRating.Rating.values:
        raise refuse("没有这个评定", "请选 A、B、C、D 或不适用", subject=where, field="评定", value=rating)
    if not item.evidence and rating not in (_NOT_APPLICABLE, _TAKEN_BACK):
        raise refuse("这一项按指标计分，不评等", "只能登记“不适用”", subject=where, field="评定", value=rating)
    if not note.strip():
        raise refuse("没有写评定说明", "请写明看到了什么、为什么这样评", subject=where, field="评定说明")
    if unknown := sorted(set(pdca) - set(PDCA)):
        raise refuse("PDCA 没有这一栏", "只有 plan、do、check、act", subject=where, field="PDCA", value=unknown[0])


def _refuse_locked(framework: str, unit: Unit, place: Institution, period: Period) -> None:
    """What a locked result stands on is not changed under it."""
    locked = Assessment.objects.filter(
        framework=framework, judges=unit.kind, period=str(period), stage=Assessment.Stage.LOCKED
    )
    if locked.filter(units__institution=place, units__code=unit.code).exists():
        raise refuse(
            "考核结果已锁定，不能再评定", "如确需更改，请先解锁并写明理由", field="考核结果", value=str(period)
        )
