"""The office adopts a programme, divides the work, breaks it down and sees where it stands."""

import datetime as dt
import re

import pytest

from browser.screens import open_on_each

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser
DUE = (dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=60)).isoformat()


def test_from_a_programme_of_the_document_to_tasks(signed_in):
    page = signed_in("h1-office")
    page.get_by_role("link", name="工程", exact=True).click()
    page.goto("/programmes/h1/six_fusions/")
    page.get_by_role("button", name="登记实施").click()
    expect(page.get_by_role("status")).to_contain_text("已登记实施")
    expect(page.locator(".figure", has_text="有任务的组成")).to_contain_text("0/ 6 项")

    page.get_by_role("link", name="党建融稳强核心保障").first.click()
    page.get_by_label("责任科室").select_option(label="心血管内科")
    page.get_by_role("button", name="保存分工").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("心血管内科")

    page.get_by_role("link", name="分解为任务").click()
    expect(page.get_by_label("第1行事项")).to_have_value(re.compile("抓铸魂"))
    expect(page.get_by_label("第1行牵头科室")).to_have_value("心血管内科")
    page.get_by_label("第1行时限").fill("下个月")
    page.get_by_label("第2行事项").fill("")
    for line in (2, 3):
        page.get_by_label(f"第{line}行事项").fill("")
        page.get_by_label(f"第{line}行牵头科室").fill("")
    page.get_by_role("button", name="立项").click()
    expect(page.get_by_role("alert")).to_contain_text("第 1 行：时限“下个月”，不是日期")
    page.get_by_label("第1行时限").fill(DUE)
    page.get_by_role("button", name="立项").click()
    expect(page.get_by_role("status")).to_contain_text("已立项 1 项任务并交办")
    expect(page.locator(".task-tree li")).to_have_count(1)

    page.get_by_role("link", name="党建六融", exact=True).click()
    expect(page.locator(".figure", has_text="有任务的组成")).to_contain_text("1/ 6 项")
    page.goto("/programmes/h1/matrix/")
    expect(page.locator(".notice-good")).to_contain_text("6 项组成都有任务或指标")
    expect(page.get_by_role("row", name=re.compile("党建融汇强队伍保障"))).to_contain_text("柔性引进专家")


def test_pages_fit_the_screen(signed_in):
    page = signed_in("h1-office")
    for address in ("/programmes/", "/programmes/h1/project_11235/", "/programmes/h1/matrix/"):
        open_on_each(page, address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
