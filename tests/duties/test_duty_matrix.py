"""Who owes what in the small house, and what its rows make of it."""

import datetime as dt

import pytest

from linghang.duties.matrix import matrix
from linghang.duties.owners import owners
from linghang.duties.reckoning import reckon
from linghang.membership.models import Membership
from linghang.organization.models import Department, PartyOrganization, PartyOrganizationForm
from linghang.registers.content import library

YEAR = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
TODAY = dt.date(2023, 11, 20)


def states(institution, code, owner, today=TODAY):
    lines = reckon(institution, *YEAR, today, codes=[code])
    return [each.standing.state for each in lines if each.owner.key == owner]


def test_a_quarterly_meeting_through_the_year(hospital, staff, held):
    held("general_meeting", "b1", "2023-02-10")
    held("general_meeting", "b1", "2023-07-15", makes_up="2023-06-30")
    held("general_meeting", "b2", "2023-08-01")
    assert states(hospital, "general_meeting", "b1") == ["done", "late", "missed", "due"]
    assert states(hospital, "general_meeting", "b2") == ["missed", "missed", "done", "due"]


def test_only_branches_with_a_committee_owe_its_meetings(hospital, staff):
    assert set(states(hospital, "committee_meeting", "b1")) == {"missed", "due", "future"}
    assert set(states(hospital, "committee_meeting", "b2")) == {"not_owed"}
    assert set(states(hospital, "group_meeting", "b2")) == {"not_owed"}
    assert states(hospital, "group_meeting", "b1").count("missed") == 10
    (line, *_) = [x for x in reckon(hospital, *YEAR, TODAY, codes=["committee_meeting"]) if x.owner.key == "b2"]
    assert line.standing.reason == "不具备条件：任免里有委员，或正式党员 7 人以上"


def test_a_branch_of_seven_owes_committee_meetings_without_having_one(hospital, staff, organizations):
    from linghang.membership.models import Membership
    from linghang.organization.models import Person

    for number in range(6):  # with the secretary they are seven
        person = Person.objects.create(code=f"310{number}", name="党员", institution=hospital)
        Membership.objects.create(
            person=person, organization=organizations["b2"], status="full", valid_from=dt.date(2023, 5, 2)
        )
    found = states(hospital, "committee_meeting", "b2")
    assert found == ["not_owed"] * 5 + ["missed"] * 5 + ["due", "future"]


def test_a_branch_owes_from_its_founding_and_to_its_end(hospital, organizations):
    PartyOrganizationForm.objects.filter(organization__code="b2").update(
        valid_from=dt.date(2023, 2, 15), valid_to=dt.date(2023, 8, 31)
    )
    assert states(hospital, "general_meeting", "b2") == ["not_owed", "missed", "missed"]
    assert states(hospital, "theme_day", "b2") == ["not_owed"] + ["missed"] * 6  # the second half of February
    assert states(hospital, "life_meeting", "b2") == ["missed"]  # 198 of 365 days


def test_a_renamed_branch_goes_on_owing(hospital, organizations):
    form = PartyOrganizationForm.objects.get(organization__code="b2")
    form.valid_to = dt.date(2023, 5, 10)
    form.save()
    PartyOrganizationForm.objects.create(
        organization=form.organization, name="外科联合党支部", kind="joint_branch", valid_from=dt.date(2023, 5, 11)
    )
    assert states(hospital, "general_meeting", "b2") == ["missed", "missed", "missed", "due"]


def test_hours_are_owed_by_members_and_more_by_the_committee(hospital, staff, record):
    for number, (person, hours) in enumerate((("2100", "32"), ("2101", "31.5"), ("2002", "56"))):
        class_ = {"activity_no": f"A{number}", "kind": "party_school", "held_on": "2023-05-01"}
        record("party_attendance", person=person, hours=hours, **class_)
    assert states(hospital, "member_hours", "2100") == ["done"]
    assert states(hospital, "member_hours", "2101") == ["due"]
    assert states(hospital, "member_hours", "2001") == ["not_owed"]
    assert states(hospital, "secretary_hours", "2002") == ["done"]
    assert states(hospital, "secretary_hours", "2001") == ["due"]
    assert states(hospital, "secretary_training", "2002") == ["done"]


def test_the_party_committee_owes_the_hours_of_its_seats_once(hospital, staff, appoint, record):
    """ED02 speaks of every grass-roots Party organisation: who sits in two committees owes 56 hours, not twice."""
    both = appoint("deputy_secretary", "dw", "1003")
    Membership.objects.create(
        person=both,
        organization=PartyOrganization.objects.get(code="b1"),
        status="full",
        valid_from=dt.date(2020, 1, 1),
    )
    class_ = {"activity_no": "A1", "kind": "party_school", "held_on": "2023-05-01"}
    record("party_attendance", person="1003", hours="55.5", **class_)
    for code in ("1001", "1003"):
        assert states(hospital, "secretary_hours", code) == ["due"]
    assert states(hospital, "secretary_training", "1003") == ["done"]
    assert states(hospital, "member_hours", "1003") == ["not_owed"]
    record("party_attendance", person="1003", hours="0.5", **(class_ | {"activity_no": "A2"}))
    assert states(hospital, "secretary_hours", "1003") == ["done"]
    assert matrix(hospital, *YEAR, TODAY).cell("", "secretary_hours").counts == {"due": 1, "done": 1}


