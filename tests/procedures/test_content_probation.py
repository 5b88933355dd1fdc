"""Member development, steps 19 to 25: probation, its extension, the transfer to full membership, the file."""

import pytest
from tests.procedures.content_cases import MEMBER, event, events_before, judged, made, refused, state_before, warned

from linghang.procedures.cases import Tally, replay

NATIONAL = made(MEMBER)
DECIDED = "2024-10-08"


def admitted(met):
    """Days of a case whose branch meeting was on that day, with everything else soon after."""
    return {
        "membership_form": met,
        "branch_meeting": met,
        "submission": met,
        "admission_talk": met,
        "admission_approval": met,
        "file_admission": met,
        "join_branch": met,
        "oath": met,
        "continued_observation": met,
        "full_application": met,
    }


@pytest.mark.parametrize(
    ("met", "transferred", "rules"),
    [
        ("2023-09-01", "2024-08-31", {"MD18"}),
        ("2023-09-01", "2024-09-01", set()),  # a year is full on the same date
        ("2023-09-01", "2024-09-02", set()),
        ("2024-02-29", "2025-02-27", {"MD18"}),  # full on 28 February 2025
        ("2024-02-29", "2025-02-28", set()),
        ("2023-02-28", "2024-02-27", {"MD18"}),  # a leap year does not move it
        ("2023-02-28", "2024-02-28", set()),
    ],
)
def test_md18_probation_is_a_year_from_the_meeting_on(met, transferred, rules):
    early = {"opened": "2020-01-02", "apply": "2020-01-02", "first_talk": "2020-01-03", "recommend": "2020-02-03"}
    middle = ["file_activist", "contacts", "observe"]
    changes = early | dict.fromkeys(middle, "2020-03-02") | dict.fromkeys(_candidate(), "2021-03-01") | admitted(met)
    found = judged(NATIONAL, state_before(NATIONAL, "full_meeting", changes), "full_meeting", transferred)
    assert refused(found) == rules


def _candidate():
    codes = [step.code for step in NATIONAL.procedure.steps if not step.optional]
    return codes[codes.index("candidate") : codes.index("membership_form")]


@pytest.mark.parametrize(("met", "rules"), [("2024-10-01", set()), ("2024-10-02", {"领航自拟"})])
def test_a_month_after_probation_the_meeting_is_late_by_our_own_choice(met, rules):
    """Probation from 2023-09-01: over on 2024-09-01; a month more is ours (领航自拟), so it only warns."""
    found = judged(NATIONAL, state_before(NATIONAL, "full_meeting"), "full_meeting", met)
    assert warned(found) == rules
    assert not refused(found)


@pytest.mark.parametrize("outcome", ["agreed", "extend", "cancel"])
def test_each_resolution_of_the_meeting_takes_more_than_half_of_all_full_members(outcome):
    state = state_before(NATIONAL, "full_meeting")
    half, more = Tally(12, 10, 6, 4), Tally(12, 10, 7, 3)
    assert refused(judged(NATIONAL, state, "full_meeting", "2024-09-03", outcome=outcome, tally=half)) == {"MD13"}
    assert not refused(judged(NATIONAL, state, "full_meeting", "2024-09-03", outcome=outcome, tally=more))


@pytest.mark.parametrize(
    ("approved", "rules"), [("2024-12-02", set()), ("2024-12-03", set()), ("2024-12-04", {"MD20"})]
)
def test_md20_the_committee_has_three_months_for_the_transfer(approved, rules):
    """The meeting was on 2024-09-03."""
    found = judged(NATIONAL, state_before(NATIONAL, "full_approval"), "full_approval", approved)
    assert warned(found) == rules
    assert not refused(found)


@pytest.mark.parametrize(("since", "rules"), [("2024-08-31", {"MD20"}), ("2024-09-01", set())])
def test_md20_party_age_counts_from_the_end_of_probation_not_before(since, rules):
    state = state_before(NATIONAL, "full_approval")
    assert refused(judged(NATIONAL, state, "full_approval", DECIDED, data={"full_since": since})) == rules


def test_md20_who_is_transferred_gets_the_day_from_which_party_age_counts():
    assert refused(judged(NATIONAL, state_before(NATIONAL, "full_approval"), "full_approval", DECIDED, data={})) == {
        "MD20"
    }


def extending():
    """Events up to the approval that extends probation."""
    events = [*events_before(NATIONAL, "full_meeting"), event(NATIONAL, "full_meeting", "2024-09-03", "extend")]
    return [*events, event(NATIONAL, "full_approval", DECIDED, "extended", data={})]


