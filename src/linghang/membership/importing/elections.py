"""Elections with their candidates and counts, and terms."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from linghang.core.errors import InputError
from linghang.core.workbook import Row
from linghang.membership import elections as rules
from linghang.membership import rolls, terms
from linghang.membership.electing import RUN_OFF, SECRETARY
from linghang.membership.importing.work import Work
from linghang.membership.models import Candidate, Election, Membership, Suspension, Term
from linghang.membership.roll import may_be_secretary
from linghang.membership.workbook import CANDIDATES, ELECTIONS, TERMS
from linghang.organization.models import PartyOrganization, Person

BROUGHT_IN = "补录"
_COUNTS = ("实到会", "发出票数", "收回票数", "废票")
Place = tuple[str, dt.date | None, str]


@dataclass
class _Ballot:
    row: Row
    party: PartyOrganization
    on: dt.date
    seats: int
    numbers: dict[str, int | None]
    texts: dict[str, str]
    standing: list[tuple[Row, Person, int | None, str]] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        return self.numbers["实到会"] is not None


def read(work: Work, rows: dict[str, list[Row]]) -> None:
    for row in sorted(rows[TERMS], key=_day):
        _read_term(work, row)
    found = {_place(row): ballot for row in rows[ELECTIONS] if (ballot := _read_election(work, row))}
    for row in rows[CANDIDATES]:
        _read_candidate(work, row, found)
    voters = _Voters(work)
    for ballot in found.values():
        if work.reading.sound(ballot.row):
            _judge(work, ballot, voters)


def _day(row: Row) -> dt.date:
    try:
        return row.date("选举日期") or dt.date.min
    except ValueError:
        return dt.date.min


def _place(row: Row) -> Place:
    return row.text("党组织代码"), _day(row), row.text("选举内容")


def _refuse_temporary(work: Work, row: Row, party: PartyOrganization, on: dt.date) -> None:
    form = work.form(party, on)
    if form is None:
        work.reading.fault(row, "选举日期", f"{on} 还没有或已没有这个党组织（ML02）", "请核对日期或党组织")
    elif form.kind == "temporary_branch":
        work.reading.fault(row, "党组织代码", "临时党支部不选举、不换届（BR05）", "请删去这一行")


def _read_term(work: Work, row: Row) -> None:
    reading = work.reading
    if not reading.required(row):
        return
    party, on, to = work.party(row), work.past(row, "选举日期"), reading.date(row, "批准的换届日期")
    document = reading.texts(row, Term, {"批复文号": "document"})["document"]
    if party is None or on is None or not reading.sound(row):
        return
    _refuse_temporary(work, row, party, on)
    form = work.form(party, on)
    years = terms.years_of(form.kind, party.institution.kind) if form else None
    if years is None:
        if reading.sound(row):
            reading.fault(row, "党组织代码", "不是有任期的党组织（BR09）", "请核对党组织代码")
        return
    end = terms.term_end(on, years)
    if to is not None and to != end:
        work.judge(row, lambda: terms.check_shift(end, to, document))
    if reading.sound(row):
        values = {"years": years, "ends_on": end, "shifted_to": to if to != end else None, "document": document}
        work.want(Term, {"organization": party, "elected_on": on}, values)


def _read_election(work: Work, row: Row) -> _Ballot | None:
    reading = work.reading
    if not reading.required(row):
        return None
    party, on = work.party(row), work.past(row, "选举日期")
    seats, numbers = work.whole(row, "应选人数"), {column: work.whole(row, column) for column in _COUNTS}
    columns = {"选举内容": "title", "批复文号": "document", "监票人、计票人": "counters", "差额不足的理由": "despite"}
    texts = reading.texts(row, Election, columns)
    if party is None or on is None or seats is None or not reading.sound(row):
        return None
    _refuse_temporary(work, row, party, on)
    return _Ballot(row, party, on, seats, numbers, texts)


def _read_candidate(work: Work, row: Row, found: dict[Place, _Ballot]) -> None:
    if not work.reading.required(row):
        return
    person, votes = work.person(row), work.whole(row, "赞成票")
    post = work.reading.texts(row, Candidate, {"拟任": "for_post"})["for_post"]
    ballot = found.get(_place(row))
    if ballot is None:
        if (ELECTIONS, row.text("党组织代码")) not in work.reading.spoilt:
            work.reading.fault(row, "选举内容", "“选举”表中没有这次选举", "请核对党组织、日期和内容")
    elif person is not None and work.reading.sound(row):
        ballot.standing.append((row, person, votes, post))


class _Voters:
    """Who may vote and stand where on a day, as it will be once the file is in."""

    def __init__(self, work: Work) -> None:
        self._spans: dict[int, list[Any]] = defaultdict(list)
        wanted = work.wanted.get(Membership, {})
        for key, each in work.standing(Membership, ("person", "valid_from")).items():
            if key not in wanted:
                self._spans[each.organization_id].append(each)
        for identity, values in wanted.values():
            self._spans[values["organization"].pk].append(Membership(**identity, **values))
        stops = {**work.standing(Suspension, ("person", "valid_from"))}
        stops |= {
            key: Suspension(**identity, **values) for key, (identity, values) in work.wanted.get(Suspension, {}).items()
        }
        self._stops = list(stops.values())

    def on(self, party: PartyOrganization, day: dt.date) -> set[int]:
        stopped = {each.person_id for each in self._stops if each.valid_on(day)}
        there = [each for each in self._spans[party.pk] if each.valid_on(day)]
        return {each.person_id for each in there if rolls.may_vote(each, stopped)}


def _judge(work: Work, ballot: _Ballot, voters: _Voters) -> None:
    """Enough candidates who may stand; enough who came; a count that can be. Then it is wanted."""
    reading, row = work.reading, ballot.row
    entitled = voters.on(ballot.party, ballot.on)
    if not ballot.texts["title"].endswith(RUN_OFF):
        _judge_seats(work, ballot)
    for line, person, _, post in ballot.standing:
        _judge_candidate(work, line, person, post, ballot.on, entitled)
    present = ballot.numbers["实到会"] or 0
    if ballot.counted and present > len(entitled):
        reason = f"到会 {present} 人，多于有选举权的 {len(entitled)} 人（EL05）"
        reading.fault(row, "实到会", reason, "请核对签到，或先登记党员的组织关系")
    elif ballot.counted and not rules.quorum_met(len(entitled), present):
        reason = f"应到会 {len(entitled)} 人，到会 {present} 人，不足五分之四（EL01）"
        reading.fault(row, "实到会", reason, "会议无效，请核对人数")
    votes = {person.code: count or 0 for _, person, count, _ in ballot.standing}
    issued, returned, invalid = (ballot.numbers[name] or 0 for name in _COUNTS[1:])
    count = rules.Ballots(issued, returned, invalid, votes)
    result = rules.Result((), (), 0, "")
    if ballot.counted and reading.sound(row):
        work.judge(row, lambda: rules.check_ballots(count, ballot.seats, present))
        if reading.sound(row):
            result = rules.result(count, ballot.seats, present)
    if reading.sound(row) and all(reading.sound(line) for line, *_ in ballot.standing):
        _want(work, ballot, count, result, len(entitled))


def _judge_seats(work: Work, ballot: _Ballot) -> None:
    """Enough candidates, or a reason; of an election that was held it is kept that there were too few (0006)."""
    posts, despite = [post for *_, post in ballot.standing], ballot.texts["despite"]
    if not ballot.counted:
        work.judge(ballot.row, lambda: rules.check_candidates(ballot.seats, posts, despite=despite))
        return
    work.judge(ballot.row, lambda: rules.check_candidates(ballot.seats, posts, despite=despite or BROUGHT_IN))
    try:
        rules.check_candidates(ballot.seats, posts)
    except InputError:
        ballot.texts["despite"] = despite or BROUGHT_IN


def _judge_candidate(work: Work, row: Row, person: Person, post: str, on: dt.date, entitled: set[int]) -> None:
    if person.pk not in entitled:
        reason = "没有被选举权（不是本支部正式党员，或权利已暂停，EL05）"
        work.reading.fault(row, "工号", reason, "请更换候选人，或先登记组织关系")
        return
    since = work.files[person.pk].party_since if person.pk in work.files else None
    if post == SECRETARY and since is not None and not may_be_secretary(since, on):
        reason = f"转正于 {since}，到选举时党龄不满 1 年，一般不担任支部书记（BR13）"
        work.reading.fault(row, "工号", reason, "请更换候选人")


def _want(work: Work, ballot: _Ballot, count: rules.Ballots, result: rules.Result, entitled: int) -> None:
    stage: Any = Election.Stage.PREPARED
    if ballot.counted:
        stage = Election.Stage.CONFIRMED if ballot.texts["document"] else Election.Stage.COUNTED
    title = ballot.texts.pop("title")
    key = {"organization": ballot.party, "on": ballot.on, "title": title}
    values = {
        **ballot.texts,
        "seats": ballot.seats,
        "stage": stage,
        "entitled": entitled if ballot.counted else None,
        "present_count": ballot.numbers["实到会"],
        "issued": ballot.numbers["发出票数"],
        "returned": ballot.numbers["收回票数"],
        "invalid": ballot.numbers["废票"] or (0 if ballot.counted else None),
        "open_seats": result.open,
        "reason": result.reason,
    }
    election = work.put(Election, key, values)
    for _, person, _, post in ballot.standing:
        done = {"votes": count.votes[person.code], "elected": person.code in result.elected} if ballot.counted else {}
        work.want(Candidate, {"election": election, "person": person}, {"for_post": post, **done})
