"""Supervised tasks as they are lived: at the office desk, on a phone in the corridor, by two people at once."""

import datetime as dt
import re

import pytest

from browser.conftest import PATIENCE, enter
from browser.screens import PHONE, open_on_each

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def in_days(days):
    return (dt.date.today() + dt.timedelta(days=days)).isoformat()


@pytest.fixture
def register(signed_in):
    """register(title) → the office's page of a task of 心血管内科, given out through the form."""

    def make(title, page=None):
        page = page or signed_in("h1-office")
        page.goto("/tasks/new/?institution=h1")
        page.get_by_label("事项").fill(title)
        page.get_by_label("牵头科室").select_option("0301")
        page.get_by_label("时限", exact=True).fill(in_days(30))
        page.get_by_role("button", name="保存并交办").click()
        expect(page.get_by_role("status")).to_contain_text("已立项并交办")
        return page

    return make


def address(page):
    return re.sub(r"^https?://[^/]+", "", page.url).split("#")[0]


def open_act(page, title):
    """Unfold the form of a step, unless it is already; a script unfolds the one that the address names."""
    act = page.locator("details.act", has=page.locator("summary b", has_text=re.compile(f"^{title}")))
    act.wait_for()
    page.wait_for_load_state()
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    return act


def test_a_task_is_signed_for_reported_with_a_photo_reviewed_and_closed(register, signed_in):
    office = register("缩短术前等待时间")
    phone = signed_in("h1-head", PHONE)
    phone.goto("/tasks/mine/")
    item = phone.locator(".desk-list li", has_text="缩短术前等待时间")
    item.get_by_role("link", name="签收").click()
    phone.get_by_role("button", name="签收").click()
    expect(phone.get_by_role("status")).to_contain_text("已签收")

    report = open_act(phone, "反馈")
    report.get_by_label("进展情况").fill("已与手术室排定每日首台时间")
    report.get_by_label("进度（%）").fill("60")
    camera = report.locator("input[name=photo]")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    expect(report.locator("[data-file-names]")).to_have_text("现场.png")
    report.get_by_role("button", name="反馈").click()
    expect(phone.get_by_role("status")).to_contain_text("已反馈")
    photo = phone.locator("#history .evidence img")
    expect(photo).to_be_visible()
    expect(photo).to_have_js_property("naturalWidth", 1)

    done = open_act(phone, "申请办结")
    done.get_by_label("办结情况").fill("首台准点率达标")
    done.get_by_role("button", name="申请办结").click()
    expect(phone.locator(".task-answer")).to_contain_text("等责任领导或督查部门复核")

    leader = signed_in("h1-leader")
    leader.goto("/tasks/mine/")
    leader.locator(".desk-list li", has_text="缩短术前等待时间").get_by_role("link", name="复核").click()
    review = open_act(leader, "复核")
    for point in review.get_by_role("radiogroup").all():
        point.get_by_label("合格", exact=True).check()
    review.get_by_role("button", name="销号").click()
    expect(leader.get_by_role("status")).to_contain_text("已销号")
    expect(leader.locator(".task-answer")).to_contain_text("已销号")
    office.goto(address(leader))
    expect(office.locator("#history")).to_contain_text("首台准点率达标")


def test_urging_writes_a_letter_that_opens(register):
    page = register("整改处方点评问题")
    urge = open_act(page, "催办")
    urge.get_by_label("催办内容").fill("请三日内反馈")
    urge.get_by_role("button", name="催办").click()
    expect(page.get_by_role("status")).to_contain_text("督催〔")
    page.locator("#history").get_by_role("link", name=re.compile("催办函")).click()
    expect(page.locator("article.paper")).to_contain_text("请三日内反馈")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Word").click()
    assert download.value.suggested_filename.endswith(".docx")


def wait_for_draft(page, words):
    """Until the page has kept what was typed. From here, for what polls in the page needs the eval that it forbids."""
    for _ in range(PATIENCE // 100):
        if page.evaluate("words => Object.values(localStorage).some(kept => kept.includes(words))", words):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"no draft with {words}")


@pytest.fixture
def second_office(new_context, house):
    """The office on another computer. Chromium writes every refused request to its console; here one is expected."""
    context = new_context()
    page = context.new_page()
    enter(page, "h1-office", house["passwords"]["h1-office"])
    yield page
    context.close()


