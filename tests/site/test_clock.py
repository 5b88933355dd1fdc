"""The clock: each job in its turn, once however many processes ask, and none held up by another."""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest

from linghang.cli import main
from linghang.site import clock
from linghang.site.clock import Job, tick

ASK = """
import datetime as dt, pathlib, sys, time
import django
django.setup()
from linghang.site.clock import Job, tick
print("ready", flush=True)
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.001)
print(tick(jobs={"count": Job(dt.timedelta(hours=1), lambda: 1)}))
"""
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def after(**time):
    return NOON + dt.timedelta(**time)


@pytest.fixture
def jobs():
    """One job that counts its turns, every hour."""
    done = []
    return {"count": Job(dt.timedelta(hours=1), lambda: done.append(1) or len(done))}


def test_a_job_is_done_once_in_its_turn(db, jobs):
    assert tick(NOON, jobs) == {"count": 1}
    assert tick(NOON, jobs) == {}
    assert tick(after(minutes=59), jobs) == {}
    assert tick(after(minutes=60), jobs) == {"count": 2}


def test_what_is_asked_for_is_done_at_the_next_tick(db, jobs):
    tick(NOON, jobs)
    clock.ask("count")
    assert tick(after(minutes=1), jobs) == {"count": 2}
    assert tick(after(minutes=2), jobs) == {}


def test_a_job_that_fails_holds_up_no_other_and_comes_again(db, jobs):
    broken = {"broken": Job(dt.timedelta(minutes=1), lambda: 1 // 0)} | jobs
    assert tick(NOON, broken) == {"count": 1}
    broken["broken"] = Job(dt.timedelta(minutes=1), lambda: 7)
    assert tick(after(minutes=1), broken) == {"broken": 7}


def test_of_many_processes_at_once_one_does_it(tmp_path, migrated):
    environment = os.environ | {"LINGHANG_WORKSPACE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "linghang.site.settings"}
    migrated(tmp_path)
    gate = tmp_path / "gate"
    asking = [
        subprocess.Popen([sys.executable, "-c", ASK, str(gate)], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for each in asking:
        assert each.stdout.readline() == "ready\n"
    gate.touch()
    answers = sorted(each.communicate(timeout=300)[0].strip() for each in asking)
    assert answers == ["{'count': 1}", "{}", "{}", "{}"]


def test_changed_data_are_judged_soon(hospital, monkeypatch):
    from linghang.registers.signals import data_changed

    asked = []
    monkeypatch.setattr(clock, "ask", asked.append)
    data_changed.send(sender=None, register="risk", institution="h1")
    assert asked == ["look"]


def test_the_house_has_its_jobs_and_they_run_on_an_empty_house(db):
    jobs = ("look", "follow_renames", "remind", "remind_cases", "remind_duties", "remind_terms", "deliver")
    assert tick(NOON) == dict.fromkeys(jobs, 0)


def test_the_command_line_does_the_same(db, capsys, monkeypatch):
    monkeypatch.setattr("linghang.cli.clock.open_site", lambda: None)
    with pytest.raises(SystemExit) as ended:
        main(["remind", "--today", "2026-11-22", "--json"])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out) == {"proposed": 0, "told": 0, "sent": 0, "failed": 0, "waiting": 0}
