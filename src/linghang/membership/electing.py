"""Elections as they are held: candidates, who came, the count, a run-off, the superior's confirmation.

Every function runs inside a transaction with the election locked (`lock` compares the revision: ConflictError), raises
InputError with the rule, and asks nobody who may.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from linghang.core.errors import ConflictError, refuse
from linghang.membership import rolls, tenure
from linghang.membership.elections import Ballots, Result, check_candidates, quorum_met, quorum_needed, result
from linghang.membership.models import Candidate, Election
from linghang.membership.roll import may_be_secretary
from linghang.organization.models import PartyOrganization, Person
from linghang.organization.temporary import refuse_in_temporary

SECRETARY = "书记"
RUN_OFF = "（另行选举）"
Candidates = Sequence[tuple[Person, str]]
"""Who stands, and the post meant for him."""


def prepare(
    organization: PartyOrganization,
    on: dt.date,
    title: str,
    seats: int,
    candidates: Candidates,
    *,
    counters: str = "",
    despite: str = "",
) -> Election:
    """A ballot with its candidates (person, post meant for them): enough of them (EL02), all with the right (EL05).

    `despite`: why fewer candidates stand than EL02 asks; it stays with the election and stands in its report.
    """
    refuse_in_temporary(organization, on, "election")
    check_candidates(seats, [post for _, post in candidates], despite=despite)
    _check_standing(organization, on, candidates)
    if Election.objects.filter(organization=organization, on=on, title=title).exists():
        raise refuse("这一天已有同名的选举", "请打开已有的选举，或改名称", field="选举内容", value=title)
    election = Election.objects.create(
        organization=organization, on=on, title=title, seats=seats, counters=counters, despite=despite.strip()
    )  # fmt: skip
    _stand(election, candidates)
    return election


def amend(election: Election, seats: int, candidates: Candidates, counters: str) -> Election:
    """Other candidates or seats, as long as nothing is counted."""
    _require(election, Election.Stage.PREPARED, "已计票，候选人不能再改")
    if election.run_off_of_id is None:
        check_candidates(seats, [post for _, post in candidates], despite=election.despite)
    _check_standing(election.organization, election.on, candidates)
    election.candidates.all().delete()
    election.seats, election.counters = seats, counters
    _stand(election, candidates)
    return _save(election, "seats", "counters")


def count(election: Election, present: Iterable[Person], ballots: Ballots) -> Result:
    """Record who came and the ballots, and say who is elected. The quorum counts those on the voting roll (EL01)."""
    if election.stage == Election.Stage.CONFIRMED:
        raise refuse("结果已经批复，不能再改", "有错的请与上级党组织联系", field="选举", value=election.title)
    if election.on > timezone.localdate():
        raise refuse("还没有到选举的日期（ML02）", "请在当天或之后计票", field="选举日期", value=str(election.on))
    roll = rolls.roll_on(election.organization, election.on)
    entitled = {each.person_id: each.person for each in roll.voters}
    there = {person.pk: person for person in present}
    if strangers := [each for pk, each in there.items() if pk not in entitled]:
        who = "、".join(each.code for each in strangers)
        reason = "当天没有选举权（不是本支部正式党员，或权利已暂停，EL05）"
        raise refuse(reason, "列席的不计入到会人数", field="到会", value=who)
    if not quorum_met(len(entitled), len(there)):
        needed = quorum_needed(len(entitled))
        reason = f"应到会 {len(entitled)} 人，到会 {len(there)} 人，不足五分之四（至少 {needed} 人），会议无效（EL01）"
        raise refuse(reason, "请另行召开", field="到会", value=str(len(there)))
    standing = {each.person.code: each for each in election.candidates.select_related("person")}
    if unknown := set(ballots.votes) - set(standing):
        raise refuse("不是候选人", "另选他人的票请按规定另行登记", field="得票", value="、".join(sorted(unknown)))
    found = result(ballots, election.seats, len(there))
    for code, candidate in standing.items():
        candidate.votes, candidate.elected = ballots.votes.get(code, 0), code in found.elected
        candidate.save(update_fields=["votes", "elected"])
    election.present.set(there.values())
    election.entitled, election.present_count = len(entitled), len(there)
    election.issued, election.returned, election.invalid = ballots.issued, ballots.returned, ballots.invalid
    election.open_seats, election.reason, election.stage = found.open, found.reason, Election.Stage.COUNTED
    _save(election, "entitled", "present_count", "issued", "returned", "invalid", "open_seats", "reason", "stage")
    return found


def run_off(election: Election, on: dt.date) -> Election:
    """Another ballot for the seats still open, among those who tie or were not elected."""
    _require(election, Election.Stage.COUNTED, "只有已计票、还有缺额的选举可以另行选举")
    if not election.open_seats:
        raise refuse("没有缺额", "各席都已选出", field="选举", value=election.title)
    if on < election.on:
        raise refuse("早于原选举（ML02）", "请核对日期", field="选举日期", value=str(on))
    title = election.title.removesuffix(RUN_OFF) + RUN_OFF
    if Election.objects.filter(organization=election.organization, on=on, title=title).exists():
        raise refuse("已经另行选举", "请打开已有的选举", field="选举", value=title)
    found = result(ballots_of(election), election.seats, election.present_count or 0)
    people = {each.person.code: each for each in election.candidates.select_related("person")}
    candidates = [(people[code].person, people[code].for_post) for code in found.run_off]
    _check_standing(election.organization, on, candidates)
    again = Election.objects.create(
        organization=election.organization, on=on, title=title, seats=election.open_seats,
        run_off_of=election, counters=election.counters,
    )  # fmt: skip
    _stand(again, candidates)
    return again


def confirm(election: Election, document: str) -> Election:
    """The superior has approved the result; with the first ballot a new term begins."""
    _require(election, Election.Stage.COUNTED, "计票以后才能登记批复")
    if not document.strip():
        raise refuse("没有填写", "请填写上级党组织的批复文号", field="批复文号")
    if not election.candidates.filter(elected=True).exists():
        raise refuse("没有人当选", "请先另行选举", field="选举", value=election.title)
    election.document, election.stage = document, Election.Stage.CONFIRMED
    if election.run_off_of_id is None:
        tenure.begin(election.organization, election.on, document=document, election=election)
    return _save(election, "document", "stage")


def ballots_of(election: Election) -> Ballots:
    """The count as it was recorded."""
    votes: Mapping[str, int] = {
        each.person.code: each.votes or 0 for each in election.candidates.select_related("person")
    }
    return Ballots(election.issued or 0, election.returned or 0, election.invalid or 0, votes)


def lock(pk: int, revision: int) -> Election:
    """The election, locked. ConflictError when it is no longer at `revision`."""
    election = Election.objects.select_for_update().select_related("organization__institution").get(pk=pk)
    if election.revision != revision:
        raise ConflictError(election)
    return election


def _check_standing(organization: PartyOrganization, on: dt.date, candidates: Candidates) -> None:
    voters = {each.person_id: each for each in rolls.roll_on(organization, on).voters}
    seen: set[int] = set()
    for person, post in candidates:
        if person.pk in seen:
            raise refuse("写了两次", "请删去一个", field="候选人", value=person.code)
        seen.add(person.pk)
        if person.pk not in voters:
            reason = "没有被选举权（不是本支部正式党员，或权利已暂停，EL05）"
            raise refuse(reason, "请更换候选人", field="候选人", value=person.code)
        since = voters[person.pk].party_since
        if post == SECRETARY and since is not None and not may_be_secretary(since, on):
            reason = f"转正于 {since}，到选举时党龄不满 1 年，一般不担任支部书记（BR13）"
            raise refuse(reason, "请更换候选人", field="候选人", value=person.code)


def _stand(election: Election, candidates: Candidates) -> None:
    Candidate.objects.bulk_create(
        Candidate(election=election, person=person, for_post=post) for person, post in candidates
    )


def _require(election: Election, stage: Any, reason: str) -> None:
    if election.stage != stage:
        raise refuse(reason, "请核对选举的状态", field="选举", value=election.title)


def _save(election: Election, *fields: str) -> Election:
    election.revision += 1
    election.save(update_fields=[*fields, "revision"])
    return election
