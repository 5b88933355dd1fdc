"""The office looks at an indicator system, rates evidence, keeps and locks a result, tries another value."""

import pytest

from browser.screens import open_on_each

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser
WHERE = "?institution=h1&period=2022"
SHEET = f"/assessment/own-department/sheet/{WHERE}"
PAGES = (
    f"/assessment/{WHERE}",
    f"/assessment/crosswalk/{WHERE}",
    f"/assessment/paired/{WHERE}",
    f"/assessment/national-tertiary/{WHERE}",
    SHEET,
    f"{SHEET}&unit=0301",
    *(f"/assessment/own-department/{name}/{WHERE}" for name in ("ranking", "whatif", "compare", "heat")),
)


def test_no_page_is_wider_than_the_screen(signed_in):
    page = signed_in("h1-office")
    for address in PAGES:
        open_on_each(page, address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_from_a_rating_to_a_locked_result_and_another_value_by_keyboard(signed_in):
    page = signed_in("h1-office")
    page.get_by_role("link", name="考核", exact=True).click()
    page.wait_for_url("**/assessment/")
    page.goto(SHEET)
    page.get_by_role("link", name="心血管内科评级").click()
    page.get_by_label("B（良好）：有监管，有结果").check()
    page.get_by_label("评定说明（必填）").fill("查看了科室台账")
    page.get_by_role("button", name="保存评定").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    expect(page.locator(".sheet-table")).to_contain_text("查看了科室台账")

    page.get_by_role("link", name="怎么提升").click()
    page.get_by_role("link", name="心血管内科").click()
    for typed, answer in (("很高", "看不懂这个值"), ("50", "只是试算，不保存")):
        page.locator(".try-form input[inputmode=decimal]").first.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text(answer)

    page.goto(f"{SHEET}&unit=0301")
    page.get_by_role("button", name="保存本次结果").click()
    page.get_by_role("button", name="锁定结果").click()
    expect(page.locator(".notice-success").last).to_contain_text("已锁定")
    page.goto(f"{SHEET}&unit=0301")
    expect(page.locator("main")).to_contain_text("锁定的结果")
    expect(page.get_by_role("button", name="保存本次结果")).to_have_count(0)
