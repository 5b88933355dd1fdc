"""The server refuses an old database, and takes its worker with it when it goes."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest
from django.db.migrations.executor import MigrationExecutor

from linghang.core.errors import InputError
from linghang.site import serving
from ports import free_port

PATIENCE = 300
"""Seconds that anything may take: on a busy machine a server starts for minutes."""
START = "import django; django.setup(); from linghang.site.serving import serve; serve(port={port})"


def test_an_old_database_is_refused_with_the_remedy(db, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("something", False)])
    with pytest.raises(InputError, match="请先执行 linghang init"):
        serving.require_current_database()


def test_it_serves_with_a_worker_and_leaves_no_process_behind(tmp_path, migrated):
    environment = os.environ | {"LINGHANG_WORKSPACE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "linghang.site.settings"}
    migrated(tmp_path)
    port, children = free_port(), []
    server = subprocess.Popen(
        [sys.executable, "-c", START.format(port=port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/accounts/login/")
        children = psutil.Process(server.pid).children(recursive=True)
        # Forked from a process in which the engines have run, the first page that computes would wait for ever.
        assert any("spawn_main" in " ".join(child.cmdline()) for child in children)
        first = _worker_of(children)
        assert first
        os.kill(first, signal.SIGKILL)
        children = _children_with_another_worker(server.pid, first)
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=PATIENCE)
    finally:
        server.kill()
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert not alive


def _worker_of(children):
    return next((child.pid for child in children if "db_worker" in " ".join(child.cmdline())), None)


def _children_with_another_worker(server, first):
    """The processes of the server once a second worker stands in for the one that died."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        children = psutil.Process(server).children(recursive=True)
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if _worker_of(children) not in (None, first):
                return children
        time.sleep(0.2)
    raise AssertionError("nobody took over")


def _answers(url):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.2)
    return False
