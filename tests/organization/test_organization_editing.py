"""Changing the organisation on pages: a period ends and another begins, two editors do not overrun each other."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from linghang.organization import as_of
from linghang.organization.acts import ACTS
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    Department,
    DepartmentChange,
    Institution,
    PartyOrganization,
    Person,
    Portfolio,
    Post,
)

day = dt.date.fromisoformat


def url(act, target):
    return reverse("organization-edit", args=[act, target.pk])


def submit(client, act, target, **said):
    """Open the form and send it back filled in."""
    seen = client.get(url(act, target)).context["seen"]
    return client.post(url(act, target), {"_seen": seen, **said})


def target_of(act):
    return {
        Institution: Institution.objects.get(code="county"),
        Department: Department.objects.get(code="04"),
        Post: Post.objects.get(code="c-b1"),
        Appointment: Appointment.objects.get(post__code="c-pre"),
        PartyOrganization: PartyOrganization.objects.get(code="county-b1"),
    }[act.target]


def test_a_new_department_with_its_head(county, as_):
    submit(as_("office", "county"), "new-department", county, code="05", name="儿科", on="2022-06-01", head="on")
    found = county.departments.get(code="05")
    assert found.valid_from == day("2022-06-01")
    assert Post.objects.get(department=found).kind == "department_head"


def test_a_code_in_use_is_refused_in_words(county, as_):
    answer = submit(as_("office", "county"), "new-department", county, code="04", name="儿科", on="2022-06-01")
    assert answer.status_code == 400
    assert "这个代码已有科室在用" in answer.content.decode()


def test_a_rename_keeps_the_old_name_in_its_time(county, as_):
    old = Department.objects.get(code="04")
    submit(
        as_("office", "county"), "rename-department", old, name="普通外科", on="2022-07-01", document="县医〔2022〕9号"
    )
    assert [str(each) for each in as_of.departments_on(county, day("2022-06-30"))] == ["呼吸内科", "心血管内科", "外科"]
    assert [str(each) for each in as_of.departments_on(county, day("2022-07-01"))][-1] == "普通外科"
    assert as_of.leader_of(Department.objects.get(name="普通外科"), day("2022-07-01")).name == "院长乙"


def test_a_department_is_divided_and_what_hung_on_it_ends(county, as_):
    heart, others = Department.objects.get(code="03.04"), Department.objects.filter(code__in=["03.01", "04"])
    answer = submit(as_("office", "county"), "end-department", heart, on="2022-07-01",
                    successors=[each.pk for each in others], document="县医〔2022〕9号")  # fmt: skip
    assert answer.status_code == 302
    heart.refresh_from_db()
    assert [str(each) for each in as_of.successors(heart, day("2022-07-01"))] == ["呼吸内科", "外科"]
    assert BranchDepartment.objects.get(department=heart).valid_to == day("2022-06-30")
    assert Appointment.objects.get(post__code="c-0304").valid_to == day("2022-06-30")
    assert Person.objects.get(code="1004").department == heart  # nobody knows to which of the two


def test_people_go_along_when_there_is_one_successor_and_none_is_an_abolition(county, as_):
    client, heart = as_("office", "county"), Department.objects.get(code="03.04")
    lungs = Department.objects.get(code="03.01")
    submit(client, "end-department", heart, on="2022-07-01", successors=[lungs.pk])
    assert Person.objects.get(code="1004").department == lungs
    submit(client, "end-department", lungs, on="2022-08-01")
    assert DepartmentChange.objects.get(predecessor=lungs).successor is None


@pytest.mark.parametrize("together", [True, False])
def test_coupled_posts_are_given_together_when_wanted(county, as_, together):
    said = {"person": "1003 主任丙", "on": "2022-07-01", "document": "县医〔2022〕1号"}
    answer = submit(as_("office", "county"), "appoint", Post.objects.get(code="c-b1"),
                    **said | ({"with_coupled": "on"} if together else {}))  # fmt: skip
    assert answer.status_code == 302
    held = Appointment.objects.filter(post__code__in=["c-b1", "c-0304"], valid_to=None)
    assert {(str(one.person), one.post.code) for one in held} == (
        {("主任丙", "c-b1"), ("主任丙", "c-0304")} if together else {("主任丙", "c-b1"), ("主任丁", "c-0304")}
    )
    former = Appointment.objects.get(person__code="1004", post__code="c-b1")
    assert former.valid_to == day("2022-06-30")


def test_the_form_offers_the_pair_from_either_side(county, as_):
    client = as_("office", "county")
    for code in ("c-b1", "c-0304"):
        assert "双任双免" in client.get(url("appoint", Post.objects.get(code=code))).content.decode()
    assert "双任双免" not in client.get(url("appoint", Post.objects.get(code="c-pre"))).content.decode()


def test_relieving_takes_the_pair(county, as_):
    post = Appointment.objects.get(post__code="c-0304")
    submit(as_("office", "county"), "relieve", post, on="2022-06-30", with_coupled="on")
    assert set(Appointment.objects.filter(person__code="1004").values_list("valid_to", flat=True)) == {
        day("2022-06-30")
    }


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"person": "没有"}, "没有这个人"),
        ({"person": "院长乙"}, "院长乙这一天已任院长"),
        ({"on": ""}, "必填"),
        ({"on": "昨天"}, "日期"),
        ({"on": "2019-03-01"}, "已有自 2019-03-01 起的任命"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused_in_words(county, as_, said, message):
    before = list(Appointment.objects.values_list("pk", "valid_to"))
    answer = submit(as_("office", "county"), "appoint", Post.objects.get(code="c-pre"),
                    **{"person": "1003", "on": "2022-07-01"} | said)  # fmt: skip
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert list(Appointment.objects.values_list("pk", "valid_to")) == before


def test_a_general_branch_becomes_a_committee(county, as_):
    party = PartyOrganization.objects.get(code="county-b1")
    submit(as_("office", "county"), "change-party", party, name="内科党总支", kind="general_branch",
           parent=PartyOrganization.objects.get(code="county-p").pk, on="2022-07-01")  # fmt: skip
    assert party.form(day("2022-06-30")).kind == "branch"
    assert party.form(day("2022-07-01")).kind == "general_branch"


def test_a_temporary_branch_needs_an_end(county, as_):
    said = {"code": "t9", "name": "抗洪临时党支部", "kind": "temporary_branch", "on": "2022-07-01"}
    client = as_("office", "county")
    answer = submit(client, "new-party", county, **said)
    assert "临时党支部没有写明结束日期" in answer.content.decode()
    assert not PartyOrganization.objects.filter(code="t9").exists()
    submit(client, "new-party", county, **said, last="2022-08-31")
    assert PartyOrganization.objects.get(code="t9").form(day("2022-09-01")) is None


def test_departments_of_a_branch_change_from_a_day(county, as_):
    branch = PartyOrganization.objects.get(code="county-b1")
    wanted = Department.objects.filter(code__in=["03.01", "04"])
    submit(as_("office", "county"), "link-departments", branch, departments=[d.pk for d in wanted], on="2022-07-01")
    for code, before, after in (("03.01", True, True), ("03.04", True, False), ("04", False, True)):
        ward = Department.objects.get(code=code)
        assert (as_of.branch_of(ward, day("2022-06-30")) == branch) == before
        assert (as_of.branch_of(ward, day("2022-07-01")) == branch) == after


def test_who_is_in_charge_changes_from_a_day(county, as_):
    ward = Department.objects.get(code="04")
    submit(as_("office", "county"), "charge", ward, person="书记甲", on="2022-07-01")
    assert as_of.leader_of(ward, day("2022-06-30")).name == "院长乙"
    assert as_of.leader_of(ward, day("2022-07-01")).name == "书记甲"
    assert Portfolio.objects.filter(area="医疗质量", valid_to=None).exists()


def test_the_former_name_of_an_institution_stays(county, as_):
    submit(as_("office", "county"), "rename-institution", county, name="示范县中心医院", on="2022-07-01")
    county.refresh_from_db()
    former = county.other_names.get(name="示范县人民医院")
    assert (county.name, former.valid_from, former.valid_to) == ("示范县中心医院", day("2016-01-01"), day("2022-06-30"))


def test_the_second_of_two_editors_sees_the_conflict_and_loses_nothing(county, as_):
    client, post = as_("office", "county"), Post.objects.get(code="c-pre")
    seen = client.get(url("appoint", post)).context["seen"]
    submit(client, "appoint", post, person="1003", on="2022-07-01")
    said = {"_seen": seen, "person": "1004", "on": "2022-08-01", "document": "县医〔2022〕2号"}
    answer = client.post(url("appoint", post), said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "他人已经改动了这里" in page
    assert "县医〔2022〕2号" in page
    assert not Appointment.objects.filter(person__code="1004", post=post).exists()
    again = client.post(url("appoint", post), said | {"_seen": answer.context["seen"]})
    assert again.status_code == 302
    assert str(as_of.holders(county, day("2022-08-01"), kinds=["president"])[0].person) == "主任丁"


@pytest.mark.parametrize("name", list(ACTS))
def test_who_may_change(county, as_, name):
    """Administrator and office of the place or of one above it; nobody else, and nobody from a place below."""
    target = target_of(ACTS[name])
    expected = {("administrator", "county"): 200, ("office", "group"): 200, ("office", "county"): 200,
                ("office", "town"): 404, ("quality", "county"): 403, ("leader", "county"): 403,
                ("commission", "county"): 403, ("viewer", "county"): 403}  # fmt: skip
    for (role, place), status in expected.items():
        assert as_(role, place).get(url(name, target)).status_code == status, (role, place)
        posted = as_again(as_, role, place).post(url(name, target), {})
        assert posted.status_code == (400 if status == 200 else status), (role, place)


def as_again(as_, role, place):
    get_user_model().objects.filter(username=f"{role}-{place}").delete()
    return as_(role, place)


def test_an_act_that_does_not_exist(county, as_):
    assert as_("office", "county").get(reverse("organization-edit", args=["nothing", county.pk])).status_code == 404


def test_successors_come_from_the_same_institution(county, as_):
    town = Department.objects.create(institution=Institution.objects.get(code="town"), code="02", name="全科")
    heart = Department.objects.get(code="03.04")
    answer = submit(as_("office", "county"), "end-department", heart, on="2022-07-01", successors=[town.pk])
    assert answer.status_code == 400
    heart.refresh_from_db()
    assert heart.valid_to is None
