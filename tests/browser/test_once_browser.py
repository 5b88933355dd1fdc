"""An impatient hand: a button pressed twice registers one thing."""

import datetime as dt
import re

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser
TITLE = "双击只登记一项"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_double_click_registers_one_task(signed_in, scripts):
    page, title = signed_in("h1-office"), f"{TITLE}{scripts}"
    page.goto("/tasks/new/?institution=h1")
    page.get_by_label("事项").fill(title)
    page.get_by_label("牵头科室").select_option("0301")
    page.get_by_label("时限", exact=True).fill((dt.date.today() + dt.timedelta(days=30)).isoformat())
    if not scripts:  # what a browser does that does not let the button rest
        page.evaluate("document.addEventListener('submit', event => event.stopImmediatePropagation(), true)")
    page.get_by_role("button", name="保存并交办").dblclick()
    expect(page.get_by_role("status")).to_contain_text(re.compile("已立项并交办|没有再登记一次"))
    page.goto("/tasks/?institution=h1&stage=all")
    expect(page.get_by_role("link", name=title)).to_have_count(1)
