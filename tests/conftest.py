"""A workspace of its own for every test run, set before Django reads its settings."""

import os
import tempfile

import pytest

_root = tempfile.TemporaryDirectory(prefix="linghang-test-")
os.environ["LINGHANG_WORKSPACE"] = _root.name
os.environ.pop("DATABASE_URL", None)
os.environ.pop("LINGHANG_LAKE", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let transactional tests empty the audit log between them; tests/site/test_audit.py sets its guard again."""
    from django.db import connection

    from linghang.site.append_only import allow_changes
    with django_db_blocker.unblock():
        allow_changes(connection)
