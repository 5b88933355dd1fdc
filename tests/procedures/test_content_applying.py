"""Member development, steps 1 to 6: age, talk, activists, contacts, half-yearly inspection."""

from dataclasses import replace

import pytest
from tests.procedures.content_cases import (
    KNOWN,
    MEMBER,
    event,
    events_before,
    judged,
    made,
    refused,
    state_before,
    warned,
)

from linghang.procedures.cases import replay

NATIONAL = made(MEMBER)
STRICT = made(MEMBER, "local_strict")


def born(text):
    return replace(KNOWN, values={**KNOWN.values, "subject__birthday": text})


def applying(birthday, on):
    state = state_before(NATIONAL, "apply", {"opened": on})
    return refused(judged(NATIONAL, state, "apply", on, born(birthday)))


@pytest.mark.parametrize(
    ("birthday", "on", "rules"),
    [
        ("2007-05-20", "2025-05-19", {"MD01"}),  # a day before the 18th birthday
        ("2007-05-20", "2025-05-20", set()),  # on it he is 18
        ("2007-05-20", "2025-05-21", set()),
        ("2008-02-29", "2026-02-27", {"MD01"}),  # 2026 has no 29 February: 18 years are full on the month's last day
        ("2008-02-29", "2026-02-28", set()),
    ],
)
def test_md01_an_applicant_is_18(birthday, on, rules):
    assert applying(birthday, on) == rules


def test_md01_an_unknown_birthday_judges_nothing():
    assert applying(None, "2025-05-20") == set()


@pytest.mark.parametrize(("standing", "rules"), [("", set()), ("probationary", {"MD00"}), ("full", {"MD00"})])
def test_md00_who_is_a_member_already_is_not_developed(standing, rules):
    member = replace(KNOWN, values={**KNOWN.values, "subject__member": standing})
    assert refused(judged(NATIONAL, state_before(NATIONAL, "apply"), "apply", "2022-03-10", member)) == rules


def test_the_application_itself_is_needed():
    state = state_before(NATIONAL, "apply")
    found = judged(NATIONAL, state, "apply", "2022-03-10", without=["application"])
    assert any("入党申请书" in finding.reason for finding in found if finding.blocks)


@pytest.mark.parametrize(
    ("applied", "talked", "rules"),
    [
        ("2025-03-10", "2025-04-09", set()),
        ("2025-03-10", "2025-04-10", set()),  # one month is full on the same date of the next
        ("2025-03-10", "2025-04-11", {"MD02"}),
        ("2025-01-31", "2025-02-28", set()),  # February has no 31st: its last day is in time
        ("2025-01-31", "2025-03-01", {"MD02"}),
        ("2024-01-31", "2024-02-29", set()),  # a leap year
        ("2024-01-31", "2024-03-01", {"MD02"}),
    ],
)
def test_md02_somebody_talks_with_him_within_a_month(applied, talked, rules):
    state = state_before(NATIONAL, "first_talk", {"opened": applied, "apply": applied})
    found = judged(NATIONAL, state, "first_talk", talked)
    assert warned(found) == rules
    assert not refused(found)


def test_md02_who_talks_is_a_full_member():
    state = state_before(NATIONAL, "first_talk")
    assert refused(judged(NATIONAL, state, "first_talk", "2022-04-01", data={"talkers": ["P1"]})) == {"MD02"}


@pytest.mark.parametrize(
    ("recommended", "rules"), [("2022-06-09", {"MD03"}), ("2022-06-10", set()), ("2022-06-11", set())]
)
def test_md03_the_local_gap_of_three_months_only_warns(recommended, rules):
    """Applied on 2022-03-10: three months are full on 2022-06-10."""
    found = judged(STRICT, state_before(STRICT, "recommend"), "recommend", recommended)
    assert warned(found) == rules
    assert not refused(found)


