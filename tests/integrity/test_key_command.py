"""`linghang discipline rotate-key` says what it did and tells no key."""

import pytest
from typer.testing import CliRunner

from linghang.cli import app
from linghang.integrity import keyring, vault
from linghang.integrity.models import Deed
from linghang.registers import content

pytestmark = pytest.mark.django_db


def test_changing_the_key_from_the_command_line(entered, hospital, key_file, monkeypatch):
    monkeypatch.setattr("linghang.cli.output.open_site", lambda **_: None)
    before = keyring.read(key_file)
    answer = CliRunner().invoke(app, ["discipline", "rotate-key"])
    assert answer.exit_code == 0, answer.output
    assert "重新加密了 1 条记录" in answer.output
    assert len(keyring.read(key_file).keys) == len(before.keys) + 1
    assert len(vault.rows(content.library().register("discipline_clue"), [hospital])) == 1
    assert Deed.objects.filter(kind="rotate", user=None).exists()
    assert not any(key.secret.hex() in answer.output for key in keyring.read(key_file).keys)
