"""Entering, changing, removing and restoring a row on its pages."""

import uuid

import pytest
from django.urls import reverse

from linghang.registers.kept.store import current_rows
from linghang.registers.models import KeptRow

pytestmark = pytest.mark.django_db


def url(name, *more):
    return reverse(name, args=["clinic", *more])


def sent(**cells):
    return {"day": "2022-03-05", "place": "广场", **cells}


def test_it_works(client, quality, clinic, hospital):
    client.force_login(quality)
    assert client.get(url("register-new")).status_code == 200
    answer = client.post(url("register-new"), sent(kind="社区义诊", people="12", topics="骨、关节；"), follow=True)
    row = current_rows(clinic, [hospital]).get()
    assert row.data == {"day": "2022-03-05", "place": "广场", "kind": "1", "people": "12", "topics": ["骨、关节"]}
    assert row.changed_by == quality
    assert row.created.action == "enter"
    assert "已保存" in answer.content.decode()


def test_another_one_goes_back_to_the_form(client, quality):
    client.force_login(quality)
    answer = client.post(url("register-new"), sent(_another="1"))
    assert answer.url == url("register-new") + "?institution=h1"


def test_what_is_wrong_stands_at_its_field_and_nothing_written_is_lost(client, quality):
    client.force_login(quality)
    answer = client.post(url("register-new"), sent(day="", people="12人", cost="3"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 处需要改正" in page
    assert "必填项为空" in page
    assert "12人" in page
    assert not KeptRow.objects.exists()


def test_a_broken_rule_is_shown(client, quality):
    client.force_login(quality)
    page = client.post(url("register-new"), sent(free="是", cost="3")).content.decode()
    assert page.count("免费义诊不应有费用。请核对费用") == 2  # at both fields


def test_a_doubtful_row_is_saved_with_a_word(client, quality):
    client.force_login(quality)
    page = client.post(url("register-new"), sent(people="6000"), follow=True).content.decode()
    assert "已保存，但请核对" in page
    assert KeptRow.objects.count() == 1


def test_a_double_is_refused_in_words(client, quality, enter):
    enter(day="2022-03-05", place="广场")
    client.force_login(quality)
    answer = client.post(url("register-new"), sent())
    assert answer.status_code == 422
    assert "已有相同的记录" in answer.content.decode()


def test_markup_is_shown_as_text(client, quality, enter):
    row = enter(day="2022-03-05", place="<b>广场</b>")
    client.force_login(quality)
    for page in (url("register"), url("register-row", row.row), url("register-history", row.row)):
        text = client.get(page).content.decode()
        assert "&lt;b&gt;广场" in text
        assert "<b>广场" not in text


def test_change(client, quality, enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场", leader="11010119900307123X")
    client.force_login(quality)
    page = client.get(url("register-row", row.row))
    boxes = {box.name: box.value for box in page.context["boxes"]}
    assert (boxes["day"], boxes["leader"], page.context["opened"]) == ("2022-03-05", "＊＊＊＊＊＊", row.pk)
    client.post(url("register-row", row.row), sent(place="礼堂", leader=boxes["leader"], _opened=row.pk))
    changed = current_rows(clinic, [hospital]).get()
    assert (changed.row, changed.data["place"], changed.data["leader"]) == (row.row, "礼堂", row.data["leader"])


def test_a_conflict_shows_both_versions_and_loses_nothing(client, quality, enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场", people="1")
    enter(day="2022-03-05", place="广场", people="2", cost="8", row=row.row, opened=row.pk)
    client.force_login(quality)
    answer = client.post(url("register-row", row.row), sent(people="3", _opened=row.pk))
    boxes = {box.name: box for box in answer.context["boxes"]}
    assert answer.status_code == 409
    assert (boxes["people"].value, boxes["people"].theirs) == ("3", "2")
    assert (boxes["cost"].value, boxes["cost"].theirs) == ("", "8.00")
    assert boxes["place"].theirs == ""
    assert current_rows(clinic, [hospital]).get().data["people"] == "2"
    client.post(url("register-row", row.row), sent(people="3", cost="8", _opened=answer.context["opened"]))
    assert current_rows(clinic, [hospital]).get().data["people"] == "3"


def test_a_row_removed_meanwhile_may_be_saved_as_a_new_one(client, quality, enter):
    row = enter(day="2022-03-05", place="广场")
    client.force_login(quality)
    client.post(url("register-remove", row.row), {"_opened": row.pk})
    answer = client.post(url("register-row", row.row), sent(people="3", _opened=row.pk))
    assert answer.status_code == 409
    assert f'action="{url("register-new")}"' in answer.content.decode()
    assert "作为新的一条保存" in answer.content.decode()


def test_a_form_without_its_version_changes_nothing(client, quality, enter):
    row = enter(day="2022-03-05", place="广场")
    client.force_login(quality)
    assert client.post(url("register-row", row.row), sent(people="3")).status_code == 409


def test_remove_and_take_back(client, quality, enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场")
    client.force_login(quality)
    page = client.post(url("register-remove", row.row), {"_opened": row.pk}, follow=True).content.decode()
    assert "撤销删除" in page
    assert 'data-expire="10"' in page
    assert not current_rows(clinic, [hospital]).exists()
    assert "撤销删除" not in client.get(url("register")).content.decode()
    client.post(url("register-restore", row.row))
    assert current_rows(clinic, [hospital]).get().row == row.row


def test_a_row_changed_since_is_not_removed(client, quality, enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场")
    enter(day="2022-03-05", place="礼堂", row=row.row, opened=row.pk)
    client.force_login(quality)
    answer = client.post(url("register-remove", row.row), {"_opened": row.pk}, follow=True)
    assert "没有删除" in answer.content.decode()
    assert current_rows(clinic, [hospital]).count() == 1


def test_history_page(client, quality, enter):
    row = enter(day="2022-03-05", place="广场", kind="1", actor=quality)
    enter(day="2022-03-05", place="广场", kind="2", row=row.row, opened=row.pk, actor=quality)
    client.force_login(quality)
    page = client.get(url("register-history", row.row)).content.decode()
    assert page.index("修改") < page.index("登记</strong>")
    assert "社区义诊" in page
    assert "测试quality" in page


def test_prefill_takes_what_is_likely_to_hold_again(client, quality, enter):
    enter(
        day="2022-03-05", place="广场", kind="2", people="12", dept="内科", leader="11010119900307123X", actor=quality
    )
    client.force_login(quality)
    boxes = {box.name: box.value for box in client.get(url("register-new")).context["boxes"] if box.value}
    assert boxes == {"kind": "下乡义诊", "dept": "内科"}


def test_copy_takes_everything_but_identifiers(client, quality, enter):
    row = enter(day="2022-03-05", place="广场", people="12", leader="11010119900307123X")
    client.force_login(quality)
    page = client.get(url("register-new") + f"?copy={row.row}")
    assert {box.name: box.value for box in page.context["boxes"] if box.value} == {
        "day": "2022-03-05",
        "place": "广场",
        "people": "12",
    }


def test_drafts_of_closed_ledgers_stay_in_the_window(client, person):
    client.force_login(person("office"))
    assert "data-draft-private" in client.get(reverse("register-new", args=["member"])).content.decode()
    assert "data-draft-private" not in client.get(url("register-new")).content.decode()


def test_reported_indicators_are_chosen_by_name(client, quality):
    client.force_login(quality)
    address = reverse("register-new", args=["reported_value"])
    box = next(box for box in client.get(address).context["boxes"] if box.name == "indicator")
    assert (box.kind, box.options) == ("select", (("全国位次", False),))
    assert client.post(address, {"indicator": "义诊次数", "from_date": "2022-01-01"}).status_code == 422
    client.post(address, {"indicator": "全国位次", "from_date": "2022-01-01"})
    assert KeptRow.objects.get().data["indicator"] == "national_rank"


def test_unknown_things_are_not_found(client, quality):
    client.force_login(quality)
    assert client.get(reverse("register", args=["nothing"])).status_code == 404
    assert client.get(url("register-row", uuid.uuid4())).status_code == 404
    assert client.get(reverse("register-new", args=["stay"])).status_code == 404
    assert client.get(url("register-new") + "?copy=x").status_code == 200


def test_data_changed_is_announced(client, quality):
    from linghang.registers.signals import data_changed

    heard = []

    def hear(register, institution, **_):
        heard.append((register, institution))

    data_changed.connect(hear)
    try:
        client.force_login(quality)
        client.post(url("register-new"), sent())
    finally:
        data_changed.disconnect(hear)
    assert heard == [("clinic", "h1")]
