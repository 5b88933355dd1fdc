"""The organisation as its keepers use it: a department set up, somebody appointed, two editors at once, an account."""

import pytest

from browser.screens import open_on_each

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser


def save(page):
    page.get_by_role("button", name="保存", exact=True).click()


def hire(page, code, name):
    page.goto("/organization/institutions/h1/")
    page.get_by_role("link", name="登记人员").click()
    page.get_by_label("工号").fill(code)
    page.get_by_label("姓名").fill(name)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


@pytest.fixture
def department(signed_in):
    """department(code, name) → the office's page of a department just set up through the form."""

    def make(code, name):
        page = signed_in("h1-office")
        page.goto("/organization/institutions/h1/")
        page.get_by_role("link", name="新设科室").click()
        page.get_by_label("科室代码").fill(code)
        page.get_by_label("科室名称").fill(name)
        page.get_by_label("设立日期").fill("2022-01-01")
        save(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        return page

    return make


def appoint(page, department, who, day):
    page.goto(department)
    page.get_by_role("link", name="任命").click()
    page.get_by_label("人员").fill(who)
    page.get_by_label("任职日期").fill(day)


def test_a_department_gets_its_head_and_is_then_divided(department):
    page = department("B01", "儿科")
    children = page.url
    hire(page, "b1001", "云知行")
    appoint(page, children, "云知行", "2022-02-01")
    save(page)
    expect(page.get_by_role("cell", name="云知行 在任")).to_be_visible()
    page.goto(children)
    page.get_by_role("link", name="撤销、拆分或合并").click()
    page.get_by_label("心血管内科").check()
    page.get_by_label("变更日期").fill("2022-07-01")
    save(page)
    expect(page.locator(".notice-warn")).to_contain_text("承接科室：心血管内科")
    page.goto(f"{children}?on=2022-06-30")
    expect(page.locator(".notice-warn")).to_have_count(0)


def test_the_second_editor_sees_the_conflict_and_keeps_what_was_typed(department, signed_in):
    first = department("B02", "眼科")
    place = first.url
    hire(first, "b2001", "石望舒")
    hire(first, "b2002", "江听泉")
    second = signed_in("admin")
    appoint(second, place, "江听泉", "2022-03-01")
    appoint(first, place, "石望舒", "2022-02-01")
    save(first)
    expect(first.get_by_role("cell", name="石望舒 在任")).to_be_visible()
    save(second)
    expect(second.get_by_role("alert")).to_contain_text("他人已经改动了这里")
    expect(second.get_by_label("人员")).to_have_value("江听泉")
    second.get_by_role("button", name="核对过了，保存").click()
    expect(second.get_by_role("cell", name="江听泉 在任")).to_be_visible()


def test_no_page_is_wider_than_the_window(signed_in):
    page = signed_in("admin")
    for address in ("/organization/", "/organization/institutions/h1/", "/organization/findings/", "/accounts/"):
        open_on_each(page, address)


def test_a_new_account_signs_in_once_with_the_password_shown_and_must_replace_it(signed_in, open_page):
    page = signed_in("admin")
    page.goto("/organization/")
    page.get_by_role("link", name="账号").click()
    page.get_by_role("link", name="新建账号").click()
    page.get_by_label("用户名").fill("newcomer")
    page.get_by_label("姓名").fill("松景行")
    page.get_by_label("机构").select_option("h1")
    page.get_by_label("角色").select_option("viewer")
    save(page)
    password = page.locator(".figure-value").inner_text()
    theirs = open_page()
    theirs.goto("/accounts/login/")
    theirs.get_by_label("用户名").fill("newcomer")
    theirs.get_by_label("密码").fill(password)
    theirs.get_by_role("button", name="登录").click()
    theirs.wait_for_url("**/accounts/password/")
