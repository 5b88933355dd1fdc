"""Departments beside their branches, on the page."""

import re

import pytest

from linghang.assessment import evidence
from linghang.assessment.units import Unit
from linghang.core.periods import Period
from linghang.organization.models import BranchDepartment, Department, PartyOrganization, PartyOrganizationForm

ADDRESS = "/assessment/paired/?institution=h1&period=2022"


@pytest.fixture
def branches(figures):
    """Cardiology (80 %) has the branch rated D, general surgery (81.8 %) the one rated A."""
    hospital = figures[1]
    for code, name, department, rating in (("b1", "第一党支部", "0301", "A"), ("b2", "第二党支部", "0401", "D")):
        made = PartyOrganization.objects.create(institution=hospital, code=code)
        PartyOrganizationForm.objects.create(organization=made, name=name, kind="branch")
        BranchDepartment.objects.create(
            organization=made, department=Department.objects.get(institution=hospital, code=department)
        )
        unit = Unit("branch", "h1", code, name)
        evidence.rate("page-branch", "branch_life", unit, Period.year(2022), rating, note="年度评定", actor=None)


def texts(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_departments_that_have_come_apart_are_named_with_the_reason(branches, office):
    page = texts(office.get(ADDRESS).content.decode())
    assert "两张皮 2 个科室" in page
    assert "心血管内科 第一党支部 党建强、业务弱 100" in page
    assert "普外科 第二党支部 业务强、党建弱 100" in page


def test_each_leads_to_its_score_sheet(branches, office):
    page = office.get(ADDRESS).content.decode()
    assert "/assessment/page-branch/sheet/?institution=h1&amp;period=2022&amp;unit=b1" in page
    assert (
        "第一党支部" in office.get("/assessment/page-branch/sheet/?institution=h1&period=2022&unit=b1").content.decode()
    )


def test_without_branches_the_page_says_what_is_missing(figures, office):
    page = texts(office.get(ADDRESS).content.decode())
    assert "没有所在党支部" in page
    assert "两张皮 〔缺〕 都还无法比较，不等于没有" in page
    assert "0 个科室" not in page


def test_the_commission_does_not_look_into_the_house(branches, as_):
    assert as_("commission", "region").get(ADDRESS).status_code == 403


def test_a_department_head_does_not_see_the_others(branches, as_):
    assert as_("department_head", "h1", "0301").get(ADDRESS).status_code == 403
