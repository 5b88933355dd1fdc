"""Member development, steps 15 to 18: the meeting, its vote, the submission, and what the committee has time for."""

from dataclasses import replace

import pytest
from tests.procedures.content_cases import (
    MEMBER,
    day,
    event,
    events_before,
    judged,
    made,
    refused,
    state_before,
    warned,
)

from linghang.procedures.cases import Tally, replay
from linghang.procedures.flow import possible

NATIONAL = made(MEMBER)
MEETING = "branch_meeting"


@pytest.mark.parametrize(
    ("agreed", "met", "rules"),
    [
        ("2023-08-15", "2023-09-14", set()),
        ("2023-08-15", "2023-09-15", set()),
        ("2023-08-15", "2023-09-16", {"MD12"}),
        ("2023-08-31", "2023-09-30", set()),  # September has no 31st
        ("2023-08-31", "2023-10-01", {"MD12"}),
    ],
)
def test_md12_the_meeting_is_within_a_month_of_the_pre_review(agreed, met, rules):
    state = state_before(NATIONAL, MEETING, {"pre_review": agreed, "membership_form": agreed})
    found = judged(NATIONAL, state, MEETING, met)
    assert warned(found) == rules
    assert not refused(found)


@pytest.mark.parametrize(
    ("present", "in_favour", "against", "written", "carried"),
    [
        (7, 7, 0, 0, True),  # 7 of 12 entitled are more than half
        (7, 6, 1, 0, False),  # 6 of 12 are half, not more
        (10, 6, 4, 0, False),  # more than half of those present is not what counts
        (7, 6, 1, 1, True),  # the written view of one who is not there makes it 7 of 12
        (7, 5, 2, 1, False),
        (6, 6, 0, 6, False),  # half of those entitled came: no meeting, whatever they wrote
        (12, 7, 5, 0, True),
    ],
)
def test_md13_more_than_half_of_all_full_members_agree_written_views_included(
    present, in_favour, against, written, carried
):
    tally = Tally(12, present, in_favour, against, written_in_favour=written)
    found = judged(NATIONAL, state_before(NATIONAL, MEETING), MEETING, "2023-09-01", tally=tally)
    assert refused(found) == (set() if carried else {"MD13"})


@pytest.mark.parametrize(("in_favour", "carried"), [(6, False), (7, True)])
def test_md13_of_thirteen_seven_are_more_than_half(in_favour, carried):
    tally = Tally(13, 13, in_favour, 13 - in_favour)
    found = judged(NATIONAL, state_before(NATIONAL, MEETING), MEETING, "2023-09-01", tally=tally)
    assert refused(found) == (set() if carried else {"MD13"})


@pytest.mark.parametrize(
    "tally",
    [Tally(12, 10, 11), Tally(12, 13, 10), Tally(12, 10, 8, written_in_favour=3), Tally(12, 10, -1)],
    ids=["more ballots than present", "more present than entitled", "more written than absent", "negative"],
)
def test_votes_that_cannot_be_are_refused(tally):
    found = judged(NATIONAL, state_before(NATIONAL, MEETING), MEETING, "2023-09-01", tally=tally)
    assert refused(found) == {"MD13"}


def test_a_vote_that_was_lost_is_written_down_as_lost_and_training_goes_on():
    lost = Tally(12, 10, 4, 6)
    state = state_before(NATIONAL, MEETING)
    assert not refused(judged(NATIONAL, state, MEETING, "2023-09-01", outcome="not_passed", tally=lost))
    assert refused(judged(NATIONAL, state, MEETING, "2023-09-01", outcome="not_passed")) == {"MD13"}  # it was carried
    after = [*events_before(NATIONAL, MEETING), event(NATIONAL, MEETING, "2023-09-01", "not_passed", tally=lost)]
    assert "observe" in replay(NATIONAL.procedure, after).current


@pytest.mark.parametrize(
    ("leaves", "rules"), [("2023-11-30", {"MD14"}), ("2023-12-01", set()), ("2023-12-02", set()), (None, set())]
)
def test_md14_who_leaves_within_three_months_is_a_warning(leaves, rules):
    """The meeting is on 2023-09-01: three months are full on 2023-12-01."""
    state = state_before(NATIONAL, MEETING)
    found = judged(NATIONAL, state, MEETING, "2023-09-01", data={"leaves_on": leaves} if leaves else {})
    assert warned(found) == rules
    assert not refused(found)


