"""Member development, steps 7 to 13: candidates, introducers, political review, training, reviews."""

import pytest
from tests.procedures.content_cases import (
    MEMBER,
    confirming,
    day,
    event,
    events_before,
    judged,
    made,
    refused,
    state_before,
    warned,
)

from linghang.procedures.cases import replay
from linghang.procedures.flow import possible

NATIONAL = made(MEMBER)


@pytest.mark.parametrize(
    ("recommended", "chosen", "rules"),
    [
        ("2022-06-10", "2023-06-09", {"MD06"}),
        ("2022-06-10", "2023-06-10", set()),  # a year is full on the same date
        ("2022-06-10", "2023-06-11", set()),
        ("2024-02-29", "2025-02-27", {"MD06"}),  # 2025 has no 29 February: full on the 28th
        ("2024-02-29", "2025-02-28", set()),
    ],
)
def test_md06_a_year_of_training_before_he_becomes_a_candidate(recommended, chosen, rules):
    changes = {
        "opened": "2021-01-04",
        "apply": "2021-01-04",
        "first_talk": "2021-01-05",
        "recommend": recommended,
        "file_activist": recommended,
        "contacts": recommended,
        "observe": chosen,
    }
    state = state_before(NATIONAL, "candidate", changes)
    assert refused(judged(NATIONAL, state, "candidate", chosen)) == rules


@pytest.mark.parametrize(("chosen", "rules"), [("2023-06-10", set()), ("2023-06-11", {"MD05"})])
def test_md05_the_last_inspection_is_not_older_than_half_a_year(chosen, rules):
    """Last inspected on 2022-12-10."""
    found = judged(NATIONAL, state_before(NATIONAL, "candidate"), "candidate", chosen)
    assert warned(found) == rules
    assert not refused(found)


def test_not_agreed_as_a_candidate_goes_on_with_inspections():
    events = [*events_before(NATIONAL, "candidate"), event(NATIONAL, "candidate", "2023-06-10", "not_agreed")]
    state = replay(NATIONAL.procedure, events)
    assert "observe" in state.current
    assert "candidate" not in state.current


def test_md07_a_candidate_is_one_from_the_day_of_the_filing():
    """The step of the filing says so, and nothing later is done before it."""
    step = NATIONAL.procedure.step("file_candidate")
    assert step.rule == "MD07"
    assert "备案同意" in step.hint
    state = state_before(NATIONAL, "introducers")
    found = judged(NATIONAL, state, "introducers", "2023-06-25")  # a day before the filing
    assert any("报上级党委备案" in each.reason for each in found if each.blocks)


@pytest.mark.parametrize(
    ("introducers", "rules"),
    [
        (["F1"], {"MD08"}),
        (["F1", "F2"], set()),
        (["F1", "F2", "F3"], {"MD08"}),
        (["F1", "F1"], {"MD08"}),
        (["F1", "P1"], {"MD08"}),
        (["F1", "S0"], {"MD08"}),
    ],
)
def test_md08_two_full_members_introduce_him(introducers, rules):
    state = state_before(NATIONAL, "introducers")
    found = judged(NATIONAL, state, "introducers", "2023-06-27", data={"introducers": introducers})
    assert refused(found) == rules


def test_md09_who_fails_the_political_review_is_not_developed():
    events = [*events_before(NATIONAL, "political_review"), event(NATIONAL, "political_review", "2023-07-10", "failed")]
    state = replay(NATIONAL.procedure, events)
    assert not state.open
    assert state.result == "failed"


@pytest.mark.parametrize(
    ("reviewed", "met", "rules"),
    [
        ("2023-07-10", "2024-07-09", set()),
        ("2023-07-10", "2024-07-10", set()),  # the last good day
        ("2023-07-10", "2024-07-11", {"MD09"}),
    ],
)
def test_md09_the_local_year_of_the_review_warns_at_the_meeting(reviewed, met, rules):
    yearly = made(MEMBER, "review_1_year")
    late = {"political_review": reviewed, "pre_review": "2024-07-01", "membership_form": "2024-07-02"}
    found = judged(yearly, state_before(yearly, "branch_meeting", late), "branch_meeting", met)
    assert warned(found) == rules
    assert not refused(found)


