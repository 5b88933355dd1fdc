"""Who and what there was on a day: the day of change itself, open ends, chains of changes, what ended without a heir.

The story by hand: 内科 (03) exists until 2021-06-30. On 2021-07-01 it is split into 心内科 and 呼吸科; on 2022-01-01
呼吸科 and 结核科 become 呼吸与结核科; on 2022-10-01 that is abolished.
"""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from linghang.organization import as_of
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    Department,
    DepartmentChange,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Portfolio,
    Post,
)

pytestmark = pytest.mark.django_db

day = dt.date.fromisoformat


@pytest.fixture
def hospital():
    return Institution.objects.create(code="h", name="示范医院", kind="hospital")


def department(hospital, code, name, start=None, end=None):
    first, last = start and day(start), end and day(end)
    return Department.objects.create(institution=hospital, code=code, name=name, valid_from=first, valid_to=last)


@pytest.fixture
def story(hospital):
    inner = department(hospital, "03", "内科", None, "2021-06-30")
    heart = department(hospital, "03.04", "心内科", "2021-07-01")
    lungs = department(hospital, "03.01", "呼吸科", "2021-07-01", "2021-12-31")
    tb = department(hospital, "17", "结核科", None, "2021-12-31")
    both = department(hospital, "18", "呼吸与结核科", "2022-01-01", "2022-09-30")
    for before, after, on in [
        (inner, heart, "2021-07-01"),
        (inner, lungs, "2021-07-01"),
        (lungs, both, "2022-01-01"),
        (tb, both, "2022-01-01"),
        (both, None, "2022-10-01"),
    ]:
        DepartmentChange.objects.create(predecessor=before, successor=after, on=on)
    return Department.objects.get(code="03")


def names(found):
    return [str(each) for each in found]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2021-06-30", ["内科"]),
        ("2021-07-01", ["呼吸科", "心内科"]),
        ("2021-12-31", ["呼吸科", "心内科"]),
        ("2022-01-01", ["心内科", "呼吸与结核科"]),
        ("2022-09-30", ["心内科", "呼吸与结核科"]),
        ("2022-10-01", ["心内科"]),
    ],
)
def test_successors_follow_split_and_merger_from_the_day_itself(story, on, expected):
    assert names(as_of.successors(story, day(on))) == expected


def test_abolished_without_a_successor_leaves_nobody(story):
    both = Department.objects.get(code="18")
    assert as_of.successors(both, day("2022-10-01")) == []
    assert as_of.successors(both, day("2021-12-31")) == []  # had not begun


def test_a_merger_names_its_successor_once(hospital, story):
    assert names(as_of.successors(Department.objects.get(code="17"), day("2022-05-01"))) == ["呼吸与结核科"]


def test_a_later_row_of_the_same_code_is_a_rename(hospital):
    old = department(hospital, "A", "老年科", None, "2021-12-31")
    department(hospital, "A", "老年医学科", "2022-01-01")
    assert names(as_of.successors(old, day("2022-01-01"))) == ["老年医学科"]
    assert names(as_of.successors(old, day("2021-12-31"))) == ["老年科"]


def test_an_abolition_on_record_is_not_undone_by_the_code_in_later_use(hospital):
    old = department(hospital, "A", "老年科", None, "2021-12-31")
    DepartmentChange.objects.create(predecessor=old, successor=None, on="2022-01-01")
    department(hospital, "A", "介入科", "2022-06-01")
    assert as_of.successors(old, day("2022-07-01")) == []


def test_changes_that_lead_in_a_circle_end(hospital):
    one, two = department(hospital, "1", "甲", None, "2021-12-31"), department(hospital, "2", "乙", None, "2021-12-31")
    DepartmentChange.objects.create(predecessor=one, successor=two, on="2022-01-01")
    DepartmentChange.objects.create(predecessor=two, successor=one, on="2022-01-01")
    assert as_of.successors(one, day("2022-01-01")) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2021-06-30", ["内科", "结核科"]),
        ("2021-07-01", ["呼吸科", "心内科", "结核科"]),
        ("2022-10-01", ["心内科"]),
    ],
)
def test_departments_on(hospital, story, on, expected):
    assert names(as_of.departments_on(hospital, day(on))) == expected


@pytest.fixture
def party(hospital):
    committee = PartyOrganization.objects.create(institution=hospital, code="h-party")
    branch = PartyOrganization.objects.create(institution=hospital, code="h-b1")
    temporary = PartyOrganization.objects.create(institution=hospital, code="h-a0")
    form = PartyOrganizationForm.objects.create
    form(organization=committee, name="示范医院党总支", kind="general_branch", valid_to="2021-12-31")
    form(organization=committee, name="示范医院党委", kind="committee", valid_from="2022-01-01")
    form(organization=branch, name="内科党支部", kind="branch", parent=committee)
    form(organization=temporary, name="医疗队临时党支部", kind="temporary_branch", valid_from="2022-03-01",
         valid_to="2022-04-30", parent=committee)  # fmt: skip
    return {"committee": committee, "branch": branch, "temporary": temporary}


