"""A workspace is its owner's: folders and secrets are closed to other accounts of the machine, and made once."""

import stat

from linghang.core.workspace import Workspace


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_secrets_are_the_owners_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("LINGHANG_LAKE", raising=False)
    workspace = Workspace(tmp_path / "w")
    workspace.prepare()
    folders = (workspace.root, workspace.lake, workspace.uploads, workspace.rejects, workspace.packs)
    assert {mode(folder) for folder in folders} == {0o700}
    assert mode(workspace.secrets_file) == 0o600


def test_secrets_are_made_once_and_differ_between_workspaces(tmp_path):
    first, other = Workspace(tmp_path / "a"), Workspace(tmp_path / "b")
    first.prepare()
    before = first.secrets_file.read_text()
    first.prepare()
    assert first.secrets_file.read_text() == before
    assert Workspace(tmp_path / "a").pseudonym_key == first.pseudonym_key != other.pseudonym_key
    assert len(first.pseudonym_key) == 32
    assert first.signing_key != other.signing_key
