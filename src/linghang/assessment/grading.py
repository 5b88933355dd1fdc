"""Which grade a place or a share of the full marks earns. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from linghang.assessment.clusters import Clusters
from linghang.assessment.ranking import Place
from linghang.core.figures import round_half_up, write_figure
from linghang.packs.framework import Framework, Grade


@dataclass(frozen=True)
class Graded:
    """`grade` is "" when there is none: nothing scored, or `undefined`: the published rule says nothing about it."""

    grade: str
    reason: str
    undefined: bool = False


def grade(
    framework: Framework,
    *,
    share: Decimal | None,
    place: Place | None,
    veto: str = "",
    clusters: Clusters | None = None,
) -> Graded:
    """The grade of a unit with this share of the full marks and this place. `veto`: the best that is left (Sheet.veto);
    `clusters`: of the peers' shares, where the framework asks for groups found in them."""
    graded = _grade(framework, share, place, clusters)
    return _capped(framework, graded, veto) if veto else graded


def quota(top: Decimal, of: int) -> int:
    """How many of `of` the best `top` (cumulative share) are, halves rounded up. Cumulative shares are rounded, not the
    width of each grade, so that the grades always add up to all. Who shares the last place within stands within."""
    return int(round_half_up(top * of, 0))


def _grade(framework: Framework, share: Decimal | None, place: Place | None, clusters: Clusters | None) -> Graded:
    if not framework.grades:
        return Graded("", "不分等级")
    if framework.clusters:
        return _by_clusters(framework, share, clusters)
    for one in framework.grades:
        if one.top is not None:
            if place is None:
                return Graded("", "没有位次，不定等级")
            if place.rank <= (limit := quota(one.top, place.of)):
                said = write_figure(one.top, "%", 1, trim=True)
                return _given(one, f"第 {place.rank} 名，在前 {said}（{place.of} 家中前 {limit} 名）以内")
        elif one.at_least is not None:
            if share is None:
                return Graded("", "没有得分，不定等级")
            if share >= one.at_least:
                said = write_figure(share, "%", 2, trim=True)
                return _given(one, f"得分率 {said}，达到 {write_figure(one.at_least, '%', 1, trim=True)}")
        elif share is not None or place is not None:
            return _given(one, "在以上各等级之外")
    return Graded("", "没有得分，不定等级" if share is None else "公布的规则在此未作规定", undefined=share is not None)


def _given(one: Grade, why: str) -> Graded:
    if one.undefined:
        return Graded("", f"{why}；公布的规则在此（{one.grade}）未作规定，不定等级", undefined=True)
    return Graded(one.grade, why)


def _by_clusters(framework: Framework, share: Decimal | None, clusters: Clusters | None) -> Graded:
    if share is None or clusters is None:
        return Graded("", "没有得分，不定等级" if share is None else "没有分组，不定等级")
    at = clusters.group_of(share)
    said = write_figure(share, "%", 2, trim=True)
    return _given(
        framework.grades[at], f"得分率 {said}，在由高到低第 {at + 1} 组（聚类 {len(clusters.rounds)} 轮后稳定）"
    )


def _capped(framework: Framework, graded: Graded, veto: str) -> Graded:
    order = [one.grade for one in framework.grades]
    if graded.grade in order and veto in order and order.index(graded.grade) >= order.index(veto):
        return graded
    before = f"按分数为 {graded.grade}，" if graded.grade else ""
    return Graded(veto, f"{before}因一票否决，等级最高为 {veto}")
