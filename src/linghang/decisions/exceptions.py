"""What went against the rules in meetings that were held: the exception list. Pure.

Nothing here is stored: facts go in, exceptions come out, each with the meeting, the item, the rule and what to do. A
matter that was put right later leaves the list by itself.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from linghang.core.errors import InputError
from linghang.core.workdays import workdays_between
from linghang.decisions.routing import CONCLUDED, UNROUTED_KINDS, Finding, ItemFacts, finding, verdict, way
from linghang.decisions.voting import Ballot, Roll, Rule, Tally, count, reaches, say_short_of
from linghang.packs.routing import Body, Matter, Routing

UNDISCUSSED = frozenset({"open", "not_reached", "withdrawn"})


@dataclass(frozen=True)
class AgendaFacts:
    """An item of a meeting and what came of it.

    `roll`: entitled, present and recused for this item. `votes`: ballots by name, or the tally of a secret ballot.
    `speeches`: who spoke, in order. `concerns`: members whose own affairs it touches. `tasks`: how many tasks it
    yielded. `despite`: the reason on record for going on against the rules.
    """

    ref: int
    item: ItemFacts
    outcome: str
    roll: Roll
    votes: tuple[Ballot, ...] | Tally = ()
    speeches: tuple[str, ...] = ()
    concerns: frozenset[str] = frozenset()
    tasks: int = 0
    no_task_reason: str = ""
    despite: str = ""


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting that was held (or, `circulated`, replaced by passing papers round). `items`: in order of the agenda.

    `last_speaker`: the staff number of whoever has to speak last, empty when nobody has.
    """

    ref: int
    number: str
    body: str
    on: dt.date
    roll: Roll
    items: tuple[AgendaFacts, ...] = ()
    notified_on: dt.date | None = None
    circulated: bool = False
    last_speaker: str = ""


@dataclass(frozen=True)
class Irregularity:
    """One entry of the exception list.

    `item` is None when the meeting as a whole is meant, `meeting` when there was none: then `on` is the day by which
    there should have been one.
    """

    meeting: int | None
    number: str
    body: str
    on: dt.date
    item: int | None
    title: str
    finding: Finding
    despite: str = ""

    def __str__(self) -> str:
        return "：".join(part for part in (self.number, self.title, str(self.finding)) if part)


def find(meetings: Iterable[MeetingFacts], routing: Routing) -> list[Irregularity]:
    """Every exception of the meetings, in order of time. Whether a body met in time: `rhythm.gaps`."""
    ordered = sorted(meetings, key=lambda meeting: (meeting.on, meeting.ref))
    bodies = {body.code: body for body in routing.bodies}
    found: list[Irregularity] = []
    for meeting in ordered:
        body = bodies.get(meeting.body)
        if body is None:
            unknown = finding(routing, "DC13", "议事清单里没有这个议事机构", "请在议事清单里补上")
            found += _entries(meeting, [unknown])
            continue
        found += _entries(meeting, _of_meeting(meeting, body, routing))
        for agenda in meeting.items:
            if agenda.outcome not in UNDISCUSSED:
                found += _entries(meeting, _of_item(agenda, meeting, body, routing), agenda)
    return _once(found)


def _once(found: Iterable[Irregularity]) -> list[Irregularity]:
    """What lies in the catalogue and not in the item is said where it shows first, and no more."""
    said: set[Finding] = set()
    kept = []
    for each in found:
        if each.finding.of_catalogue:
            if each.finding in said:
                continue
            said.add(each.finding)
        kept.append(each)
    return kept


def _entries(
    meeting: MeetingFacts, findings: Iterable[Finding | None], agenda: AgendaFacts | None = None
) -> list[Irregularity]:
    """Exceptions for what is more than information."""
    ref, title, despite = (agenda.ref, agenda.item.title, agenda.despite) if agenda else (None, "", "")
    return [
        Irregularity(meeting.ref, meeting.number, meeting.body, meeting.on, ref, title, each, despite)
        for each in findings
        if each is not None and each.severity != "info"
    ]


def _of_meeting(meeting: MeetingFacts, body: Body, routing: Routing) -> Iterator[Finding | None]:
    if meeting.circulated:
        return
    yield _notice(meeting, body, routing)
    yield _first_topic(meeting, body, routing)
    if body.decides and not _met(meeting, body):
        text = f"应到{len(meeting.roll.base)}人，到会{len(meeting.roll.there)}人，{say_short_of(body.quorum)}"
        yield finding(routing, "DC05", text, "请改期再开；已作的决定请提请下次会议追认")


def _met(meeting: MeetingFacts, body: Body) -> bool:
    return reaches(body.quorum, len(meeting.roll.there), len(meeting.roll.base))


