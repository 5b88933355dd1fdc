"""Who opens which page of assessment."""

import pytest

PAGES = (
    "/assessment/",
    "/assessment/crosswalk/",
    "/assessment/results/",
    "/assessment/page-scored/",
    "/assessment/page-scored/sheet/",
    "/assessment/page-scored/ranking/",
    "/assessment/page-scored/whatif/",
    "/assessment/page-scored/compare/",
    "/assessment/page-scored/heat/",
    "/assessment/page-scored/system.xlsx",
    "/assessment/page-scored/sheet.docx",
    "/assessment/page-scored/ranking.xlsx",
    "/assessment/page-scored/inspection.zip",
)
WHERE = "?institution=h1&period=2022"


@pytest.mark.parametrize("role", ["office", "commission"])
def test_whoever_sees_the_figures_of_the_house_opens_every_page(figures, as_, role):
    client = as_(role)
    assert {address: client.get(address + WHERE).status_code for address in PAGES} == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("role", ["administrator", "quality", "leader", "viewer"])
def test_so_do_the_others_in_the_house(figures, as_, role):
    client = as_(role)
    for name in ("", "sheet/"):
        assert client.get(f"/assessment/page-scored/{name}" + WHERE).status_code == 200


def test_nobody_looks_in_without_an_account(region, client):
    assert {address: client.get(address + WHERE).status_code for address in PAGES} == dict.fromkeys(PAGES, 302)


def test_another_hospital_stays_closed(region, as_):
    client, closed = as_("office", "h2"), [page for page in PAGES if "page-scored" in page]
    assert {page: client.get(page + WHERE).status_code for page in closed} == dict.fromkeys(closed, 403)


def test_a_department_head_sees_the_system_for_the_department_and_no_sheet_of_the_house(figures, as_):
    client = as_("department_head", "h1", "0301")
    page = client.get("/assessment/page-scored/" + WHERE).content.decode()
    assert "80.0" in page  # 40 of 50 services of the department, not 49 of 61 of the house
    for name in ("sheet/", "ranking/", "whatif/", "compare/", "heat/", "inspection.zip", "compare.xlsx", "heat.xlsx"):
        assert client.get(f"/assessment/page-scored/{name}" + WHERE).status_code == 403, name


def test_a_department_head_sees_the_own_scorecard_and_no_other(figures, as_):
    client = as_("department_head", "h1", "0301")
    page = client.get("/assessment/page-department/sheet/" + WHERE + "&unit=0401").content.decode()
    assert "心血管内科" in page
    assert "普外科" not in page


@pytest.mark.parametrize(("role", "status"), [("office", 200), ("quality", 200), ("viewer", 200), ("commission", 403)])
def test_evidence_is_the_house_s_own_affair(figures, as_, role, status):
    assert as_(role).get("/assessment/page-scored/sheet/rate/culture/" + WHERE).status_code == status


@pytest.mark.parametrize(("role", "status"), [("office", 302), ("quality", 302), ("leader", 403), ("viewer", 403)])
def test_results_are_kept_by_those_who_assess(figures, as_, role, status):
    assert as_(role).post("/assessment/page-scored/sheet/keep/" + WHERE).status_code == status


def test_what_does_not_exist_is_not_found(figures, office):
    for name in ("nothing/", "page-scored/sheet/rate/nothing/", "page-scored/system.pdf", "page-scored/other.xlsx"):
        assert office.get(f"/assessment/{name}{WHERE}").status_code == 404, name
