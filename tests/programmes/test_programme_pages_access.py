"""Who may open which page and who may change what: role × page."""

import datetime as dt

import pytest
from django.urls import reverse

from linghang.programmes.models import Adoption

SEEING = ("administrator", "office", "quality", "department_head", "leader", "viewer")
PAGES = {
    "programmes": (),
    "programme-matrix": ("h1",),
    "programme": ("h1", "six_fusions"),
    "programme-component": ("h1", "six_fusions", "core"),
    "programme-export": ("h1", "six_fusions", "xlsx"),
}
EDITS = {
    "programme-adopt": ("h1", "one_plus_six"),
    "programme-lead": ("h1", "six_fusions"),
    "programme-end": ("h1", "six_fusions"),
    "programme-name": ("h1", "four_bands", "bands"),
    "programme-owner": ("h1", "six_fusions", "core"),
    "programme-target": ("h1", "four_zeros", "accidents", "malpractice"),
    "programme-tasks": ("h1", "six_fusions", "core"),
    "programme-rename": ("h1", "six_fusions", "core"),
}


@pytest.fixture
def ready(adopt):
    for code in ("six_fusions", "four_bands", "four_zeros"):
        adopt(code)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [*SEEING, "commission"])
def test_who_sees(ready, as_, hospital, department, role, page):
    client = as_(role, hospital, department if role == "department_head" else None)
    answer = client.get(reverse(page, args=PAGES[page]))
    assert answer.status_code == (200 if role in SEEING else 403)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_another_hospital(ready, as_, other_hospital, page):
    if page == "programmes":
        assert as_("office", other_hospital).get("/programmes/?institution=h1").status_code == 403
    else:
        assert as_("office", other_hospital).get(reverse(page, args=PAGES[page])).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, *EDITS])
def test_strangers_are_sent_to_sign_in(ready, client, page):
    answer = client.get(reverse(page, args=(PAGES | EDITS)[page]))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("page", EDITS)
@pytest.mark.parametrize("role", [role for role in SEEING if role != "office"] + ["commission"])
def test_only_the_office_changes(ready, as_, hospital, department, role, page):
    client = as_(role, hospital, department if role == "department_head" else None)
    before = list(Adoption.objects.values())
    assert client.post(reverse(page, args=EDITS[page]), {"day": "2023-06-30"}).status_code == 403
    assert list(Adoption.objects.values()) == before


@pytest.mark.parametrize("page", [page for page in EDITS if page != "programme-tasks"])
def test_changing_takes_a_post(ready, as_, hospital, page):
    assert as_("office", hospital).get(reverse(page, args=EDITS[page])).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/programmes/h1/nothing/",
        "/programmes/nowhere/six_fusions/",
        "/programmes/h1/six_fusions/components/nothing/",
        "/programmes/h1/six_fusions/export/pdf/",
        "/programmes/h1/one_plus_six/components/talent/",
    ],
)
def test_what_does_not_exist(ready, as_, hospital, address):
    assert as_("office", hospital).get(address).status_code == 404


def test_those_who_may_not_change_see_no_forms(ready, as_, hospital):
    page = as_("viewer", hospital).get("/programmes/h1/six_fusions/").content.decode()
    assert "结束实施" not in page
    page = as_("office", hospital).get("/programmes/h1/six_fusions/").content.decode()
    assert "结束实施" in page


def test_a_day_that_is_none_is_today(ready, as_, hospital):
    assert as_("viewer", hospital).get("/programmes/?day=2023-02-31").context["day"] >= dt.date(2024, 1, 1)
