"""The audit log knows who changed what in which meeting, and nothing of what meetings are about."""

import json

from auditlog.models import LogEntry

from linghang.decisions import meetings, resolutions


def deeds():
    entries = LogEntry.objects.order_by("pk")
    return [entry.additional_data["deed"] for entry in entries if entry.additional_data]


def test_a_changed_vote_leaves_a_trace(carried):
    before = len(deeds())
    meetings.record_vote(carried.item, carried.people["101"], "for", actor=carried.office)  # the same again
    assert len(deeds()) == before
    meetings.record_vote(carried.item, carried.people["101"], "against", actor=carried.office)
    meetings.record_vote(carried.item, carried.people["101"], None, actor=carried.office)
    meetings.recuse(carried.item, carried.people["102"], "亲属", actor=carried.office)
    meetings.unrecuse(carried.item, carried.people["102"], actor=carried.office)
    assert deeds()[before:] == ["更改表决", "更改表决", "因回避撤销表决", "撤销回避"]
    last = LogEntry.objects.latest("pk")
    assert (last.actor, last.additional_data["会议"]) == (carried.office, "党委会〔2023〕1")


def test_results_leave_a_trace(carried):
    before = len(deeds())
    resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    resolutions.resolve(carried.item, "deferred", "再议。", actor=carried.office)
    assert deeds()[before:] == ["记录结果", "更正结果"]


def test_stages_are_logged_and_contents_are_not(carried):
    resolutions.resolve(carried.item, "decision", "同意开展工作。", actor=carried.office)
    meetings.close(carried.meeting, actor=carried.office)
    stages = [
        entry.changes["stage"]
        for entry in LogEntry.objects.get_for_object(carried.meeting).order_by("pk")
        if "stage" in entry.changes
    ]
    assert stages == [["None", "planned"], ["planned", "convened"], ["convened", "open"], ["open", "closed"]]
    written = "".join(
        entry.object_repr + json.dumps([entry.changes, entry.additional_data], ensure_ascii=False)
        for entry in LogEntry.objects.all()
    )
    for secret in ("党建工作要点", "同意开展工作", "赞成", "against"):
        assert secret not in written
