"""The audit log knows who changed what in which meeting, and nothing of what meetings are about."""

import json

from auditlog.models import LogEntry

from linghang.decisions import meetings, research, resolutions


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


def test_who_is_called_by_hand_leaves_a_trace(planned):
    before = len(deeds())
    guest = meetings.call(planned.meeting, planned.people["108"], actor=planned.office)
    meetings.uncall(guest, actor=planned.office)
    meetings.call(planned.meeting, planned.people["108"], member=True, actor=planned.office)
    assert deeds()[before:] == ["增加列席人员", "移出参会人员", "增加应到会成员"]


def test_why_no_task_and_research_leave_a_trace(carried):
    who, people = carried.office, carried.people
    resolution = resolutions.resolve(carried.item, "decision", "同意。", actor=who)
    before = len(deeds())
    resolutions.give_no_task(resolution, "已在年度计划中", actor=who)
    topic = research.open_topic(carried.institution, year=2023, title="流程", leader=people["102"], actor=who)
    research.record_visit(topic, on=resolution.decided_on, place="门诊", actor=who)
    finding = research.record_finding(topic, problem="排队", actor=who)
    research.report(topic, "结论", actor=who)
    research.give_no_task(finding, "已解决", actor=who)
    wanted = ["写明不立项的理由", "登记实地调研", "登记调研问题", "提交调研成果", "写明调研问题不立项的理由"]
    assert deeds()[before:] == wanted


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
