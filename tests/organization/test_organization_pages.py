"""The pages that show the organisation: as of a day, within one's reach, by name."""

import pytest
from django.urls import reverse

from linghang.organization.models import Department, Institution, PartyOrganization, Person, Post


def text(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def pages(county):
    return {
        "institution": reverse("organization-institution", args=["county"]),
        "department": reverse("organization-department", args=[Department.objects.get(code="03.04").pk]),
        "party": reverse("organization-party", args=[PartyOrganization.objects.get(code="county-p").pk]),
        "post": reverse("organization-post", args=[Post.objects.get(code="c-pre").pk]),
        "person": reverse("organization-person", args=[Person.objects.get(code="1002").pk]),
    }


def test_the_chart_of_a_day(county, as_):
    client = as_("viewer", "group")
    before, after = (text(client, f"{reverse('organization')}?on={day}") for day in ("2021-06-30", "2021-07-01"))
    assert "东溪镇柳树村卫生室" in before
    assert ">内科<" in before
    assert ">心血管内科<" not in before
    assert ">心血管内科<" in after
    assert ">内科<" not in after
    assert "院长乙" in after


def test_a_former_name_is_shown_while_it_was_in_force(county, as_):
    client = as_("viewer", "county")
    assert "示范县第一医院" in text(client, f"{reverse('organization')}?on=2015-12-31")
    assert "示范县第一医院" not in text(client, f"{reverse('organization')}?on=2016-01-01")


@pytest.mark.parametrize("day", ["", "2022-13-45", "一", "0000-00-00"])
def test_a_day_that_is_none_is_today(county, as_, day):
    text(as_("viewer", "county"), f"{reverse('organization')}?on={day}")


def test_the_page_of_an_institution(county, as_):
    page = text(as_("viewer", "county"), pages(county)["institution"] + "?on=2022-05-31")
    for expected in ("党委书记", "书记甲", "院长乙", "医疗质量", "示范医学院附属县医院", "内科党支部", "规则 BR05"):
        assert expected in page
    assert "科室拆分" in page
    assert "县医〔2021〕8号" in page
    assert "任命" not in page  # a viewer changes nothing


def test_the_page_of_a_department_that_is_no_more_names_its_successors(county, as_):
    old = Department.objects.get(code="03")
    page = text(as_("viewer", "county"), reverse("organization-department", args=[old.pk]))
    assert "没有这个科室。承接科室：" in page
    assert "呼吸内科" in page
    assert "心血管内科" in page


def test_pages_of_party_organization_post_and_person(county, as_):
    client, urls = as_("viewer", "county"), pages(county)
    assert "示范县人民医院党总支" in text(client, urls["party"])
    assert "县卫〔2019〕3号" in text(client, urls["post"])
    page = text(client, urls["person"])
    assert "院长" in page
    assert "医疗质量" in page


def test_places_out_of_reach_are_not_there(county, as_):
    client = as_("viewer", "town")
    assert "示范县人民医院" not in text(client, reverse("organization"))
    for url in pages(county).values():
        text(client, url, 404)
    assert "书记甲" not in text(client, reverse("organization-search") + "?q=书记")


def test_a_department_head_sees_the_own_hospital(county, as_):
    text(as_("department_head", "county", "03.04"), pages(county)["institution"])


def test_nobody_sees_anything_without_signing_in(county, client):
    for url in (*pages(county).values(), reverse("organization"), reverse("organization-search")):
        assert client.get(url).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"), [("xxgnk", "心血管内科"), ("院長", "院长乙"), ("1003", "主任丙"), ("nkdzb", "内科党支部")]
)
def test_search_by_name_initials_and_staff_number(county, as_, query, found):
    assert found in text(as_("viewer", "county"), reverse("organization-search") + f"?q={query}")


def test_what_is_searched_for_is_shown_as_text(county, as_):
    page = text(as_("viewer", "county"), reverse("organization-search") + "?q=<script>x</script>")
    assert "<script>x" not in page


def test_findings_name_rule_and_remedy(county, as_):
    page = text(as_("viewer", "county"), reverse("organization-findings") + "?on=2022-05-31")
    assert "规则 DC02" in page
    assert "规则 ORG04" in page


def test_the_number_of_queries_of_the_chart_does_not_grow(county, as_, django_assert_max_num_queries):
    client = as_("viewer", "group")
    for number in range(20):
        place = Institution.objects.create(code=f"t{number}", name=f"镇{number}", kind="township", parent=county)
        Department.objects.create(institution=place, code="02", name="全科")
    with django_assert_max_num_queries(24):
        text(client, reverse("organization"))
