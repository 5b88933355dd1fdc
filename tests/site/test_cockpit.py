"""The cockpit: the answer first, within what the person may see."""

import pytest

from linghang.core.periods import Month, Period
from linghang.indicators.choices import Choice
from linghang.organization.models import Institution
from linghang.registers.content import library
from linghang.registers.loading import load
from visit_files import visits_2022, write_visits

YEAR = "/institutions/h1/?period=2022"


def text(response):
    return response.content.decode()


def test_figures_with_change_on_last_year_and_a_link_each(as_, hospital, visits):
    page = text(as_("quality", hospital).get(YEAR))
    assert "门急诊人次" in page
    assert '>37<span class="unit">人次</span>' in page
    assert "同比 +54.2%" in page  # (37 − 24) / 24 = 0.5417
    assert 'href="/indicators/outpatient_visits/?institution=h1&amp;period=2022"' in page


def test_the_usual_period_is_the_latest_year_with_data(as_, hospital, visits):
    assert '示范医院 <span class="sub"> 2022年' in text(as_("quality", hospital).get("/"))


def test_a_quarter(as_, hospital, visits):
    page = text(as_("quality", hospital).get("/institutions/h1/?period=2022Q1"))
    assert ">10<span" in page  # 4 + 3 + 3
    assert "同比 +66.7%" in page  # (10 − 6) / 6


def test_a_period_without_data_says_so_and_where_there_is_some(as_, hospital, visits):
    page = text(as_("quality", hospital).get("/institutions/h1/?period=2019"))
    assert "2019年还没有数据" in page
    assert "已有数据：2021年1月至2022年12月" in page


def test_a_period_nobody_can_read_leads_to_the_usual_one(as_, hospital, visits):
    assert "2022年" in text(as_("quality", hospital).get("/institutions/h1/?period=22-13"))


def test_the_region_shows_its_members_side_by_side(as_, region, hospital, other_hospital, visits):
    page = text(as_("commission", region).get("/?period=2022"))
    assert "成员机构对比" in page
    assert "友邻医院" in page
    assert "〔缺〕" in page


def test_months_that_have_not_come_are_named(as_, region, hospital, tmp_path):
    from linghang.registers.loading import load
    from visit_files import write_visits

    load(write_visits(tmp_path / "v.csv", 2022, {1: [("0301", 1)], 2: [("0301", 1)]}), "outpatient_visit", "h1")
    page = text(as_("quality", hospital).get("/institutions/h1/?period=2022"))
    assert "示范医院 2022年3—12月" in page
    assert "部分月份" in page


def test_a_department_head_sees_the_department_and_not_the_house(as_, hospital, department, visits):
    page = text(as_("department_head", hospital, department).get("/"))
    assert "示范医院 · 心血管内科" in page
    assert ">25<span" in page
    assert ">37<span" not in page


@pytest.mark.parametrize("role", ["quality", "office", "viewer"])
def test_another_hospital_is_closed(as_, hospital, other_hospital, visits, role):
    client = as_(role, other_hospital)
    assert client.get(YEAR).status_code == 403
    assert "示范医院" not in text(client.get("/"))


def test_an_unknown_institution_is_not_found(as_, hospital, visits):
    assert as_("quality", hospital).get("/institutions/nowhere/").status_code == 404