def test_heart_talks_by_pair_and_by_member(hospital, staff, record):
    record("heart_talk", talk_no="1", kind="committee_committee", talked_on="2023-03-01", person="2002", other="2001")
    record("heart_talk", talk_no="2", kind="committee_member", talked_on="2023-03-02", person="2001", other="2100")
    record("heart_talk", talk_no="3", kind="member_member", talked_on="2023-03-03", person="2100", other="2101")
    assert states(hospital, "talk_committee_committee", "2001|2002") == ["done"]
    assert states(hospital, "talk_committee_member", "2100") == ["done"]
    assert states(hospital, "talk_committee_member", "2101") == ["due"]
    assert states(hospital, "talk_member_member", "2100") == states(hospital, "talk_member_member", "2101") == ["done"]


def test_a_leader_owes_visits_to_the_branch_he_is_paired_with(hospital, staff, record):
    record("leader_visit", visit_no="1", kind="paired_branch", visited_on="2023-02-01", leader="1001", branch="b2")
    record("leader_visit", visit_no="2", kind="paired_branch", visited_on="2023-05-01", leader="1001", branch="b1")
    assert states(hospital, "branch_visit", "1001|b2") == ["done", "missed", "missed", "due"]


def test_what_only_one_document_asks_is_owed_where_it_is_adopted(hospital, staff, held, record):
    assert states(hospital, "july_lesson", "1001") == ["not_owed"]
    record("duty_setting", duty="july_lesson", from_date="2023-01-01", adopted="是")
    for place in ("own_branch", "village", "village"):
        held("lesson", "", "2023-06-20", lecturer="1001", place_kind=place)
    assert states(hospital, "july_lesson", "1001") == ["missed"]
    held("lesson", "", "2023-06-30", lecturer="1001", place_kind="contact_point")
    assert states(hospital, "july_lesson", "1001") == ["done"]


def test_departments_owe_their_monthly_study(hospital, record):
    for code, name in (("0301", "心血管内科"), ("Z01", "党办")):
        Department.objects.create(institution=hospital, code=code, name=name, valid_from=dt.date(2020, 1, 1))
    record("duty_setting", duty="department_study", from_date="2023-01-01", adopted="是")
    record("training_session", session_no="1", held_on="2023-03-05", tier="department", department="0301", topic="学习")
    found = states(hospital, "department_study", "0301")
    assert found == ["missed", "missed", "done"] + ["missed"] * 7 + ["due", "future"]
    assert set(states(hospital, "department_study", "Z01")) == {"not_owed"}


def test_the_house_owes_its_study_group_and_rows_without_a_branch_are_its_own(hospital, organizations, held):
    held("study_group", "", "2023-01-10")
    assert states(hospital, "study_group", "h") == ["done", "missed", "missed", "due"]


def test_an_exemption_excuses_once_it_is_granted(hospital, staff, record):
    asked = {"duty": "general_meeting", "owner": "b1", "span_from": "2023-01-01", "span_to": "2023-03-31"}
    asked |= {"reason": "防疫值守", "asked_on": "2023-03-20"}
    record("duty_exemption", **asked)
    assert states(hospital, "general_meeting", "b1")[0] == "missed"
    granted = asked | {"span_from": "2023-04-01", "span_to": "2023-06-30", "granted": "是", "answered_on": "2023-03-25"}
    record("duty_exemption", **granted)
    assert states(hospital, "general_meeting", "b1")[1] == "exempt"
    assert states(hospital, "general_meeting", "b2")[1] == "missed"


def test_the_matrix_counts_by_branch_and_duty(hospital, staff, held):
    held("general_meeting", "b1", "2023-02-10")
    found = matrix(hospital, *YEAR, TODAY, line="组织生活")
    assert [row.key for row in found.rows] == ["b1", "b2"]
    cell = found.cell("b1", "general_meeting")
    assert (cell.fulfilled, cell.asked, cell.light) == (1, 3, "bad")
    assert cell.counts == {"done": 1, "missed": 2, "due": 1}
    assert found.cell("b2", "committee_meeting").lines[0].standing.state == "not_owed"
    assert "group_meeting" in [duty.code for duty in found.columns]
    assert found.whole.asked == sum(cell.asked for cell in found.cells.values())


def test_members_and_pairs_are_shown_with_their_branch_and_leaders_with_the_house(hospital, staff):
    found = matrix(hospital, *YEAR, TODAY)
    assert found.cell("b1", "member_hours").counts == {"due": 3, "not_owed": 2}
    assert found.cell("b2", "branch_visit").counts == {"missed": 3, "due": 1}
    assert found.cell("", "secretary_lesson").counts == {"due": 1}
    assert found.rows[0].title == "示范医院"


def test_owners_of_a_day_with_their_facts(hospital, staff):
    packs = library()
    branches = owners(packs.duty("committee_meeting"), hospital, TODAY)
    assert [(each.key, each.title) for each in branches] == [("b1", "内科党支部"), ("b2", "外科党支部")]
    facts = branches[0].facts
    assert (facts["has_committee"], facts["has_groups"], facts["full_members"]) == (True, True, 5)
    assert owners(packs.duty("committee_meeting"), hospital, dt.date(2019, 12, 31)) == []


@pytest.mark.parametrize("branches", [2, 12])
def test_the_number_of_queries_does_not_grow(hospital, staff, organizations, django_assert_max_num_queries, branches):
    from linghang.organization.models import PartyOrganization

    for number in range(branches):
        home = PartyOrganization.objects.create(institution=hospital, code=f"n{number}")
        PartyOrganizationForm.objects.create(organization=home, name=f"第{number}党支部", kind="branch")
    with django_assert_max_num_queries(34):
        matrix(hospital, *YEAR, TODAY)
