"""Bulletins through their pages: drafted, issued, frozen, handed out."""

import io

import pytest
from docx import Document
from page_steps import words

from linghang.tasks import store
from linghang.tasks.models import Bulletin

MARCH = {"institution": "h", "first": "2023-03-01", "last": "2023-03-31"}


@pytest.fixture
def office(client, people, today):
    client.force_login(people.office)
    return client


def test_a_draft_counts_the_period_and_issues_nothing(office, working):
    page = office.get("/tasks/bulletins/new/", MARCH)
    assert "应办督办任务 1 项" in words(page)
    assert [line.name for line in page.context["lines"]] == ["医务科", "合计"]
    assert not Bulletin.objects.exists()


def test_an_issued_bulletin_stays_as_it_was_and_names_tasks(office, working, people):
    answer = office.post("/tasks/bulletins/new/", MARCH | {"circulate": working.pk})
    bulletin = Bulletin.objects.get()
    assert answer.url == f"/tasks/bulletins/{bulletin.pk}/"
    working.refresh_from_db()
    assert working.events.last().kind == "circulate"
    store.record(working, "withdraw", on=bulletin.issued_on, actor=people.leader, text="重复")
    assert "应办督办任务 1 项" in words(office.get(answer.url))
    assert "2023年第1期" in words(office.get("/tasks/bulletins/"))


def test_the_word_file_holds_the_departments(office, working):
    office.post("/tasks/bulletins/new/", MARCH)
    answer = office.get(f"/tasks/bulletins/{Bulletin.objects.get().pk}/bulletin.docx")
    table = Document(io.BytesIO(answer.content)).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["科室", "医务科", "合计"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_period_the_wrong_way_round_is_explained(office, working):
    answer = office.get("/tasks/bulletins/new/", MARCH | {"last": "2023-02-01"})
    assert answer.status_code == 400
    assert "统计止日早于起日" in words(answer)


def test_a_period_that_is_not_over_is_not_issued(office, working):
    answer = office.post("/tasks/bulletins/new/", MARCH | {"last": "2023-04-30"})
    assert answer.status_code == 400
    assert not Bulletin.objects.exists()


def test_bulletins_of_other_houses_are_not_found(client, people, working, office, group):
    other = Bulletin.objects.create(
        institution=group,
        number="1",
        period_first="2023-03-01",
        period_last="2023-03-31",
        contents={},
        issued_on="2023-04-01",
    )
    assert office.get(f"/tasks/bulletins/{other.pk}/").status_code == 404
