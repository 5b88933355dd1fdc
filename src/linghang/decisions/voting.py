"""How a vote ends: who counts, whether enough were there, and whether enough agreed. Pure.

Shares are exact fractions. Who leaves the room for an item (recusal) leaves both the base and the presence, whether he
was counted before or not. Written views of absent members are kept, not counted (party_rules DC05, DC06, DC08), unless
the rule counts them: a branch that admits a member does (MD13).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from linghang.core.errors import refuse
from linghang.packs.routing import Body, Matter, share_of

Choice = Literal["for", "against", "abstain"]


@dataclass(frozen=True)
class Rule:
    """Thresholds as a catalogue writes them (`>=1/2`, `>1/2`); `majority` None: nobody votes, the chair sums up.

    `written_counts`: written views of absent members count as votes; they never make a quorum. `id`: of the rule, said
    with every finding.
    """

    quorum: str = ">=1/2"
    majority: str | None = ">1/2"
    base: Literal["entitled", "present"] = "entitled"
    secret: bool = False
    written_counts: bool = False
    id: str = ""

    @property
    def mark(self) -> str:
        return f"（{self.id}）" if self.id else ""

    @classmethod
    def of(cls, body: Body, row: Matter | None = None) -> "Rule":
        """The rule of a body, or of the matter where it asks for more."""
        quorum = (row and row.quorum) or body.quorum
        majority = (row and row.majority) or body.majority
        return cls(quorum, majority, body.majority_base, bool(row and row.secret_ballot))


@dataclass(frozen=True)
class Roll:
    """Who is entitled (应到会), who came, and who left the room for this item; by staff number."""

    entitled: frozenset[str]
    present: frozenset[str]
    recused: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    def name(self, person: str) -> str:
        return self.names.get(person, person)

    @property
    def base(self) -> frozenset[str]:
        return self.entitled - self.recused

    @property
    def there(self) -> frozenset[str]:
        """The members who are there for this item; who sits in without a vote is not among them."""
        return self.base & self.present


@dataclass(frozen=True)
class Ballot:
    """One member's vote; `written`: the view of a member who was not there."""

    person: str
    choice: Choice
    written: bool = False


@dataclass(frozen=True)
class Tally:
    """A secret ballot: how many, not who."""

    for_: int
    against: int = 0
    abstain: int = 0

    @property
    def numbers(self) -> tuple[int, int, int]:
        return self.for_, self.against, self.abstain

    @property
    def all(self) -> int:
        return sum(self.numbers)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(one + more for one, more in zip(self.numbers, other.numbers, strict=True)))


NOBODY = Tally(0)


@dataclass(frozen=True)
class Count:
    """The result. `silent`: there, but no vote on record; `written`: views of absent members, counted among the votes
    only when the rule counts them.

    `passed` is None when there was no vote to count.
    """

    entitled: int
    present: int
    recused: int
    quorum_met: bool
    for_: int
    against: int
    abstain: int
    silent: int
    written: int
    passed: bool | None
    reason: str

    @property
    def voted(self) -> int:
        return self.for_ + self.against + self.abstain


def reaches(threshold: str, part: int, whole: int) -> bool:
    """Whether `part` of `whole` reaches a threshold; nothing reaches a share of nobody."""
    share, inclusive = share_of(threshold)
    if whole <= 0:
        return False
    return Fraction(part, whole) >= share if inclusive else Fraction(part, whole) > share


def say_threshold(threshold: str) -> str:
    """`>=1/2` → 半数以上（含半数）; `>2/3` → 超过三分之二."""
    share, inclusive = share_of(threshold)
    digits = "零一二三四五六七八九"
    known = share.denominator < 10 and share.numerator < 10
    part = f"{digits[share.denominator]}分之{digits[share.numerator]}" if known else f"{share}"
    words = "半数" if share == Fraction(1, 2) else "全体" if share == 1 else part
    return f"{words}以上（含{words}）" if inclusive and share != 1 else words if inclusive else f"超过{words}"


def say_short_of(threshold: str) -> str:
    """What it is called when a threshold is not reached: `>=1/2` → 不足半数; `>2/3` → 未超过三分之二."""
    said = say_threshold(threshold)
    return f"未{said}" if said.startswith("超过") else f"不足{said.partition('以上')[0]}"


def count(rule: Rule, roll: Roll, votes: Sequence[Ballot] | Tally) -> Count:
    """Count `votes`. Raises InputError when somebody voted who could not (each such vote is named)."""
    tally, written = (votes, NOBODY) if isinstance(votes, Tally) else _tally(rule, roll, votes)
    recused = len(roll.entitled & roll.recused)
    return count_numbers(rule, len(roll.base), len(roll.there), tally, written, recused=recused)