@pytest.mark.parametrize(
    ("met", "submitted", "rules"),
    [
        ("2023-09-01", "2023-11-30", set()),
        ("2023-09-01", "2023-12-01", set()),  # the last good day
        ("2023-09-01", "2023-12-02", {"MD16"}),
        ("2023-08-31", "2023-11-30", set()),  # November has no 31st
        ("2023-08-31", "2023-12-01", {"MD16"}),
    ],
)
def test_md16_what_is_not_submitted_within_three_months_is_deliberated_again(met, submitted, rules):
    events = events_before(NATIONAL, "submission", {"membership_form": "2023-08-28", MEETING: met})
    state = replay(NATIONAL.procedure, events)
    assert refused(judged(NATIONAL, state, "submission", submitted)) == rules
    assert (MEETING in possible(NATIONAL, state, day(submitted))) == bool(rules)


def test_md16_after_the_second_meeting_it_can_be_submitted():
    events = [*events_before(NATIONAL, "submission"), event(NATIONAL, MEETING, "2023-12-05")]
    state = replay(NATIONAL.procedure, events)
    assert not refused(judged(NATIONAL, state, "submission", "2023-12-06"))


@pytest.mark.parametrize(
    ("submitted", "step"),
    [("2024-03-01", MEETING), ("2024-03-02", "committee_review")],  # met on 2023-09-01: six months end on 2024-03-01
)
def test_md16_after_six_months_everything_from_the_committee_review_on_is_done_anew(submitted, step):
    state = state_before(NATIONAL, "submission")
    found = judged(NATIONAL, state, "submission", submitted)
    title = NATIONAL.procedure.step(step).title
    assert any(f"重新办理“{title}”" in each.reason for each in found if each.blocks)


@pytest.mark.parametrize(
    ("approved", "warns", "refuses"),
    [
        ("2023-12-04", set(), set()),
        ("2023-12-05", set(), set()),
        ("2023-12-06", {"MD15"}, set()),  # late, and still good: at most six months
        ("2024-03-05", {"MD15"}, set()),
        ("2024-03-06", {"MD15"}, {"MD15"}),
    ],
)
def test_md15_the_committee_has_three_months_and_never_more_than_six(approved, warns, refuses):
    """Submitted on 2023-09-05."""
    found = judged(NATIONAL, state_before(NATIONAL, "admission_approval"), "admission_approval", approved)
    assert warned(found) == warns
    assert refused(found) == refuses


def test_md15_after_six_months_the_committee_of_the_branch_reviews_anew():
    events = events_before(NATIONAL, "admission_approval")
    state = replay(NATIONAL.procedure, events)
    assert "committee_review" not in possible(NATIONAL, state, day("2024-03-05"))
    assert "committee_review" in possible(NATIONAL, state, day("2024-03-06"))
    again = replay(NATIONAL.procedure, [*events, event(NATIONAL, "committee_review", "2024-03-06")])
    assert "branch_meeting" not in again.done
    assert "training" in again.done


def test_md15_is_yellow_after_two_months():
    from linghang.procedures.timing import window

    limits = window(NATIONAL.procedure, state_before(NATIONAL, "admission_approval"), "admission_approval")
    assert (limits.warns_from, limits.due) == (day("2023-11-05"), day("2023-12-05"))


def test_md17_somebody_of_the_committee_talks_with_him_before_it_decides_and_it_is_filed_above():
    state = state_before(NATIONAL, "admission_talk")
    assert any(each.blocks for each in judged(NATIONAL, state, "admission_approval", "2023-10-10"))
    order = [step.code for step in NATIONAL.procedure.steps]
    at = order.index("admission_talk")
    assert order[at : at + 3] == ["admission_talk", "admission_approval", "file_admission"]


def test_who_is_not_approved_goes_on_as_before():
    events = events_before(NATIONAL, "admission_approval")
    after = [*events, event(NATIONAL, "admission_approval", "2023-10-10", "not_approved")]
    assert "observe" in replay(NATIONAL.procedure, after).current


def test_a_roll_that_knows_another_number_of_full_members_is_told():
    from procedures.content_cases import KNOWN

    found = judged(NATIONAL, state_before(NATIONAL, MEETING), MEETING, "2023-09-01", replace(KNOWN, entitled=14))
    assert warned(found) == {"MD13"}
    assert "14" in found[0].reason
