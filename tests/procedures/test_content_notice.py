"""公示: none nationally, five working days or seven days where a profile asks for it; working days around holidays."""

import pytest
from tests.procedures.content_cases import (
    MEMBER,
    confirming,
    event,
    events_before,
    judged,
    made,
    refused,
    state_before,
    warned,
)

from linghang.procedures.cases import replay

WORKDAYS, WEEK = made(MEMBER, "notice_5_workdays"), made(MEMBER, "notice_7_days")
NEXT = {"notice_candidate": "file_candidate", "notice_full": "full_meeting"}


def after_notice(course, notice, posted, step, on):
    """The findings against the step after a notice posted that day; all else lies long before."""
    events = events_before(course, notice)
    state = replay(course.procedure, [*events, event(course, notice, posted)])
    if step == "branch_meeting":
        events = [*events, event(course, notice, posted), event(course, "membership_form", posted)]
        state = replay(course.procedure, events)
    return judged(course, state, step, on)


@pytest.mark.parametrize("notice", ["notice_candidate", "notice_admission", "notice_full"])
def test_nationally_the_case_goes_on_without_a_notice(notice):
    national = made(MEMBER)
    following = {"notice_admission": "membership_form"}.get(notice) or NEXT[notice]
    assert following in state_before(national, following).current


@pytest.mark.parametrize("course", [WORKDAYS, WEEK], ids=["5 working days", "7 days"])
@pytest.mark.parametrize("notice", ["notice_candidate", "notice_admission", "notice_full"])
def test_where_a_profile_asks_for_it_the_case_waits_for_the_notice(course, notice):
    following = {"notice_admission": "membership_form"}.get(notice) or NEXT[notice]
    state = state_before(course, notice)
    assert notice in state.current
    assert following not in state.current


@pytest.mark.parametrize(
    ("posted", "filed", "rules"),
    [
        # Monday 2025-06-09: the working days after it are 10, 11, 12, 13 and Monday 16 June
        ("2025-06-09", "2025-06-15", {"MD21"}),
        ("2025-06-09", "2025-06-16", set()),
        ("2025-06-09", "2025-06-17", set()),
        # Monday 2025-09-29: 30 September, 9 and 10 October, Saturday 11 October (made up for), Monday 13 October;
        # 1 to 8 October are National Day and Mid-Autumn
        ("2025-09-29", "2025-10-11", {"MD21"}),
        ("2025-09-29", "2025-10-12", {"MD21"}),
        ("2025-09-29", "2025-10-13", set()),
        # Friday 2024-09-27: Sunday 29 (made up for) and Monday 30 September, 8, 9, 10 October; 1 to 7 October are free
        ("2024-09-27", "2024-10-09", {"MD21"}),
        ("2024-09-27", "2024-10-10", set()),
    ],
)
def test_md21_five_working_days_around_weekends_and_national_day(posted, filed, rules):
    found = after_notice(WORKDAYS, "notice_candidate", posted, "file_candidate", filed)
    assert warned(found) == rules
    assert not refused(found)


@pytest.mark.parametrize(
    ("posted", "met", "rules"),
    [
        ("2023-08-15", "2023-08-21", {"MD21"}),
        ("2023-08-15", "2023-08-22", set()),
        ("2023-08-15", "2023-08-23", set()),
        ("2024-02-26", "2024-03-03", {"MD21"}),  # 29 February lies between: seven days are full on 4 March
        ("2024-02-26", "2024-03-04", set()),
    ],
)
def test_md21_seven_days_by_the_calendar(posted, met, rules):
    found = after_notice(WEEK, "notice_admission", posted, "branch_meeting", met)
    assert warned(found) - {"MD12"} == rules
    assert not refused(found)


@pytest.mark.parametrize(("met", "rules"), [("2024-09-01", {"MD21"}), ("2024-09-02", set())])
def test_md21_the_transfer_is_posted_too(met, rules):
    """Posted on Monday 2024-08-26: 27, 28, 29, 30 August and Monday 2 September."""
    found = after_notice(WORKDAYS, "notice_full", "2024-08-26", "full_meeting", met)
    assert warned(found) == rules
    assert not refused(found)


def test_md21_refuses_once_the_hospital_has_confirmed_it():
    own = confirming(MEMBER, "notice_7_days", "MD21")
    assert refused(after_notice(own, "notice_candidate", "2023-06-12", "file_candidate", "2023-06-18")) == {"MD21"}
    assert not refused(after_notice(own, "notice_candidate", "2023-06-12", "file_candidate", "2023-06-19"))


@pytest.mark.parametrize(
    ("notice", "back"),
    [
        ("notice_candidate", "candidate"),
        ("notice_admission", "committee_review"),
        ("notice_full", "continued_observation"),
    ],
)
def test_an_objection_sends_the_case_back(notice, back):
    events = events_before(WEEK, notice)
    state = replay(WEEK.procedure, [*events, event(WEEK, notice, events[-1].on, "objection")])
    assert back in state.current
    assert notice not in state.current


def test_the_strict_profile_joins_what_the_others_ask_for():
    strict = made(MEMBER, "local_strict").procedure
    compulsory = {step.code for step in strict.steps if not step.optional}
    assert {"thought_report", "notice_candidate", "notice_admission", "notice_full"} <= compulsory
    values = {each.code: each.value for each in strict.parameters}
    assert (values["notice_period"], values["local_training_hours"], values["review_validity"]) == (
        "5 workdays",
        "40",
        "1 year",
    )