def count_numbers(
    rule: Rule, entitled: int, present: int, votes: Tally, written: Tally | None = None, *, recused: int = 0
) -> Count:
    """Count a vote of which only the numbers are known. Raises InputError for numbers that cannot be: more there than
    entitled, more ballots than voters."""
    written = written or NOBODY
    _check_numbers(rule, entitled, present, votes, written)
    counted = votes + written if rule.written_counts else votes
    quorum_met = reaches(rule.quorum, present, entitled)
    whole = present + (written.all if rule.written_counts else 0)
    passed, reason = _result(rule, entitled, present, whole, counted, quorum_met)
    return Count(
        entitled,
        present,
        recused,
        quorum_met,
        counted.for_,
        counted.against,
        counted.abstain,
        present - votes.all,
        written.all,
        passed,
        reason,
    )


def _check_numbers(rule: Rule, entitled: int, present: int, votes: Tally, written: Tally) -> None:
    numbers = (entitled, present, *votes.numbers, *written.numbers)
    if min(numbers) < 0:
        raise refuse(f"人数和票数不能是负数{rule.mark}", "请核对到会、回避和票数", field="表决")
    if present > entitled:
        reason = f"到会{present}人，多于应到会的{entitled}人{rule.mark}"
        raise refuse(reason, "应到会的是有表决权的人，列席人员不算到会", field="表决")
    if votes.all > present:
        reason = f"票数合计{votes.all}张，到会有表决权的是{present}人{rule.mark}"
        raise refuse(reason, "请核对到会、回避和票数", field="表决")
    if written.all > entitled - present:
        reason = f"书面意见{written.all}份，未到会的是{entitled - present}人{rule.mark}"
        raise refuse(reason, "书面意见只能由未到会的人提出", field="表决")


def check_vote(rule: Rule, roll: Roll, vote: Ballot) -> None:
    """Raise InputError when this vote cannot be: no right to vote, absent, recused, or by name in a secret ballot."""
    who = roll.name(vote.person)
    if vote.person not in roll.entitled:
        raise refuse("不是本次会议的应到会成员，没有表决权", "列席人员可以发言，不表决", field="表决", value=who)
    if vote.person in roll.recused:
        raise refuse("已回避这个议题，不参加表决", "请先核对回避登记", field="表决", value=who)
    if vote.written and vote.person in roll.present:
        raise refuse("已到会，应当会上表决，不用书面意见", "请登记为会上表决", field="表决", value=who)
    if not vote.written and vote.person not in roll.present:
        raise refuse("没有到会，不能表决", "未到会成员的意见可登记为书面意见，不计入票数", field="表决", value=who)
    if rule.secret and not vote.written:
        raise refuse("这个事项实行无记名表决，不登记每个人的票", "请登记票数", field="表决", value=who)


def _tally(rule: Rule, roll: Roll, votes: Iterable[Ballot]) -> tuple[Tally, Tally]:
    """The votes of the meeting, and the written views of those who were not there."""
    seen: set[str] = set()
    found: dict[bool, dict[Choice, int]] = {each: {"for": 0, "against": 0, "abstain": 0} for each in (False, True)}
    for vote in votes:
        check_vote(rule, roll, vote)
        if vote.person in seen:
            raise refuse("一人投了两票", "请核对", field="表决", value=roll.name(vote.person))
        seen.add(vote.person)
        found[vote.written][vote.choice] += 1
    there, written = (Tally(*found[each].values()) for each in (False, True))
    return there, written


def _result(
    rule: Rule, entitled: int, present: int, voters: int, tally: Tally, quorum_met: bool
) -> tuple[bool | None, str]:
    """`voters`: those there, and those whose written views count."""
    if not quorum_met:
        return False, f"应到{entitled}人，到会{present}人，{say_short_of(rule.quorum)}，不能形成决定{rule.mark}"
    if rule.majority is None:
        return None, "由主持人在听取意见后集中决定，不表决"
    if tally.all == 0:
        return None, "没有表决记录"
    of_whom, whole = ("应到会成员", entitled) if rule.base == "entitled" else ("到会成员", voters)
    passed = reaches(rule.majority, tally.for_, whole)
    reached = "达到" if passed else "未达到"
    share = say_threshold(rule.majority)
    reached = ("" if passed else "未") if share.startswith("超过") else reached
    text = f"赞成{tally.for_}票，{reached}{share}{of_whom}（{whole}人）{rule.mark}"
    return passed, text
