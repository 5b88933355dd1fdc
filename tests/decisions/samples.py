"""A small catalogue for the pure tests, worked out by hand, and short ways to write facts."""

import datetime as dt

from linghang.decisions.exceptions import AgendaFacts, MeetingFacts
from linghang.decisions.routing import ItemFacts, OpinionFacts, PriorFacts
from linghang.decisions.voting import Ballot, Roll
from linghang.packs.routing import Routing

CATALOGUE = {
    "code": "sample",
    "title": "样例议事清单",
    "source": "测试",
    "bodies": [
        {
            "code": "committee",
            "title": "党委会",
            "seats": "party",
            "posts": ["secretary", "deputy_secretary", "committee_member"],
            "chair": "secretary",
            "last_speaker": "secretary",
            "notice_days": 2,
            "cycle": "fortnightly",
            "first_topic": True,
        },
        {
            "code": "president",
            "title": "院长办公会",
            "seats": "administration",
            "posts": ["president", "vice_president"],
            "chair": "president",
            "majority": None,
        },
        {
            "code": "topic",
            "title": "书记专题会",
            "seats": "both",
            "posts": ["secretary", "president"],
            "chair": "secretary",
            "majority": None,
            "decides": False,
        },
    ],
    "matters": [
        {"code": "party", "title": "党的建设", "bodies": ["committee"], "category": "decision"},
        {
            "code": "posts",
            "title": "干部任免",
            "bodies": ["topic", "committee"],
            "consultation": True,
            "opinions": ["discipline"],
            "quorum": ">=2/3",
        },
        {
            "code": "big",
            "title": "大型设备",
            "subject": "equipment",
            "bodies": ["president", "committee"],
            "consultation": True,
            "opinions": ["finance", "branch"],
        },
        {"code": "small", "title": "一般设备", "subject": "equipment", "bodies": ["president"]},
        {"code": "daily", "title": "日常行政", "bodies": ["president"], "circulation": True},
        {"code": "secret", "title": "人选推荐", "bodies": ["committee"], "secret_ballot": True},
    ],
    "rules": [
        {"code": code, "title": title, "severity": severity, "confidence": confidence, "source": "测试"}
        for code, title, severity, confidence in [
            ("DC05", "到会", "block", "high"),
            ("DC06", "过半", "block", "medium"),
            ("DC07", "末位表态", "warn", "high"),
            ("DC08", "回避", "block", "high"),
            ("DC09", "酝酿", "block", "high"),
            ("DC10", "不得传阅", "block", "high"),
            ("DC11", "周期", "warn", "high"),
            ("DC12", "通知", "warn", "medium"),
            ("DC13", "清单", "block", "high"),
            ("DC14", "先后", "block", "high"),
            ("DC15", "临机处置", "warn", "medium"),
            ("DC16", "支部", "block", "high"),
            ("ED04", "第一议题", "warn", "high"),
            ("TK04", "立项", "warn", "high"),
        ]
    ],
    "amounts": {"big": 1_000_000},
}


def routing(**changes) -> Routing:
    return Routing.model_validate(CATALOGUE | changes)


def with_rule(code: str, **changes) -> Routing:
    """The catalogue with one of its rules stated otherwise."""
    return routing(rules=[rule | changes if rule["code"] == code else rule for rule in CATALOGUE["rules"]])


def item(matter: str = "party", **fields) -> ItemFacts:
    return ItemFacts(title="议题", matter=matter, **fields)


def ready(matter: str, body_before: str, outcome: str = "decision", **fields) -> ItemFacts:
    """An item with everything that its row asks for."""
    given = {
        "prior": PriorFacts(body_before, matter, outcome),
        "consultations": (True,),
        "opinions": tuple(OpinionFacts(kind, "agree") for kind in ("finance", "branch", "discipline")),
    }
    return item(matter, **given | fields)


def people(count: int, first: int = 1) -> frozenset[str]:
    return frozenset(f"p{number}" for number in range(first, first + count))


def roll(entitled: int, present: int, recused: int = 0) -> Roll:
    """The first `present` of `entitled` came; of those the first `recused` left the room."""
    return Roll(people(entitled), people(present), people(recused))


def ballots(for_: int, against: int = 0, abstain: int = 0, *, first: int = 1) -> list[Ballot]:
    choices = ["for"] * for_ + ["against"] * against + ["abstain"] * abstain
    return [Ballot(f"p{number}", choice) for number, choice in enumerate(choices, first)]


FIRST = AgendaFacts(1, ItemFacts("学习", kind="first_topic"), "information", roll(7, 7))


def agenda(facts: ItemFacts | None = None, **fields) -> AgendaFacts:
    """An item of the committee that was decided by seven of seven, became a task, and has nothing wrong."""
    given = {
        "outcome": "decision",
        "roll": roll(7, 7),
        "votes": tuple(ballots(7)),
        "speeches": ("p2", "p3", "p1"),
        "tasks": 1,
    }
    return AgendaFacts(2, facts or item(), **given | fields)


def meeting(*items: AgendaFacts, **fields) -> MeetingFacts:
    """A meeting of the committee on Wednesday 2023-05-17 with notice on Monday, and nothing wrong."""
    given = {
        "ref": 1,
        "number": "党委会〔2023〕8",
        "body": "committee",
        "on": dt.date(2023, 5, 17),
        "roll": roll(7, 7),
        "notified_on": dt.date(2023, 5, 15),
        "last_speaker": "p1",
    }
    return MeetingFacts(items=items, **given | fields)
