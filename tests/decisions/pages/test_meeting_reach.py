"""What stays closed to those who put items forward or sit in: other items, whole agendas, what the office files."""

import datetime as dt

import pytest
from tests.decisions.conftest import at

from linghang.decisions import items, meetings, resolutions
from linghang.decisions.models import Item
from linghang.organization.models import Department

SECRET = "关于张某某免职处分的议题"


@pytest.fixture
def dismissed(house):
    """A concluded item about a person."""
    meeting = meetings.plan(house.institution, "party_committee", at("2023-04-05T15:00"), actor=None)
    item = items.submit(house.institution, actor=house.office, matter="appointments", title=SECRET)
    Item.objects.filter(pk=item.pk).update(meeting=meeting, outcome="decision", conclusion="同意免职。")
    item.refresh_from_db()
    return item


@pytest.fixture
def own(head, house):
    return items.submit(
        house.institution, actor=head.user, title="康复门诊", matter="medical", department=house.department
    )


def form(house, **changes):
    return {"title": "康复门诊", "kind": "matter", "matter": "medical", "department": house.department.pk} | changes


def test_the_form_offers_no_decided_item_of_others(head, office, house, dismissed):
    assert SECRET not in head.get("/meetings/items/new/").content.decode()
    assert SECRET in office.get("/meetings/items/new/").content.decode()


def test_what_is_offered_to_a_head_is_his_own_concluded_item(head, house, dismissed, own):
    Item.objects.filter(pk=own.pk).update(meeting=dismissed.meeting, outcome="information")
    assert "康复门诊" in head.get("/meetings/items/new/").content.decode()


def test_nobody_builds_on_an_item_out_of_his_reach(head, house, dismissed):
    answer = head.post("/meetings/items/new/", form(house, prior=dismissed.pk))
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    assert not Item.objects.filter(title="康复门诊").exists()


def test_the_verdict_says_nothing_of_an_item_out_of_reach(head, house, dismissed, own):
    with_foreign = head.post("/meetings/items/verdict/", form(house, prior=dismissed.pk)).content
    assert with_foreign == head.post("/meetings/items/verdict/", form(house)).content


def test_what_the_office_let_an_item_build_on_is_kept_and_not_named(head, house, dismissed, own):
    items.amend(own, {"prior": dismissed}, actor=house.office)
    for address in (f"/meetings/items/{own.pk}/", f"/meetings/items/{own.pk}/edit/"):
        page = head.get(address).content.decode()
        assert "已引用（内容不公开）" in page
        assert SECRET not in page
    head.post(f"/meetings/items/{own.pk}/edit/", form(house, proposal="补充", _revision=own.revision))
    own.refresh_from_db()
    assert (own.proposal, own.prior) == ("补充", dismissed)


def test_a_conflict_does_not_name_it_either(head, house, dismissed, own):
    items.amend(own, {"prior": dismissed, "proposal": "对方改的"}, actor=house.office)
    answer = head.post(f"/meetings/items/{own.pk}/edit/", form(house, proposal="我改的", _revision=1))
    assert answer.status_code == 409
    assert SECRET not in answer.content.decode()


FILED = [
    ("appointments", "关于本科主任免职的议题"),
    ("medical", "关于本科医疗纠纷的议题"),
]


@pytest.mark.parametrize(("matter", "title"), FILED)
def test_what_the_office_files_for_a_department_is_not_its_own(head, house, matter, title):
    filed = items.submit(house.institution, actor=house.office, matter=matter, title=title, department=house.department)
    assert title not in head.get("/meetings/").content.decode()
    for step in ("", "edit/"):
        assert head.get(f"/meetings/items/{filed.pk}/{step}").status_code == 404
    for step in ("withdraw/", "consult/", "opinion/"):
        assert head.post(f"/meetings/items/{filed.pk}/{step}").status_code == 404
    assert head.get(f"/api/meetings/items/{filed.pk}/verdict").status_code == 404
    filed.refresh_from_db()
    assert filed.outcome == "open"


