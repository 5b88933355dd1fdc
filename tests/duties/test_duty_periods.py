"""Periods by the calendar, and who owes one that he saw only a part of."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duties.duty_cases import day, duty, span
from linghang.duties.asked import Setting, owed, stretches
from linghang.duties.periods import ALWAYS, due_within, longest, merged, owes, say, short, span_of, spans

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))
PERIODS = st.sampled_from(("week", "month", "quarter", "half_year", "year"))
ONE = dt.timedelta(days=1)
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
"""On a busy machine drawing days takes long; that says nothing about the code."""


@pytest.mark.parametrize(
    ("period", "first", "last", "said", "narrow"),
    [
        ("week", "2023-02-27", "2023-03-05", "2023年2月27日这一周", "2.27周"),
        ("month", "2023-03-01", "2023-03-31", "2023年3月", "3月"),
        ("quarter", "2023-01-01", "2023-03-31", "2023年第一季度", "一季度"),
        ("half_year", "2023-01-01", "2023-06-30", "2023年上半年", "上半年"),
        ("year", "2023-01-01", "2023-12-31", "2023年", "全年"),
    ],
)
def test_the_period_of_a_day(period, first, last, said, narrow):
    found = span_of(period, day("2023-03-01"))
    assert found == span(first, last)
    assert (say(found), short(found)) == (said, narrow)


@calmly
@given(PERIODS, DAYS, DAYS, DAYS)
def test_consecutive_stretches_share_no_period_and_lose_none(period, one, two, three):
    first, middle, last = sorted((one, two, three))
    whole = spans(period, first, last)
    assert whole == spans(period, first, middle) + spans(period, middle + ONE, last)
    assert all(earlier.last + ONE == later.first for earlier, later in pairwise(whole))
    assert all(span_of(period, each.last) == each == span_of(period, each.first) for each in whole)


@calmly
@given(PERIODS, DAYS, st.integers(0, 400))
def test_of_two_parts_of_a_period_exactly_one_owes_it(period, on, cut):
    whole = span_of(period, on)
    at = whole.first + ONE * (1 + cut % (whole.days - 1))
    before, after = span(str(whole.first), str(at - ONE)), span(str(at), str(whole.last))
    assert owes(whole, before) != owes(whole, after)


def test_exactly_half_is_owed_by_the_beginning_half():
    june = span("2023-06-01", "2023-06-30")
    assert owes(june, span("2023-06-01", "2023-06-15"))
    assert not owes(june, span("2023-06-16", "2023-06-30"))
    assert owes(june, span("2023-06-15", "2023-06-30"))
    assert not owes(june, None)


def test_a_day_within_the_year_ends_it():
    assert due_within(span("2023-01-01", "2023-12-31"), "06-30") == span("2023-01-01", "2023-06-30")


@calmly
@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=6))
def test_merging_keeps_every_day_and_touches_nowhere(given_):
    found = [span(str(on), str(on + ONE * more)) for on, more in given_]
    made = merged(found)
    days = {each.first + ONE * n for each in found for n in range(each.days)}
    assert {each.first + ONE * n for each in made for n in range(each.days)} == days
    assert all(one.last + ONE < other.first for one, other in pairwise(made))
    assert (longest(found) is None) == (not found)
    assert not made or longest(found).days == max(each.days for each in made)


def asked_in_2023(versions, settings=(), exists=(ALWAYS,), owner="b1"):
    found = owed(stretches(versions, settings, owner), list(exists), day("2023-01-01"), day("2023-12-31"))
    return [(short(each.span), each.asked.minimum, not each.why_not) for each in found]


def test_an_organisation_owes_from_its_founding_to_its_end():
    exists = [span("2023-02-15", "2023-08-16")]
    assert asked_in_2023([duty()], exists=exists) == [
        ("一季度", 1, False),  # 45 of 90 days: the second half
        ("二季度", 1, True),
        ("三季度", 1, True),  # 47 of 92 days
    ]
    assert asked_in_2023([duty()], exists=[span("2023-02-14", "2023-08-15")]) == [
        ("一季度", 1, True),  # 46 of 90 days
        ("二季度", 1, True),
        ("三季度", 1, True),  # 46 of 92 days: the beginning half
    ]
    assert asked_in_2023([duty()], exists=[span("2023-02-14", "2023-08-14")])[-1] == ("三季度", 1, False)


def test_a_duty_is_owed_where_it_was_in_force_for_more_than_half_of_the_period():
    assert asked_in_2023([duty(valid_from="2023-05-16", valid_to="2023-11-14")]) == [
        ("二季度", 1, True),  # 46 of 91 days
        ("三季度", 1, True),
        ("四季度", 1, False),  # 45 of 92 days
    ]


def test_versions_of_one_duty_follow_each_other():
    old, new = duty(valid_to="2023-06-30"), duty(valid_from="2023-07-01", minimum=2, period="half_year")
    assert asked_in_2023([old, new]) == [("一季度", 1, True), ("二季度", 1, True), ("下半年", 2, True)]


def test_a_setting_changes_period_and_minimum_from_its_day_on():
    half = Setting("meeting", first=day("2023-07-01"), period="half_year", minimum=2)
    assert asked_in_2023([duty()], [half]) == [("一季度", 1, True), ("二季度", 1, True), ("下半年", 2, True)]


def test_an_owners_setting_goes_before_the_institutions_and_the_later_before_the_earlier():
    house = Setting("meeting", minimum=2)
    later = Setting("meeting", first=day("2023-07-01"), minimum=3)
    own = Setting("meeting", "b1", first=day("2023-04-01"), last=day("2023-06-30"), minimum=4)
    others = Setting("meeting", "b2", minimum=9)
    found = asked_in_2023([duty()], [house, later, own, others])
    assert [minimum for _, minimum, _ in found] == [2, 4, 3, 3]


def test_what_is_not_adopted_is_owed_by_those_who_adopt_it():
    optional = duty(adopted=False)
    assert {owes_it for *_, owes_it in asked_in_2023([optional])} == {False}
    taken = Setting("meeting", first=day("2023-07-01"), adopted=True)
    assert [owes_it for *_, owes_it in asked_in_2023([optional], [taken])] == [False, False, True, True]
    left = Setting("meeting", "b1", adopted=False)
    assert {owes_it for *_, owes_it in asked_in_2023([duty()], [left])} == {False}


@calmly
@given(st.lists(st.tuples(DAYS, st.integers(0, 700), st.sampled_from(["", "b1"])), max_size=5))
def test_stretches_cover_time_without_a_gap_or_an_overlap(given_):
    decided = [Setting("meeting", owner, on, on + ONE * more) for on, more, owner in given_]
    found = stretches([duty()], decided, "b1")
    assert found[0].valid.first == dt.date.min
    assert found[-1].valid.last == dt.date.max
    assert all(one.valid.last + ONE == other.valid.first for one, other in pairwise(found))


def test_a_change_within_a_period_moves_neither_its_beginning_nor_its_end():
    day_changed = Setting("meeting", first=day("2023-11-01"), minimum=2)
    (found,) = owed(
        stretches([duty(period="year")], [day_changed], "b1"), [ALWAYS], day("2023-01-01"), day("2023-12-31")
    )
    assert (found.window, found.asked.minimum) == (span("2023-01-01", "2023-12-31"), 1)


def test_a_day_of_grace_granted_late_in_the_year_counts_for_that_year():
    grace = Setting("meeting", first=day("2023-12-20"), last=day("2023-12-31"), extended_days=90)
    found = owed(stretches([duty(period="year")], [grace], "b1"), [ALWAYS], day("2022-01-01"), day("2023-12-31"))
    assert [each.asked.extended_days for each in found] == [0, 90]