def test_the_slower_of_two_people_loses_nothing(register, second_office):
    office, other = register("完善会诊时限管理"), second_office
    other.goto(address(office))
    first = open_act(office, "督查")
    first.get_by_label("督查情况").fill("已电话核实")
    first.get_by_role("button", name="督查").click()
    expect(office.get_by_role("status")).to_contain_text("已督查")

    second = open_act(other, "催办")
    second.get_by_label("催办内容").fill("我写了很久的催办意见")
    with other.expect_response(lambda response: response.status == 409):
        second.get_by_role("button", name="催办").click()
    expect(other.get_by_role("alert")).to_contain_text("更新了这项任务")
    expect(other.locator(".task-past")).to_contain_text("已电话核实")
    expect(other.get_by_label("催办内容")).to_have_value("我写了很久的催办意见")
    other.get_by_role("button", name="催办").click()
    expect(other.get_by_role("status")).to_contain_text("已催办")
    expect(other.locator("#history")).to_contain_text("我写了很久的催办意见")


def test_many_tasks_at_once_each_with_its_own_answer(register):
    page = register("批量甲")
    register("批量乙", page)
    page.goto("/tasks/?q=批量")
    bar = page.locator("[data-bulk-bar]")
    expect(bar.get_by_role("button", name="执行")).to_be_disabled()
    page.get_by_label("全选本页").check()
    expect(bar.locator("[data-picked]")).to_have_text("2")
    expect(bar.get_by_label("新的时限")).to_be_hidden()
    bar.get_by_label("做什么").select_option("urge")
    bar.get_by_label("说明").fill("月底前反馈")
    bar.get_by_role("button", name="执行").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("办成 2 项")
    expect(page.locator("tbody tr", has_text="批量乙")).to_contain_text("已催办，督催〔")
    page.get_by_role("link", name="回到台账").click()
    page.wait_for_url("**q=*")


def test_a_draft_comes_back_after_the_window_was_closed(register, signed_in):
    page = register("修订应急预案")
    open_act(page, "催办").get_by_label("催办内容").fill("写到一半")
    wait_for_draft(page, "写到一半")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address(page))
    offer = page.locator("[data-draft-offer]:visible")
    expect(offer).to_have_count(1)
    offer.get_by_role("button", name="接着填").click()
    expect(page.get_by_label("催办内容")).to_have_value("写到一半")


def test_rows_pasted_from_a_spreadsheet_become_sub_tasks(register):
    page = register("建设胸痛中心")
    page.get_by_role("link", name="分解").click()
    page.get_by_label("第1行子任务").focus()
    table = f"制定方案\t心血管内科\t{in_days(7)}\n组织演练\t心血管内科\t{in_days(14)}\n"
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste",
          { clipboardData: data, bubbles: true, cancelable: true })); }""",
        table,
    )
    expect(page.get_by_label("第2行子任务")).to_have_value("组织演练")
    page.get_by_role("button", name="建立子任务").click()
    expect(page.get_by_role("status")).to_contain_text("已建立 2 项子任务并交办")
    expect(page.locator(".task-tree")).to_contain_text("组织演练")


def test_no_page_of_tasks_is_wider_than_its_screen(register):
    page = register("宽度")
    where = address(page)
    pages = ["", "mine/", "map/", "map/wall/", "changes/", "new/", "templates/", "bulletins/", "letters/"]
    pages += ["bulletins/new/", "departments/h1/0301/"]
    for path in [*(f"/tasks/{each}" for each in pages), where, f"{where}edit/", f"{where}decompose/"]:
        open_on_each(page, path)


def test_the_map_prints_on_a3_and_the_wall_turns(register, signed_in):
    register("挂图事项")
    page = signed_in("h1-office")
    page.goto("/tasks/map/")
    expect(page.locator(".map-table")).to_contain_text("挂图事项")
    printed = page.pdf(prefer_css_page_size=True)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert (round(float(box[1]) / 72 * 25.4), round(float(box[2]) / 72 * 25.4)) == (420, 297)
    page.goto("/tasks/map/wall/")
    expect(page.locator("body.wall .map-table").first).to_be_visible()


def test_the_keyboard_opens_a_step_from_its_address(register):
    page = register("键盘事项")
    page.goto(f"{address(page)}#act-urge")
    expect(page.get_by_label("催办内容")).to_be_focused()