def test_md09_nationally_a_review_does_not_grow_old():
    late = {"pre_review": "2025-07-01", "membership_form": "2025-07-02"}
    assert not judged(NATIONAL, state_before(NATIONAL, "branch_meeting", late), "branch_meeting", "2025-07-10")


def test_md09_once_confirmed_an_old_review_is_done_anew_and_what_came_after_it_stands():
    confirmed = confirming(MEMBER, "review_1_year", "MD09")
    late = {"pre_review": "2024-07-01", "membership_form": "2024-07-02"}
    events = events_before(confirmed, "branch_meeting", late)
    state = replay(confirmed.procedure, events)
    assert refused(judged(confirmed, state, "branch_meeting", "2024-07-11")) == {"MD09"}
    assert "political_review" in possible(confirmed, state, day("2024-07-11"))
    again = replay(confirmed.procedure, [*events, event(confirmed, "political_review", "2024-07-12")])
    assert "branch_meeting" in again.current
    assert not refused(judged(confirmed, again, "branch_meeting", "2024-07-13"))


@pytest.mark.parametrize(
    ("days", "hours", "rules"),
    [
        ("2.5", "23.5", {"MD10"}),
        ("3", "23.5", set()),  # three days are enough
        ("2.5", "24", set()),  # so are 24 hours
        ("3", "24", set()),
    ],
)
def test_md10_three_days_or_24_hours_of_training(days, hours, rules):
    state = state_before(NATIONAL, "training")
    assert refused(judged(NATIONAL, state, "training", "2023-07-20", data={"days": days, "hours": hours})) == rules


@pytest.mark.parametrize(("hours", "rules"), [("39.5", {"MD10"}), ("40", set()), ("40.5", set())])
def test_md10_the_local_40_hours_only_warn(hours, rules):
    local = made(MEMBER, "training_40_hours")
    given = {"days": "5", "hours": hours}
    found = judged(local, state_before(local, "training"), "training", "2023-07-20", data=given)
    assert warned(found) == rules
    assert not refused(found)


def test_md10_without_a_certificate_the_training_is_not_done():
    state = state_before(NATIONAL, "training")
    found = judged(NATIONAL, state, "training", "2023-07-20", without=["training_certificate"])
    assert refused(found) == {"MD10"}


def test_who_did_not_finish_the_training_has_it_again():
    events = [*events_before(NATIONAL, "training"), event(NATIONAL, "training", "2023-07-20", "failed")]
    assert replay(NATIONAL.procedure, events).current == ("training",)


@pytest.mark.parametrize(
    ("step", "outcome", "next_step"),
    [
        ("committee_review", "not_agreed", "observe"),
        ("pre_review", "supplement", "committee_review"),
        ("pre_review", "not_agreed", "observe"),
        ("file_candidate", "returned", "candidate"),
    ],
)
def test_every_refusal_says_where_the_case_goes_back_to(step, outcome, next_step):
    events = events_before(NATIONAL, step)
    state = replay(NATIONAL.procedure, [*events, event(NATIONAL, step, events[-1].on, outcome)])
    assert next_step in state.current
    assert step not in state.current


def test_md11_the_form_is_not_given_out_before_the_committee_above_has_agreed():
    state = state_before(NATIONAL, "pre_review")
    found = judged(NATIONAL, state, "membership_form", "2023-08-28")
    assert refused(found) == {"MD11"}


def test_md11_the_answer_of_the_committee_above_is_in_writing():
    state = state_before(NATIONAL, "pre_review")
    assert refused(judged(NATIONAL, state, "pre_review", "2023-08-15", without=["pre_review_reply"])) == {"MD11"}
