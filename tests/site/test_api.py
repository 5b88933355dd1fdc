"""The API: role × endpoint, refusals in the user's words, tokens, the session's CSRF, and what comes back."""

import datetime as dt
import json

import pytest
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from linghang.organization.models import Assignment, Department, Institution, Person
from linghang.site import tokens
from linghang.tasks import store

PASSWORD = "correct-horse-2026"
ROLES = ("administrator", "office", "quality", "department_head", "leader", "commission", "viewer", None)


@pytest.fixture
def hospital(db):
    return Institution.objects.create(code="h", name="示范医院", kind="hospital")


@pytest.fixture
def medical(hospital):
    return Department.objects.create(institution=hospital, code="YW", name="医务科")


@pytest.fixture
def account(hospital, medical):
    def make(role, institution=None):
        user = get_user_model().objects.create_user(role or "nobody")
        place = institution or hospital
        department = medical if role == "department_head" else None
        if role:
            Assignment.objects.create(user=user, role=role, institution=place, department=department)
        Person.objects.create(code=f"P{user.pk}", name=f"人员{user.pk}", institution=place, user=user)
        return user

    return make


@pytest.fixture
def task(hospital, medical):
    made = store.open_task(
        hospital, title="缩短平均住院日", source="document", on=dt.date(2026, 3, 1), actor=None, lead_department=medical
    )
    store.record(made, "assign", on=dt.date(2026, 3, 2), actor=None, data={"due": dt.date(2026, 3, 31)})
    store.record(made, "accept", on=dt.date(2026, 3, 3), actor=None)
    return made


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def post(client, url, document, **headers):
    return client.post(url, json.dumps(document), content_type="application/json", headers=headers)


