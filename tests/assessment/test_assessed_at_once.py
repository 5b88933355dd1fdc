"""Two people lock, appeal, answer or unlock at the same moment: one succeeds, the other is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def outcome(tmp_path_factory, migrated):
    place = migrated(tmp_path_factory.mktemp("at-once"))
    told = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("assessed_at_once.py"))],
        env={**os.environ, "LINGHANG_WORKSPACE": str(place), "DJANGO_SETTINGS_MODULE": "linghang.site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def test_of_two_drafts_one_is_locked(outcome):
    assert outcome["locks"] == ["InputError", "locked"]
    assert outcome["locked"] == 1
    assert outcome["same"] == ["InputError", "locked"]


def test_of_four_appeals_against_the_same_one_waits(outcome):
    assert outcome["appeals"] == ["InputError"] * 3 + ["waiting"]


def test_an_appeal_gets_one_answer(outcome):
    assert "ConflictError" in outcome["answers"]
    assert len({"upheld", "rejected"} & set(outcome["answers"])) == 1
    assert outcome["decided"] == 1


def test_who_unlocks_second_sees_that_it_was_done(outcome):
    assert outcome["unlocked"] == ["ConflictError", "unlocked"]


def test_an_appeal_comes_before_the_unlocking_or_not_at_all(outcome):
    told = {
        ("unlocked", "waiting"): ["locked", "appealed", "unlocked"],
        ("InputError", "unlocked"): ["locked", "unlocked"],
    }
    assert outcome["fourth"] == told[tuple(outcome["mixed"])]
