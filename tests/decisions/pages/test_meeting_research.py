"""Series and research in their pages: the next meeting by one button, a finding that becomes a task in place."""

from linghang.decisions.models import Meeting, ResearchTopic, Series
from linghang.tasks.models import Task

SERIES = {
    "body": "party_committee",
    "title": "党委会例会",
    "every_weeks": "2",
    "weekday": "3",
    "time": "15:00",
    "valid_from": "2020-01-01",
    "standing_items": "上次决定事项落实情况",
}


def test_a_series_yields_its_next_meeting_once(office, house):
    office.post("/meetings/series/", SERIES)
    series = Series.objects.get()
    office.post(f"/meetings/series/{series.pk}/next/")
    meeting = Meeting.objects.get()
    assert [item.title for item in meeting.items.order_by("position")][1:] == ["上次决定事项落实情况"]
    assert meeting.items.order_by("position").first().kind == "first_topic"


def test_a_leader_reads_series_and_starts_none(leader, house):
    assert leader.post("/meetings/series/", SERIES).status_code == 403
    assert not Series.objects.exists()


def test_a_finding_becomes_a_task_in_place(office, house):
    office.post("/meetings/research/", {"year": "2023", "title": "日间手术", "leader": "人102"})
    topic = ResearchTopic.objects.get()
    address = f"/meetings/research/{topic.pk}/"
    office.post(address, {"do": "visit", "on": "2023-05-04", "place": "日间手术中心"})
    office.post(address, {"do": "finding", "problem": "检查往返三层", "measure": "一站式评估"})
    finding = topic.findings.get()
    made = {"title": "一站式评估", "lead_department": house.department.pk, "due": "2050-12-31", "cycle": "none"}
    office.post(address, {"do": "task", "finding": finding.pk} | made)
    finding.refresh_from_db()
    assert finding.task == Task.objects.get()
    assert "人102" not in office.get("/meetings/research/?year=2023").content.decode().split("还没有课题")[1][:60]


def test_a_report_without_a_visit_is_refused_and_what_was_typed_stays(office, house):
    office.post("/meetings/research/", {"year": "2023", "title": "日间手术", "leader": "人102"})
    topic = ResearchTopic.objects.get()
    answer = office.post(f"/meetings/research/{topic.pk}/", {"do": "report", "on": "2023-06-01", "text": "结论"})
    assert answer.status_code == 422
    assert "不能提交调研成果" in answer.content.decode()
    topic.refresh_from_db()
    assert topic.report == ""
