"""From a risk or a problem to a task: what the row says stands in the form, and one row makes one open task."""

import datetime as dt
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
import typed_numbers as numbers

from linghang.tasks import store

MARCH = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def packs():
    return numbers.library()


@pytest.fixture
def risk(packs, hospital):
    return numbers.red_line(packs, hospital, cause="集采未跟上")


def address(row, register="risk"):
    return f"/tasks/from/{register}/{row}/"


def test_the_form_takes_over_what_the_row_says(risk, people, client):
    client.force_login(people.office)
    answer = client.get(address(risk.row))
    offered = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert offered == {
        "institution": ["h"],
        "source": ["risk"],
        "source_ref": [f"risk:{risk.row}"],
        "title": ["药占比失控"],
        "quote": ["风险编号：F1\n成因：集采未跟上\n应对预案：约谈科主任"],
        "indicator": ["drug_share"],
    }
    assert "药占比失控" in client.get(answer.headers["Location"]).content.decode()


def test_the_row_page_has_the_button(risk, people, client):
    client.force_login(people.office)
    assert address(risk.row) in client.get(f"/registers/risk/rows/{risk.row}/").content.decode()


def test_a_row_with_an_open_task_leads_to_it(risk, people, client, hospital):
    task = store.open_task(
        hospital, title="降药占比", source="risk", source_ref=f"risk:{risk.row}", on=MARCH, actor=people.office
    )
    client.force_login(people.office)
    assert client.get(address(risk.row)).headers["Location"] == f"/tasks/h/{task.number}/"
    assert f"/registers/risk/rows/{risk.row}/" in client.get(f"/tasks/h/{task.number}/").content.decode()
    store.record(task, "withdraw", on=MARCH, actor=people.leader, text="重复")
    assert client.get(address(risk.row)).headers["Location"].startswith("/tasks/new/")


def test_who_supervises_nothing_is_told_so(risk, people, client):
    client.force_login(people.viewer)
    assert client.get(address(risk.row)).status_code == 403


def test_other_rows_and_other_ledgers_make_no_task(risk, people, client):
    client.force_login(people.office)
    assert client.get(address(uuid.uuid4())).status_code == 404
    assert client.get(address(risk.row, "problem")).status_code == 404
    assert client.get(address(risk.row, "policy")).status_code == 404
