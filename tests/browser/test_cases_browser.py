"""A branch asks for its upgrading: from the form of the office to the step on a secretary's telephone."""

import datetime as dt
import re

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser
PHONE, OFFICE = 360, 1366
PDF = {"name": "记录.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 synthetic"}


def test_a_case_goes_from_its_form_to_its_next_step_and_fits_the_telephone(signed_in):
    today = dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=8))).date()
    page = signed_in("h1-office")
    page.goto("/procedures/h1/complaint/new/")
    page.get_by_label("事项").fill("候诊时间长")
    for box in page.locator("form.ledger-form [required]").all():
        _fill(box)
    page.get_by_role("button", name="启动").click()
    expect(page.get_by_role("status")).to_contain_text(f"已启动，编号 {today.year}-")
    page.wait_for_load_state()
    address = re.sub(r"^https?://[^/]+", "", page.url)
    act = page.locator("details.act[open]").first
    for box in act.locator("[required]").all():
        _fill(box)
    for upload in act.locator("input[type=file]:not([capture])").all():
        upload.set_input_files([PDF])
    act.locator("button.button-primary").click()
    expect(page.get_by_role("status").first).to_contain_text("已登记")
    expect(page.locator(".case-done")).to_have_count(1)

    phone = signed_in("h1-office", PHONE)
    for place in ("/procedures/?institution=h1", "/procedures/h1/complaint/", address, "/procedures/mine/"):
        phone.goto(place)
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place


def _fill(box):
    """Something that fits: the second choice of a list, today's number or a word in an empty box."""
    if box.evaluate("box => box.tagName") == "SELECT":
        box.select_option(index=1)
    elif not box.input_value():
        box.fill("1" if box.get_attribute("inputmode") else "示例")
