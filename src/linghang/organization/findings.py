"""What in an organisation deserves a second look, by rule. Findings, not errors: nothing is refused for them. Pure.

Rules DC.., BR.. are those of Party organisation life; ORG.. follow from the organisation's own statements (a pair of
posts declared 双任双免, a branch said to be built in departments).
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Confidence = Literal["high", "medium", "low"]

COMMITTEE = (5, 9, 11)
"""Members of a hospital's Party committee: at least, as a rule at most, at most (DC02)."""
ENDING_DAYS = 30
JOINT_UNITS = 5
PARTY_SEATS = frozenset({"secretary", "deputy_secretary", "discipline_secretary", "committee_member"})
MUST_BE_HELD = frozenset({"secretary", "president", "department_head"})
_BRANCHES = ("branch", "joint_branch")
# Kind → kinds that may stand directly above it.
PARTY_ABOVE = {
    "general_branch": ("committee",),
    "branch": ("committee", "general_branch"),
    "joint_branch": ("committee", "general_branch"),
    "temporary_branch": ("committee", "general_branch", "branch"),
    "group": ("branch", "joint_branch", "temporary_branch"),
    "committee": ("committee",),
}
INSTITUTION_ABOVE = {
    "region": ("region",),
    "group": ("region",),
    "hospital": ("region", "group", "hospital"),
    "township": ("region", "group", "hospital"),
    "village": ("township",),
}


@dataclass(frozen=True)
class Term:
    """A person in a post for a time; `left`: the day the person left the institution's staff, if known."""

    person: str
    name: str
    first: dt.date | None
    last: dt.date | None
    left: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class PostFacts:
    """A post whose place exists on the day. `leading`: the institution's own or its leading Party organisation's."""

    code: str
    title: str
    kind: str
    leading: bool = True
    coupled_with: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class PartyFacts:
    """A Party organisation in its last form that has begun. `departments`: names of those it is built in on the day."""

    code: str
    name: str
    kind: str
    parent_kind: str = ""
    last: dt.date | None = None
    departments: tuple[str, ...] = ()
    held_posts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """One institution on one day. `leading_kind`: kind of its leading Party organisation, '' without one."""

    day: dt.date
    code: str
    name: str
    kind: str
    level: str = ""
    parent_kind: str = ""
    leading_kind: str = ""
    posts: tuple[PostFacts, ...] = ()
    parties: tuple[PartyFacts, ...] = ()
    without_branch: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """`weight`: `warn` deserves action, `info` may be in order. `confidence`: how sure the rule itself is."""

    rule: str
    confidence: Confidence
    weight: Literal["warn", "info"]
    institution: str
    subject: str
    reason: str
    remedy: str


def check(facts: Facts) -> list[Finding]:
    """Every finding about the institution, warnings first."""
    found = [finding for rule in _RULES for finding in rule(facts)]
    return sorted(found, key=lambda finding: finding.weight != "warn")


def _separation(facts: Facts) -> Iterator[Finding]:
    """DC01. Required of hospitals of level two and above, and of those with a Party committee."""
    required = facts.kind in ("hospital", "group") and (
        facts.level.startswith(("二级", "三级")) or facts.leading_kind == "committee"
    )
    if not required:  # smaller ones decide by their size
        return
    both = _own_holders(facts, {"secretary"}) & _own_holders(facts, {"president"})
    for _, name in sorted(both):
        reason, remedy = "党组织书记和院长由一人担任", "二级及以上和设党委的公立医院应分设，请报上级党组织研究"
        yield Finding("DC01", "high", "warn", facts.code, name, reason, remedy)


def _own_holders(facts: Facts, kinds: set[str] | frozenset[str]) -> set[tuple[str, str]]:
    posts = [post for post in facts.posts if post.leading and post.kind in kinds]
    return {(term.person, term.name) for post in posts for term in post.terms if term.on(facts.day)}


def _committee_size(facts: Facts) -> Iterator[Finding]:
    if facts.leading_kind != "committee":
        return
    size, (least, usual, most) = len(_own_holders(facts, PARTY_SEATS)), COMMITTEE
    if size == 0:
        remedy = "请在职务和任免中登记书记、副书记和委员"
        yield Finding("DC02", "high", "info", facts.code, "党委", "没有登记党委委员", remedy)
    elif not least <= size <= most:
        reason = f"党委委员 {size} 名，一般 {least} 至 {usual} 名，最多 {most} 名"
        yield Finding("DC02", "high", "warn", facts.code, "党委", reason, "请核对任免，或按程序增补、调整")
    elif size > usual:
        reason = f"党委委员 {size} 名，超过一般的 {usual} 名（最多 {most} 名）"
        yield Finding("DC02", "high", "info", facts.code, "党委", reason, "请核对批复的职数")


def _coupled(facts: Facts) -> Iterator[Finding]:
    """ORG01: held by different people. ORG02: one person left one of the two and not the other."""
    posts = {post.code: post for post in facts.posts}
    for post in facts.posts:
        other = posts.get(post.coupled_with)
        if other is not None:
            yield from _pair(facts, post, other)


