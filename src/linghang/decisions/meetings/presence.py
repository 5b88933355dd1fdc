"""Who came to a meeting, who came late or left early: quorum and base of every item follow from it."""

from collections.abc import Mapping

from django.db import transaction

from linghang.core.errors import refuse
from linghang.decisions.meetings.guard import held
from linghang.decisions.meetings.sitting import void_tally
from linghang.decisions.models import Attendance, Item, Meeting, Speech, Vote
from linghang.decisions.routing import UNROUTED_KINDS
from linghang.decisions.traces import of_sitting
from linghang.organization.access import User
from linghang.organization.models import Person

PRESENT = Attendance.Presence.PRESENT


@transaction.atomic
def record_attendance(meeting: Meeting, presence: Mapping[int, str], *, actor: User | None) -> None:
    """Who came, by primary key of the person. Leave may be recorded before the meeting.

    What touches an item with a result is refused: who comes after it came from a later item on (`record_stay`).
    """
    held(meeting, Meeting.Stage.CONVENED, Meeting.Stage.OPEN, deed="登记到会")
    called = {each.person_id: each for each in meeting.attendances.select_related("person")}
    agenda = _agenda(meeting)
    for pk, value in presence.items():
        if pk not in called:
            raise refuse("不在参会名单中", "请先把他列入参会人员", field="到会")
        if value not in Attendance.Presence.values:
            raise refuse(
                "没有这种到会情况", f"可选：{'、'.join(Attendance.Presence.labels)}", field="到会", value=value
            )
        call = called[pk]
        if value == PRESENT and meeting.stage != Meeting.Stage.OPEN:
            raise refuse("会议还没有开始，不能登记到会", "开始会议后再登记；请假可以先登记", value=call.person.name)
        if call.presence != value:
            _set(meeting, agenda, call, value, None, None, actor)


@transaction.atomic
def record_stay(
    meeting: Meeting,
    person: Person,
    *,
    arrived_before: int | None = None,
    left_after: int | None = None,
    actor: User | None,
) -> Attendance:
    """Somebody was there from one item of the agenda on, or until another, or both; neither: from beginning to end.

    Positions count from one, both items included.
    """
    held(meeting, Meeting.Stage.OPEN, deed="登记到会")
    call = meeting.attendances.filter(person=person).select_related("person").first()
    if call is None:
        raise refuse("不在参会名单中", "请先把他列入参会人员", field="到会", value=person.name)
    last = meeting.items.count()
    for field, position in (("第几项起到会", arrived_before), ("第几项后离会", left_after)):
        if position is not None and not 1 <= position <= last:
            raise refuse("议程里没有这一项", f"请写 1 到 {last}", field=field, value=str(position))
    if arrived_before is not None and left_after is not None and left_after < arrived_before:
        raise refuse("离会在到会以前", "请核对两处的议题次序", field="第几项后离会", value=str(left_after))
    _set(meeting, _agenda(meeting), call, PRESENT, arrived_before, left_after, actor)
    return call


def _agenda(meeting: Meeting) -> list[Item]:
    return list(meeting.items.order_by("position", "pk"))


def _set(
    meeting: Meeting,
    agenda: list[Item],
    call: Attendance,
    value: object,
    arrived: int | None,
    left: int | None,
    actor: User | None,
) -> None:
    before = {item.pk for item in agenda if call.there_for(item.position)}
    correcting = call.presence == PRESENT
    call.presence, call.arrived_before, call.left_after = value, arrived, left
    after = {item.pk for item in agenda if call.there_for(item.position)}
    touched = [item for item in agenda if item.pk in before ^ after]
    _check(call, touched, before - after)
    for item in touched if call.member else ():
        void_tally(item, "因到会变动作废票数", actor)
    if correcting:
        of_sitting(meeting, "更正到会", actor)
    call.save(update_fields=["presence", "arrived_before", "left_after"])


def _check(call: Attendance, touched: list[Item], gone: set[int]) -> None:
    """A result stands on who was there; nobody speaks or votes on what he was not there for."""
    who, said = call.person.name, {"item__in": gone, "person": call.person_id}
    if Vote.objects.filter(written=False, **said).exists() or Speech.objects.filter(**said).exists():
        raise refuse("已有发言或表决，不能改为未到会", "请先核对他的发言和表决", field="到会", value=who)
    decided = [item for item in touched if call.member and has_counted(item)]
    if decided:
        reason = f"第{'、'.join(str(item.position) for item in decided)}项已记录结果，不能改{who}的到会"
        raise refuse(
            reason, "先撤回结果再更正；刚来或先走的，写明从第几项起到会、第几项后离会", field="到会", value=who
        )


def has_counted(item: Item) -> bool:
    """Whether the item has a result that stands on a quorum."""
    return item.outcome != Item.Outcome.OPEN and item.kind not in UNROUTED_KINDS
