"""A workbook opens nothing that the pages keep shut: approval, own requests, issuer, day, tasks out of sight."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model

from linghang.core.errors import InputError
from linghang.organization.models import Assignment, Department, Institution
from linghang.tasks import store, workbook
from linghang.tasks.importing import load_tasks
from linghang.tasks.models import Task
from tasks.workbook_rows import CLOSED, COURSE, record, task

DAY = dt.date
TODAY = DAY(2023, 3, 30)
SOUND = {"复核要点": "七项合格"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(tmp_path, hospital, monkeypatch):
    """Bring in records on the task 2023-0001 with the rights of a person; the faults, or what it did."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)

    def bring(user, *records, tasks=(), place="h"):
        names = {"机构代码": place, "督办编号": "2023-0001"}
        lines = {"任务": [{**names, **each} for each in tasks], "记录": [{**names, **each} for each in records]}
        workbook.write_workbook(tmp_path / "t.xlsx", lines)
        try:
            return load_tasks(tmp_path / "t.xlsx", user, rights=user, today=TODAY)
        except InputError as error:
            return [(fault.subject, fault.field, fault.reason) for fault in error.faults]

    return bring


@pytest.fixture
def of_group(working, group):
    """The same task, given out by the group."""
    Task.objects.filter(pk=working.pk).update(issuer=group)
    working.refresh_from_db()
    return working


def asked(working, who):
    store.record(working, "ask_close", on=TODAY, actor=who, text="已完成", data={"statement": "见系统"})


def test_what_the_issuer_approves_the_hospital_does_not_close_by_a_file(of_group, people, told):
    asked(of_group, people.head)
    assert told(people.office, record(TODAY, "销号", **SOUND)) == [("记录", "事由", "您不能对这项任务销号")]
    of_group.refresh_from_db()
    assert of_group.stage == "closing"


def test_the_hospital_does_not_take_the_task_from_its_issuer(of_group, people, told):
    line = {**task(), "交办机构代码": "h"}
    assert told(people.office, tasks=[line]) == [("任务", "交办机构代码", "任务由示范医疗集团交办，您不能改")]


def test_what_others_asked_for_is_closed(working, people, told):
    asked(working, people.head)
    assert told(people.office, record(TODAY, "销号", **SOUND)).records == 1
    working.refresh_from_db()
    assert working.stage == "closed"
    assert set(working.events.last().data["checklist"].values()) == {True}


def test_who_asked_on_the_page_does_not_close_by_a_file(working, people, told):
    asked(working, people.office)
    assert told(people.office, record(TODAY, "销号", **SOUND)) == [("记录", "事由", "您不能对这项任务销号")]


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (record(TODAY, "申请延期", 时限=DAY(2023, 4, 28), 内容="设备未到"), record(TODAY, "同意延期")),
        (record(TODAY, "申请办结", 内容="已完成", 无书面佐证的说明="见系统"), record(TODAY, "销号", **SOUND)),
    ],
)
def test_who_asks_in_the_file_does_not_answer_in_it(working, people, told, request_, answer):
    (fault,) = told(people.office, request_, answer)
    assert fault == ("记录", "事由", f"{request_['事由']}由您登记，不能自己{answer['事由']}")


def test_a_closing_says_what_the_review_found(working, people, told):
    asked(working, people.head)
    assert told(people.office, record(TODAY, "销号")) == [("记录", "复核要点", "销号没有写明复核结果")]


def test_what_happened_earlier_is_entered_with_a_reason(working, people, told):
    early = record(DAY(2023, 3, 9), "反馈", 内容="推进中", 进度=30)
    (fault,) = told(people.office, early)
    assert fault[1] == "补记理由"
    assert told(people.office, {**early, "补记理由": "出差"}).records == 1


def test_the_day_in_a_file_does_not_turn_a_late_request_into_one_in_time(working, people, told, monkeypatch):
    monkeypatch.setitem(globals(), "TODAY", DAY(2023, 4, 10))
    late = record(DAY(2023, 3, 30), "申请延期", 时限=DAY(2023, 4, 28), 内容="设备未到", 补记理由="补录")
    (fault,) = told(people.office, late)
    assert "已过，不能再申请延期" in fault[2]


def test_whole_histories_come_in_for_new_tasks_only(hospital, medical, people, told, monkeypatch):
    monkeypatch.setitem(globals(), "TODAY", DAY(2023, 4, 10))
    assert told(people.office, *CLOSED[:3], *CLOSED[4:], tasks=[task()]).new == 1
    assert Task.objects.get().stage == "closed"


def test_of_a_task_out_of_sight_nothing_is_told(db, hospital, medical, people, told):
    other = Institution.objects.create(code="x", name="友邻医院", kind="hospital")
    Department.objects.create(institution=other, code="YW", name="医务科")
    secret = store.open_task(other, title="机密", source="risk", on=DAY(2023, 3, 1), actor=None)
    found = told(people.office, {**COURSE[1], "序号": 1}, tasks=[task()], place="x")
    assert {reason for *_, reason in found} == {"这项任务不在您的督办范围内"}
    assert "2023-03-01" not in str(found)
    assert secret.number == "2023-0001"


def test_who_only_approves_changes_no_words_and_no_day(working, people, told, hospital):
    boss = get_user_model().objects.create_user("boss")
    Assignment.objects.create(user=boss, institution=hospital, role="leader")
    assert told(boss, tasks=[{**task(), "事项": "别的事"}]) == [("任务", "督办编号", "您不能修改这项任务")]
    early = record(DAY(2023, 3, 9), "中止", 内容="等待", 补记理由="补")
    assert told(boss, early) == [("记录", "日期", "只能登记今天的事")]
