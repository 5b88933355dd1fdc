"""Putting an item forward: the verdict while one types, the catalogue by spelling, two people at one item."""

import datetime as dt
from decimal import Decimal

import pytest

from linghang.decisions import items
from linghang.decisions.models import Item


@pytest.fixture
def waiting(house):
    return items.submit(house.institution, actor=house.office, title="年度预算", matter="budget", proposal="原稿")


def form(**changes):
    return {"title": "年度预算", "kind": "matter", "matter": "budget"} | changes


def test_an_item_is_stored_as_it_was_written(office, house):
    written = form(amount="1,260万", rapporteur="人108", concerns="人104、人105", proposal="一、现状\n二、建议")
    answer = office.post("/meetings/items/new/", written)
    item = Item.objects.get()
    assert answer["Location"] == f"/meetings/items/{item.pk}/"
    assert item.amount == Decimal(12_600_000)
    assert item.rapporteur == house.people["108"]
    assert {person.code for person in item.concerns.all()} == {"104", "105"}
    assert item.proposal == "一、现状\r\n二、建议".replace("\r", "")


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(office, house):
    answer = office.post("/meetings/items/new/", form(amount="很多", rapporteur="无此人", proposal="写了很久"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "金额写成数字" in page
    assert "没有找到“无此人”" in page
    assert "写了很久" in page
    assert not Item.objects.exists()


def test_the_verdict_names_the_way_and_what_is_wanting_later(office, house):
    page = office.post("/meetings/items/verdict/", form(title="")).content.decode()
    assert page.index("院长办公会") < page.index("党委会")
    assert "上党委会前" in page
    assert "没有会前沟通记录" in page
    assert "缺少财务意见" in page
    assert "可信度" in page


def test_a_prior_conclusion_moves_the_verdict_on_to_the_next_body(office, house, waiting):
    from linghang.decisions import meetings
    from linghang.decisions.models import Meeting

    meeting = meetings.plan(house.institution, "president_meeting", _at(2023, 5, 8), actor=None)
    Item.objects.filter(pk=waiting.pk).update(meeting=meeting, outcome="decision")
    assert Meeting.objects.count() == 1
    page = office.post("/meetings/items/verdict/", form(prior=waiting.pk)).content.decode()
    assert "没有引用院长办公会的结论" not in page
    assert "没有会前沟通记录" in page


def _at(*day):
    from django.utils import timezone

    return timezone.make_aware(dt.datetime(*day, 9))


def test_a_matter_outside_the_catalogue_asks_for_a_reason(office, house):
    page = office.post("/meetings/items/verdict/", form(matter="", route_reason="共建协议")).content.decode()
    assert "由人指定上会：共建协议" in page


@pytest.mark.parametrize("typed", ["干部", "gbrm", "ganburenmian", "幹部"])
def test_a_matter_is_found_as_people_type(office, house, typed):
    page = office.get("/meetings/matters/", {"_find": typed}).content.decode()
    assert "干部任免" in page
    assert "年度预算和决算" not in page


def test_people_are_suggested_by_staff_number_and_only_the_last_name_counts(office, house):
    page = office.get("/meetings/people/", {"many": 1, "concerns": "人101、102"}).content.decode()
    assert 'value="人101、人102（102）"' in page
    assert "人103" not in page


def test_the_slower_of_two_sees_both_versions_and_keeps_his_words(office, house, waiting):
    items.amend(waiting, {"proposal": "对方改的"}, actor=None, revision=1)
    answer = office.post(f"/meetings/items/{waiting.pk}/edit/", form(proposal="我改的", _revision=1))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "对方改的" in page
    assert "我改的" in page
    waiting.refresh_from_db()
    assert waiting.proposal == "对方改的"
    again = office.post(f"/meetings/items/{waiting.pk}/edit/", form(proposal="核对后的", _revision=waiting.revision))
    assert again.status_code == 302
    waiting.refresh_from_db()
    assert waiting.proposal == "核对后的"


def test_talks_and_opinions_are_recorded_on_the_item(office, house, waiting):
    talk = {"on": "2023-05-10", "people": "人101、人102", "agreed": "yes", "text": "意见一致"}
    assert office.post(f"/meetings/items/{waiting.pk}/consult/", talk).status_code == 302
    opinion = {"kind": "finance", "on": "2023-05-11", "by": "财务科", "verdict": "condition", "text": "分两年支付"}
    assert office.post(f"/meetings/items/{waiting.pk}/opinion/", opinion).status_code == 302
    page = office.get(f"/meetings/items/{waiting.pk}/").content.decode()
    assert "人101、人102" in page
    assert "分两年支付" in page


def test_an_objection_without_a_reason_is_refused_and_what_was_typed_stays(office, house, waiting):
    opinion = {"kind": "finance", "on": "2023-05-11", "by": "财务科", "verdict": "object"}
    answer = office.post(f"/meetings/items/{waiting.pk}/opinion/", opinion)
    assert answer.status_code == 422
    assert "请写明条件或理由" in answer.content.decode()
    assert 'value="财务科"' in answer.content.decode()
    assert not waiting.opinions.exists()
