"""In which stage of a meeting what may be done."""

from linghang.core.errors import refuse
from linghang.decisions.models import Item, Meeting

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


def sitting(item: Item, deed: str) -> Meeting:
    """The meeting that is dealing with the item. InputError when none is."""
    if item.meeting is None:
        raise refuse(f"议题不在会议议程上，不能{deed}", "请先列入议程", field="议题", value=item.title)
    expect(item.meeting, Meeting.Stage.OPEN, deed=deed)
    return item.meeting
