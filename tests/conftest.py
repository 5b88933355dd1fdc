"""What every test with a database shares. The workspace of the run is made in `site_settings`."""

from importlib import import_module

import pytest


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