def test_branches_on_the_last_day_of_a_temporary_one_and_the_day_after(hospital, party):
    assert names(as_of.branches_on(hospital, day("2022-04-30"))) == ["医疗队临时党支部", "内科党支部"]
    assert names(as_of.branches_on(hospital, day("2022-05-01"))) == ["内科党支部"]


def test_a_general_branch_leads_until_the_committee_does(hospital, party):
    assert names(as_of.leading_party_organizations(hospital, day("2021-12-31"))) == ["示范医院党总支"]
    assert names(as_of.leading_party_organizations(hospital, day("2022-01-01"))) == ["示范医院党委"]


def test_branch_of_prefers_the_permanent_one_and_knows_the_rename(hospital, party):
    old = department(hospital, "A", "老年科", None, "2022-03-31")
    new = department(hospital, "A", "老年医学科", "2022-04-01")
    BranchDepartment.objects.create(organization=party["temporary"], department=old)
    assert as_of.branch_of(old, day("2022-02-28")) is None  # the temporary branch has not begun
    assert as_of.branch_of(new, day("2022-04-01")) == party["temporary"]
    BranchDepartment.objects.create(organization=party["branch"], department=old, valid_to="2022-04-15")
    assert as_of.branch_of(new, day("2022-04-15")) == party["branch"]
    assert as_of.branch_of(new, day("2022-04-16")) == party["temporary"]


def person(hospital, code, name, **more):
    return Person.objects.create(institution=hospital, code=code, name=name, **more)


def test_holders_of_the_institution_itself_by_rank_and_seat(hospital, party):
    ward = department(hospital, "A", "内科")
    posts = [
        ("书记", "secretary", {"party_organization": party["committee"], "position": 1}),
        ("院长", "president", {"position": 2}),
        ("副书记", "deputy_secretary", {"party_organization": party["committee"], "position": 3}),
        ("总会计师", "chief_accountant", {"position": 4}),
        ("支部书记", "secretary", {"party_organization": party["branch"], "position": 5}),
        ("主任", "department_head", {"department": ward, "position": 6}),
    ]
    made = [Post.objects.create(code=f"p{n}", title=t, kind=k, institution=hospital, **more)
            for n, (t, k, more) in enumerate(posts)]  # fmt: skip
    people = [person(hospital, f"{n}", f"人{n}") for n in range(6)]
    people[2] = people[1]  # the president is deputy secretary too
    for holder, post in zip(people, made, strict=True):
        Appointment.objects.create(person=holder, post=post, valid_from="2022-01-01", valid_to="2022-12-31")
    on = day("2022-12-31")
    assert [str(a.post) for a in as_of.holders(hospital, on)] == ["书记", "院长", "副书记", "总会计师"]
    assert [str(a) for a in as_of.holders(hospital, on, seats="party")] == ["人0 · 书记", "人1 · 副书记"]
    assert [str(a) for a in as_of.holders(hospital, on, seats="administration")] == ["人1 · 院长", "人3 · 总会计师"]
    assert [str(a) for a in as_of.holders(hospital, on, kinds=["president"])] == ["人1 · 院长"]
    assert as_of.holders(hospital, on, kinds=["president"], seats="party") == []
    assert as_of.holders(hospital, day("2023-01-01")) == []
    assert len(as_of.holders(hospital, day("2022-01-01"))) == 4


def test_leader_of_is_the_longest_in_charge_and_still_on_the_staff(hospital):
    ward = department(hospital, "A", "内科")
    first, second = person(hospital, "1", "甲", valid_to="2022-06-30"), person(hospital, "2", "乙")
    Portfolio.objects.create(person=second, department=ward, valid_from="2022-01-01")
    Portfolio.objects.create(person=first, department=ward)
    assert as_of.leader_of(ward, day("2021-12-31")) == first
    assert as_of.leader_of(ward, day("2022-06-30")) == first
    assert as_of.leader_of(ward, day("2022-07-01")) == second
    assert as_of.leader_of(department(hospital, "B", "外科"), day("2022-07-01")) is None


def test_person_of(hospital):
    user = get_user_model().objects.create_user("u")
    assert as_of.person_of(user) is None
    assert as_of.person_of(AnonymousUser()) is None
    someone = person(hospital, "1", "甲", user=user)
    assert as_of.person_of(get_user_model().objects.get(pk=user.pk)) == someone
