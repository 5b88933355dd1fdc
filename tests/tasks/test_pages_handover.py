"""The page 科室撤并：移交任务: who may, what it offers, and that all goes at once."""

import datetime as dt

import pytest
from page_steps import words

from linghang.organization.models import Department, DepartmentChange
from linghang.tasks import store

URL = "/tasks/departments/h/YW/handover/"
END, NEXT = dt.date(2023, 3, 31), dt.date(2023, 4, 1)


def abolish(department, *names):
    department.valid_to = END
    department.save()
    for place, name in enumerate(names, 1):
        heir = Department.objects.create(institution=department.institution, code=f"N{place}", name=name)
        DepartmentChange.objects.create(predecessor=department, successor=heir, on=NEXT)


@pytest.fixture
def office(client, people, today):
    client.force_login(people.office)
    return client


def test_the_desk_and_the_page_of_the_department_lead_there(office, working, medical):
    abolish(medical, "医疗管理部")
    assert f'href="{URL}"' in office.get("/tasks/mine/").content.decode()
    assert f'href="{URL}"' in office.get("/tasks/departments/h/YW/").content.decode()


def test_the_only_successor_is_chosen_already(office, working, medical, people):
    abolish(medical, "医疗管理部")
    assert '<option value="N1" selected>医疗管理部（承接）' in office.get(URL).content.decode()
    answer = office.post(URL, {f"to-{working.pk}": "N1", "text": "机构改革"}, follow=True)
    assert "已移交 1 项牵头任务" in words(answer)
    event = working.events.get(kind="transfer")
    assert (event.text, event.data, event.by) == ("机构改革", {"department": "N1", "from": "YW"}, "office")
    assert "没有要移交的任务" in words(office.get(URL))


def test_after_a_split_every_task_is_chosen_for_or_none_goes(office, working, medical, hospital, people):
    second = store.open_task(
        hospital, title="第二项", source="risk", on=dt.date(2023, 3, 1), actor=people.office, lead_department=medical
    )
    abolish(medical, "医务部", "质控部")
    answer = office.post(URL, {f"to-{working.pk}": "N1"})
    assert (answer.status_code, "请选定接办科室" in words(answer)) == (400, True)
    assert f"{second.number} {second.title}" in words(answer)
    assert '<option value="N1" selected>' in answer.content.decode()
    assert not working.events.filter(kind="transfer").exists()
    office.post(URL, {f"to-{working.pk}": "N1", f"to-{second.pk}": "N2"})
    working.refresh_from_db()
    second.refresh_from_db()
    assert [working.lead_department.name, second.lead_department.name] == ["医务部", "质控部"]


def test_without_a_successor_the_whole_house_answers(office, working, medical):
    abolish(medical)
    assert '<option value="-" selected>示范医院（全院）' in office.get(URL).content.decode()
    office.post(URL, {f"to-{working.pk}": "-"})
    working.refresh_from_db()
    assert working.lead_department is None


def test_what_it_joins_follows_with_nothing_led(office, working, medical, nursing, people):
    store.amend(working, {"departments": [nursing]}, actor=people.office, on=dt.date(2023, 3, 6))
    abolish(nursing, "护理与康复部")
    url = URL.replace("YW", "HL")
    assert working.number in words(office.get(url))
    office.post(url, {})
    assert [each.name for each in working.departments.all()] == ["护理与康复部"]


@pytest.mark.parametrize("who", ["head", "leader", "viewer", "nobody"])
def test_it_is_for_those_who_supervise(client, people, working, medical, today, who):
    abolish(medical)
    client.force_login(getattr(people, who))
    assert client.get(URL).status_code == 403
    assert client.post(URL, {f"to-{working.pk}": "-"}).status_code == 403
    assert not working.events.filter(kind="transfer").exists()


def test_a_department_that_still_works_has_nothing_to_hand_over(office, working):
    assert office.get(URL).status_code == 404
    assert office.get("/tasks/departments/h/XX/handover/").status_code == 404
