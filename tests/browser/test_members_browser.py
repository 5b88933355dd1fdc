"""What is sensitive on the screen: names open with a reason and leave a trace; discipline is there for its role."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def accounts(house):
    """Members of a branch, its secretary, the office and the discipline officer: `shown_by(reason)` asks the log."""
    environment = os.environ | {
        "LINGHANG_WORKSPACE": str(house["files"].parent),
        "DJANGO_SETTINGS_MODULE": "linghang.site.settings",
    }

    def run(*words):
        made = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("prepare_members.py")), *words],
            check=False, env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()

    password = run("make")
    house["passwords"] |= dict.fromkeys(("h1-clerk", "h1-officer"), password)
    return lambda reason: run("logged", reason)


def test_the_roll_is_masked_until_a_reason_is_given_and_that_is_logged(accounts, signed_in):
    page = signed_in("h1-clerk")
    page.goto("/members/branches/h1-roll/")
    expect(page.get_by_text("江**").first).to_be_visible()
    expect(page.get_by_text("江演示")).to_have_count(0)
    page.get_by_label("事由").fill("核对演示名册")
    page.get_by_role("button", name="显示姓名").click()
    expect(page.get_by_text("江演示").first).to_be_visible()
    assert accounts("核对演示名册") == "h1-clerk"
    page.get_by_role("button", name="重新隐去").click()
    expect(page.get_by_text("江演示")).to_have_count(0)


def test_from_integrity_to_the_ledger_and_discipline_is_not_there_for_others(accounts, signed_in):
    page = signed_in("h1-clerk")
    page.goto("/integrity/")
    expect(page.get_by_role("link", name="纪检工作台")).to_have_count(0)
    page.get_by_role("link", name="责任书台账").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("责任书签订台账")
    assert page.request.get("/integrity/desk/").status == 404
    officer = signed_in("h1-officer")
    officer.goto("/integrity/")
    officer.get_by_role("link", name="纪检工作台").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("纪检工作台")
