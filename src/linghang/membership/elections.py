"""Elections of a branch: how many candidates, whether enough came, who is elected. Pure.

Rules EL01–EL03 and EL05 (EL04 allows a congress from 500 members on and asks nothing). The base differs from that of
admitting a member: here it is those present, there those entitled.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from linghang.core.errors import Fault, InputError, refuse
from linghang.decisions.voting import reaches

QUORUM, MAJORITY = ">=4/5", ">1/2"
MARGIN_PERCENT = 20
BY_POST = frozenset({"书记", "副书记"})
"""Posts to which a branch without a committee elects directly; EL02 speaks of committee members alone."""


@dataclass(frozen=True)
class Ballots:
    """The count of one ballot: paper given out, taken back, invalid, and votes for each candidate by staff number."""

    issued: int
    returned: int
    invalid: int = 0
    votes: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        return self.returned - self.invalid


@dataclass(frozen=True)
class Result:
    """`elected` by votes, most first. `run_off`: who stands again for the `open` seats. `reason` says how it came."""

    elected: tuple[str, ...]
    run_off: tuple[str, ...]
    open: int
    reason: str


def candidates_needed(seats: int) -> int:
    """At least a fifth more than seats (EL02): ceil(1.2 × seats), in whole numbers."""
    return -(-seats * (100 + MARGIN_PERCENT) // 100)


def quorum_needed(entitled: int) -> int:
    """The least number of those entitled that makes the meeting valid (EL01)."""
    return -(-entitled * 4 // 5)


def quorum_met(entitled: int, present: int) -> bool:
    """Whether at least four fifths of those with the right to vote are there (EL01)."""
    return reaches(QUORUM, present, entitled)


def check_candidates(seats: int, posts: Collection[str], *, despite: str = "") -> None:
    """Raise InputError when there is no choice. `posts`: of each candidate the post meant for him, "" for a member.

    `despite`: why there are fewer than EL02 asks all the same; its text is recalled, so a reason lets them through.
    """
    if seats < 1:
        raise refuse("应选人数至少为 1", "请核对批复的职数", field="应选人数", value=str(seats))
    candidates, needed = len(posts), candidates_needed(seats)
    if candidates < seats:
        raise refuse(f"候选人 {candidates} 名，少于应选 {seats} 名", "请增加候选人", field="候选人")
    direct = bool(posts) and BY_POST.issuperset(posts)
    if candidates < needed and not direct and not despite.strip():
        margin = f"差额不少于 {MARGIN_PERCENT}% 即不少于 {needed} 名（EL02，未核实）"
        remedy = "请增加候选人；确需这样选的，写明“差额不足的理由”"
        raise refuse(f"候选人 {candidates} 名，应选 {seats} 名，{margin}", remedy, field="候选人")


def check_ballots(ballots: Ballots, seats: int, present: int) -> None:
    """Raise InputError with everything that cannot be: more ballots than voters, more votes than ballots …"""
    found = list(_impossible(ballots, seats, present))
    if found:
        raise InputError(found)


def _impossible(ballots: Ballots, seats: int, present: int) -> list[Fault]:
    counts = {"发出票数": ballots.issued, "收回票数": ballots.returned, "废票": ballots.invalid}
    found = [
        Fault(field=name, value=str(count), reason="票数不能是负数", remedy="请核对计票单")
        for name, count in (counts | dict(ballots.votes)).items()
        if count < 0
    ]
    if ballots.issued > present:
        reason = f"发出 {ballots.issued} 张，多于到会有选举权的 {present} 人（EL01）"
        found.append(Fault(field="发出票数", value=str(ballots.issued), reason=reason, remedy="请核对签到和发票"))
    if ballots.returned > ballots.issued:
        reason = f"收回 {ballots.returned} 张，多于发出的 {ballots.issued} 张，选举无效（EL01）"
        found.append(Fault(field="收回票数", value=str(ballots.returned), reason=reason, remedy="请重新选举"))
    if ballots.invalid > ballots.returned:
        found.append(Fault(field="废票", value=str(ballots.invalid), reason="废票多于收回票数", remedy="请核对计票单"))
    found += [
        Fault(field="得票", value=str(votes), reason=f"赞成票多于有效票 {ballots.valid} 张", remedy="请核对计票单")
        for votes in ballots.votes.values()
        if votes > max(ballots.valid, 0)
    ]
    if sum(ballots.votes.values()) > seats * max(ballots.valid, 0):
        reason = f"赞成票合计超过有效票 × 应选 {seats} 名，有的票选得过多，应作废票"
        found.append(Fault(field="得票", reason=reason, remedy="请核对计票单"))
    return found


def result(ballots: Ballots, seats: int, present: int) -> Result:
    """Who has more than half of those present (EL03), most votes first, up to the seats. Raises InputError.

    A tie over the last seats elects neither: those who tie stand again. Seats that nobody reached stay open, and those
    who were not elected stand for them again. By the rules both need the meeting's decision.
    """
    check_ballots(ballots, seats, present)
    reached = _by_votes({who: n for who, n in ballots.votes.items() if reaches(MAJORITY, n, present)})
    if len(reached) <= seats:
        return _open(reached, ballots, seats, present)
    cut = ballots.votes[reached[seats - 1]]
    if ballots.votes[reached[seats]] < cut:
        reason = f"得赞成票超过到会 {present} 人半数的 {len(reached)} 人，按票数取前 {seats} 名"
        return Result(tuple(reached[:seats]), (), 0, reason)
    sure = tuple(who for who in reached if ballots.votes[who] > cut)
    tied = tuple(who for who in reached if ballots.votes[who] == cut)
    reason = f"{len(tied)} 人同得 {cut} 票，无法确定其余 {seats - len(sure)} 名，就票数相等的再投票（EL03）"
    return Result(sure, tied, seats - len(sure), reason)


def _open(reached: list[str], ballots: Ballots, seats: int, present: int) -> Result:
    missing = seats - len(reached)
    if not missing:
        return Result(tuple(reached), (), 0, f"{seats} 人得赞成票超过到会 {present} 人的半数")
    rest = tuple(_by_votes({who: n for who, n in ballots.votes.items() if who not in reached}))
    reason = f"得赞成票超过到会 {present} 人半数的 {len(reached)} 人，少于应选 {seats} 名，缺额 {missing} 名可另行选举"
    return Result(tuple(reached), rest, missing, reason)


def _by_votes(votes: Mapping[str, int]) -> list[str]:
    return sorted(votes, key=lambda who: (-votes[who], who))
