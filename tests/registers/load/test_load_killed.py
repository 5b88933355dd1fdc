"""A load killed at any moment leaves the catalogue and the visible data as they were, and the next load works."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from killed_load import STEPS
from loadfiles import visits

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def outcome(tmp_path_factory, migrated):
    folder = tmp_path_factory.mktemp("killed")
    (folder / "a.csv").write_text(visits({}), encoding="utf-8")
    (folder / "b.csv").write_text(visits({}, {}), encoding="utf-8")
    environment = os.environ | {
        "LINGHANG_WORKSPACE": str(migrated(folder / "workspace")),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "linghang.site.settings",
    }
    done = subprocess.run(
        [sys.executable, HERE / "killed_load.py", folder / "a.csv", folder / "b.csv", HERE.parent / "packs" / "visits"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_kill_before_the_commit_changes_nothing(outcome, step):
    assert outcome[step] == [9, outcome["before"]]


def test_a_kill_after_the_commit_changes_everything(outcome):
    signal, (version, visible) = outcome["committed"]
    assert signal == 9
    assert version == outcome["before"][0] + 1
    assert [name for _, name in visible] == ["b.csv"]


def test_leftovers_are_removed_and_what_the_catalogue_names_stays(outcome):
    assert outcome["removed"] > 0
    assert outcome["files"] == outcome["named"]


def test_the_next_load_works(outcome):
    version, visible = outcome["after"]
    assert version == outcome["committed"][1][0] + 1
    assert [name for _, name in visible] == ["a.csv"]
