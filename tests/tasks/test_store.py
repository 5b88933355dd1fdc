"""Opening a task and writing down what happens to it."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from linghang.core.errors import InputError
from linghang.tasks import store
from linghang.tasks.flow import CHECKLIST
from linghang.tasks.models import Evidence, Milestone, Task

PASSED = dict.fromkeys(CHECKLIST, True)
MARCH = dt.date(2023, 3, 1)


def day(number):
    return dt.date(2023, 3, number)


def test_a_task_goes_from_registration_to_closure(working, people):
    note = ContentFile("平均住院日 7.9 天".encode(), name="说明.txt")
    store.record(working, "report", on=day(20), actor=people.head, text="已完成路径修订", data={"percent": 80})
    store.record(working, "ask_close", on=day(30), actor=people.head, text="已办结", files=[note])
    store.record(working, "close", on=day(31), actor=people.leader, data={"checklist": PASSED})
    stored = Task.objects.get(pk=working.pk)
    assert (stored.stage, stored.percent, stored.closed_on) == ("closed", 100, day(31))
    assert (stored.assigned_on, stored.first_due, stored.due) == (day(2), day(31), day(31))
    assert [event.kind for event in stored.events.all()] == [
        "register",
        "assign",
        "accept",
        "report",
        "ask_close",
        "close",
    ]
    assert [event.position for event in stored.events.all()] == [1, 2, 3, 4, 5, 6]
    evidence = Evidence.objects.get()
    assert (evidence.name, evidence.media_type, evidence.accepted) == ("说明.txt", "text/plain", True)


def test_numbers_run_by_institution_and_year(hospital, group, people):
    def number(place, year, **more):
        return store.open_task(
            place, title="事项", source="document", on=dt.date(year, 5, 4), actor=people.office, **more
        ).number

    assert [number(hospital, 2022), number(hospital, 2022), number(hospital, 2023)] == [
        "2022-0001",
        "2022-0002",
        "2023-0001",
    ]
    assert number(group, 2022) == "2022-0001"
    assert number(hospital, 2022, number="2022-0040") == "2022-0040"
    assert number(hospital, 2022, number="督20") == "督20"
    assert number(hospital, 2022) == "2022-0041"
    assert number(hospital, 2023, number="2023-9999") == "2023-9999"
    assert number(hospital, 2023) == "2023-10000"
    assert number(hospital, 2023) == "2023-10001"
    with pytest.raises(InputError, match="这个编号已经用过"):
        number(hospital, 2022, number="2022-0040")


def test_the_second_writer_sees_what_the_first_wrote(working, people):
    seen = working.revision
    mine, theirs = Task.objects.get(pk=working.pk), Task.objects.get(pk=working.pk)
    store.record(theirs, "report", on=day(10), actor=people.head, text="甲", data={"percent": 30}, revision=seen)
    with pytest.raises(store.ConflictError) as conflict:
        store.record(mine, "report", on=day(11), actor=people.other, text="乙", data={"percent": 10}, revision=seen)
    assert conflict.value.current.revision == seen + 1
    assert conflict.value.state.reports[-1].text == "甲"
    assert working.events.count() == seen + 1


def test_nothing_is_written_when_a_step_is_refused(working, people):
    before = working.events.count()
    file = ContentFile(b"x", name="x.txt")
    with pytest.raises(InputError, match="任务办理中，不能签收"):
        store.record(working, "accept", on=day(9), actor=people.head, files=[file])
    assert (working.events.count(), Evidence.objects.count()) == (before, 0)
    assert Task.objects.get(pk=working.pk).revision == before


def test_amending_keeps_before_and_after(working, people, nursing):
    store.amend(
        working,
        {"title": "平均住院日降到 8 天", "departments": [nursing], "priority": "key"},
        actor=people.office,
        on=day(5),
    )
    event = working.events.last()
    assert event.kind == "amend"
    assert event.data == {
        "changes": {
            "title": ["缩短平均住院日", "平均住院日降到 8 天"],
            "departments": ["", "护理部"],
            "priority": ["一般", "重点"],
        }
    }
    assert Task.objects.get(pk=working.pk).title == "平均住院日降到 8 天"


def test_saving_what_stands_writes_nothing(working, people):
    before = working.revision
    store.amend(working, {"title": working.title, "departments": []}, actor=people.office, on=day(5))
    assert (working.revision, working.events.count()) == (before, before)


def test_the_lead_changes_freely_before_the_task_is_given_out(opened, people, nursing):
    store.amend(opened, {"lead_department": nursing}, actor=people.office, on=day(2))
    assert store.state_of(opened).department == "HL"


def test_the_lead_changes_only_by_transfer_afterwards(working, people, nursing):
    with pytest.raises(InputError, match="请用“移交”"):
        store.amend(working, {"lead_department": nursing}, actor=people.office, on=day(5))
    store.record(working, "transfer", on=day(5), actor=people.office, text="职责调整", data={"department": nursing})
    assert Task.objects.get(pk=working.pk).lead_department == nursing
    assert working.events.last().data == {"department": "HL", "from": "YW"}


def test_milestones_follow_the_reports(working, people):
    store.amend(working, {"milestones": [("方案", day(10)), ("培训", day(20))]}, actor=people.office, on=day(4))
    store.record(working, "report", on=day(9), actor=people.head, text="方案已印发", data={"milestones": [1]})
    assert list(Milestone.objects.values_list("title", "done_on")) == [("方案", day(9)), ("培训", None)]
    store.record(working, "inspect", on=day(12), actor=people.office, text="方案未经审核", data={"rejected": [5]})
    assert list(Milestone.objects.values_list("title", "done_on")) == [("方案", None), ("培训", None)]


def test_a_done_milestone_cannot_be_dropped(working, people):
    store.amend(working, {"milestones": [("方案", day(10))]}, actor=people.office, on=day(4))
    store.record(working, "report", on=day(9), actor=people.head, text="已印发", data={"milestones": [1]})
    with pytest.raises(InputError, match="已经完成的节点不能删除"):
        store.amend(working, {"milestones": [("培训", day(20))]}, actor=people.office, on=day(10))


def test_events_cannot_be_changed_through_the_model(working):
    event = working.events.first()
    event.text = "改写"
    for deed in (event.save, event.delete, working.events.all().delete, lambda: working.events.update(text="x")):
        with pytest.raises(TypeError, match="只能追加"):
            deed()
