"""The office adopts a duty, sees it missing, records it, and sees it done."""

import datetime as dt
import re

import pytest

from browser.screens import open_on_each

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser


def test_from_a_setting_to_a_done_duty(signed_in):
    today = dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=8))).date()
    page = signed_in("h1-office")
    page.goto("/duties/settings/?institution=h1")
    page.get_by_role("combobox", name="应办事项").select_option(label="质量安全·质量通报")
    page.get_by_label("从哪一天起").fill(today.replace(day=1).isoformat())
    page.get_by_label("是否要求").select_option(label="要求")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")

    page.get_by_role("link", name="我的应办").click()
    line = page.locator(".duty-list li", has_text="质量通报")
    expect(line).to_contain_text("还没有")
    expect(line.get_by_role("link", name="登记")).to_be_visible()

    page.goto(f"/registers/meeting/new/?institution=h1&today={today}")
    page.get_by_label(re.compile("会议类别")).select_option(label="质量通报会")
    page.get_by_label(re.compile("会议编号")).fill("通报-1")
    page.get_by_label(re.compile("召开日期")).fill(today.isoformat())
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")

    page.goto("/duties/?institution=h1&line=质量安全")
    page.locator(".duty-cell a").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("已完成 1 次")
    expect(page.get_by_role("dialog")).to_contain_text("通报-1")


def test_pages_fit_the_screen(signed_in):
    page = signed_in("h1-office")
    for address in (
        "/duties/?institution=h1",
        "/duties/mine/",
        "/duties/calendar/",
        "/duties/settings/?institution=h1",
    ):
        open_on_each(page, address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