def _pair(facts: Facts, one: PostFacts, other: PostFacts) -> Iterator[Finding]:
    here, there = (_holding(post, facts.day) for post in (one, other))
    subject = f"{one.title}、{other.title}"
    apart = [*_left_behind(here, one, other, facts.day), *_left_behind(there, other, one, facts.day)]
    for reason in apart:
        remedy = "双任双免的职务应同时免去，请补办免职或取消双任双免"
        yield Finding("ORG02", "medium", "warn", facts.code, subject, reason, remedy)
    if here and there and not {term.person for term in here} & {term.person for term in there} and not apart:
        reason = f"双任双免的两个职务由{_names(here)}和{_names(there)}分别担任"
        yield Finding("ORG01", "medium", "warn", facts.code, subject, reason, "请核对任免，或取消双任双免")


def _holding(post: PostFacts, day: dt.date) -> list[Term]:
    return [term for term in post.terms if term.on(day)]


def _left_behind(holding: list[Term], kept: PostFacts, lost: PostFacts, day: dt.date) -> Iterator[str]:
    """Who still holds `kept` on `day` but no longer `lost`."""
    for term in holding:
        theirs = [each for each in lost.terms if each.person == term.person]
        ended = [each.last for each in theirs if each.last is not None and each.last < day]
        if ended and not any(each.on(day) for each in theirs):
            yield f"{term.name}任{lost.title}到 {max(ended)}，仍任{kept.title}"


def _names(terms: list[Term]) -> str:
    return "、".join(term.name for term in terms)


def _temporary(facts: Facts) -> Iterator[Finding]:
    """BR05. A temporary branch dissolves by itself; what still hangs on it afterwards was forgotten."""
    for party in facts.parties:
        if party.kind != "temporary_branch" or party.last is None:
            continue
        left = (party.last - facts.day).days
        if 0 <= left <= ENDING_DAYS:
            reason = f"临时党支部将于 {party.last} 结束（还有 {left} 天）"
            remedy = "任务结束即自然撤销；需要延长的请报批后修改结束日期"
            yield Finding("BR05", "high", "info", facts.code, party.name, reason, remedy)
        elif left < 0 and (party.held_posts or party.departments):
            what = "、".join((*party.held_posts, *party.departments))
            reason = f"临时党支部已于 {party.last} 结束，仍挂着：{what}"
            yield Finding("BR05", "high", "warn", facts.code, party.name, reason, "请免去职务、结束所辖科室")


def _branches(facts: Facts) -> Iterator[Finding]:
    for party in _standing(facts):
        if party.kind in _BRANCHES and not party.departments:
            remedy = "支部建在科室的请登记所辖科室；离退休等支部可不登记"
            yield Finding("ORG03", "low", "info", facts.code, party.name, "没有登记所辖科室", remedy)
        if party.kind == "joint_branch" and len(party.departments) > JOINT_UNITS:
            reason = f"联合党支部覆盖 {len(party.departments)} 个科室，一般不超过 {JOINT_UNITS} 个"
            yield Finding("BR03", "medium", "info", facts.code, party.name, reason, "请研究是否分设")
    if any(party.kind in _BRANCHES for party in _standing(facts)):
        for name in facts.without_branch:
            remedy = "请登记它属于哪个支部；正式党员满 3 人应成立支部"
            yield Finding("ORG04", "medium", "info", facts.code, name, "没有对应的党支部", remedy)


def _standing(facts: Facts) -> list[PartyFacts]:
    return [party for party in facts.parties if party.last is None or party.last >= facts.day]


def _posts(facts: Facts) -> Iterator[Finding]:
    for post in facts.posts:
        holding = _holding(post, facts.day)
        if not holding and post.kind in MUST_BE_HELD:
            ended = [term.last for term in post.terms if term.last is not None and term.last < facts.day]
            since = f"自 {max(ended) + dt.timedelta(days=1)} 起空缺" if ended else "没有登记任职的人"
            remedy = "请任命，或明确由谁主持工作"
            yield Finding("ORG05", "high", "warn", facts.code, post.title, since, remedy)
        for term in holding:
            if term.left is not None and term.left < facts.day:
                reason = f"{term.name}已于 {term.left} 离院，仍任此职"
                yield Finding("ORG07", "high", "warn", facts.code, post.title, reason, "请补办免职")


def _kinds(facts: Facts) -> Iterator[Finding]:
    above = INSTITUTION_ABOVE.get(facts.kind, ())
    if facts.parent_kind and facts.parent_kind not in above:
        reason = "上级机构的类别与本机构不相称"
        yield Finding("ORG06", "medium", "info", facts.code, facts.name, reason, "请核对机构类别和上级")
    for party in _standing(facts):
        if party.parent_kind and party.parent_kind not in PARTY_ABOVE.get(party.kind, ()):
            reason = "上级党组织的类别与它不相称"
            remedy = "党小组属于支部，支部属于党总支或党委，党总支属于党委"
            yield Finding("ORG06", "medium", "info", facts.code, party.name, reason, remedy)


_RULES: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    _separation,
    _committee_size,
    _coupled,
    _temporary,
    _posts,
    _branches,
    _kinds,
)
