"""The paths that people walk every day, in a real browser."""

import re

import pytest

from browser.screens import WALL, open_on_each

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser


def test_signing_in_leads_to_the_cockpit(signed_in):
    page = signed_in("h1-quality")
    expect(page.get_by_role("heading", level=1)).to_contain_text("示范医院")
    expect(page.get_by_role("link", name=re.compile("门急诊人次"))).to_contain_text("37")


def test_a_wrong_password_stays_outside(open_page):
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("h1-quality")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")


def test_from_a_figure_to_its_chart_and_down_to_its_rows(signed_in):
    page = signed_in("h1-quality")
    page.get_by_role("link", name=re.compile("门急诊人次")).click()
    expect(page.locator(".js-plotly-plot .scatterlayer").first).to_be_visible()
    page.get_by_role("link", name="这个数怎么来的").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("从原始行重新计算，结果一致")
    expect(drawer).to_contain_text("visits-2022.csv")
    expect(drawer).not_to_contain_text("PATIENT")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(page.get_by_role("link", name="这个数怎么来的")).to_be_focused()


def test_choosing_another_year_needs_no_button(signed_in):
    page = signed_in("h1-quality")
    page.goto("/institutions/h1/?period=2021")  # whatever others have recorded this year
    page.get_by_role("link", name="2022年").click()
    expect(page.get_by_role("link", name=re.compile("门急诊人次"))).to_contain_text("37")
    page.wait_for_load_state()
    page.get_by_label("期间").select_option("2022Q1")
    expect(page.get_by_role("link", name=re.compile("门急诊人次"))).to_contain_text("10")


def test_a_file_loaded_through_the_desk_is_seen_on_the_cockpit(signed_in, house):
    page = signed_in("h1-quality")
    page.get_by_role("link", name="数据", exact=True).click()
    page.get_by_role("link", name="导入文件").first.click()
    page.wait_for_url("**/data/upload/**")
    page.locator("input[type=file]").set_input_files(house["files"] / "visits-2023.csv")
    expect(page.locator("[data-file-name]")).to_have_text("visits-2023.csv")
    page.get_by_label("数据种类").select_option("outpatient_visit")
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_role("status")).to_contain_text("已入库 6 行")
    page.goto("/institutions/h1/?period=2023-01")
    expect(page.get_by_role("link", name=re.compile("门急诊人次"))).to_contain_text("6")


def test_a_broken_file_is_explained_in_place(signed_in, house):
    page = signed_in("h1-quality")
    page.goto("/data/upload/")
    page.locator("input[type=file]").set_input_files(house["files"] / "broken.csv")
    page.get_by_label("数据种类").select_option("outpatient_visit")
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_role("alert")).to_contain_text("没有入库，原有数据没有改变")
    expect(page.get_by_role("table")).to_contain_text("就诊流水号")


PAGES = (
    "/",
    "/indicators/",
    "/indicators/outpatient_visits/",
    "/indicators/outpatient_visits/trace/",
    "/data/",
    "/data/upload/",
    "/data/batches/1/",
    "/registers/",
    "/reports/",
    "/wall/h1/",
)


def test_no_page_is_wider_than_its_screen(signed_in):
    page = signed_in("h1-quality")
    for address in PAGES:
        open_on_each(page, address)


def test_the_keyboard_reaches_content_and_sorts_a_table(signed_in):
    page = signed_in("h1-quality")
    page.goto("/indicators/outpatient_visits/?period=2022")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    head = page.get_by_role("columnheader", name="科室")
    head.focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")


def test_printing_leaves_the_menu_out(signed_in):
    page = signed_in("h1-quality")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="主菜单")).to_be_hidden()


def test_the_wall_turns_by_itself(signed_in, new_context):
    cookies = signed_in("h1-quality").context.cookies()
    context = new_context(viewport={"width": WALL, "height": 1080})
    context.add_cookies(cookies)
    page = context.new_page()
    page.clock.install()  # for all of its context, and for good
    page.goto("/wall/h1/?period=2022")
    first = page.locator("h1:visible").inner_text()
    page.clock.run_for(16_000)
    expect(page.locator("h1:visible")).not_to_have_text(first)
    context.close()
