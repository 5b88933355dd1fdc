"""What every test with a database shares. The workspace of the run is made in `site_settings`."""

from importlib import import_module
from pathlib import PurePosixPath

import pytest

ROOMS = ("tests/acceptance", "tests/browser", "tests/cli", "tests/demo")
"""Folders whose tests share something dear (the region, a running house): each stays with one worker."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Share the tests out by file, and by folder where files share a dear fixture. xdist's own groups are marks, and
    from pytest 9.2 on they are ignored without a word (pytest-xdist issue 1386)."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class ByRoom(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = PurePosixPath(nodeid.split("::", 1)[0])
            return next((room for room in ROOMS if file.is_relative_to(room)), str(file))

    config.option.loadscopereorder = False  # as collected: the dearest rooms come first, not those of most tests
    return ByRoom(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let transactional tests empty the audit log between them; tests/site/test_audit.py sets its guard again."""
    from django.db import connection

    from linghang.site.append_only import allow_changes

    with django_db_blocker.unblock():
        allow_changes(connection)


@pytest.fixture(scope="session", autouse=True)
def pages():
    """Import every page before any test: a page binds the packs when it is imported, and must not bind a test's own."""
    import_module("linghang.site.urls")
