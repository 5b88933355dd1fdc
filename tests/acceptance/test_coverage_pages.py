"""Everything that coverage.csv names has a page that answers the administrator."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from acceptance.coverage_page import coverage

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("region")]


def test_every_named_thing_has_a_page_that_answers(region: Path) -> None:
    wanted = {(row.kind, row.code) for row in coverage() if row.kind in ("register", "indicator", "report", "page")}
    pages = sorted(wanted)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LINGHANG_", "DATABASE_"))}
    environment["LINGHANG_WORKSPACE"] = str(region)
    command = [sys.executable, str(Path(__file__).with_name("open_pages.py"))]
    done = subprocess.run(
        command, input=json.dumps(pages), env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    statuses = dict(zip(pages, json.loads(done.stdout), strict=True))
    assert {page: status for page, status in statuses.items() if status != 200} == {}
