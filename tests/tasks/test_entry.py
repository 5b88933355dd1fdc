"""The day on which something is entered: who is late cannot choose a day on which he was not."""

import datetime as dt
import json

import pytest
from page_steps import act, page_of, words

from linghang.core.errors import InputError
from linghang.tasks import cycles, store
from linghang.tasks.flow import CHECKLIST
from linghang.tasks.statistics import by_department

DUE = "2023-03-31"
EARLIER = "2023-03-30"
YEAR = dt.date(2023, 1, 1), dt.date(2023, 12, 31)


@pytest.fixture
def head(client, people, today):
    client.force_login(people.head)
    return client


@pytest.fixture
def office(client, people, today):
    client.force_login(people.office)
    return client


def test_the_department_finds_no_box_for_the_day(head, working):
    assert 'name="on"' not in head.get(page_of(working)).content.decode()


def test_what_the_department_does_happens_today(head, working):
    head.post(f"{page_of(working)}do/ask_close/", {"_revision": 3, "text": "办完了", "statement": "现场核验"})
    assert str(working.events.get(kind="ask_close").on) == "2023-04-10"


def test_an_extension_cannot_be_asked_for_as_if_it_were_before_the_deadline(head, working):
    answer = act(head, working, "ask_extension", on=EARLIER, text="等设备", due="2023-04-30")
    assert (answer.status_code, "只有督查督办部门可以补记" in words(answer)) == (400, True)
    answer = act(head, working, "ask_extension", text="等设备", due="2023-04-30")
    assert "时限 2023年3月31日 已过，不能再申请延期" in words(answer)
    assert not working.events.filter(kind="ask_extension").exists()


def test_a_task_cannot_be_declared_done_in_time_afterwards(head, working, people):
    assert act(head, working, "ask_close", on=EARLIER, text="办完了", statement="现场").status_code == 400
    assert act(head, working, "ask_close", text="办完了", statement="现场").status_code == 302
    store.record(
        working,
        "close",
        on=dt.date(2023, 4, 10),
        actor=people.leader,
        data={"checklist": dict.fromkeys(CHECKLIST, True)},
    )
    (line,) = by_department(store.facts([working]), *YEAR, dt.date(2023, 4, 10))
    assert (line.closed, line.closed_on_time) == (1, 0)


def test_a_missing_report_cannot_be_made_in_time_and_says_why_it_is_late(head, working, people):
    store.amend(working, {"cycle": "weekly"}, actor=people.office, on=dt.date(2023, 3, 3))
    late = {"reason": "人手不足", "progress": "过半", "measures": "加班"}
    assert act(head, working, "report", on="2023-03-24", text="本周正常", **late).status_code == 400
    assert "任务已逾期，必须填写" in words(act(head, working, "report", text="本周正常", period="2023-03-24"))
    assert act(head, working, "report", text="本周正常", period="2023-03-24", **late).status_code == 302
    punctual = cycles.punctual("weekly", store.state_of(working), dt.date(2023, 4, 10))
    assert (punctual.on_time, punctual.late) == (0, 1)


def test_the_leader_answers_today_too(client, people, working, today):
    client.force_login(people.leader)
    assert act(client, working, "suspend", on=EARLIER, text="停工").status_code == 400


def test_the_office_enters_an_earlier_day_with_a_reason(office, working):
    answer = act(office, working, "urge", on=DUE, text="请抓紧")
    assert (answer.status_code, "是补记，必须写明理由" in words(answer)) == (400, True)
    assert act(office, working, "urge", on=DUE, text="请抓紧", entry_reason="当天电话催办").status_code == 302
    event = working.events.get(kind="urge")
    assert (str(event.on), event.data) == (DUE, {"entry_reason": "当天电话催办"})
    assert "补记理由 当天电话催办" in words(office.get(page_of(working)))
    assert "补记" in words(office.get(page_of(working)))


def test_a_reason_without_an_earlier_day_is_not_kept(office, working):
    act(office, working, "urge", text="请抓紧", entry_reason="不用")
    assert working.events.get(kind="urge").data == {}


def test_for_the_office_too_deadlines_are_those_of_the_day_of_entry(office, working):
    asked = {"on": EARLIER, "text": "等设备", "due": "2023-04-30", "entry_reason": "纸质申请"}
    assert "不能再申请延期" in words(act(office, working, "ask_extension", **asked))


def test_programs_choose_no_day_either(head, working):
    answer = head.post(
        f"/api/tasks/h/{working.number}/events",
        json.dumps({"kind": "ask_close", "on": EARLIER, "text": "好了", "data": {"statement": "现场"}, "revision": 3}),
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["reason"] == "只能登记今天的事"


def test_records_of_old_ledgers_stand_for_their_own_day(working, people, today):
    event = store.record(
        working, "ask_extension", on=dt.date(2023, 3, 30), actor=people.head, text="等设备", data={"due": "2023-04-30"}
    )
    assert str(event.on) == EARLIER


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("ask_close", {"files": [{"name": "没有这份.pdf", "sha256": "0" * 64}]}, "files: 这一步没有这一栏"),
        ("ask_close", {"files": 5}, "files: 这一步没有这一栏"),
        ("report", {"rejected": [4]}, "rejected: 这一步没有这一栏"),
        ("report", {"department": "HL"}, "department: 这一步没有这一栏"),
        ("report", {"period": "9999-12-31"}, "年份不对"),
    ],
)
def test_a_step_keeps_only_what_it_asks_for(working, people, kind, data, said):
    with pytest.raises(InputError, match=said):
        store.record(working, kind, on=dt.date(2023, 3, 20), actor=people.head, text="说明", data=data)
    assert working.events.count() == 3


def test_a_way_of_inspecting_that_is_no_word_is_named(working, people):
    with pytest.raises(InputError, match="请选：发函"):
        store.record(
            working, "inspect", on=dt.date(2023, 3, 20), actor=people.office, text="查看", data={"method": ["visit"]}
        )


@pytest.mark.parametrize("due", ["9999-12-31", "2054-01-01", "0001-01-01"])
def test_a_deadline_lies_within_reach(opened, people, due):
    with pytest.raises(InputError, match="年份不对，请填 1990 年到 2053 年之间的日期"):
        store.record(opened, "assign", on=dt.date(2023, 3, 2), actor=people.office, data={"due": due})


def test_a_milestone_lies_within_reach(opened, people):
    with pytest.raises(InputError, match="年份不对"):
        store.amend(opened, {"milestones": [("方案", dt.date.max)]}, actor=people.office, on=dt.date(2023, 3, 2))