def extended(until):
    events = [*extending(), event(NATIONAL, "extension", DECIDED, data={"extended_until": until})]
    events += [event(NATIONAL, "continued_observation", until), event(NATIONAL, "full_application", until)]
    return events


def test_an_extension_needs_the_approval_that_extends():
    assert "extension" in replay(NATIONAL.procedure, extending()).current
    assert "extension" not in state_before(NATIONAL, "continued_observation").current


@pytest.mark.parametrize(
    ("until", "rules"),
    [
        ("2025-02-28", {"MD19"}),  # probation ended on 2024-09-01: half a year is full on 2025-03-01
        ("2025-03-01", set()),
        ("2025-09-01", set()),  # a year
        ("2025-09-02", {"MD19"}),
    ],
)
def test_md19_an_extension_is_half_a_year_to_a_year(until, rules):
    state = replay(NATIONAL.procedure, extending())
    assert refused(judged(NATIONAL, state, "extension", DECIDED, data={"extended_until": until})) == rules


@pytest.mark.parametrize(("met", "rules"), [("2025-02-28", {"MD19"}), ("2025-03-01", set()), ("2025-03-02", set())])
def test_md19_after_an_extension_the_transfer_waits_for_its_end(met, rules):
    events = [*extending(), event(NATIONAL, "extension", DECIDED, data={"extended_until": "2025-03-01"})]
    events += [event(NATIONAL, step, "2025-02-20") for step in ("continued_observation", "full_application")]
    assert refused(judged(NATIONAL, replay(NATIONAL.procedure, events), "full_meeting", met)) == rules


def test_md19_an_extended_probation_is_not_late_by_the_first_end():
    found = judged(NATIONAL, replay(NATIONAL.procedure, extended("2025-03-01")), "full_meeting", "2025-03-05")
    assert not found


@pytest.mark.parametrize("step", ["full_meeting", "full_approval"])
def test_md19_probation_is_extended_only_once(step):
    events = extended("2025-03-01")
    outcome, on = ("extend", "2025-03-05") if step == "full_meeting" else ("extended", "2025-03-10")
    if step == "full_approval":
        events += [event(NATIONAL, "full_meeting", "2025-03-05")]
    state = replay(NATIONAL.procedure, events)
    found = judged(NATIONAL, state, step, on, outcome=outcome, data={})
    assert "MD19" in refused(found)


def test_who_is_transferred_after_an_extension_counts_from_its_end():
    events = [*extended("2025-03-01"), event(NATIONAL, "full_meeting", "2025-03-05")]
    state = replay(NATIONAL.procedure, events)
    early = judged(NATIONAL, state, "full_approval", "2025-03-20", data={"full_since": "2025-02-28"})
    right = judged(NATIONAL, state, "full_approval", "2025-03-20", data={"full_since": "2025-03-01"})
    assert refused(early) == {"MD20"}
    assert not refused(right)


def test_who_is_cancelled_is_at_an_end():
    events = [*events_before(NATIONAL, "full_meeting"), event(NATIONAL, "full_meeting", "2024-09-03", "cancel")]
    state = replay(NATIONAL.procedure, [*events, event(NATIONAL, "full_approval", DECIDED, "cancelled", data={})])
    assert not state.open
    assert state.result == "cancelled"


def test_a_transfer_sent_back_is_deliberated_again():
    events = [*events_before(NATIONAL, "full_approval"), event(NATIONAL, "full_approval", DECIDED, "returned", data={})]
    assert "full_meeting" in replay(NATIONAL.procedure, events).current


def test_md22_what_was_handed_in_on_the_way_need_not_be_handed_in_again():
    state = state_before(NATIONAL, "archive")
    everything = [each.code for each in NATIONAL.procedure.step("archive").documents]
    assert not refused(judged(NATIONAL, state, "archive", "2024-10-20", without=everything))


@pytest.mark.parametrize(
    ("step", "paper"),
    [
        ("apply", "application"),
        ("observe", "observation_sheet"),
        ("political_review", "political_review"),
        ("membership_form", "membership_form"),
        ("full_application", "full_application"),
    ],
)
def test_md22_a_paper_that_is_nowhere_in_the_case_is_missed_at_the_archive(step, paper):
    events = events_before(NATIONAL, "archive")
    kept = [event(NATIONAL, each.step, each.on, without=[paper]) if each.step == step else each for each in events]
    found = judged(NATIONAL, replay(NATIONAL.procedure, kept), "archive", "2024-10-20", without=[paper])
    assert refused(found) == {"MD22"}


def test_the_case_is_closed_when_its_papers_are_filed():
    events = [*events_before(NATIONAL, "archive"), event(NATIONAL, "archive", "2024-10-20")]
    state = replay(NATIONAL.procedure, events)
    assert not state.open
    assert state.result == "archived"
