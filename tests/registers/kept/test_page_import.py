"""Import on a page: upload, look, confirm."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.registers.kept import import_file
from linghang.registers.kept.store import current_rows
from linghang.registers.models import Batch, KeptRow

pytestmark = pytest.mark.django_db

HEADER = "日期,地点,服务人数\n"


@pytest.fixture
def upload(client, quality):
    """`upload(text)` → the preview page of a CSV with that text."""
    client.force_login(quality)

    def send(text, **more):
        file = SimpleUploadedFile("义诊.csv", text.encode())
        return client.post(
            reverse("register-import", args=["clinic"]), {"institution": "h1", "file": file, **more}, follow=True
        )

    return send


def confirm(client, page, **more):
    return client.post(reverse("register-confirm", args=["clinic", page.context["token"]]), more, follow=True)


def left_over(settings):
    return [path for path in settings.WORKSPACE.uploads.glob("ledger-*") if path.name.count("-") == 1]


def test_it_works(client, upload, clinic, hospital, quality, settings):
    page = upload(HEADER + "2022-03-05,广场,12\n")
    assert (page.context["shown"].new, page.context["shown"].rejected) == (1, 0)
    assert not KeptRow.objects.exists()
    answer = confirm(client, page)
    assert "已导入 1 行" in answer.content.decode()
    assert current_rows(clinic, [hospital]).get().changed_by == quality
    assert Batch.objects.get().file_name == "义诊.csv"
    assert not left_over(settings)


def test_errors_stand_in_their_cells(client, upload):
    page = upload(HEADER + "2022-03-05,广场,12人\n2022-03-06,车站,1\n")
    text = page.content.decode()
    assert "12人" in text
    assert "只填数字，不带单位和文字" in text
    assert "导入无误的行" in text
    answer = confirm(client, page)
    assert answer.redirect_chain[-1][0] == reverse("desk-batch", args=[Batch.objects.get().pk])
    assert "1 行有误没有导入" in answer.content.decode()


def test_too_many_faults_cannot_be_confirmed(client, upload):
    page = upload(HEADER + "x,广场,12\n")
    assert "整个文件不能导入" in page.content.decode()
    assert reverse("register-confirm", args=["clinic", page.context["token"]]) not in page.content.decode()
    assert "没有导入" in confirm(client, page).content.decode()
    assert not Batch.objects.exists()


def test_an_unreadable_file_says_why(upload):
    assert "没有认出任何一列" in upload("床位\n3\n").content.decode()


def test_zero_report(client, upload):
    page = upload(HEADER, period="2022Q1")
    assert "登记零报告" in page.content.decode()
    assert "零报告已登记" in confirm(client, page).content.decode()
    assert (Batch.objects.get().period_first, Batch.objects.get().rows_accepted) == (202201, 0)


def test_nothing_in_it_and_no_period(upload):
    assert "作为零报告" in upload(HEADER).content.decode()


@pytest.mark.parametrize(
    ("more", "said"), [({"institution": "h9"}, "没有选择机构"), ({"period": "去年"}, "看不懂这个期间")]
)
def test_what_is_missing_is_said(upload, more, said):
    page = upload(HEADER, **more)
    assert page.status_code == 422
    assert said in page.content.decode()


def test_no_file(client, quality):
    client.force_login(quality)
    page = client.post(reverse("register-import", args=["clinic"]), {"institution": "h1"})
    assert "没有选择文件" in page.content.decode()


@pytest.mark.parametrize("pasted", ["日期\t地点\n2022-03-05\t广场", "2022-03-05\t广场\t社区义诊"])
def test_pasted_with_and_without_column_names(client, quality, clinic, hospital, pasted):
    client.force_login(quality)
    page = client.post(
        reverse("register-import", args=["clinic"]), {"institution": "h1", "pasted": pasted}, follow=True
    )
    confirm(client, page)
    assert current_rows(clinic, [hospital]).get().data["place"] == "广场"


def test_a_correction(client, upload, csv_file, clinic, hospital):
    old = import_file(csv_file(["2022-03-05", "广场", *[""] * 7]), clinic, hospital)
    page = upload(HEADER + "2022-03-06,车站,1\n", supersede=str(old.batch_id))
    assert "随更正失效" in page.content.decode()
    confirm(client, page)
    assert [row.data["place"] for row in current_rows(clinic, [hospital])] == ["车站"]


def test_it_is_checked_again_on_confirming(client, upload, enter):
    page = upload(HEADER + "2022-03-05,广场,12\n")
    enter(day="2022-03-05", place="广场")
    assert "没有导入" in confirm(client, page).content.decode()
    assert KeptRow.objects.count() == 1


def test_confirming_twice_imports_once(client, upload):
    page = upload(HEADER + "2022-03-05,广场,12\n")
    confirm(client, page)
    assert confirm(client, page).status_code == 404
    assert Batch.objects.count() == 1


def test_the_upload_belongs_to_the_session(client, upload, person):
    page = upload(HEADER + "2022-03-05,广场,12\n")
    client.logout()
    client.force_login(person("office"))
    assert confirm(client, page).status_code == 404


def test_an_upload_cannot_be_confirmed_after_the_role_is_gone(client, upload, quality):
    page = upload(HEADER + "2022-03-05,广场,12\n")
    quality.assignments.all().delete()
    assert confirm(client, page).status_code == 403


def test_template_of_the_ledger(client, quality):
    client.force_login(quality)
    answer = client.get(reverse("register-template", args=["clinic"]))
    assert answer.content[:2] == b"PK"
    assert "%E4%B9%89%E8%AF%8A" in answer.headers["Content-Disposition"]
