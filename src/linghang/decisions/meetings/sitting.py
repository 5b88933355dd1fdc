"""What happens to an item while its meeting is open: who left the room, who spoke, who voted how."""

from collections.abc import Iterable
from typing import Any, cast

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.decisions import voting
from linghang.decisions.catalogue import body_of, routing_of
from linghang.decisions.items import facts
from linghang.decisions.meetings.guard import fitting, sitting, undecided
from linghang.decisions.models import Item, Meeting, Recusal, Speech, Vote
from linghang.decisions.routing import verdict
from linghang.decisions.traces import of_sitting
from linghang.organization.access import User
from linghang.organization.models import Person


@transaction.atomic
def recuse(item: Item, person: Person, reason: str, *, actor: User | None) -> Recusal:
    """A member leaves the room for this item. A vote he already cast on it is no longer one; as nobody knows which
    paper of a secret ballot is his, such a ballot is counted anew."""
    meeting = undecided(item, "登记回避")
    if not meeting.attendances.filter(person=person, member=True).exists():
        raise refuse("不是应到会成员，不用登记回避", "列席人员离场即可", field="回避人", value=person.name)
    if not reason.strip():
        raise refuse("没有写回避事由", "请写明与议题的关系", field="事由")
    given = fitting(reason, Recusal, "reason")
    if item.votes.filter(person=person).delete()[0]:
        of_sitting(meeting, "因回避撤销表决", actor, item)
    void_tally(item, "因回避作废票数", actor)
    found, _ = Recusal.objects.update_or_create(item=item, person=person, defaults={"reason": given})
    return found


@transaction.atomic
def unrecuse(item: Item, person: Person, *, actor: User | None) -> None:
    """Take a recusal back that was recorded by mistake."""
    meeting = undecided(item, "撤销回避")
    if item.recusals.filter(person=person).delete()[0]:
        of_sitting(meeting, "撤销回避", actor, item)


@transaction.atomic
def record_speech(item: Item, person: Person, text: str = "", *, actor: User | None) -> Speech:
    """Who speaks next to an item; members and those who sit in alike, but nobody who has left the room."""
    meeting = sitting(item, "登记发言")
    call = meeting.attendances.filter(person=person).first()
    if call is None or not call.there_for(item.position):
        raise refuse(
            "没有到会，不能登记发言", "请先核对到会，包括从第几项起、到第几项", field="发言人", value=person.name
        )
    if item.recusals.filter(person=person).exists():
        raise refuse("已回避这个议题，不能发言", "请先核对回避登记", field="发言人", value=person.name)
    position = (item.speeches.aggregate(last=Max("position"))["last"] or 0) + 1
    return Speech.objects.create(item=item, person=person, position=position, text=text.strip())


@transaction.atomic
def drop_speech(speech: Speech, *, actor: User | None) -> None:
    """Take back a speech recorded by mistake."""
    of_sitting(sitting(speech.item, "删除发言"), "删除发言", actor, speech.item)
    speech.delete()


@transaction.atomic
def record_vote(
    item: Item, person: Person, choice: str | None, *, actor: User | None, written: bool = False
) -> Vote | None:
    """One member's vote; None takes it back. `written`: the view of an absent member, kept and not counted."""
    meeting = undecided(item, "登记表决")
    standing = item.votes.filter(person=person)
    if standing.exclude(choice=choice or "").exists():
        of_sitting(meeting, "更改表决", actor, item)
    if choice is None:
        standing.delete()
        return None
    if choice not in Vote.Choice.values:
        raise refuse("没有这种表决", f"可选：{'、'.join(Vote.Choice.labels)}", field="表决", value=choice)
    rule = _voted_rule(item)
    voting.check_vote(rule, roll_of(item), voting.Ballot(person.code, cast(voting.Choice, choice), written))
    given = {"choice": choice, "written": written}
    return Vote.objects.update_or_create(item=item, person=person, defaults=given)[0]


@transaction.atomic
def record_tally(item: Item, *, for_: int, against: int, abstain: int, actor: User | None) -> voting.Count:
    """The counts of a secret ballot."""
    meeting = undecided(item, "登记票数")
    rule = _voted_rule(item)
    if not rule.secret:
        raise refuse("这个事项实行记名表决", "请登记每位成员的表决", field="表决", value=item.title)
    result = voting.count(rule, roll_of(item), voting.Tally(for_, against, abstain))
    if item.tally:
        of_sitting(meeting, "更改票数", actor, item)
    item.tally = {"for": for_, "against": against, "abstain": abstain}
    item.save(update_fields=["tally"])
    return result


def void_tally(item: Item, deed: str, actor: User | None) -> None:
    """The counts of a secret ballot no longer hold; `deed` says why in the log."""
    if item.tally:
        item.tally = None
        item.save(update_fields=["tally"])
        of_sitting(_meeting(item), deed, actor, item)


def _voted_rule(item: Item) -> voting.Rule:
    rule = rule_of(item)
    if rule.majority is None:
        raise refuse("本会议由主持人集中意见后决定，不表决", "请直接记录议定意见", field="表决", value=item.title)
    return rule


def count_of(item: Item) -> voting.Count:
    """How the vote on an item stands."""
    return voting.count(rule_of(item), roll_of(item), ballots_of(item))


def rule_of(item: Item) -> voting.Rule:
    """The thresholds for an item: of its body, or of its matter where that asks for more."""
    meeting = _meeting(item)
    routing = routing_of(meeting.institution, timezone.localdate(meeting.begins_at))
    return voting.Rule.of(body_of(routing, meeting.body), verdict(facts(item), routing, meeting.body).row)


def roll_of(item: Item) -> voting.Roll:
    """Who is entitled, in the room and recused for an item."""
    called = list(_meeting(item).attendances.select_related("person"))
    return voting.Roll(
        entitled=frozenset(each.person.code for each in called if each.member),
        present=frozenset(each.person.code for each in called if each.there_for(item.position)),
        recused=frozenset(each.person.code for each in item.recusals.select_related("person")),
        names={each.person.code: each.person.name for each in called},
    )


def ballots_of(item: Item, votes: Iterable[Any] | None = None) -> tuple[voting.Ballot, ...] | voting.Tally:
    """The votes as they were recorded: by name, or the counts of a secret ballot. `votes`: those already read."""
    if item.tally:
        return voting.Tally(item.tally["for"], item.tally["against"], item.tally["abstain"])
    read = item.votes.select_related("person") if votes is None else votes
    return tuple(voting.Ballot(vote.person.code, vote.choice, vote.written) for vote in read)


def _meeting(item: Item) -> Meeting:
    if item.meeting is None:
        raise refuse("议题不在会议议程上", "请先列入议程", field="议题", value=item.title)
    return item.meeting
