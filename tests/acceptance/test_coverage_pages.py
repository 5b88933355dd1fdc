"""Everything that coverage.csv names has a page that answers those who may open it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from acceptance.coverage_page import coverage
from shipped import shipped_library

pytestmark = pytest.mark.acceptance

WITH_PAGES = ("register", "indicator", "report", "page")


def statuses(region: Path, wanted: list[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
    """HTTP status by (user name, kind, code)."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LINGHANG_", "DATABASE_"))}
    environment["LINGHANG_WORKSPACE"] = str(region)
    command = [sys.executable, str(Path(__file__).with_name("open_pages.py"))]
    done = subprocess.run(
        command, input=json.dumps(wanted), env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(zip(wanted, json.loads(done.stdout), strict=True))


def test_everything_named_has_a_page_that_answers(region: Path) -> None:
    """The administrator opens them all, but ledgers of Party members: these are for the Party office alone."""
    registers = {register.code: register for register in shipped_library().registers()}
    named = sorted({(row.kind, row.code) for row in coverage() if row.kind in WITH_PAGES})
    of_members = {("register", code) for code, register in registers.items() if register.sensitivity == "member"}
    wanted = [("prefecture-office" if each in of_members else "admin", *each) for each in named]
    assert {page: status for page, status in statuses(region, wanted).items() if status != 200} == {}


def test_a_ledger_of_members_stays_shut_to_the_administrator(region: Path) -> None:
    page = ("admin", "register", "care_visit")
    assert statuses(region, [page]) == {page: 403}
