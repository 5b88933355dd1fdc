"""An import killed at any moment leaves the ledger as it was, and the next one works."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from killed_import import STEPS

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def outcome(tmp_path_factory, migrated):
    folder = tmp_path_factory.mktemp("killed")
    (folder / "a.csv").write_text("日期,地点\n2022-03-05,广场\n2022-03-06,车站\n", encoding="utf-8")
    corrected = "日期,地点\n2022-03-05,广场\n2022-03-07,公园\n2022-13-01,码头\n"
    (folder / "b.csv").write_text(corrected, encoding="utf-8")
    environment = os.environ | {
        "LINGHANG_WORKSPACE": str(migrated(folder / "workspace")),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "linghang.site.settings",
    }
    packs = HERE.parent / "packs" / "ledgers"
    done = subprocess.run(
        [sys.executable, HERE / "killed_import.py", folder / "a.csv", folder / "b.csv", packs],
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
    assert outcome["before"] == [1, ["a.csv"], ["广场", "车站"]]
    assert outcome[step] == [9, outcome["before"]]


def test_a_kill_after_the_commit_changes_everything(outcome):
    assert outcome["_commit"] == [9, [2, ["b.csv"], ["公园", "广场"]]]


def test_the_next_import_works(outcome):
    assert outcome["after"] == [3, ["a.csv"], ["广场", "车站"]]
