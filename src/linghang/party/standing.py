"""How a branch stands: what it says of itself, what its peers say, what the superior finds, what is settled. Pure.

The four steps are those of party_rules AS04 (自评、互评、上级考评、综合评定). No document says how they weigh against
each other, so nothing is weighed: the superior's finding counts unless the settlement departs from it with a reason;
self-rating and peers' ratings stand beside it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from linghang.assessment.rules import Reading
from linghang.core.errors import refuse
from linghang.packs.framework import Framework, Item

Round = Literal["self", "mutual", "superior", "result"]
Stage = Literal["self", "mutual", "superior", "result", "settled"]
Deed = Literal["submit", "return", "settle", "reopen"]
ROUNDS: Mapping[Round, str] = {"self": "支部自评", "mutual": "互评", "superior": "上级考评", "result": "综合评定"}
STAGES: Mapping[Stage, str] = {
    "self": "支部自评",
    "mutual": "互评",
    "superior": "上级考评",
    "result": "综合评定",
    "settled": "已评定",
}
DEEDS: Mapping[Deed, str] = {"submit": "提交", "return": "退回自评", "settle": "评定", "reopen": "重新评定"}
RATINGS = ("A", "B", "C", "D", "NA")
RATING_WORDS = {"A": "A 优秀", "B": "B 良好", "C": "C 合格", "D": "D 不合格", "NA": "不适用"}
_SUBMITTED: Mapping[Stage, Stage] = {"self": "mutual", "mutual": "superior", "superior": "result"}


@dataclass(frozen=True)
class Mark:
    """One rating of one check point. `scorer`: the code of the branch that rates, in the mutual round."""

    item: str
    round: Round
    rating: str
    reason: str
    by: str = ""
    scorer: str = ""
    on: str = ""


@dataclass(frozen=True)
class Step:
    """Something that moved the sheet on, or back."""

    deed: Deed
    stage: Stage
    text: str = ""
    by: str = ""
    on: str = ""


@dataclass(frozen=True)
class Point:
    """One check point with all that was said of it. `peers`: newest mark of each branch. `final`: what counts, "" while
    open; `gap`: by how many grades the branch rated itself above it (below 0: too modestly); None without both."""

    item: Item
    group: str
    own: Mark | None
    peers: tuple[Mark, ...]
    superior: Mark | None
    result: Mark | None

    @property
    def final(self) -> str:
        decided = self.result or self.superior
        return decided.rating if decided else ""

    @property
    def gap(self) -> int | None:
        if self.own is None or self.own.rating not in "ABCD" or not self.final or self.final not in "ABCD":
            return None
        return "ABCD".index(self.final) - "ABCD".index(self.own.rating)

    @property
    def middle(self) -> str:
        """The median of the peers' ratings; of two in the middle the lower grade. "" without any."""
        said = sorted(mark.rating for mark in self.peers if mark.rating in ("A", "B", "C", "D"))
        return said[len(said) // 2] if said else ""

    @property
    def why(self) -> str:
        """The finding in one sentence, every voice with its reason."""
        parts = [f"自评 {self.own.rating}（{self.own.reason}）" if self.own else "没有自评"]
        if self.peers:
            counts = {rating: sum(mark.rating == rating for mark in self.peers) for rating in RATINGS}
            parts.append("互评 " + "、".join(f"{rating} {count} 票" for rating, count in counts.items() if count))
        if self.superior:
            parts.append(f"上级 {self.superior.rating}（{self.superior.reason}）")
        if self.result:
            parts.append(f"综合评定 {self.result.rating}（{self.result.reason}）")
        return "；".join(parts)


def deed_of(code: str) -> Deed:
    """The deed of that code. InputError for any other word."""
    for known in DEEDS:
        if known == code:
            return known
    raise refuse("没有这个事项", "请刷新页面", field="事项", value=code)


def stage_of(steps: Iterable[Step]) -> Stage:
    """Where the sheet stands after these steps, which were all possible when they were taken."""
    stage: Stage = "self"
    for step in steps:
        stage = after(stage, step.deed)
    return stage


def after(stage: Stage, deed: Deed) -> Stage:
    """The stage to which a deed leads. InputError when it is not possible now."""
    if deed == "submit" and stage in _SUBMITTED:
        return _SUBMITTED[stage]
    if deed == "return" and stage in ("mutual", "superior", "result"):
        return "self"
    if deed == "settle" and stage == "result":
        return "settled"
    if deed == "reopen" and stage == "settled":
        return "superior"
    raise refuse(f"现在是“{STAGES[stage]}”，不能{DEEDS[deed]}", "请刷新页面，看现在该做哪一步", field="环节")


def points(framework: Framework, marks: Sequence[Mark]) -> tuple[Point, ...]:
    """Every check point (rated from evidence) with what counts of each round: of one scorer the newest mark.

    `marks`: oldest first; a rating "" takes the one before back.
    """
    newest: dict[tuple[str, str, str], Mark] = {(mark.item, mark.round, mark.scorer): mark for mark in marks}
    standing = {key: mark for key, mark in newest.items() if mark.rating}
    found = []
    for group, item in _grouped(framework):
        peers = tuple(mark for (code, round_, _), mark in standing.items() if code == item.code and round_ == "mutual")
        one = {name: standing.get((item.code, name, "")) for name in ("self", "superior", "result")}
        found.append(Point(item, group, one["self"], peers, one["superior"], one["result"]))
    return tuple(found)


def _grouped(framework: Framework) -> list[tuple[str, Item]]:
    """Check points with the title of their dimension."""
    found, title = [], ""
    for item, place in framework.walk():
        if len(place) == 1:
            title = item.title
        if item.evidence:
            found.append((title, item))
    return found


def readings(found: Iterable[Point], round_: Round) -> dict[str, Reading]:
    """What one round says, as the score sheet reads it; of the peers the median."""
    ratings: dict[str, str] = {}
    for point in found:
        single = {"self": point.own, "superior": point.superior}.get(round_)
        said = point.middle if round_ == "mutual" else point.final if round_ == "result" else ""
        ratings[point.item.code] = single.rating if single else said
    return {
        code: Reading(applicable=False, status="no_data") if rating == "NA" else Reading(rating=rating)
        for code, rating in ratings.items()
        if rating
    }


def check_mark(point: Point, stage: Stage, mark: Mark) -> None:
    """Whether this may be said of the point now. InputError."""
    where = point.item.title
    if mark.round != stage:
        raise refuse(f"现在是“{STAGES[stage]}”，不能写{ROUNDS[mark.round]}", "请刷新页面", subject=where)
    if mark.rating not in RATINGS:
        raise refuse("没有这个评定", "请选 A、B、C、D 或不适用", subject=where, field="评定", value=mark.rating)
    before = point.own if mark.round in ("mutual", "superior") else point.superior if mark.round == "result" else None
    agrees = before is not None and before.rating == mark.rating
    if not mark.reason.strip() and not agrees:
        remedy = (
            "请写明依据" if before is None else f"与{'自评' if before is point.own else '上级考评'}不同，请写明理由"
        )
        raise refuse("没有写理由", remedy, subject=where, field="理由")


def check_step(found: Collection[Point], stage: Stage, deed: Deed, text: str) -> None:
    """Whether the sheet may move on. InputError that names the first check point without a rating."""
    after(stage, deed)
    lacking = {
        "self": [point for point in found if point.own is None],
        "superior": [point for point in found if point.superior is None],
    }.get(stage, [])
    if deed == "submit" and lacking:
        raise refuse(
            f"还有 {len(lacking)} 个考核点没有{ROUNDS['self' if stage == 'self' else 'superior']}",
            "请逐点评定后再提交",
            subject=lacking[0].item.title,
        )
    nobody = stage == "mutual" and not any(point.peers for point in found)
    if (deed in ("return", "reopen") or (deed == "submit" and nobody)) and not text.strip():
        said = "没有互评就结束互评，要写明原因" if deed == "submit" else f"没有写{DEEDS[deed]}的理由"
        raise refuse(said, "请写明原因", field="说明")
