"""Members one by one: talks, visits to paired branches, pledges, deeds, cultivation lists and points.

The prefecture hospital in 2023; the people are those of the members' roll. In one branch the talks between members are
still owed.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later, numbered
from linghang.demo.party.members import paired
from linghang.demo.party.roll import Member, roll

HERE, YEAR = "prefecture", "2023"
_LAST = dt.date(2023, 12, 31)
_TALKS_OWED = "prefecture-b07"
_PROMISE, _DUTY = "首诊负责、微笑服务", "带头执行核心制度"


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("heart_talk", HERE, YEAR, _talks(stream))
    yield ledger("leader_visit", HERE, YEAR, _visits(stream))
    yield ledger("pioneer_pledge", HERE, YEAR, _pledges(stream))
    yield ledger("deed", HERE, YEAR, _deeds())
    yield ledger("cultivation", HERE, "2021-01..2023-12", _cultivated(stream))
    yield ledger("party_point_base", HERE, YEAR, _bases())
    yield ledger("party_point", HERE, YEAR, _points(stream))


def _rolls() -> dict[str, list[Member]]:
    return roll(HERE, int(YEAR))


def _talks(stream: Stream) -> Iterator[Line]:
    """Every pair of the committee, a committee member with every member, members two by two."""
    rng, number = stream("talk"), 0
    for branch, some in _rolls().items():
        committee = [each for each in some if each.committee]
        others = [each for each in some if not each.committee]
        pairs = [("committee_committee", a, b) for a, b in combinations(committee, 2)]
        if committee:
            pairs += [("committee_member", committee[at % len(committee)], who) for at, who in enumerate(others)]
        if branch != _TALKS_OWED:
            pairs += [("member_member", a, b) for a, b in pairwise(others)]
        for (kind, a, b), day in zip(pairs, days(rng, YEAR, len(pairs)), strict=True):
            number += 1
            yield {
                "talk_no": f"TX2023-{number:04d}",
                "kind": kind,
                "talked_on": day,
                "branch": branch,
                "person": a.code,
                "other": b.code,
                "subject": "思想、工作、生活",
            }


def _visits(stream: Stream) -> Iterator[Line]:
    """Leaders come to their branches every quarter; in the third one visit in five did not take place."""
    rng, number = stream("visit"), 0
    for leader, branch in paired(HERE, dt.date(2023, 6, 30)):
        for quarter in range(4):
            if quarter == 2 and rng.random() < 0.2:
                continue
            number += 1
            problems = int(rng.integers(0, 4))
            yield {
                "visit_no": f"LX2023-{number:03d}",
                "kind": "paired_branch",
                "visited_on": days(rng, f"2023-{3 * quarter + 1:02d}..2023-{3 * quarter + 3:02d}", 1)[0],
                "leader": leader,
                "branch": branch,
                "problems": problems,
                "solved": int(rng.integers(0, problems + 1)),
                "note": "参加主题党日，调研支部工作",
            }


def _pledges(stream: Stream) -> Iterator[Line]:
    rng = stream("pledge")
    for branch, some in list(_rolls().items())[:12]:
        for who in some[:10]:
            kept = bool(rng.random() < 0.93)
            yield {
                "person": who.code,
                "branch": branch,
                "made_on": dt.date(2023, 3, 1),
                "identity": True,
                "promise": _PROMISE,
                "duty": _DUTY,
                "strive": ("study", "post", "service", "civility")[int(rng.integers(4))],
                "reviewed_on": dt.date(2023, 12, 20),
                "fulfilled": kept,
                "titled_on": dt.date(2023, 12, 28) if kept and rng.random() < 0.15 else None,
            }


def _deeds() -> Iterator[Line]:
    """Four deeds; two of those concerned want no name in public."""
    for number, (branch, some) in enumerate(list(_rolls().items())[3:7], 1):
        consents = number % 2 == 1
        yield {
            "deed_no": f"SJ2023-{number}",
            "branch": branch,
            "person": some[-1].code,
            "recorded_on": dt.date(2023, 2 + number, 10),
            "title": "连夜驰援抢救一线",
            "story": "接到任务后立即返院，连续工作十四个小时，成功救治危重患者。",
            "consent": consents,
            "consented_on": dt.date(2023, 2 + number, 12) if consents else None,
        }


def _cultivated(stream: Stream) -> Iterator[Line]:
    rng = stream("cultivation")
    for number, (branch, some) in enumerate(_rolls().items()):
        listed = days(rng, "2021-03..2022-12", 1)[0]
        reached = number % 3 == 0
        yield {
            "person": some[-1].code,
            "branch": branch,
            "list": ("expert_to_member", "member_to_expert", "third")[number % 3],
            "listed_on": listed,
            "mentor": some[0].code,
            "stage": "reached" if reached else "training",
            "reached_on": later(rng, dt.date(2023, 1, 10), 300, _LAST) if reached else None,
        }


def _bases() -> Iterator[Line]:
    for scope, base in (("branch", 100), ("member", 60)):
        yield {"scope": scope, "from_date": dt.date(2023, 1, 1), "base": base, "basis": "党建积分管理办法"}


def _points(stream: Stream) -> Iterator[Line]:
    rng, rolls = stream("point"), _rolls()
    codes = list(rolls)
    for number, day in zip(numbered("JF2023", 90), days(rng, YEAR, 90), strict=True):
        branch, whole = codes[int(rng.integers(len(codes)))], bool(rng.random() < 0.4)
        good = bool(rng.random() < 0.75)
        yield {
            "point_no": number,
            "scope": "branch" if whole else "member",
            "branch": branch,
            "person": None if whole else rolls[branch][int(rng.integers(len(rolls[branch])))].code,
            "given_on": day,
            "points": Decimal(int(rng.integers(1, 6)) * (1 if good else -1)),
            "reason": "志愿服务、急难险重任务" if good else "无故缺席组织生活",
        }
