"""From an item put forward to a task and minutes, as the office walks it in a real browser."""

import datetime as dt
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from browser.screens import open_on_each

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser
TITLE = "基层党组织星级评定办法"
TODAY = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture(scope="session")
def committee(house):
    """The house with a Party committee and a president's meeting."""
    environment = os.environ | {
        "LINGHANG_WORKSPACE": str(house["files"].parent),
        "DJANGO_SETTINGS_MODULE": "linghang.site.settings",
    }
    script = Path(__file__).parent / "prepare_meetings.py"
    subprocess.run([sys.executable, str(script)], check=True, env=environment, timeout=300)
    return house


def plan(page, body):
    page.goto("/meetings/new/")
    page.get_by_label("议事机构").select_option(label=body)
    page.get_by_label("开始时间").fill(f"{TODAY}T15:00")
    page.get_by_label("地点").fill("三楼会议室")
    page.get_by_role("button", name="开始筹备").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(body)


def add(page, title):
    page.get_by_role("button", name=f"列入议程：{title}").click()
    expect(page.locator("#agenda [data-agenda-item]").last).to_contain_text(title)


def submit(page):
    """Put the item forward; the catalogue is searched by pinyin initials and the verdict follows."""
    page.goto("/meetings/items/new/")
    page.get_by_label("议题 *").fill(TITLE)
    page.get_by_label("查找事项").press_sequentially("ddjs")
    page.locator("#id_matter option", has_text="党的建设和党风廉政建设").wait_for(state="attached")
    expect(page.locator("#id_matter option", has_text="日常科研管理")).to_have_count(0)
    page.locator("#id_matter").select_option(label="党的建设和党风廉政建设")
    expect(page.locator("#verdict")).to_contain_text("党委会 · 决定")
    page.get_by_label("汇报要点").fill("一、修订标准\n二、突出业务融合")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("status")).to_contain_text("已提交")


def try_the_wrong_body(page):
    """The president's meeting may not decide it: the desk says so and sends no notice."""
    plan(page, "院长办公会")
    add(page, TITLE)
    expect(page.locator("#next-step")).to_contain_text("应由党委会讨论，不由院长办公会讨论")
    page.get_by_role("button", name="议程定稿，发出通知").click()
    expect(page.get_by_role("status").first).to_contain_text("没有办成")
    page.get_by_role("button", name=f"移出议程：{TITLE}").click()
    expect(page.get_by_role("heading", name="议程还是空的")).to_be_visible()


def convene(page):
    """The committee may; the first topic goes first."""
    plan(page, "党委会")
    add(page, TITLE)
    page.get_by_label("直接加一项").fill("第一议题：传达学习")
    page.get_by_role("button", name="加入").click()
    expect(page.locator("#agenda [data-agenda-item]").first).to_contain_text("第一议题：传达学习")
    page.get_by_role("button", name="议程定稿，发出通知").click()
    expect(page.get_by_role("status").first).to_contain_text("通知已发出")
    page.get_by_role("button", name="开始会议").click()
    expect(page.get_by_role("link", name="纪要预览")).to_be_visible()
    page.wait_for_load_state()


def attend(page):
    """Four come and one is on leave, by keyboard; the quorum follows."""
    page.locator("#agenda").get_by_role("link", name=TITLE).click()
    expect(page.locator("#current")).to_contain_text(TITLE)
    page.wait_for_load_state()
    expect(page.locator("#quorum")).to_contain_text("到会人数不足")
    page.locator("#people-pane [data-choices] input[type=radio]").first.focus()
    for number in range(1, 5):
        page.keyboard.press("1")
        expect(page.locator("#people-pane")).to_contain_text(f"实到 {number}")
    page.keyboard.press("2")
    expect(page.locator("#people-pane")).to_contain_text("请假 1")
    expect(page.locator("#quorum")).to_contain_text("到会人数符合规定")


def speak_and_vote(page):
    """The secretary speaks too early; three vote for, one against."""
    page.locator("#speaker").select_option(label="甲一")
    page.locator("#speak").click()
    expect(page.locator("#live")).to_contain_text("1. 甲一")
    page.locator("#speaker").select_option(label="乙二")
    page.locator("#speak").click()
    expect(page.locator("#speech-warning")).to_contain_text("甲一应末位表态")
    page.locator("#live [data-choices=vote] input[type=radio]").first.focus()
    for number in range(1, 4):
        page.keyboard.press("1")
        expect(page.locator("#live")).to_contain_text(f"赞成 {number}")
    page.keyboard.press("2")
    expect(page.locator("#passed")).to_contain_text("赞成3票，超过半数应到会成员（5人）")


def resolve(page):
    """The decision is recorded while the meeting is open, and becomes a task in place."""
    page.get_by_label("议定意见").fill("同意印发，由党办牵头落实。")
    page.get_by_role("button", name="保存结果").click()
    expect(page.locator("#outcome")).to_contain_text(f"党委会决议〔{TODAY.year}〕1号")
    page.get_by_label("督办事项").fill("印发星级评定办法")
    page.get_by_label("牵头科室").select_option(label="心血管内科")
    page.get_by_label("办结时限").fill(f"{TODAY + dt.timedelta(days=30)}")
    page.get_by_role("button", name="立项", exact=True).click()
    expect(page.locator("#outcome")).to_contain_text("印发星级评定办法")


def close(page):
    """The first topic was learnt; the meeting ends."""
    page.keyboard.press("k")
    expect(page.locator("#current")).to_contain_text("第一议题：传达学习")
    page.get_by_label("结果").select_option(label="知悉")
    page.get_by_role("button", name="保存结果").click()
    expect(page.locator("#outcome .tag")).to_have_text("知悉")
    page.get_by_role("button", name="散会").click()


def test_from_an_item_to_its_task_and_the_minutes(signed_in, committee, tmp_path):
    page = signed_in("h1-office")
    for step in (submit, try_the_wrong_body, convene, attend, speak_and_vote, resolve, close):
        step(page)
    page.get_by_role("link", name="纪要", exact=True).click()
    expect(page.get_by_role("article")).to_contain_text("表决：赞成3票，反对1票，弃权0票，通过。")
    with page.expect_download() as started:
        page.get_by_role("link", name="下载 Word").click()
    path = tmp_path / "minutes.docx"
    started.value.save_as(path)
    text = re.sub("<[^>]+>", "", zipfile.ZipFile(path).read("word/document.xml").decode())
    assert "同意印发，由党办牵头落实。" in text


PAGES = (
    "/meetings/",
    "/meetings/items/new/",
    "/meetings/exceptions/",
    "/meetings/resolutions/",
    "/meetings/series/",
    "/meetings/study/",
    "/meetings/research/",
    "/meetings/report/",
    "/meetings/new/",
)


def test_no_page_of_meetings_is_wider_than_its_screen(signed_in, committee):
    page = signed_in("h1-office")
    for address in PAGES:
        open_on_each(page, address)
