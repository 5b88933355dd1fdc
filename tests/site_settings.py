"""The site's settings in a workspace of its own for every test run.

It stands here and not in a conftest because pytest-django reads the settings before any conftest.
"""

import atexit
import os
import tempfile

_root = tempfile.TemporaryDirectory(prefix="linghang-test-")
atexit.register(_root.cleanup)
os.environ["LINGHANG_WORKSPACE"] = _root.name
for variable in ("DATABASE_URL", "LINGHANG_LAKE", "LINGHANG_HTTPS", "LINGHANG_DEBUG"):
    os.environ.pop(variable, None)

from linghang.site.database import database_settings  # noqa: E402
from linghang.site.settings import *  # noqa: E402, F403

# With LINGHANG_TEST_DATABASE=postgresql://… what runs inside the tests uses PostgreSQL; what they start uses SQLite.
DATABASES["default"] = database_settings(os.environ.get("LINGHANG_TEST_DATABASE", ""), WORKSPACE.database)  # noqa: F405
# Both are what Django advises for tests: tables straight from the models, and passwords that need not be hard to guess.
DATABASES["default"]["TEST"] = {"MIGRATE": False}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # static files are looked for when asked for; else every test client lists them all
