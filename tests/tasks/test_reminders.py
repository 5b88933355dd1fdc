"""Reminders: once for each thing and stage, to those whom it concerns."""

import datetime as dt

import pytest

from linghang.notices.models import Notice
from linghang.tasks import store
from linghang.tasks.models import Signal
from linghang.tasks.reminders import remind


def day(number, month=3):
    return dt.date(2023, month, number)


def told():
    """Who was told what since the last question."""
    found = sorted((each.user.username, each.title) for each in Notice.objects.filter(read_at=None))
    Notice.objects.update(read_at="2023-01-01T00:00Z")
    return found


def test_an_assigned_task_waits_for_the_head_of_its_department(opened, people):
    assert remind(day(1)) == 0
    store.record(opened, "assign", on=day(2), actor=people.office, data={"due": day(31)})
    assert remind(day(2)) == 1
    assert told() == [("head", "待签收：缩短平均住院日")]
    assert remind(day(3)) == 0


def test_the_notice_leads_to_the_task_and_names_number_department_and_deadline(working, people):
    remind(day(31))
    notice = Notice.objects.get()
    assert notice.url == "/tasks/h/2023-0001/"
    assert notice.text == "2023-0001，医务科牵头，时限2023年3月31日。"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (day(27), []),  # Monday; four working days are left after it
        (day(28), ["2023年3月31日到期：缩短平均住院日"]),  # Tuesday; three
        (day(31), ["今天到期：缩短平均住院日"]),
    ],
)
def test_due_soon_is_told_from_three_working_days_before(working, on, expected):
    remind(on)
    assert [title for _, title in told()] == expected


def test_a_tasks_own_days_of_warning_stand(working, people):
    store.amend(working, {"warn_days": 10}, actor=people.office, on=day(3))
    assert remind(day(20)) == 1


def test_overdue_is_told_to_department_and_office_once(working, people):
    remind(day(30))
    told()
    remind(day(1, 4))
    remind(day(9, 4))
    assert told() == [(name, "已逾期（时限2023年3月31日）：缩短平均住院日") for name in ("head", "office", "second")]


def test_an_extension_is_asked_answered_and_warned_of_anew(working, people):
    remind(day(30))
    told()
    asked = {"due": day(20, 4)}
    store.record(working, "ask_extension", on=day(30), actor=people.head, text="设备未到", data=asked)
    remind(day(30))
    assert told() == [(name, "申请延至2023年4月20日，待答复：缩短平均住院日") for name in ("office", "second")]
    store.record(working, "grant_extension", on=day(31), actor=people.leader)
    assert remind(day(1, 4)) == 0
    remind(day(19, 4))
    assert told() == [("head", "2023年4月20日到期：缩短平均住院日")]


def test_review_is_told_to_the_office_and_the_tasks_leader(working, people):
    store.amend(working, {"leader": people.leader.person}, actor=people.office, on=day(3))
    store.record(working, "ask_close", on=day(10), actor=people.head, text="办结", data={"statement": "见系统"})
    remind(day(10))
    assert [name for name, _ in told()] == ["leader", "office", "second"]
    assert remind(day(3, 4)) == 0  # past the due day, but declared done in time


def test_a_returned_task_is_told_to_its_department(working, people):
    store.record(working, "ask_close", on=day(10), actor=people.head, text="办结", data={"statement": "见系统"})
    checklist = dict.fromkeys(("facts", "solution", "delivery", "conclusion", "documents", "procedure"), True)
    data = {"checklist": checklist | {"measures": False}}
    store.record(working, "return", on=day(13), actor=people.leader, text="措施不到位", data=data)
    remind(day(13))
    assert told() == [("head", "被退回，需整改：缩短平均住院日")]


def test_a_missing_weekly_report_is_told_week_by_week(working, people):
    store.amend(working, {"cycle": "weekly"}, actor=people.office, on=day(3))
    store.record(working, "report", on=day(8), actor=people.head, text="第一周")
    assert remind(day(13)) == 0
    remind(day(18))  # Saturday: the report of 13–19 March was due on Friday
    assert told() == [("head", "3月13日至3月19日报告未交：缩短平均住院日")]
    assert remind(day(23)) == 0
    remind(day(25))
    assert [title for _, title in told()] == ["3月20日至3月26日报告未交：缩短平均住院日"]


def test_the_owner_is_told_too_and_nobody_twice(working, people):
    store.amend(working, {"owner": people.head.person}, actor=people.office, on=day(3))
    assert remind(day(31)) == 1
    store.amend(working, {"owner": people.other.person}, actor=people.office, on=day(4))
    assert remind(day(31)) == 1


def test_without_a_department_the_office_is_told(hospital, people):
    task = store.open_task(hospital, title="全院事项", source="document", on=day(1), actor=people.office)
    store.record(task, "assign", on=day(1), actor=people.office, data={"due": day(31)})
    remind(day(1))
    assert [name for name, _ in told()] == ["office", "second"]


@pytest.mark.parametrize("kind", ["suspend", "withdraw"])
def test_what_rests_is_not_chased(working, people, kind):
    store.record(working, kind, on=day(5), actor=people.leader, text="等上级批复")
    assert remind(day(9, 4)) == 0


def test_a_proposal_waits_for_the_office(hospital, people):
    Signal.objects.create(
        institution=hospital, kind="open", indicator="x", period="2023-03", evidence={"title": "药占比"}
    )
    remind(day(3, 4))
    assert told() == [(name, "建议立项：示范医院药占比") for name in ("office", "second")]
    Signal.objects.update(state="dismissed")
    assert remind(day(4, 4)) == 0


def test_hundreds_of_tasks_take_few_questions(hospital, people, medical, django_assert_max_num_queries):
    for _ in range(20):
        task = store.open_task(
            hospital, title="事项", source="document", on=day(1), actor=people.office, lead_department=medical
        )
        store.record(task, "assign", on=day(1), actor=people.office, data={"due": day(31)})
    remind(day(2))
    with django_assert_max_num_queries(20 * 3 + 12):
        assert remind(day(3)) == 0
