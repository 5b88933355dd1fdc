"""Two people change the same programme: the second sees that it was changed, and loses nothing typed."""

import datetime as dt
from decimal import Decimal

import pytest
from seen_forms import look, seen_in, send

from linghang.core.errors import ConflictError
from linghang.programmes import adopting
from linghang.programmes.models import LocalComponent

TODAY = dt.date(2026, 11, 22)
LATER = TODAY + dt.timedelta(days=40)
PAGE = "/programmes/h1/six_fusions/"
CORE = f"{PAGE}components/core/"
INTERNET = "/programmes/h1/one_plus_six/components/internet/"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """However long the run takes, and on whatever day."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def office(as_, hospital):
    return as_("office", hospital)


@pytest.fixture
def adoption(adopt):
    return adopt("six_fusions", dt.date(TODAY.year, 1, 1))


def refused(answer):
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "您填写期间他人已经改动了这里" in page
    return page


def test_the_second_owner_does_not_silently_replace_the_first(office, adoption, quality, department):
    form = {"department": department.pk, "valid_from": TODAY.isoformat()}
    seen = look(office, CORE, f"{CORE}owner/")
    adopting.assign(adoption, "core", valid_from=TODAY, department=quality)
    page = refused(send(office, CORE, f"{CORE}owner/", form, seen))
    assert [str(each) for each in adoption.owners.all()] == ["质控科"]
    assert f'<option value="{department.pk}" selected>' in page
    again = seen_in(page, f"{CORE}owner/")
    assert "责任分工已登记" in send(office, CORE, f"{CORE}owner/", form, again).content.decode()
    assert [str(each) for each in adoption.owners.all()] == ["心血管内科"]


def test_the_second_target_does_not_silently_replace_the_first(office, adopt):
    adoption = adopt("one_plus_six", dt.date(TODAY.year, 1, 1))
    action = f"{INTERNET}targets/emr/"
    form = {"comparator": "ge", "value": "3", "by": LATER.isoformat(), "valid_from": TODAY.isoformat()}
    seen = look(office, INTERNET, action)
    adopting.set_target(adoption, "emr", comparator="ge", value=Decimal(5), by=LATER, valid_from=TODAY)
    assert 'value="3"' in refused(send(office, INTERNET, action, form, seen))
    assert [int(each.value) for each in adoption.targets.all()] == [5]


def test_the_second_leader_does_not_silently_replace_the_first(office, adoption, leader):
    seen = look(office, PAGE, f"{PAGE}lead/")
    adopting.lead(adoption, leader=leader, document="院发〔2026〕1号")
    page = refused(send(office, PAGE, f"{PAGE}lead/", {"document": "院发〔2026〕2号", "leader": ""}, seen))
    assert 'value="院发〔2026〕2号"' in page
    adoption.refresh_from_db()
    assert (adoption.leader, adoption.document) == (leader, "院发〔2026〕1号")


def test_the_second_end_does_not_silently_replace_the_first(office, adoption):
    seen = look(office, PAGE, f"{PAGE}end/")
    adopting.end(adoption, LATER)
    refused(send(office, PAGE, f"{PAGE}end/", {"day": TODAY.isoformat()}, seen))
    adoption.refresh_from_db()
    assert adoption.valid_to == LATER


def test_the_second_name_does_not_silently_replace_the_first(office, adopt):
    made = adopting.name_component(adopt("four_bands", dt.date(TODAY.year, 1, 1)), "bands", "领导带")
    page = f"/programmes/h1/four_bands/components/{made.code}/"
    seen = look(office, page, f"{page}title/")
    adopting.rename_component(made, "书记带")
    assert 'value="党员带"' in refused(send(office, page, f"{page}title/", {"title": "党员带"}, seen))
    assert LocalComponent.objects.get().title == "书记带"


def test_a_form_that_says_nothing_of_what_was_seen_is_refused(office, adoption, quality):
    form = {"department": quality.pk, "valid_from": TODAY.isoformat()}
    refused(office.post(f"{CORE}owner/", form))
    assert not adoption.owners.exists()


def test_files_and_programs_see_nothing_and_are_not_asked(adoption, quality, department):
    adopting.assign(adoption, "core", valid_from=TODAY, department=quality)
    adopting.assign(adoption, "core", valid_from=TODAY, department=department)
    with pytest.raises(ConflictError):
        adopting.assign(adoption, "core", valid_from=TODAY, department=quality, seen="")
