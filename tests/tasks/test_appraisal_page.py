"""What supervision tells department assessment: on the page, in the workbook and to programs, with how it is made."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from linghang.tasks import store
from linghang.tasks.flow import CHECKLIST

PAGE = "/tasks/appraisal/"
QUARTER = "institution=h&first=2023-01-01&last=2023-03-31"


def day(number):
    return dt.date(2023, 3, number)


@pytest.fixture
def closed(hospital, working, people, today):
    """The medical department closed this task on time and got the scores 90 and 95 for it."""
    record = {"actor": people.leader}
    store.record(working, "ask_close", on=day(20), actor=people.head, text="已办结", data={"statement": "见系统数据"})
    store.record(working, "close", on=day(22), **record, data={"checklist": dict.fromkeys(CHECKLIST, True)})
    for score in ("90", "95"):
        store.record(working, "appraise", on=day(23), **record, data={"score": score})
    return working


@pytest.fixture
def others(hospital, medical, nursing, people):
    """Two more are open: one of the medical department, and one of nursing that was due on 20 March."""
    for department, due in ((medical, day(31)), (nursing, day(20))):
        made = store.open_task(
            hospital, title=f"{department}的事", source="document", on=day(1), actor=None, lead_department=department
        )
        store.record(made, "assign", on=day(2), actor=None, data={"due": due})


@pytest.fixture
def office(client, people, closed, others):
    client.force_login(people.office)
    return client


def test_every_department_with_its_figures_and_the_tasks_behind_them(office, closed):
    answer = office.get(f"{PAGE}?{QUARTER}")
    page = answer.content.decode()
    shown = {
        each["line"].name: {figure.name: figure.text for figure, _ in each["cells"]} for each in answer.context["lines"]
    }
    medical = {
        "assigned": "2",
        "closed": "1",
        "completion": "50.0%",
        "on_time": "100.0%",
        "overdue": "0",
        "score": "92.5",
    }
    nursing = {"assigned": "1", "closed": "0", "completion": "0.0%", "on_time": "—", "overdue": "1", "score": "—"}
    assert shown["医务科"] | medical == shown["医务科"]
    assert shown["护理部"] | nursing == shown["护理部"]
    assert "销号 ÷ 应办" in page
    address = next(url for figure, url in answer.context["lines"][1]["cells"] if figure.name == "score")
    ledger = office.get(address).content.decode()
    assert closed.title in ledger
    assert "医务科的事" not in ledger


def test_the_workbook_divides_before_the_readers_eyes_and_names_the_tasks(office, closed):
    book = load_workbook(io.BytesIO(office.get(f"/tasks/appraisal.xlsx?{QUARTER}").content))
    table = [[cell.value for cell in row] for row in book["考核数据"].iter_rows(min_row=3)]
    head = table[0]
    medical = next(row for row in table if row[0] == "医务科")
    assert (medical[head.index("应办")], medical[head.index("销号")], medical[head.index("考核得分")]) == (2, 1, 92.5)
    row = table.index(medical) + 3
    assert medical[head.index("办结率")] == f"=C{row}/B{row}"
    assert head[1:3] == ["应办", "销号"]
    made = {row[0]: row[1] for row in book["怎么算"].iter_rows(min_row=2, values_only=True)}
    assert made["按时办结率"] == "按原定时限办结 ÷ 销号"
    behind = list(book["依据"].iter_rows(min_row=2, values_only=True))
    assert ("医务科", "考核得分", closed.number, closed.title) in behind
    assert [row[0] for row in behind if row[1] == "逾期"] == ["护理部"]


def test_programs_read_the_same_exactly(office):
    found = office.get(f"/api/tasks/appraisal?{QUARTER}").json()
    medical = next(each for each in found["departments"] if each["code"] == "YW")
    assert medical["figures"]["completion"]["value"] == "1/2"
    assert medical["figures"]["score"] == {"value": "185/2", "text": "92.5", "tasks": ["2023-0001"]}
    assert found["figures"]["completion"] == {"title": "办结率", "how": "销号 ÷ 应办"}


@pytest.mark.parametrize("address", [PAGE, "/tasks/appraisal.xlsx", "/api/tasks/appraisal"])
def test_departments_are_compared_for_those_who_see_the_whole_house(client, people, today, group, address):
    for user, status in ((people.office, 200), (people.leader, 200), (people.head, 403), (people.nobody, 403)):
        client.force_login(user)
        assert client.get(f"{address}?{QUARTER}").status_code == status
    client.force_login(people.office)
    assert client.get(f"{address}?{QUARTER.replace('=h', '=g')}").status_code == 403


@pytest.mark.parametrize("span", ["first=2023-04-01&last=2023-03-31", "first=2099-01-01&last=2099-12-31"])
def test_a_period_that_cannot_be_counted_is_said(office, span):
    for address in (PAGE, "/api/tasks/appraisal"):
        answer = office.get(f"{address}?institution=h&{span}")
        assert answer.status_code == 400
    assert "请核对统计期间" in office.get(f"{PAGE}?institution=h&{span}").content.decode()