def test_a_deputy_reads_the_items_of_the_department_and_changes_none(as_, head, house, own):
    deputy = as_("quality", department=house.department)
    assert deputy.get(f"/meetings/items/{own.pk}/").status_code == 200
    assert deputy.get(f"/meetings/items/{own.pk}/edit/").status_code == 403
    assert deputy.post(f"/meetings/items/{own.pk}/withdraw/").status_code == 403
    about = items.submit(
        house.institution, actor=head.user, matter="appointments", title="人选", department=house.department
    )
    assert deputy.get(f"/meetings/items/{about.pk}/").status_code == 404
    assert head.get(f"/meetings/items/{about.pk}/").status_code == 200


@pytest.fixture
def renamed(house):
    """The department is called otherwise since yesterday; its code is the same."""
    today = dt.date.today()
    Department.objects.filter(pk=house.department.pk).update(valid_to=today - dt.timedelta(days=1))
    return Department.objects.create(
        institution=house.institution, code=house.department.code, name="心血管中心", valid_from=today
    )


def test_after_a_rename_the_department_keeps_its_items(as_, house, head, own, renamed):
    deputy = as_("quality", department=house.department)
    assert deputy.get(f"/meetings/items/{own.pk}/").status_code == 200
    successor = as_("department_head", department=renamed)
    assert successor.get(f"/meetings/items/{own.pk}/").status_code == 200


def test_after_a_rename_items_are_put_forward_and_changed_under_the_new_name(head, house, own, renamed):
    page = head.get(f"/meetings/items/{own.pk}/edit/").content.decode()
    assert f'<option value="{renamed.pk}" selected>' in page
    answer = head.post("/meetings/items/new/", form(house, title="又一项", department=renamed.pk))
    assert answer.status_code == 302
    assert Item.objects.get(title="又一项").department == renamed


@pytest.fixture
def guest(as_, house):
    """Somebody of the department who may see no meeting, called to sit in."""
    client = as_("viewer")
    person = house.people["108"]
    person.user, person.department = client.user, house.department
    person.save()
    return client


def notice(guest, planned, **called):
    meetings.call(planned.meeting, planned.people["108"], **called)
    meetings.convene(planned.meeting, actor=None)
    return guest.get(f"/meetings/{planned.meeting.pk}/receipt/").content.decode()


def test_who_sits_in_reads_what_he_reports_and_how_many_items_there_are(guest, planned):
    meetings.add_item(
        planned.meeting,
        actor=None,
        matter="ideology",
        title="统战工作",
        rapporteur=planned.people["108"],
    )
    page = notice(guest, planned)
    assert "统战工作" in page
    assert "党建工作要点" not in page
    assert "共 3 项" in page


def test_who_sits_in_reads_what_his_department_is_concerned_with_but_not_about_its_people(guest, planned):
    for matter, title in (("ideology", "统战工作"), ("discipline_matters", "对本科某某的处分")):
        meetings.add_item(planned.meeting, actor=None, matter=matter, title=title, department=planned.department)
    Item.objects.filter(title="对本科某某的处分").update(despite="补录")
    page = notice(guest, planned)
    assert "统战工作" in page
    assert "处分" not in page


def test_a_member_reads_the_whole_agenda(guest, planned):
    assert "党建工作要点" in notice(guest, planned, member=True)


def test_numbers_of_resolutions_and_meetings_tell_nothing(as_, carried):
    found = resolutions.resolve(carried.item, "decision", "同意。", actor=carried.office)
    viewer = as_("viewer")
    for pk in (found.pk, found.pk + 1):
        assert viewer.get(f"/meetings/resolutions/{pk}/").status_code == 404
    for pk in (carried.meeting.pk, carried.meeting.pk + 1):
        assert viewer.get(f"/meetings/{pk}/receipt/").status_code == 404
