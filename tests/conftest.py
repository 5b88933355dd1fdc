"""A workspace of its own for every test run, set before Django reads its settings."""

import os
import tempfile

_root = tempfile.TemporaryDirectory(prefix="linghang-test-")
os.environ["LINGHANG_WORKSPACE"] = _root.name
os.environ.pop("DATABASE_URL", None)
os.environ.pop("LINGHANG_LAKE", None)