def test_md03_nationally_there_is_no_gap():
    """Talked with on 2022-04-01, recommended the same day."""
    assert not judged(NATIONAL, state_before(NATIONAL, "recommend"), "recommend", "2022-04-01")


def test_br05_a_temporary_branch_develops_nobody():
    temporary = replace(KNOWN, values={**KNOWN.values, "branch__kind": "temporary_branch"})
    state = state_before(NATIONAL, "recommend")
    assert refused(judged(NATIONAL, state, "recommend", "2022-06-10", temporary)) == {"BR05"}
    state = state_before(NATIONAL, "branch_meeting")
    assert "BR05" in refused(judged(NATIONAL, state, "branch_meeting", "2023-09-01", temporary))


@pytest.mark.parametrize(
    ("contacts", "rules"),
    [
        ([], {"MD04"}),
        (["F1"], set()),
        (["F1", "F2"], set()),
        (["F1", "F2", "F3"], {"MD04"}),
        (["F1", "F1"], {"MD04"}),  # one person twice is no two contacts
        (["P1"], {"MD04"}),  # a probationary member
        (["N1"], {"MD04"}),  # no member
        (["S0"], {"MD04"}),  # himself
    ],
)
def test_md04_one_or_two_full_members_are_his_contacts(contacts, rules):
    found = judged(NATIONAL, state_before(NATIONAL, "contacts"), "contacts", "2022-06-20", data={"contacts": contacts})
    assert refused(found) == rules


@pytest.mark.parametrize(
    ("inspected", "rules"), [("2022-12-10", set()), ("2022-12-11", {"MD05"}), ("2022-12-20", {"MD05"})]
)
def test_md05_the_first_inspection_is_due_half_a_year_after_he_became_an_activist(inspected, rules):
    """An activist from 2022-06-10."""
    found = judged(NATIONAL, state_before(NATIONAL, "observe"), "observe", inspected)
    assert warned(found) == rules
    assert not refused(found)


@pytest.mark.parametrize(
    ("again", "rules"),
    [("2023-02-27", set()), ("2023-02-28", set()), ("2023-03-01", {"MD05"})],
)
def test_md05_the_next_is_due_half_a_year_after_the_last(again, rules):
    """Last inspected on 2022-08-31: half a year is full on the last day of February 2023."""
    events = [*events_before(NATIONAL, "observe"), event(NATIONAL, "observe", "2022-08-31")]
    found = judged(NATIONAL, replay(NATIONAL.procedure, events), "observe", again)
    assert warned(found) == rules
    assert not refused(found)


def test_md05_an_activist_who_is_dropped_begins_again():
    events = [*events_before(NATIONAL, "observe"), event(NATIONAL, "observe", "2022-12-10", "dropped")]
    state = replay(NATIONAL.procedure, events)
    assert "recommend" in state.current
    assert not {"contacts", "observe"} & set(state.done)


def test_quarterly_reports_are_owed_only_in_the_profile_that_asks_for_them():
    quarterly = made(MEMBER, "quarterly_reports")
    assert not refused(judged(NATIONAL, state_before(NATIONAL, "candidate"), "candidate", "2023-06-10"))
    changes = {"observe": "2022-12-10"}
    events = [each for each in events_before(quarterly, "candidate", changes) if each.step != "thought_report"]
    state = replay(quarterly.procedure, events)
    assert "candidate" not in state.current
    assert "thought_report" in state.current


def test_not_agreed_as_an_activist_stays_where_he_is():
    events = [*events_before(NATIONAL, "recommend"), event(NATIONAL, "recommend", "2022-06-10", "not_agreed")]
    assert replay(NATIONAL.procedure, events).current == ("recommend",)


def test_a_filing_that_is_returned_goes_back_to_the_recommendation():
    events = [*events_before(NATIONAL, "file_activist"), event(NATIONAL, "file_activist", "2022-06-20", "returned")]
    assert replay(NATIONAL.procedure, events).current == ("recommend",)
