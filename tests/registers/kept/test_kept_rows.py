"""A row is entered, changed, removed and brought back; every version stays."""

import uuid

import pytest

from linghang.core.errors import ConflictError, InputError
from linghang.registers import catalogue
from linghang.registers.kept import history, import_file, remove_row, restore_row
from linghang.registers.kept.store import choices, current_rows
from linghang.registers.models import Batch, KeptRow

pytestmark = pytest.mark.django_db


def test_a_row_is_stored_as_json_of_strings(enter):
    row = enter(
        day="2022-3-5",
        place="人民广场",
        kind="社区义诊",
        people="120",
        cost="0.5",
        free="否",
        topics="高血压、糖尿病",
        dept="内科",
    )
    assert row.data == {
        "day": "2022-03-05",
        "place": "人民广场",
        "kind": "1",
        "people": "120",
        "cost": "0.50",
        "free": False,
        "topics": ["高血压", "糖尿病"],
        "dept": "A01",
    }
    assert row.month == 202203


def test_an_identifier_is_never_stored_in_plain(enter):
    plain = "11010119900307123X"
    row = enter(day="2022-03-05", place="广场", leader=plain)
    again = enter(day="2022-03-06", place="广场", leader=" 11010119900307123x ")
    assert plain not in str(row.data)
    assert row.data["leader"] == again.data["leader"]


def test_a_change_ends_one_version_and_begins_the_next(enter, clinic, hospital):
    first = enter(day="2022-03-05", place="广场", people="1")
    second = enter(day="2022-03-05", place="广场", people="2", row=first.row, opened=first.pk)
    first.refresh_from_db()
    assert (first.ended, second.ended, second.row) == (second.created, None, first.row)
    assert [row.data["people"] for row in current_rows(clinic, [hospital])] == ["2"]
    assert [row.data["people"] for row in current_rows(clinic, [hospital], first.created_id)] == ["1"]


def test_saving_the_same_again_changes_nothing(enter):
    first = enter(day="2022-03-05", place="广场")
    assert enter(day="2022-03-05", place="广场", row=first.row, opened=first.pk).pk == first.pk
    assert KeptRow.objects.count() == 1


def test_the_key_is_unique_and_the_message_names_it(enter):
    enter(day="2022-03-05", place="广场")
    with pytest.raises(InputError, match="已有相同的记录：日期“2022-03-05”，地点“广场”"):
        enter(day="2022-03-05", place="广场", people="3")


def test_another_institution_may_use_the_key(enter, other_hospital):
    enter(day="2022-03-05", place="广场")
    enter(day="2022-03-05", place="广场", institution=other_hospital)


def test_a_change_may_not_take_another_rows_key(enter):
    enter(day="2022-03-05", place="广场")
    second = enter(day="2022-03-06", place="广场")
    with pytest.raises(InputError, match="已有相同的记录"):
        enter(day="2022-03-05", place="广场", row=second.row, opened=second.pk)
    second.refresh_from_db()
    assert second.ended is None


def test_a_stale_change_is_a_conflict_that_shows_the_other_version(enter):
    opened = enter(day="2022-03-05", place="广场", people="1")
    theirs = enter(day="2022-03-05", place="广场", people="2", row=opened.row, opened=opened.pk)
    with pytest.raises(ConflictError) as caught:
        enter(day="2022-03-05", place="广场", people="3", row=opened.row, opened=opened.pk)
    assert caught.value.current == theirs


def test_changing_a_removed_row_is_a_conflict(enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场")
    remove_row(clinic, hospital, row.row, opened=row.pk, actor=None)
    with pytest.raises(ConflictError) as caught:
        enter(day="2022-03-05", place="广场", people="3", row=row.row, opened=row.pk)
    assert caught.value.current is None


def test_a_row_of_another_institution_cannot_be_reached(enter, clinic, other_hospital):
    row = enter(day="2022-03-05", place="广场")
    with pytest.raises(ConflictError):
        remove_row(clinic, other_hospital, row.row, opened=None, actor=None)


def test_a_removed_row_comes_back(enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场", people="7")
    remove_row(clinic, hospital, row.row, opened=row.pk, actor=None)
    assert not current_rows(clinic, [hospital]).exists()
    restore_row(clinic, hospital, row.row, actor=None)
    assert [back.data["people"] for back in current_rows(clinic, [hospital])] == ["7"]


def test_an_imported_row_comes_back_into_its_batch(csv_file, clinic, hospital):
    batch = Batch.objects.get(
        pk=import_file(csv_file(["2022-03-05", "广场"], ["2022-03-06", "广场"]), clinic, hospital).batch_id
    )
    row = KeptRow.objects.first().row
    remove_row(clinic, hospital, row, opened=None, actor=None)
    assert restore_row(clinic, hospital, row, actor=None).batch == batch
    assert catalogue.coverage("clinic", ["h1"]) == {"h1": {202203}}
    catalogue.withdraw(batch, None, "")
    assert not KeptRow.objects.filter(ended=None).exists()


def test_a_row_whose_batch_was_withdrawn_comes_back_by_itself(csv_file, clinic, hospital):
    batch = Batch.objects.get(pk=import_file(csv_file(["2022-03-05", "广场"]), clinic, hospital).batch_id)
    catalogue.withdraw(batch, None, "")
    assert restore_row(clinic, hospital, KeptRow.objects.get().row, actor=None).batch is None


def test_a_row_that_stands_is_not_restored(enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场")
    with pytest.raises(InputError, match="没有被删除"):
        restore_row(clinic, hospital, row.row, actor=None)


def test_restoring_may_not_double_a_key(enter, clinic, hospital):
    row = enter(day="2022-03-05", place="广场")
    remove_row(clinic, hospital, row.row, opened=None, actor=None)
    enter(day="2022-03-05", place="广场")
    with pytest.raises(InputError, match="已有相同的记录"):
        restore_row(clinic, hospital, row.row, actor=None)


def test_history_tells_who_did_what(enter, clinic, hospital, library, quality):
    row = enter(day="2022-03-05", place="广场", kind="1", actor=quality)
    row = enter(day="2022-03-05", place="广场", kind="下乡义诊", people="9", row=row.row, opened=row.pk, actor=quality)
    remove_row(clinic, hospital, row.row, opened=row.pk, actor=quality)
    restore_row(clinic, hospital, row.row, actor=quality)
    changes = history(clinic, row.row, choices(clinic, library, [hospital]))
    assert [change.title for change in changes] == ["登记", "修改", "删除", "恢复"]
    assert {change.actor for change in changes} == {"测试quality"}
    assert [(one.title, one.old, one.new) for one in changes[1].differences] == [
        ("类别", "社区义诊", "下乡义诊"),
        ("服务人数", "", "9"),
    ]


def test_history_masks_identifiers(enter, clinic):
    row = enter(day="2022-03-05", place="广场", leader="11010119900307123X")
    shown = {one.title: one.new for one in history(clinic, row.row)[0].differences}
    assert shown["领队证件号"] == "＊＊＊＊＊＊"


def test_no_history_of_an_unknown_row(clinic):
    assert history(clinic, uuid.uuid4()) == []
