"""The discipline desk as its officer uses it."""

import io
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.integrity.models import Deed, SealedRow

pytestmark = pytest.mark.django_db
BOOK = "discipline_clue"


def url(name, *more):
    return reverse(f"discipline-{name}", args=[BOOK, *more])


def deeds():
    return list(Deed.objects.order_by("id").values_list("kind", "row"))


def table(*rows, name="甲密线索.csv"):
    text = "\n".join(["线索编号,受理日期,来源,反映的主要问题", *rows])
    return SimpleUploadedFile(name, text.encode("utf-8-sig"), "text/csv")


def test_the_list_tells_number_day_and_kind_and_not_who_or_what(client, entered):
    page = client.get(url("ledger")).content.decode()
    for told in ("XS-2026-001", "2026-03-05", "来信"):
        assert told in page
    assert "甲密" not in page
    assert "1 条" in page


def test_opening_a_row_shows_it_and_is_written_down(client, officer, entered):
    page = client.get(url("row", entered)).content.decode()
    assert "反映的问题甲密" in page
    deed = Deed.objects.get(kind="open")
    assert (deed.user, deed.row, deed.register, deed.institution.code) == (officer, entered, BOOK, "h1")


def test_every_step_is_written_down_with_its_row(client, entered, clue):
    version = SealedRow.objects.get().version
    client.post(url("row", entered), clue | {"_opened": version, "content": "改过"})
    client.get(url("history", entered))
    client.post(url("remove", entered), {"_opened": SealedRow.objects.get(ended_at=None).version})
    client.post(url("restore", entered))
    client.post(url("ledger"), {"q": "甲密"})
    client.get(reverse("discipline-used"))
    assert deeds() == [
        ("enter", entered),
        ("edit", entered),
        ("history", entered),
        ("remove", entered),
        ("restore", entered),
        ("search", None),
        ("log", None),
    ]


def test_looking_for_a_text_finds_the_row_without_showing_it(client, entered):
    page = client.post(url("ledger"), {"q": "反映的问题"}).content.decode()
    assert "XS-2026-001" in page
    assert "没有找到" in client.post(url("ledger"), {"q": "查无此事"}).content.decode()


def test_a_form_with_a_fault_comes_back_with_its_words(client, officer, clue):
    client.force_login(officer)
    answer = client.post(url("new"), clue | {"received_on": "2026-02-30"})
    assert answer.status_code == 422
    assert "反映的问题甲密" in answer.content.decode()
    assert not SealedRow.objects.exists()


def test_who_comes_late_is_shown_what_the_other_wrote(client, entered, clue):
    stale = SealedRow.objects.get().version
    client.post(url("row", entered), clue | {"_opened": stale, "content": "先来的话"})
    answer = client.post(url("row", entered), clue | {"_opened": stale, "content": "后到的话"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "先来的话" in page
    assert "后到的话" in page


def test_the_history_shows_what_changed_and_who_looked(client, officer, entered, clue):
    client.get(url("row", entered))
    client.post(url("row", entered), clue | {"_opened": SealedRow.objects.get().version, "content": "改过的话"})
    page = client.get(url("history", entered)).content.decode()
    assert "反映的问题甲密" in page
    assert "改过的话" in page
    assert "打开记录" in page


def test_a_removed_row_is_gone_from_the_list_and_can_be_brought_back(client, entered):
    client.post(url("remove", entered), {"_opened": SealedRow.objects.get().version})
    assert "XS-2026-001" not in client.get(url("ledger")).content.decode()
    assert client.get(url("row", entered)).url == url("history", entered)
    client.post(url("restore", entered))
    assert "XS-2026-001" in client.get(url("ledger")).content.decode()


def test_a_table_comes_in_whole(client, officer):
    client.force_login(officer)
    sent = {"institution": "h1", "file": table("XS-1,2026-03-05,来信,一件", "XS-2,2026-03-06,来访,二件")}
    assert client.post(url("import"), sent).status_code == 302
    assert SealedRow.objects.count() == 2
    assert Deed.objects.filter(kind="import").count() == 2


def test_a_table_with_one_bad_row_brings_nothing(client, officer):
    client.force_login(officer)
    sent = {"institution": "h1", "file": table("XS-1,2026-03-05,来信,一件", "XS-2,2026-13-06,来访,二件")}
    answer = client.post(url("import"), sent)
    assert answer.status_code == 422
    assert "受理日期" in answer.content.decode()
    assert not SealedRow.objects.exists()


def test_the_template_comes_in_again(client, officer):
    client.force_login(officer)
    book = openpyxl.load_workbook(io.BytesIO(client.get(url("template")).content))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for title, value in {
        "线索编号": "XS-9",
        "受理日期": "2026-03-05",
        "来源": "来信",
        "反映的主要问题": "一件",
    }.items():
        sheet.cell(2, 1 + next(i for i, each in enumerate(headings) if (each or "").startswith(title)), value)
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("x.xlsx", out.getvalue())
    assert client.post(url("import"), {"institution": "h1", "file": file}).status_code == 302
    assert SealedRow.objects.count() == 1


def test_a_table_too_large_for_memory_is_not_taken(client, officer):
    client.force_login(officer)
    large = SimpleUploadedFile("x.csv", b"x" * (2**20 + 1))
    answer = client.post(url("import"), {"institution": "h1", "file": large})
    assert answer.status_code == 422
    assert "超过 1 MB" in answer.content.decode()


def test_the_import_needs_the_token_of_its_form(officer, django_user_model):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    sent = {"institution": "h1", "file": table("XS-1,2026-03-05,来信,一件")}
    assert strict.post(url("import"), sent).status_code == 403
    assert not SealedRow.objects.exists()


def test_an_officer_of_another_house_finds_nothing(client, person, neighbour, entered):
    client.force_login(person("discipline", institution=neighbour))
    assert "0 条" in client.get(url("ledger")).content.decode()
    for name in ("row", "history"):
        assert client.get(url(name, entered)).status_code == 404
    for name in ("row", "remove", "restore"):
        assert client.post(url(name, entered), {"_opened": SealedRow.objects.get().version}).status_code == 404
    assert str(entered) not in client.get(reverse("discipline-used")).content.decode()
    assert SealedRow.objects.get().ended_at is None


def test_a_row_that_never_was_answers_like_one_that_is_not_yours(client, entered):
    assert client.get(url("row", uuid.uuid4())).status_code == 404


def test_other_ledgers_are_not_on_the_desk(client, officer):
    client.force_login(officer)
    assert client.get(reverse("discipline-ledger", args=["special_action"])).status_code == 404


def test_the_violation_shows_which_appraisals_were_not_told(client, officer):
    client.force_login(officer)
    sent = {
        "record_no": "CL-1",
        "decided_on": "2026-03-05",
        "person": "某某",
        "rule": "共建和谐关系，不收受患方“红包”",
        "facts": "事实",
        "decision": "处理",
        "ethics_told_on": "2026-03-06",
    }
    answer = client.post(reverse("discipline-new", args=["discipline_record"]), sent, follow=True)
    assert "还没有函告全部三种考核（IN03）" in answer.content.decode()
    row = SealedRow.objects.get().row
    assert "医师定期考核" in client.get(reverse("discipline-row", args=["discipline_record", row])).content.decode()
