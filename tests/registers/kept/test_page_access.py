"""Who may open which page: nobody without a role, everybody only their own institution, department and kind of data."""

import uuid
from io import BytesIO

import openpyxl
import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from linghang.registers.models import KeptRow

pytestmark = pytest.mark.django_db

READ = ["register", "register-template"]
WRITE = ["register-new", "register-import"]


def url(name, *more, register="clinic"):
    return reverse(name, args=[register, *more])


def pages(row):
    """Every address of a ledger with the methods it answers."""
    found = [("get", reverse("registers")), *(("get", url(name)) for name in READ + WRITE)]
    found += [("get", url("register-export", "xlsx"))]
    found += [("get", url(name, row)) for name in ("register-history", "register-row")]
    found += [("post", url(name)) for name in WRITE]
    found += [("post", url(name, row)) for name in ("register-row", "register-remove", "register-restore")]
    return [*found, ("get", url("register-preview", "t")), ("post", url("register-confirm", "t"))]


def test_anonymous_is_sent_to_sign_in(client, enter):
    for method, address in pages(enter(day="2022-03-05", place="广场").row):
        answer = getattr(client, method)(address)
        assert answer.status_code == 302, address
        assert answer.url.startswith(reverse("login")), address


@pytest.mark.parametrize("who", ["nobody", "other hospital"])
def test_people_without_a_role_here(client, django_user_model, person, other_hospital, enter, who):
    row = enter(day="2022-03-05", place="广场", people="77")
    user = (
        person("quality", institution=other_hospital)
        if who == "other hospital"
        else django_user_model.objects.create_user("nobody")
    )
    client.force_login(user)
    for method, address in pages(row.row):
        answer = getattr(client, method)(address)
        assert "广场" not in answer.content.decode(errors="ignore"), address
        assert answer.status_code in (200, 403, 404, 422), address
    for name in ("register-row", "register-remove", "register-restore"):
        assert client.post(url(name, row.row), {"_opened": row.pk}).status_code == 403
    assert client.get(url("register-history", row.row)).status_code == 403
    assert KeptRow.objects.get().ended is None


def test_somebody_of_another_hospital_sees_only_their_rows(client, person, other_hospital, enter):
    enter(day="2022-03-05", place="广场")
    enter(day="2022-03-05", place="码头", institution=other_hospital)
    client.force_login(person("quality", institution=other_hospital))
    ledger, export = url("register"), url("register-export", "csv")
    for address in (ledger, f"{ledger}?institution=h1", f"{export}?institution=h1"):
        text = client.get(address).content.decode()
        assert "码头" in text
        assert "广场" not in text


def test_they_cannot_write_into_this_hospital(client, person, other_hospital):
    client.force_login(person("quality", institution=other_hospital))
    answer = client.post(url("register-new"), {"_institution": "h1", "day": "2022-03-05", "place": "广场"})
    assert answer.status_code == 403
    assert not KeptRow.objects.exists()


def test_a_viewer_reads_and_cannot_write_or_carry_out(client, person, enter):
    row = enter(day="2022-03-05", place="广场")
    client.force_login(person("viewer"))
    page = client.get(url("register")).content.decode()
    assert "广场" in page
    assert url("register-new") not in page
    assert client.get(url("register-history", row.row)).status_code == 200
    for name in WRITE:
        assert client.get(url(name)).status_code == 403
        assert client.post(url(name)).status_code == 403
    assert client.get(url("register-export", "xlsx")).status_code == 403
    assert client.get(url("register-row", row.row)).status_code == 403
    assert client.post(url("register-remove", row.row)).status_code == 403


def test_the_commission_sees_no_rows(client, person, enter):
    enter(day="2022-03-05", place="广场")
    client.force_login(person("commission"))
    assert client.get(url("register")).status_code == 403
    assert "义诊台账" not in client.get(reverse("registers")).content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("office", 200), ("quality", 403), ("administrator", 403), ("viewer", 403)]
)
def test_party_members_are_for_the_party_office(client, person, role, status):
    client.force_login(person(role))
    assert client.get(url("register", register="member")).status_code == status
    assert ("党员名册" in client.get(reverse("registers")).content.decode()) == (status == 200)


@pytest.mark.parametrize("role", ["quality", "administrator", "viewer", "leader", "commission", "discipline"])
def test_party_members_are_carried_out_by_the_party_office_alone(client, person, role):
    client.force_login(person(role))
    assert client.get(url("register-export", "xlsx", register="member")).status_code == 403
    client.force_login(person("office"))
    assert client.get(url("register-export", "xlsx", register="member")).status_code == 200


def test_a_ledger_of_members_says_on_every_page_who_carried_it_out_and_why(client, person):
    client.force_login(person("office"))
    answer = client.get(url("register-export", "xlsx", register="member") + "?reason=年度统计")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert all("office" in sheet.oddHeader.right.text and "年度统计" in sheet.oddHeader.right.text for sheet in book)
    assert LogEntry.objects.get(additional_data__deed="导出明细").additional_data["用途"] == "年度统计"
    assert client.get(url("register-export", "csv", register="member")).status_code == 302  # has no pages to say it on


def test_a_department_head_reaches_the_own_department(client, person, enter):
    own = enter(day="2022-03-05", place="广场", dept="内科")
    others = enter(day="2022-03-06", place="车站", dept="肛肠科")
    nobodys = enter(day="2022-03-07", place="公园")
    client.force_login(person("department_head", department="A01"))
    text = client.get(url("register")).content.decode()
    assert "广场" in text
    assert "车站" not in text
    assert "公园" not in text
    assert client.get(url("register-row", own.row)).status_code == 200
    assert client.get(url("register-row", others.row)).status_code == 403
    assert client.get(url("register-history", nobodys.row)).status_code == 403
    assert "车站" not in client.get(url("register-export", "csv")).content.decode("utf-8-sig")


def test_a_department_head_writes_for_the_own_department_only(client, person):
    client.force_login(person("department_head", department="A01"))
    sent = {"day": "2022-03-05", "place": "广场"}
    assert client.post(url("register-new"), sent | {"dept": "肛肠科"}).status_code == 403
    assert client.post(url("register-new"), sent).status_code == 403
    assert client.post(url("register-new"), sent | {"dept": "内科"}).status_code == 302
    row = KeptRow.objects.get()
    assert client.post(url("register-row", row.row), sent | {"dept": "肛肠科", "_opened": row.pk}).status_code == 403


def test_changes_need_a_token_of_the_page(quality, enter):
    row = enter(day="2022-03-05", place="广场")
    client = Client(enforce_csrf_checks=True)
    client.force_login(quality)
    for name in ("register-row", "register-remove", "register-restore"):
        assert client.post(url(name, row.row), {"_opened": row.pk}).status_code == 403
    assert client.post(url("register-new"), {"day": "2022-03-06", "place": "广场"}).status_code == 403


@pytest.mark.parametrize("name", ["register-remove", "register-restore"])
def test_changes_are_never_made_by_opening_an_address(client, quality, enter, name):
    row = enter(day="2022-03-05", place="广场")
    client.force_login(quality)
    assert client.get(url(name, row.row)).status_code == 405


def test_anothers_upload_cannot_be_confirmed(client, quality):
    client.force_login(quality)
    assert client.get(url("register-preview", uuid.uuid4().hex)).status_code == 404