def test_an_account_without_a_role_is_told_whom_to_ask(client, hospital, visits, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody"))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "还没有分配机构和角色" in text(answer)


def test_a_new_workspace_says_the_three_steps(client, db, django_user_model):
    client.force_login(django_user_model.objects.create_user("first"))
    assert "三步见到第一个指标" in text(client.get("/"))


def test_the_picker_leads_to_the_institution(as_, region, hospital, visits):
    answer = as_("commission", region).get("/institutions/?institution=h1&period=2022Q1")
    assert answer.headers["Location"] == "/institutions/h1/?period=2022Q1"


def test_the_wall_needs_no_hands(as_, hospital, visits):
    page = text(as_("viewer", hospital).get("/wall/h1/"))
    assert 'class="wall"' in page
    assert "37" in page


def test_a_warm_cockpit_costs_few_queries_however_many_members(
    as_, region, hospital, other_hospital, visits, django_assert_max_num_queries
):
    for number in range(20):
        Institution.objects.create(code=f"t{number}", name=f"卫生院{number}", kind="township", parent=hospital)
    client = as_("commission", region)
    client.get("/?period=2022")
    with django_assert_max_num_queries(16):
        client.get("/?period=2022")


def test_a_region_opens_on_the_year_that_most_have_delivered(as_, region, hospital, other_hospital, visits, tmp_path):
    third = Institution.objects.create(code="h3", name="第三医院", kind="hospital", parent=region)
    load(visits_2022(tmp_path), "outpatient_visit", other_hospital)
    load(visits_2022(tmp_path), "outpatient_visit", third)
    load(write_visits(tmp_path / "v.csv", 2023, {1: [("0301", 1)]}), "outpatient_visit", "h1")
    assert '示范地区 <span class="sub"> 2022年' in text(as_("commission", region).get("/"))
    assert "2023年</a>" in text(as_("commission", hospital).get("/institutions/h1/"))


@pytest.mark.parametrize("code", ["a/b", "%20", "%E4%B8%AD", "..", "x" * 3000])
def test_a_picker_that_names_no_institution_is_not_found(as_, region, code):
    answer = as_("commission", region).get(f"/institutions/?institution={code}", follow=True)
    assert answer.status_code == 404


def test_a_renamed_and_a_new_institution_show_at_once(as_, region, hospital, visits):
    client = as_("commission", region)
    client.get("/?period=2022")
    Institution.objects.filter(pk=hospital.pk).update(name="改名医院")
    Institution.objects.create(code="h9", name="新设医院", kind="hospital", parent=region)
    page = text(client.get("/?period=2022"))
    members = page[page.index("成员机构对比") :]
    assert "改名医院" in members
    assert "新设医院" in members


def test_a_moved_institution_moves_the_years_to_choose_from(as_, region, hospital, visits):
    client = as_("commission", region)
    group = Institution.objects.create(code="g", name="集团", kind="group", parent=region)
    assert "这个机构还没有导入过数据" in text(client.get("/institutions/g/"))
    Institution.objects.filter(pk=hospital.pk).update(parent=group)
    assert "2021年</a>" in text(client.get("/institutions/g/"))


def options(*years, chosen):
    span = Period(Month(years[0], 1), Month(years[-1], 12))
    choice = Choice(Institution(code="h"), None, Period.year(chosen), span, ())
    return [each.value for each in choice.years], [each.value for each in choice.older_years]


def test_many_years_leave_the_latest_five_at_hand():
    assert options(2021, 2022, chosen=2022) == (["2021", "2022"], [])
    assert options(2010, 2022, chosen=2022) == (
        ["2018", "2019", "2020", "2021", "2022"],
        ["2017", "2016", "2015", "2014", "2013", "2012", "2011", "2010"],
    )
    at_hand, older = options(2010, 2022, chosen=2012)
    assert at_hand == ["2012", "2018", "2019", "2020", "2021", "2022"]
    assert "2012" not in older


def test_older_years_are_in_the_list(as_, hospital, visits, tmp_path):
    load(write_visits(tmp_path / "old.csv", 2012, {1: [("0301", 1)]}), "outpatient_visit", "h1")
    page = text(as_("quality", hospital).get(YEAR))
    assert '<optgroup label="更早的年份">' in page
    assert '<option value="2012">2012年</option>' in page
    assert "2012年</a>" not in page


def test_main_figures_lead_their_subject():
    order = [each.code for each in library().indicators() if each.subject == "医疗服务"]
    assert order[:2] == ["outpatient_visits", "discharges"]
    assert order.index("discharges") < order.index("operations")