_Y, _N = 200, 403
MATRIX = {
    #                                                    adm  off  qua  hea  lea  com  vie  nobody
    "/api/organization/institutions": (_Y, _Y, _Y, _Y, _Y, _Y, _Y, _Y),
    "/api/organization/institutions/h/departments": (_Y, _Y, _Y, _Y, _Y, _Y, _Y, 404),
    "/api/organization/institutions/h/people": (_Y, _Y, _Y, _Y, _Y, _Y, _Y, 404),
    "/api/indicators?institution=h": (_Y, _Y, _Y, _Y, _Y, _Y, _Y, _N),
    "/api/indicators/discharges/values?institution=h&period=2022": (_Y, _Y, _Y, _Y, _Y, _Y, _Y, _N),
    "/api/indicators/discharges/trace?institution=h&period=2022": (_Y, _Y, _Y, _Y, _Y, _Y, _Y, _N),
    "/api/tasks": (_Y, _Y, _Y, _Y, _Y, _N, _Y, _N),
    "/api/tasks/h/2026-0001": (_Y, _Y, _Y, _Y, _Y, 404, _Y, 404),
    "/api/tasks/h/2026-0001/events": (_Y, _Y, _Y, _Y, _Y, 404, _Y, 404),
    "/api/programmes/h": (_Y, _Y, _Y, _Y, _Y, _N, _Y, _N),
    "/api/meetings?institution=h": (_N, _Y, _N, _N, _Y, _N, _N, _N),
    "/api/meetings/exceptions?institution=h": (_N, _Y, _N, _N, _Y, _N, _N, _N),
    "/api/meetings/resolutions?institution=h": (_N, _Y, _N, _N, _Y, _N, _N, _N),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_its_pages_show(account, task, role):
    client = signed_in(account(role))
    found = {url: client.get(url).status_code for url in MATRIX}
    assert found == {url: row[ROLES.index(role)] for url, row in MATRIX.items()}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_a_task_and_report_on_one(account, task, role):
    client = signed_in(account(role))
    opened = post(client, "/api/tasks", {"institution": "h", "title": "新事项"})
    assert opened.status_code == (201 if role == "office" else 403)
    step = {"kind": "report", "text": "已完成一半", "revision": 3, "data": _late()}
    reported = post(client, "/api/tasks/h/2026-0001/events", step).status_code
    unseen = role in ("commission", None)
    executes = role in ("office", "quality", "department_head", "leader")
    assert reported == (404 if unseen else 201 if executes else 403)


def _late():
    return {"reason": "设备未到", "progress": "过半", "measures": "加派人手"}


def test_a_stranger_is_answered_and_not_led_to_the_sign_in(db):
    for url in MATRIX:
        answer = Client().get(url)
        assert answer.status_code == 401
        assert "没有登录" in answer.json()["detail"]


def test_a_task_comes_with_its_light_and_what_may_be_done(account, task):
    found = signed_in(account("department_head")).get("/api/tasks/h/2026-0001").json()
    assert (found["title"], found["stage"], found["due"]) == ("缩短平均住院日", "working", "2026-03-31")
    assert found["lead_department"] == "YW"
    assert (found["light"]["colour"], found["light"]["word"]) == ("red", "逾期")
    assert "report" in found["steps"]
    assert "close" not in found["steps"]
    assert found["revision"] == 3


def test_the_list_is_filtered_like_the_ledger_and_comes_in_parts(account, task, hospital):
    for number in range(3):
        store.open_task(hospital, title=f"事项{number}", source="problem", on=dt.date(2026, 4, 1), actor=None)
    client = signed_in(account("office"))
    found = client.get("/api/tasks?source=problem&limit=2&offset=1&sort=number").json()
    assert found["count"] == 3
    assert [each["number"] for each in found["tasks"]] == ["2026-0003", "2026-0004"]
    refused = client.get("/api/tasks?source=nonsense")
    assert refused.status_code == 400
    assert "来源“nonsense”" in refused.json()["detail"]


def test_opening_gives_a_number_and_with_a_deadline_gives_it_out(account, medical):
    client, due = signed_in(account("office")), timezone.localdate() + dt.timedelta(days=30)
    asked = {"institution": "h", "title": "新事项", "lead_department": "YW", "due": due.isoformat()}
    answer = post(client, "/api/tasks", asked)
    assert answer.status_code == 201
    assert (answer.json()["stage"], answer.json()["due"]) == ("assigned", due.isoformat())
    kinds = [each["kind"] for each in client.get(f"/api/tasks/h/{answer.json()['number']}/events").json()]
    assert kinds == ["register", "assign"]


def test_a_refusal_names_field_and_remedy(account, task):
    client = signed_in(account("department_head"))
    answer = post(client, "/api/tasks/h/2026-0001/events", {"kind": "report", "text": "过半", "revision": 3})
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == ["未按期原因", "目前进展", "下步措施"]
    assert answer.json()["faults"][0]["reason"] == "任务已逾期，必须填写"


def test_who_was_slower_is_told(account, task):
    client = signed_in(account("department_head"))
    step = {"kind": "report", "text": "过半", "data": _late(), "revision": 3}
    assert post(client, "/api/tasks/h/2026-0001/events", step).status_code == 201
    answer = post(client, "/api/tasks/h/2026-0001/events", step)
    assert answer.status_code == 409
    assert "请重新读取" in answer.json()["detail"]


def test_what_does_not_fit_the_description_is_said_field_by_field(account, task):
    client = signed_in(account("office"))
    answer = post(client, "/api/tasks/h/2026-0001/events", {"kind": "report", "on": "gestern"})
    assert answer.status_code == 422
    assert [(fault["field"], fault["reason"]) for fault in answer.json()["faults"]] == [
        ("body.on", "不是日期，请写成 2023-05-31"),
        ("body.revision", "没有填写"),
    ]
    broken = client.post("/api/tasks", "{", content_type="application/json")
    assert broken.status_code == 400
    assert "JSON" in broken.json()["detail"]


def test_another_institutions_things_do_not_exist(account, task):
    other = Institution.objects.create(code="o", name="友邻医院", kind="hospital")
    client = signed_in(account("office", other))
    assert client.get("/api/tasks").json() == {"count": 0, "tasks": []}
    assert client.get("/api/tasks/h/2026-0001").status_code == 404
    assert client.get("/api/organization/institutions/h/people").status_code == 404
    assert client.get("/api/indicators/discharges/values?institution=h&period=2022").status_code == 403
    assert client.get("/api/meetings?institution=h").status_code == 403


def test_departments_are_those_of_the_day(account, hospital, medical):
    Department.objects.create(institution=hospital, code="OLD", name="旧科", valid_to=dt.date(2022, 12, 31))
    client = signed_in(account("viewer"))
    url = "/api/organization/institutions/h/departments"
    assert [each["code"] for each in client.get(url).json()] == ["YW"]
    assert [each["code"] for each in client.get(f"{url}?day=2022-12-31").json()] == ["OLD", "YW"]


def test_without_data_a_value_is_missing_and_never_zero(account, hospital):
    found = signed_in(account("viewer")).get("/api/indicators/discharges/values?institution=h&period=2022").json()
    assert [(each["value"], each["status"], each["said"]) for each in found] == [(None, "no_data", "〔缺〕")]


def test_a_change_by_session_needs_the_csrf_token(account, task):
    client = Client(enforce_csrf_checks=True)
    client.force_login(account("office"))
    assert post(client, "/api/tasks", {"institution": "h", "title": "新事项"}).status_code == 403
    client.get("/notices/")
    token = client.get("/accounts/tokens/").context["csrf_token"]
    assert (
        post(client, "/api/tasks", {"institution": "h", "title": "新"}, **{"X-CSRFToken": str(token)}).status_code
        == 201
    )


@pytest.fixture
def key(account):
    """A person of the office and the text of a token: `key(read_only=False)`."""

    def make(**changes):
        user = account("office")
        return user, tokens.issue(user, "统计脚本", 30, **changes)[1]

    return make


def bearing(text):
    return {"Authorization": f"Bearer {text}"}


def test_a_token_stands_for_its_owner_without_session_or_csrf(key, task):
    user, text = key(read_only=False)
    client = Client(enforce_csrf_checks=True)
    assert client.get("/api/tasks", headers=bearing(text)).json()["count"] == 1
    answer = post(client, "/api/tasks", {"institution": "h", "title": "新事项"}, **bearing(text))
    assert answer.status_code == 201
    assert task.institution.tasks.get(number=answer.json()["number"]).created_by == user
    assert client.get("/api/tasks", headers=bearing(text)).headers["Cache-Control"] == "no-store, private"


def test_a_reading_token_changes_nothing(key, task):
    _, text = key()
    answer = post(Client(), "/api/tasks", {"institution": "h", "title": "新事项"}, **bearing(text))
    assert answer.status_code == 403
    assert "只能查看" in answer.json()["detail"]


def test_a_token_opens_the_api_and_no_page(key):
    _, text = key()
    assert Client().get("/tasks/", headers=bearing(text)).status_code == 302


@pytest.mark.parametrize("end", ["revoked", "expired", "account", "other"])
def test_a_token_that_has_ended_opens_nothing(key, task, end, monkeypatch):
    user, text = key()
    token = user.access_tokens.get()
    if end == "revoked":
        tokens.revoke(token)
    elif end == "expired":
        user.access_tokens.update(expires_at=timezone.now())
    elif end == "account":
        get_user_model().objects.filter(pk=user.pk).update(is_active=False)
    else:
        text += "x"
    assert Client().get("/api/tasks", headers=bearing(text)).status_code == 401


def test_a_wrong_token_is_not_helped_by_a_session(account, task):
    client = signed_in(account("office"))
    assert client.get("/api/tasks", headers=bearing("lh_wrong")).status_code == 401


def test_the_database_does_not_know_the_token(key):
    user, text = key()
    stored = user.access_tokens.values().get()
    assert text not in str(stored)
    assert len(stored["hashed"]) == 64


@pytest.fixture
def minting(account):
    """The office, signed in, with what the form of a token asks for."""
    user = account("viewer")
    user.set_password(PASSWORD)
    user.save()
    return signed_in(user), {"title": "脚本", "days": "30", "password": PASSWORD}


def test_a_token_is_shown_once_and_revoked_on_its_page(minting, account):
    client, form = minting
    made = client.post("/accounts/tokens/", form).content.decode()
    text = made.partition('<pre class="code">')[2].partition("</pre>")[0]
    assert text.startswith("lh_")
    assert text not in client.get("/accounts/tokens/").content.decode()
    assert Client().get("/api/organization/institutions", headers=bearing(text)).status_code == 200
    pk = get_user_model().objects.get(username="viewer").access_tokens.get().pk
    assert signed_in(account("leader")).post(f"/accounts/tokens/{pk}/revoke/").status_code == 404
    client.post(f"/accounts/tokens/{pk}/revoke/")
    assert Client().get("/api/organization/institutions", headers=bearing(text)).status_code == 401


@pytest.mark.parametrize(("title", "days"), [("", "30"), ("x", "0"), ("x", "367"), ("x", "abc")])
def test_an_unfit_token_is_refused(minting, title, days):
    client, form = minting
    answer = client.post("/accounts/tokens/", form | {"title": title, "days": days})
    assert answer.status_code == 400
    assert "lh_" not in answer.content.decode()


@pytest.mark.parametrize("password", ["", "wrong"])
def test_an_open_session_alone_makes_no_token(minting, password):
    client, form = minting
    answer = client.post("/accounts/tokens/", form | {"password": password})
    assert answer.status_code == 400
    assert "密码不对" in answer.content.decode()
    assert not tokens.AccessToken.objects.exists()


def test_guessing_the_password_of_an_open_session_locks_like_the_door(minting):
    client, form = minting
    answers = [client.post("/accounts/tokens/", form | {"password": "wrong"}).status_code for _ in range(8)]
    assert answers[-1] == 429
    assert client.post("/accounts/tokens/", form).status_code == 429
    assert not tokens.AccessToken.objects.exists()


def test_a_chosen_password_ends_the_tokens(minting, hospital):
    client, form = minting
    made = client.post("/accounts/tokens/", form).content.decode()
    text = made.partition('<pre class="code">')[2].partition("</pre>")[0]
    new = {"old_password": PASSWORD, "new_password1": PASSWORD[::-1], "new_password2": PASSWORD[::-1]}
    assert client.post("/accounts/password/", new).status_code == 302
    assert Client().get("/api/organization/institutions", headers=bearing(text)).status_code == 401


def test_a_password_that_the_administrator_issues_ends_the_tokens(key, account):
    user, text = key()
    administrator = signed_in(account("administrator"))
    assert administrator.post(f"/accounts/{user.pk}/password/").status_code == 200
    assert Client().get("/api/tasks", headers=bearing(text)).status_code == 401
    assert LogEntry.objects.filter(content_type__model="accesstoken", changes__has_key="revoked_at").exists()


def test_the_description_needs_nothing_from_elsewhere(account):
    client = signed_in(account("viewer"))
    found = client.get("/api/openapi.json")
    assert found.json()["openapi"].startswith("3.")
    assert client.get("/api/docs").status_code == 404
    assert Client().get("/api/openapi.json").status_code == 302
