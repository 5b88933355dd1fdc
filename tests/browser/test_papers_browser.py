"""A paper as the office lives with it: uploaded, looked through by keyboard, set right, signed off, made into tasks."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser
REPORT = """示范医院2022年工作总结
一、2022年工作回顾
全年门诊患者满意率96.5%。
全年引进博士12人，其中男8人、女6人。
"""
PLAN = """示范医院2030年工作要点
一、重点任务
（一）建设心血管内科
6月底前完成设备安装。
（二）改善就医体验
要增设便民窗口。
"""


@pytest.fixture
def upload(signed_in):
    """upload(name, text) → the office's page of the paper."""

    def make(name, text):
        page = signed_in("h1-office")
        page.goto("/papers/?institution=h1")
        fold = page.locator("details", has_text="上传公文")
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        page.get_by_label("文件（").set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("status")).to_contain_text("已上传")
        page.wait_for_load_state()
        return page

    return make


def test_a_report_is_looked_through_by_keyboard_set_right_and_signed_off(upload):
    page = upload("总结.txt", REPORT)
    expect(page.locator(".paper-text .paper-conflict").first).to_contain_text("引进博士12人")
    expect(page.get_by_role("button", name="核定")).to_be_disabled()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".paper-now")).to_contain_text("引进博士12人")

    offered = page.locator("details:has(> summary:text('可能对应指标'))")
    offered.locator("summary").click()
    offered.get_by_role("combobox").first.select_option("")
    offered.get_by_role("button", name="记住").first.click()
    expect(page.get_by_role("status")).to_contain_text("已记住")

    page.locator("summary", has_text="不是差错").click()
    page.get_by_label("理由").fill("两名博士为双聘，分别计入")
    page.get_by_role("button", name="记下说明").click()
    expect(page.get_by_role("status")).to_contain_text("已记下说明")
    page.get_by_role("button", name="核定").click()
    expect(page.get_by_role("status")).to_contain_text("已核定")


def test_a_plan_becomes_tasks_that_keep_its_words(upload):
    page = upload("要点.txt", PLAN)
    page.get_by_role("link", name="分解立项").click()
    expect(page.locator(".paper-row")).to_have_count(2)
    expect(page.get_by_label("时限").first).to_have_value("2030-06-30")
    page.get_by_role("button", name="立项", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已立项 2 项")
    page.locator(".paper-row a").first.click()
    expect(page.get_by_text("6月底前完成设备安装").first).to_be_visible()
