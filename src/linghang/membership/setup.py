"""What in the branches of an institution deserves a second look: size, committee, secretary, term. Pure.

Rules BR01–BR10 and BR13 as findings of the same kind as those of the organisation; nothing is refused for them. What
is usual rather than required is told as information.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from linghang.membership import terms
from linghang.membership.roll import may_be_secretary
from linghang.organization.findings import Confidence, Finding
from linghang.packs.durations import Duration

BRANCH_FROM, BRANCH_UP_TO = 3, 50
COMMITTEE_FROM = 7
COMMITTEE = (3, 5, 7)
"""Members of a branch committee: at least, as a rule at most, at most (BR07)."""
SMALL_POSTS = 2
PROJECT = Duration(6, "month")
SEATS = ("组织", "宣传", "纪检")
_BRANCHES = ("branch", "joint_branch")


@dataclass(frozen=True)
class Secretary:
    """Who holds the post of secretary; names stay out: findings are read by many. `since`: start of Party standing."""

    appointed_on: dt.date | None
    member: bool
    since: dt.date | None


@dataclass(frozen=True)
class Branch:
    """A branch on the day. `officers`: titles of its posts that are held, secretaries and deputies included.

    `deputies`: how many of them are deputies. `due`: when its term ends. `kept`: whether anybody is on its roll.
    """

    code: str
    name: str
    kind: str
    full: int
    probationary: int
    officers: tuple[str, ...] = ()
    deputies: int = 0
    secretaries: tuple[Secretary, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    due: dt.date | None = None

    @property
    def kept(self) -> bool:
        return bool(self.full or self.probationary)


@dataclass(frozen=True)
class Place:
    """One institution on one day. `without_branch`: department → full members who belong to no branch built there."""

    day: dt.date
    institution: str
    branches: tuple[Branch, ...]
    without_branch: Mapping[str, int]


def check(place: Place) -> list[Finding]:
    """Every finding about the branches, warnings first. One without anybody on the roll is not judged by numbers."""
    found = list(_departments(place))
    for branch in place.branches:
        for rule in _RULES:
            found += rule(place, branch)
    return sorted(found, key=lambda finding: finding.weight != "warn")


def _warn(place: Place, rule: str, confidence: Confidence, subject: str, reason: str, remedy: str) -> Finding:
    return Finding(rule, confidence, "warn", place.institution, subject, reason, remedy)


def _info(place: Place, rule: str, confidence: Confidence, subject: str, reason: str, remedy: str) -> Finding:
    return Finding(rule, confidence, "info", place.institution, subject, reason, remedy)


def _departments(place: Place) -> Iterator[Finding]:
    for name, full in place.without_branch.items():
        if full >= BRANCH_FROM:
            reason = f"有正式党员 {full} 人，没有在科室建立党支部"
            remedy = f"正式党员 {BRANCH_FROM} 人以上的应成立党支部，请研究"
            yield _warn(place, "BR01", "high", name, reason, remedy)


def _size(place: Place, branch: Branch) -> Iterator[Finding]:
    if branch.kind == "branch" and branch.kept and branch.full < BRANCH_FROM:
        reason = f"正式党员 {branch.full} 人，不足 {BRANCH_FROM} 人"
        yield _warn(place, "BR01", "high", branch.name, reason, "可与邻近科室成立联合党支部")
    if branch.full + branch.probationary > BRANCH_UP_TO:
        reason = f"党员 {branch.full + branch.probationary} 人，一般不超过 {BRANCH_UP_TO} 人"
        yield _warn(place, "BR02", "high", branch.name, reason, "请研究分设党支部")


def _temporary(place: Place, branch: Branch) -> Iterator[Finding]:
    if (
        branch.kind == "temporary_branch"
        and branch.first
        and branch.last
        and PROJECT.after(branch.first) <= branch.last
    ):
        reason = f"从 {branch.first} 到 {branch.last}，满 {PROJECT}"
        yield _info(place, "BR04", "high", branch.name, reason, "符合条件的应成立党支部，请研究")


def _committee(place: Place, branch: Branch) -> Iterator[Finding]:
    if branch.kind not in _BRANCHES or not branch.kept:
        return
    seats, (least, usual, most) = len(branch.officers), COMMITTEE
    if branch.full < COMMITTEE_FROM:
        yield from _small(place, branch)
    elif seats < least:
        reason = f"正式党员 {branch.full} 人，登记的支部委员 {seats} 人"
        remedy = f"{COMMITTEE_FROM} 人以上设支部委员会，{least} 至 {usual} 人；已设的请在职务和任免中登记"
        yield _warn(place, "BR06", "high", branch.name, reason, remedy)
    elif seats > most:
        yield _warn(place, "BR07", "high", branch.name, f"支部委员 {seats} 人，最多 {most} 人", "请核对任免")
    else:
        if seats > usual:
            yield _info(
                place, "BR07", "high", branch.name, f"支部委员 {seats} 人，一般 {least} 至 {usual} 人", "请核对"
            )
        missing = [seat for seat in SEATS if not any(seat in title for title in branch.officers)]
        if missing:
            reason = f"没有登记{'、'.join(missing)}委员"
            yield _info(place, "BR07", "high", branch.name, reason, "可以兼任；请在职务和任免中写明")


def _small(place: Place, branch: Branch) -> Iterator[Finding]:
    others = len(branch.officers) - len(branch.secretaries) - branch.deputies
    if others > 0 or len(branch.officers) > SMALL_POSTS:
        reason = f"正式党员 {branch.full} 人，设有支部委员 {len(branch.officers)} 人"
        remedy = f"不足 {COMMITTEE_FROM} 人的设书记 1 名，必要时副书记 1 名"
        yield _info(place, "BR08", "high", branch.name, reason, remedy)


def _secretary(place: Place, branch: Branch) -> Iterator[Finding]:
    if branch.kind not in _BRANCHES or not branch.kept:
        return
    if not branch.secretaries:
        yield _warn(place, "BR08", "high", branch.name, "没有登记书记", "请在职务和任免中登记")
    for each in branch.secretaries:
        if not each.member:
            reason = "书记没有登记为正式党员"
            yield _warn(place, "BR13", "high", branch.name, reason, "请登记组织关系，或核对任免")
        elif each.since and each.appointed_on and not may_be_secretary(each.since, each.appointed_on):
            reason = f"书记任职时（{each.appointed_on}）党龄不满 1 年"
            yield _warn(place, "BR13", "high", branch.name, reason, "一般应有一年以上党龄，请核对")


def _term(place: Place, branch: Branch) -> Iterator[Finding]:
    if branch.kind not in terms.YEARS:
        return
    rule = "BR09" if branch.kind in _BRANCHES else "BR10"
    if branch.due is None:
        if branch.kept:
            yield _info(place, rule, "high", branch.name, "没有登记任期", "请登记本届选举的日期")
    elif branch.due < place.day:
        reason = f"任期已于 {branch.due} 届满，没有换届"
        yield _warn(place, rule, "high", branch.name, reason, "请换届；确需延期的须经上级批准（BR12）")


_RULES: tuple[Callable[[Place, Branch], Iterator[Finding]], ...] = (_size, _temporary, _committee, _secretary, _term)
