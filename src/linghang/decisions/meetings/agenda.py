"""The agenda while it is being made, and what a meeting did not reach."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from linghang.core.errors import refuse
from linghang.decisions import items
from linghang.decisions.meetings.guard import expect, held
from linghang.decisions.models import Item, Meeting
from linghang.decisions.revisions import claim
from linghang.decisions.routing import Verdict
from linghang.decisions.traces import of_item, of_sitting
from linghang.organization.access import User

_COPIED = (*items.FIELDS, "institution", "submitted_by")
_FIRST = -1


@transaction.atomic
def put_on_agenda(
    meeting: Meeting, item: Item, *, actor: User | None, revision: int | None = None, despite: str = ""
) -> Verdict:
    """Take an item from the pool onto the agenda and say what the rules make of it there.

    A first topic goes first, everything else last. `despite`: why it stays although the rules object.
    """
    held(meeting, Meeting.Stage.PLANNED, deed="增加议题")
    claim(item, revision)
    if item.institution_id != meeting.institution_id:
        raise refuse("不是本机构的议题", "请选择本机构的议题", field="议题", value=item.title)
    if item.outcome != Item.Outcome.OPEN:
        raise refuse(f"议题的结果已是“{item.get_outcome_display()}”", "请另提新议题", field="议题", value=item.title)
    if item.meeting is not None and item.meeting != meeting:
        raise refuse(f"议题已列入{item.meeting}", "请先从那次会议移出", field="议题", value=item.title)
    item.meeting, item.despite = meeting, despite.strip()
    if item.kind == Item.Kind.FIRST_TOPIC:
        item.position = 0
    else:
        item.position = (meeting.items.aggregate(last=Max("position"))["last"] or 0) + 1
    item.save()
    _number(meeting, list(meeting.items.order_by("position", "pk")))
    item.refresh_from_db(fields=["position"])
    of_sitting(meeting, "列入议程", actor, item)
    return items.verdict_of(item)


@transaction.atomic
def add_item(meeting: Meeting, *, actor: User | None, despite: str = "", **fields: Any) -> Item:
    """A new item straight onto the agenda (第一议题, 学习, 通报 …)."""
    item = items.submit(meeting.institution, actor=actor, **fields)
    put_on_agenda(meeting, item, actor=actor, despite=despite)
    return item


@transaction.atomic
def take_off_agenda(item: Item, *, actor: User | None, revision: int | None = None) -> Item:
    """Back into the pool. Once the agenda is fixed it is 缓议 that the meeting itself says."""
    if item.meeting is not None:
        held(item.meeting, Meeting.Stage.PLANNED, deed="移出议题")
    claim(item, revision)
    if item.meeting is None:
        return item
    meeting = item.meeting
    expect(meeting, Meeting.Stage.PLANNED, deed="移出议题")
    item.meeting, item.position, item.despite = None, 0, ""
    item.save()
    _number(meeting, list(meeting.items.order_by("position", "pk")))
    of_item(item, "移出议程", actor)
    return item


@transaction.atomic
def order_agenda(
    meeting: Meeting, order: Sequence[int], *, actor: User | None, revision: int | None = None
) -> list[Item]:
    """Put the items (by primary key) into this order; all of them must be named."""
    claim(meeting, revision)
    expect(meeting, Meeting.Stage.PLANNED, deed="调整议程")
    found = {item.pk: item for item in meeting.items.all()}
    if sorted(order) != sorted(found):
        raise refuse("议程刚有增减，与您看到的不同", "请刷新后再调整次序", subject=meeting.title)
    ordered = [found[pk] for pk in order]
    _number(meeting, ordered)
    of_sitting(meeting, "调整议程", actor)
    return ordered


def _number(meeting: Meeting, ordered: Sequence[Item]) -> None:
    for position, item in enumerate(ordered, 1):
        if item.position != position:
            Item.objects.filter(pk=item.pk).update(position=position)
            item.position = position


def verdicts(meeting: Meeting) -> dict[int, Verdict]:
    """What the rules say of every item of the agenda, by primary key."""
    related = ("prior__meeting", "meeting__institution", "institution")
    agenda = meeting.items.select_related(*related).prefetch_related("consultations", "opinions")
    return {item.pk: items.verdict_of(item) for item in agenda}


@transaction.atomic
def carry_over(item: Item, *, actor: User | None, meeting: Meeting | None = None) -> Item:
    """A new item in the pool (or on the agenda of `meeting`) for one that was not reached or was put off.

    Talks and opinions go with it. As long as the meeting is open the item itself may still be dealt with.
    """
    if item.meeting is not None:
        held(item.meeting, Meeting.Stage.CLOSED, Meeting.Stage.ISSUED, deed="顺延议题")
    claim(item, None)
    if item.outcome not in (Item.Outcome.NOT_REACHED, Item.Outcome.DEFERRED):
        raise refuse(
            f"议题的结果是“{item.get_outcome_display()}”，不能顺延", "只顺延未议及和缓议的议题", value=item.title
        )
    if item.carried_to.exists():
        raise refuse("议题已经顺延过", "请到议题库里找顺延后的议题", field="议题", value=item.title)
    later = Item(carried_from=item, **{name: getattr(item, name) for name in _COPIED})
    later.save()
    later.concerns.set(item.concerns.all())
    for consultation in item.consultations.all():
        people = list(consultation.people.all())
        consultation.pk, consultation.item = None, later
        consultation.save()
        consultation.people.set(people)
    for opinion in item.opinions.all():
        opinion.pk, opinion.item = None, later
        opinion.save()
    if meeting is not None:
        put_on_agenda(meeting, later, actor=actor)
    return later
