"""The pages that bring tasks in from Excel and take them out."""

import io
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linghang.tasks import workbook
from linghang.tasks.models import Task, TaskEvent
from tasks.workbook_rows import COURSE, record, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(hospital, medical):
    def made(records=COURSE[:3]):
        content = io.BytesIO()
        place = {"机构代码": "h", "督办编号": "2023-0001"}
        lines = {"任务": [{**place, **task()}], "记录": [{**place, **row} for row in records]}
        workbook.write_workbook(content, lines)
        return {"file": SimpleUploadedFile("旧台账.xlsx", content.getvalue())}

    return made


@pytest.fixture
def office(client, people):
    client.force_login(people.office)
    return client


def test_a_file_is_looked_at_first_and_brought_in_when_confirmed(office, upload):
    shown = office.post(reverse("tasks-import"), upload())
    assert "确认导入" in shown.content.decode()
    assert not Task.objects.exists()
    assert office.post(reverse("tasks-import-confirm"), {"mark": "another"}).status_code == 404
    office.post(reverse("tasks-import-confirm"), {"mark": shown.context["mark"]})
    assert Task.objects.get().stage == "working"
    assert office.post(reverse("tasks-import-confirm"), {"mark": shown.context["mark"]}).status_code == 404


def test_the_button_pressed_twice_brings_in_once(people, upload):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.office)
    token = browser.get(reverse("tasks-import")).context["csrf_token"]
    shown = browser.post(reverse("tasks-import"), upload() | {"csrfmiddlewaretoken": token})
    form = {"csrfmiddlewaretoken": shown.context["csrf_token"], "mark": shown.context["mark"]}
    answers = [browser.post(reverse("tasks-import-confirm"), form) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 409]
    assert reverse("tasks") in answers[1].content.decode()
    assert Task.objects.count() == 1


def test_the_two_spreadsheets_of_the_ledger_bear_different_names(office, working):
    page = office.get(reverse("tasks")).content.decode()
    assert "打印版表格" in page
    assert "可回填工作簿" in page
    names = [office.get(each)["Content-Disposition"] for each in ("/tasks/export.xlsx", "/tasks/history.xlsx")]
    assert [part in unquote(name) for part, name in zip(("打印版", "可回填工作簿"), names, strict=True)] == [True, True]


def test_faults_are_shown_with_sheet_and_row(office, upload):
    shown = office.post(reverse("tasks-import"), upload([*COURSE[:2], record(COURSE[2]["日期"], "销号")]))
    assert shown.status_code == 422
    assert "<td>记录</td><td>4</td>" in shown.content.decode()
    assert not TaskEvent.objects.exists()


def test_no_file_is_a_fault(office):
    assert "没有选择文件" in office.post(reverse("tasks-import")).content.decode()


def test_what_goes_out_comes_in_again(office, working):
    out = office.get(reverse("tasks-history"))
    given = {"file": SimpleUploadedFile("台账.xlsx", out.content)}
    assert "都已有" in office.post(reverse("tasks-import"), given).content.decode()


@pytest.mark.parametrize("who", ["viewer", "head", "leader"])
def test_only_supervisors_bring_tasks_in(client, people, who):
    client.force_login(getattr(people, who))
    assert client.get(reverse("tasks-import")).status_code == 403
    assert client.get(reverse("tasks-template")).status_code == 403
    assert client.post(reverse("tasks-import-confirm")).status_code == 403


@pytest.mark.parametrize(("who", "rows"), [("head", 1), ("other", 0), ("viewer", 1)])
def test_a_head_takes_out_only_what_the_department_sees(client, people, working, who, rows):
    client.force_login(getattr(people, who))
    out = client.get(reverse("tasks-history"))
    book = openpyxl.load_workbook(io.BytesIO(out.content))
    assert [len(list(book[sheet].values)) - 1 for sheet in ("任务", "记录")] == [rows, 3 * rows]


def test_a_workbook_of_rules_alone_is_worth_confirming(office, hospital):
    content = io.BytesIO()
    rule = {
        "机构代码": "h",
        "亮灯方案": workbook.SCHEMES["blue_yellow_red"],
        "提前提醒天数": 5,
        "按什么日子计": "工作日",
        "自何日起": "2023-01-01",
    }
    workbook.write_workbook(content, {workbook.RULES: [rule]})
    given = {"file": SimpleUploadedFile("规则.xlsx", content.getvalue())}
    shown = office.post(reverse("tasks-import"), given)
    assert dict(shown.context["counts"])["督办规则"] == 1
    assert "确认导入" in shown.content.decode()
