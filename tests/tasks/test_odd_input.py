"""What nobody types on purpose is answered in words and never ends in a failure."""

import pytest
from page_steps import page_of, words

from linghang.tasks import store, views_bulk
from linghang.tasks.models import TaskEvent

LONG = "9" * 30
FORM = {"title": "推进日间手术", "source": "document", "priority": "normal", "cycle": "none", "_institution": "h"}


@pytest.fixture
def office(client, people, today):
    client.force_login(people.office)
    return client


@pytest.mark.parametrize("days", ["Infinity", "-Infinity", "NaN", "sNaN", "1e999999999", "9" * 5000])
def test_a_number_of_days_is_a_number(office, hospital, days):
    answer = office.post("/tasks/new/", FORM | {"warn_days": days})
    assert answer.status_code == 400
    assert "提前提醒天数" in words(answer)
    assert "cannot" not in words(answer)


@pytest.mark.parametrize("due", ["0001-01-01", "9999-12-31", "２０２３-０５-３１"])
def test_a_deadline_lies_in_the_time_of_the_house(office, hospital, due):
    answer = office.post("/tasks/new/", FORM | {"due": due})
    assert answer.status_code == 400
    assert "请写成 2023-05-31" in words(answer)


@pytest.mark.parametrize(
    "address",
    [
        "/tasks/map/?span=0001",
        "/tasks/map/?span=9999",
        "/tasks/map/?span=1950",
        "/tasks/map/?span=2100",
        "/tasks/changes/?since=0001-01-01",
        "/tasks/changes/?since=9999-12-31",
        f"/tasks/?tasks={LONG}",
        f"/tasks/departments/h/YW/?year={'9' * 5000}",
    ],
)
def test_an_odd_address_leads_to_the_usual_page(office, working, address):
    assert office.get(address).status_code == 200


def test_a_picked_task_with_an_endless_number_is_none(office, working):
    answer = office.post("/tasks/bulk/", {"action": "urge", "task": [LONG, "９", "x"]}, follow=True)
    assert "请先勾选任务" in words(answer)


def test_more_tasks_than_are_done_at_once_are_counted(office, working, hospital, people, monkeypatch, today):
    monkeypatch.setattr(views_bulk, "MOST", 1)
    more = [store.open_task(hospital, title="甲", source="document", on=today, actor=people.office) for _ in range(2)]
    picked = [working.pk, *(task.pk for task in more), working.pk]
    answer = office.post("/tasks/bulk/", {"action": "circulate", "task": picked})
    assert len(answer.context["outcomes"]) == 1
    assert "一次最多办 1 项：您勾选的还有 2 项没有办" in words(answer)


def test_the_history_names_every_field_in_the_words_of_the_form(office, opened, people, nursing):
    wanted = {
        "source": "document",
        "source_ref": "doc:1",
        "quote": "原文",
        "indicator": "alos",
        "goal_comparator": "<=",
        "goal_value": "7.5",
        "goal_months": 3,
        "departments": [nursing],
    }
    store.amend(opened, wanted, actor=people.office)
    changed = TaskEvent.objects.get(task=opened, kind="amend").data["changes"]
    said = words(office.get(page_of(opened)))
    assert set(changed) >= set(wanted) - {"source"}
    assert [name for name in changed if f"{name} " in said or f"{name}：" in said] == []
    for title in ("来源标识", "来源原文", "关联指标", "达标方向", "达标值", "持续月数", "协办科室"):
        assert title in said
