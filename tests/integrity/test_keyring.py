"""Keys and seals: made once for the owner alone, changed without loss, and clear about what is missing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.core.workspace import Workspace
from linghang.integrity import keyring
from linghang.integrity.keyring import Key, Keyring

RING = Keyring((Key.fresh(),))


@given(st.binary(max_size=2000).map(lambda text: text.rstrip(b" ")), st.text(max_size=50))
def test_what_was_sealed_opens_and_shows_nothing(plain, about):
    sealed = RING.seal(plain, about)
    assert RING.open(sealed, about).rstrip(b" ") == plain
    assert len(plain) < 8 or plain not in sealed


def test_the_length_tells_only_the_number_of_blocks():
    assert len({len(RING.seal(b"x" * size, "a")) for size in (1, 17, 200, 256)}) == 1
    assert len(RING.seal(b"x" * 257, "a")) > len(RING.seal(b"x" * 256, "a"))


def test_the_same_text_is_never_sealed_alike():
    assert RING.seal(b"text", "a") != RING.seal(b"text", "a")


def test_a_record_moved_to_another_place_does_not_open():
    sealed = RING.seal(b"text", "clue/1/row")
    with pytest.raises(InputError, match="被改动过"):
        RING.open(sealed, "clue/2/row")


@given(st.integers(min_value=21, max_value=280))
def test_a_changed_byte_does_not_open(position):
    sealed = bytearray(RING.seal(b"text", "a"))
    sealed[position] ^= 1
    with pytest.raises(InputError, match="被改动过"):
        RING.open(bytes(sealed), "a")


def test_another_key_says_which_one_is_missing():
    sealed = RING.seal(b"text", "a")
    with pytest.raises(InputError, match=RING.keys[0].name.hex()):
        Keyring((Key.fresh(),)).open(sealed, "a")


def test_old_keys_open_what_they_sealed_after_a_change():
    sealed, ring = RING.seal(b"text", "a"), RING.renewed()
    assert ring.open(sealed, "a").strip() == b"text"
    assert ring.seal(b"text", "a")[1:9] == ring.keys[0].name != RING.keys[0].name


def test_a_new_file_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "deep" / "key"
    ring = keyring.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keyring.read(path).keys == ring.keys
    with pytest.raises(FileExistsError):
        keyring.create(path)


def test_replacing_keeps_the_file_private_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "key"
    ring = keyring.create(path).renewed()
    keyring.replace(path, ring)
    assert keyring.read(path).keys == ring.keys
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_a_missing_file_says_where_it_is_looked_for(tmp_path):
    with pytest.raises(InputError, match="没有损失") as refused:
        keyring.read(tmp_path / "key")
    assert refused.value.faults[0].file == str(tmp_path / "key")


def test_a_file_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "key"
    keyring.create(path)
    path.chmod(0o640)
    with pytest.raises(InputError, match="chmod 600"):
        keyring.read(path)


@pytest.mark.parametrize(
    "text", ["", "no json", "{}", '{"keys": []}', '{"keys": [{"name": "00", "secret": "", "made": ""}]}']
)
def test_what_is_no_key_file_is_said_to_be_none(tmp_path, text):
    path = tmp_path / "key"
    path.touch(0o600)
    path.write_text(text)
    with pytest.raises(InputError, match="不是密钥文件"):
        keyring.read(path)


def test_a_key_never_shows_its_secret():
    assert RING.keys[0].secret.hex() not in repr(RING) + repr(RING.keys[0])
    assert "secret" not in repr(RING.keys[0])


def test_it_lies_beside_the_workspace_unless_told(tmp_path, monkeypatch):
    monkeypatch.delenv(keyring.VARIABLE)
    root = tmp_path / "house"
    assert keyring.place(Workspace(root)) == tmp_path / "house.discipline.key"
    assert not keyring.place(Workspace(root)).is_relative_to(root)
    monkeypatch.setenv(keyring.VARIABLE, str(tmp_path / "else"))
    assert keyring.place(Workspace(root)) == tmp_path / "else"


def test_the_file_holds_keys_only(tmp_path):
    keyring.create(tmp_path / "key")
    assert [sorted(each) for each in json.loads((tmp_path / "key").read_text())["keys"]] == [["made", "name", "secret"]]