def _notice(meeting: MeetingFacts, body: Body, routing: Routing) -> Finding | None:
    if not body.notice_days:
        return None
    rule = f"应提前{body.notice_days}个工作日通知"
    if meeting.notified_on is None:
        return finding(routing, "DC12", f"没有会议通知记录，{rule}", "请从会议页面发出通知")
    days = workdays_between(meeting.notified_on, meeting.on)
    if days >= body.notice_days:
        return None
    return finding(routing, "DC12", f"只提前{max(days, 0)}个工作日通知，{rule}", "请把例会排进日程，提前发通知")


def _first_topic(meeting: MeetingFacts, body: Body, routing: Routing) -> Finding | None:
    if not body.first_topic or not meeting.items:
        return None
    kinds = [agenda.item.kind for agenda in meeting.items]
    if "first_topic" not in kinds:
        return finding(routing, "ED04", "没有第一议题", "请把学习内容列为第一个议题")
    if kinds[0] != "first_topic":
        return finding(routing, "ED04", "第一议题没有排在第一个", "请调整议程次序")
    return None


def _of_item(agenda: AgendaFacts, meeting: MeetingFacts, body: Body, routing: Routing) -> Iterator[Finding | None]:
    said = verdict(agenda.item, routing, body.code, circulated=meeting.circulated)
    yield from said.findings
    yield _recusal(agenda, routing)
    if agenda.outcome not in CONCLUDED:
        return
    yield from _level(agenda, said.row, body, routing)
    if agenda.item.kind not in UNROUTED_KINDS and not meeting.circulated:
        yield _last_speaker(agenda, meeting, routing)
        if body.decides:
            yield from _vote(agenda, said.row, body, routing, quorum_known=not _met(meeting, body))
    final = body.code == said.row.deciding_body if said.row else True
    if (final or agenda.outcome == "task") and not agenda.tasks and not agenda.no_task_reason:
        yield finding(routing, "TK04", "已形成决定，没有立项，也没有写不立项的理由", "请立项督办，或写明不立项的理由")


def _level(agenda: AgendaFacts, row: Matter | None, body: Body, routing: Routing) -> Iterator[Finding | None]:
    """A body that only prepares decided, or one that drafts for another had it carried out."""
    if not body.decides:
        if agenda.outcome == "decision":
            yield finding(routing, "DC09", f"{body.title}不作决定，却记为决定", "请提请作决定的会议")
    elif row and body.code in row.bodies[:-1] and agenda.outcome == "task":
        deciding = routing.body(row.deciding_body).title
        reason = f"应{way(row, routing)}，{deciding}还没有决定，{body.title}已直接交办"
        yield finding(routing, "DC13", reason, f"请提请{deciding}决定")


def _recusal(agenda: AgendaFacts, routing: Routing) -> Finding | None:
    there = sorted(agenda.concerns & agenda.roll.there)
    if not there:
        return None
    voters = {vote.person for vote in agenda.votes if not vote.written} if isinstance(agenda.votes, tuple) else set()
    names = "、".join(agenda.roll.name(person) for person in there)
    voted = "，并参加了表决" if voters & set(there) else ""
    return finding(routing, "DC08", f"议题涉及{names}本人或亲属，没有回避{voted}", "请回避后重新审议")


def _last_speaker(agenda: AgendaFacts, meeting: MeetingFacts, routing: Routing) -> Finding | None:
    """Of the members: whoever sits in may still be asked something."""
    last, speeches = meeting.last_speaker, [each for each in agenda.speeches if each in agenda.roll.entitled]
    if not last or last in agenda.roll.recused or last not in speeches or speeches[-1] == last:
        return None
    name, after = agenda.roll.name(last), agenda.roll.name(speeches[-1])
    return finding(routing, "DC07", f"{name}没有末位表态，其后还有{after}发言", "请主要负责人在其他成员发言之后表态")


def _vote(
    agenda: AgendaFacts, row: Matter | None, body: Body, routing: Routing, *, quorum_known: bool
) -> Iterator[Finding | None]:
    """`quorum_known`: the meeting as a whole lacked its quorum, which need not be said of each item."""
    rule = Rule.of(body, row)
    try:
        result = count(rule, agenda.roll, agenda.votes)
    except InputError as error:
        yield finding(routing, "DC06", f"表决记录有误：{error.faults[0]}", "请核对到会、回避和表决记录")
        return
    if not result.quorum_met:
        if not quorum_known:
            yield finding(routing, "DC05", result.reason, "请提请下次会议重新审议")
    elif result.passed is None and rule.majority is not None:
        yield finding(routing, "DC06", "记为决定，没有表决记录", "请补记每位成员的表决")
    elif result.passed is False:
        yield finding(routing, "DC06", f"{result.reason}，却记为决定", "请更正结果，或提请下次会议重新审议")
