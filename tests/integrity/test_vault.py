"""Sealed rows: one stands for each key, nothing is overwritten, and changing or losing the key loses nothing."""

import datetime as dt

import pytest
from django.db import connection

from linghang.core.errors import ConflictError, InputError
from linghang.integrity import keyring, vault
from linghang.integrity.models import SealedRow
from linghang.registers import content

pytestmark = pytest.mark.django_db
VALUES = {"clue_no": "XS-1", "received_on": dt.date(2026, 3, 5), "source": "letter", "content": "反映的问题甲密"}


@pytest.fixture
def register():
    return content.library().register("discipline_clue")


@pytest.fixture
def enter(register, hospital, officer):
    return lambda **changes: vault.enter(register, hospital, [VALUES | changes], actor=officer)[0]


def contents(register, hospital):
    return [each.data["content"] for each in vault.rows(register, [hospital])]


def test_a_row_comes_back_as_it_was_entered(register, hospital, enter):
    enter()
    [opened] = vault.rows(register, [hospital])
    assert opened.values(register) == VALUES


def test_the_table_holds_no_word_of_it(enter):
    enter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM integrity_sealedrow")
        stored = repr(cursor.fetchall()).encode() + bytes(SealedRow.objects.get().content)
    for word in ("甲密", "XS-1", "letter", "2026-03-05"):
        assert word.encode() not in stored


def test_a_key_stands_once(register, hospital, neighbour, officer, enter):
    enter()
    with pytest.raises(InputError, match="已有线索编号相同的记录") as refused:
        enter(content="另一件")
    assert "XS-1" not in str(refused.value)
    vault.enter(register, neighbour, [VALUES], actor=officer)  # another house has its own numbers


def test_all_rows_or_none(register, hospital, officer, enter):
    enter()
    with pytest.raises(InputError):
        vault.enter(register, hospital, [VALUES | {"clue_no": "XS-2"}, VALUES], actor=officer)
    assert SealedRow.objects.count() == 1


def test_a_change_keeps_the_former_version(register, hospital, officer, enter):
    row = enter()
    old = SealedRow.objects.get()
    vault.change(register, old, VALUES | {"content": "改过"}, opened=old.version, actor=officer)
    assert contents(register, hospital) == ["改过"]
    assert [each.data["content"] for each in vault.versions(register, [hospital], row)] == ["反映的问题甲密", "改过"]


def test_who_comes_late_changes_nothing(register, hospital, officer, enter):
    enter()
    old = SealedRow.objects.get()
    vault.change(register, old, VALUES | {"content": "先来"}, opened=old.version, actor=officer)
    with pytest.raises(ConflictError):
        vault.change(register, old, VALUES | {"content": "后到"}, opened=old.version, actor=officer)
    with pytest.raises(ConflictError):
        vault.end(old, opened=None, actor=officer)
    assert contents(register, hospital) == ["先来"]


def test_removed_and_brought_back(register, hospital, officer, enter):
    row = enter()
    old = SealedRow.objects.get()
    vault.end(old, opened=old.version, actor=officer)
    assert contents(register, hospital) == []
    vault.restore(register, [hospital], row, actor=officer)
    assert contents(register, hospital) == ["反映的问题甲密"]
    with pytest.raises(InputError, match="没有被删除"):
        vault.restore(register, [hospital], row, actor=officer)


def test_content_swapped_between_rows_does_not_open(register, hospital, enter):
    enter()
    enter(clue_no="XS-2", content="另一件")
    first, second = SealedRow.objects.order_by("created_at")
    SealedRow.objects.filter(pk=first.pk).update(content=second.content)
    with pytest.raises(InputError, match="被改动过"):
        vault.rows(register, [hospital])


def test_changing_the_key_loses_nothing_and_uses_the_new_one(register, hospital, officer, enter, key_file):
    row = enter()
    old = SealedRow.objects.get()
    vault.change(register, old, VALUES | {"content": "改过"}, opened=old.version, actor=officer)
    before = keyring.read(key_file)
    assert vault.rotate() == 2
    after = keyring.read(key_file)
    assert after.keys[1:] == before.keys
    assert {bytes(each.content)[1:9] for each in SealedRow.objects.all()} == {after.keys[0].name}
    assert [each.data["content"] for each in vault.versions(register, [hospital], row)] == ["反映的问题甲密", "改过"]
    with pytest.raises(InputError, match="已有"):
        enter()


def test_a_crash_while_changing_the_key_loses_nothing(register, hospital, enter, key_file, monkeypatch):
    enter()
    monkeypatch.setattr(SealedRow, "save", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        vault.rotate()
    monkeypatch.undo()
    monkeypatch.setenv(keyring.VARIABLE, str(key_file))
    assert contents(register, hospital) == ["反映的问题甲密"]
    with pytest.raises(InputError, match="已有"):  # found under the former key although a newer one is in the file
        enter()


def test_a_lost_key_is_not_replaced_while_there_are_records(register, hospital, enter, key_file):
    enter()
    kept = key_file.read_bytes()
    key_file.unlink()
    for attempt in (lambda: vault.rows(register, [hospital]), lambda: enter(clue_no="XS-2"), vault.rotate):
        with pytest.raises(InputError, match="找不到纪检密钥文件"):
            attempt()
    assert not key_file.exists()
    key_file.touch(0o600)
    key_file.write_bytes(kept)
    assert contents(register, hospital) == ["反映的问题甲密"]


def test_a_wrong_key_is_named_and_nothing_is_lost(register, hospital, enter, key_file):
    enter()
    right = key_file.read_bytes()
    keyring.replace(key_file, keyring.Keyring((keyring.Key.fresh(),)))
    with pytest.raises(InputError, match="没有损失"):
        vault.rows(register, [hospital])
    key_file.write_bytes(right)
    assert len(contents(register, hospital)) == 1
