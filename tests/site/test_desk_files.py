"""Files with patients in them stay no longer than somebody waits for them."""

import os
import time

import pytest

from desk_steps import send
from linghang.core.workspace import Workspace
from linghang.registers import desk_files
from linghang.registers.models import Batch, LoadJob
from linghang.site import preparation
from visit_files import write_visits

HOUR, DAY = 3600, 24 * 3600


@pytest.fixture
def workspace(db):
    found = Workspace.from_environment()
    found.prepare()
    for path in (*found.uploads.iterdir(), *found.rejects.iterdir()):
        path.unlink()
    return found


def aged(path, seconds):
    path.write_text("姓名", encoding="utf-8")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_an_upload_that_no_open_job_names_goes(workspace):
    orphan = aged(workspace.uploads / "a.csv", HOUR)
    arriving = aged(workspace.uploads / "b.csv", 5)
    assert desk_files.sweep() == 1
    assert not orphan.exists()
    assert arriving.exists()


def test_an_upload_that_waits_stays_however_old(workspace, as_, hospital, tmp_path):
    send(as_("quality", hospital), write_visits(tmp_path / "v.csv", 2022, {1: [("0301", 5)]}))
    waiting = aged(workspace.uploads / LoadJob.objects.get().upload, 9 * DAY)
    desk_files.sweep()
    assert waiting.exists()


def test_a_preview_stays_for_a_day(workspace):
    old, fresh = aged(workspace.uploads / "ledger-a", 25 * HOUR), aged(workspace.uploads / "ledger-b", 23 * HOUR)
    desk_files.sweep()
    assert not old.exists()
    assert fresh.exists()


def test_lists_of_what_was_never_loaded_stay_for_30_days(workspace, visits):
    old, fresh = aged(workspace.rejects / "a.csv", 31 * DAY), aged(workspace.rejects / "b.csv", 29 * DAY)
    of_a_batch = aged(workspace.rejects / "c.csv", 300 * DAY)
    Batch.objects.filter(file_name="visits-2022.csv").update(rejects_path="c.csv")
    desk_files.sweep()
    assert not old.exists()
    assert fresh.exists()
    assert of_a_batch.exists()


def test_doctor_clears_them_away_and_says_how_many(workspace):
    aged(workspace.uploads / "a.csv", HOUR)
    assert "1 个无人等待的上传文件" in " ".join(finding.detail for finding in preparation.diagnose())
    assert not (workspace.uploads / "a.csv").exists()
