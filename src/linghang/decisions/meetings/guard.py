"""In which stage of a meeting what may be done."""

from django.db.models import Model

from linghang.core.errors import refuse
from linghang.decisions.models import Item, Meeting
from linghang.decisions.revisions import hold

_REMEDIES = {
    Meeting.Stage.PLANNED: "请先发会议通知，再开始会议",
    Meeting.Stage.CONVENED: "请先开始会议",
    Meeting.Stage.OPEN: "请先结束会议",
    Meeting.Stage.CLOSED: "会议已结束；记录有误的，请在下次会议上更正",
    Meeting.Stage.ISSUED: "纪要已印发；需要更正的，请在下次会议上更正",
    Meeting.Stage.CANCELLED: "请另行安排会议",
}


def expect(meeting: Meeting, *stages: object, deed: str) -> None:
    """Raise InputError unless the meeting is in one of `stages`."""
    if meeting.stage not in stages:
        stage = Meeting.Stage(meeting.stage)
        raise refuse(f"会议{stage.label}，不能{deed}", _REMEDIES[stage], subject=meeting.title)


def fitting(text: str, kind: type[Model], name: str) -> str:
    """What was typed for a field, without blanks around it; InputError when the field has no room for it."""
    field, typed = kind._meta.get_field(name), text.strip()
    room = getattr(field, "max_length", None)
    if room is not None and len(typed) > room:
        raise refuse(f"写了{len(typed)}字，最多{room}字", "请写短一些", field=str(field.verbose_name), value=typed[:20])
    return typed


def held(meeting: Meeting, *stages: object, deed: str) -> Meeting:
    """The meeting, kept for this transaction and still in one of `stages`; InputError when it has moved on."""
    hold(meeting)
    expect(meeting, *stages, deed=deed)
    return meeting


def sitting(item: Item, deed: str) -> Meeting:
    """The meeting that is dealing with the item, both kept for this transaction. InputError when none is."""
    if item.meeting is None:
        raise refuse(f"议题不在会议议程上，不能{deed}", "请先列入议程", field="议题", value=item.title)
    meeting = held(item.meeting, Meeting.Stage.OPEN, deed=deed)
    hold(item)
    if item.meeting_id != meeting.pk:
        raise refuse(f"议题刚被移出这次会议，不能{deed}", "请刷新后核对议程", field="议题", value=item.title)
    item.meeting = meeting
    return meeting


def undecided(item: Item, deed: str) -> Meeting:
    """The same while the item has no result: a result stands on who was there and how they voted."""
    meeting = sitting(item, deed)
    if item.outcome != Item.Outcome.OPEN:
        outcome = item.get_outcome_display()
        raise refuse(f"已记录结果“{outcome}”，不能{deed}", "先撤回结果再更正", field="议题", value=item.title)
    return meeting
