"""What every test with a database shares. The workspace of the run is made in `site_settings`."""

import fcntl
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, settings

# No test fails because the machine is busy; in CI the same examples are tried every time.
settings.register_profile(
    "linghang", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("linghang")

ROOMS = ("tests/acceptance", "tests/browser", "tests/cli", "tests/demo")
"""Folders whose tests share something dear (the region, a running house): each stays with one worker. Dearest first."""


def pytest_configure(config):
    """Commands that tests start find `hospital_machine` first; tests themselves do not, for the bench is held to
    pandas. So whoever starts the workers leaves it to them."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        first = [str(Path(__file__).with_name("hospital_machine")), os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, first))


def _room(nodeid):
    """The room a test belongs to; its file when that stands in none."""
    file = PurePosixPath(nodeid.split("::", 1)[0])
    return next((room for room in ROOMS if file.is_relative_to(room)), str(file))


def pytest_collection_modifyitems(items):
    """Rooms first: one that begins last leaves the other worker idle. pytest-django puts tests without a database,
    which those of the rooms are, behind all others."""
    items.sort(key=lambda item: ROOMS.index(room) if (room := _room(item.nodeid)) in ROOMS else len(ROOMS))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Share the tests out by file, and by folder where files share a dear fixture. xdist's own groups are marks, and
    from pytest 9.2 on they are ignored without a word (pytest-xdist issue 1386)."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class ByRoom(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _room(nodeid)

    config.option.loadscopereorder = False  # as ordered above, not the scopes of most tests first
    return ByRoom(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tables are made from the models (tests/site/test_caching.py: the migrations say the same); note that no
    migration is outstanding. The audit log has no guard, so that transactional tests can empty it between them."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        call_command("migrate", fake=True, verbosity=0)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """migrated(workspace) → the same folder, with the database in it that `linghang init` makes: it takes the time of
    all migrations, and many processes of these tests begin in a new workspace. One worker makes it for all."""
    made = _for_all_workers(tmp_path_factory) / "migrated"
    made.mkdir(exist_ok=True)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "done").exists():
            words = ["--workspace", str(made), "init"]
            subprocess.run([sys.executable, "-c", "from linghang.cli import main; main()", *words], check=True)
            (made / "done").touch()

    def place(workspace):
        workspace.mkdir(parents=True, exist_ok=True)
        shutil.copy(made / "linghang.db", workspace)
        return workspace

    return place


def _for_all_workers(tmp_path_factory):
    """A folder of this run that its workers share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def pages():
    """Import every page before any test: a page binds the packs when it is imported, and must not bind a test's own."""
    import_module("linghang.site.urls")
