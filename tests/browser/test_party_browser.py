"""A secretary's day: the home of the branch, and what was held recorded on a telephone in three taps."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
PHONE = 360


@pytest.fixture(scope="module")
def secretary(house):
    """The branch of five and its secretary's account."""
    environment = os.environ | {
        "LINGHANG_WORKSPACE": str(house["files"].parent),
        "DJANGO_SETTINGS_MODULE": "linghang.site.settings",
    }
    made = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("prepare_party.py"))],
        check=False, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    house["passwords"]["h1-secretary"] = made.stdout.strip()
    return "h1-secretary"


def test_a_theme_day_is_recorded_in_three_taps(secretary, signed_in):
    phone = signed_in(secretary, PHONE)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("内科党支部")
    due = phone.locator(".party-due li", has_text="主题党日")
    due.get_by_role("link", name="登记").click()  # one
    expect(phone.locator("[data-present]")).to_have_text("5")
    phone.wait_for_load_state()
    photo = phone.locator("input[name=files]")
    assert photo.get_attribute("capture") == "environment"
    photo.set_input_files({"name": "签到表.png", "mimeType": "image/png", "buffer": PNG})  # two
    expect(phone.locator("[data-said]")).to_contain_text("已选 1 张")
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    phone.get_by_role("button", name="保存").click()  # three
    expect(phone.get_by_role("status")).to_contain_text("已登记，5 人参加")
    expect(phone.locator(".party-due li", has_text="主题党日")).to_have_count(0)
    expect(phone.locator("#activities")).to_contain_text("签到表.png")


def test_the_home_of_a_branch_shows_its_year(secretary, signed_in):
    page = signed_in(secretary)
    page.goto("/party/branches/h1-b1/")
    strip = page.locator(".party-strip tbody tr", has_text="支部党员大会")
    expect(strip.locator("td .cell")).to_have_count(4)
    expect(page.get_by_text("5 人（正式 5")).to_be_visible()
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
