"""Terms on their edges, and the roll against a slow recount day by day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.membership import roll, terms
from linghang.membership.roll import Break, Span

D = dt.date


def test_a_branch_three_years_a_committee_five():
    assert terms.years_of("branch") == 3
    assert terms.years_of("committee") == 5
    assert terms.years_of("branch", "village") == 5
    assert terms.years_of("temporary_branch") is None
    assert terms.term_end(D(2023, 12, 18), 3) == D(2026, 12, 18)
    assert terms.term_end(D(2024, 2, 29), 3) == D(2027, 2, 28)


def test_reminders_six_three_and_one_month_before():
    assert [each.on for each in terms.reminders(D(2026, 12, 31))] == [D(2026, 6, 30), D(2026, 9, 30), D(2026, 11, 30)]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (D(2026, 6, 17), "running"),
        (D(2026, 6, 18), "due_6"),
        (D(2026, 9, 17), "due_6"),
        (D(2026, 9, 18), "due_3"),
        (D(2026, 11, 18), "due_1"),
        (D(2026, 12, 18), "due_1"),
        (D(2026, 12, 19), "overdue"),
    ],
)
def test_the_state_of_a_term_changes_on_the_day(today, state):
    assert terms.state(D(2026, 12, 18), today) == state


@pytest.mark.parametrize("to", [D(2027, 12, 18), D(2025, 12, 18), D(2027, 1, 1)])
def test_a_shift_of_a_year_with_approval_may_be(to):
    terms.check_shift(D(2026, 12, 18), to, "院党〔2026〕3号")


@pytest.mark.parametrize(
    ("to", "document"), [(D(2027, 12, 19), "文"), (D(2025, 12, 17), "文"), (D(2027, 1, 1), " "), (D(2027, 1, 1), "")]
)
def test_longer_or_without_approval_may_not(to, document):
    with pytest.raises(InputError, match="BR12"):
        terms.check_shift(D(2026, 12, 18), to, document)


def test_standing_counts_from_full_membership():
    since = D(2020, 5, 31)
    assert roll.standing(since, D(2020, 5, 30)) is None
    assert roll.standing(None, D(2020, 5, 30)) is None
    assert str(roll.standing(since, D(2020, 5, 31))) == "0 个月"
    assert str(roll.standing(since, D(2021, 5, 30))) == "11 个月"
    assert str(roll.standing(since, D(2021, 5, 31))) == "1 年"
    assert str(roll.standing(since, D(2026, 8, 1))) == "6 年 2 个月"


@pytest.mark.parametrize(("day", "may"), [(D(2026, 3, 9), False), (D(2026, 3, 10), True)])
def test_a_secretary_has_a_year_of_standing(day, may):
    assert roll.may_be_secretary(D(2025, 3, 10), day) is may
    assert not roll.may_be_secretary(None, day)


def test_probation_is_a_year_and_is_extended_once_by_half_a_year_to_a_year():
    assert roll.probation_end(D(2025, 6, 25)) == D(2026, 6, 25)
    for until in (D(2026, 12, 25), D(2027, 6, 25)):
        roll.check_extension(D(2026, 6, 25), until)
    for until in (D(2026, 12, 24), D(2027, 6, 26), D(2026, 6, 25)):
        with pytest.raises(InputError, match="MD19"):
            roll.check_extension(D(2026, 6, 25), until)


@pytest.mark.parametrize(
    ("dates", "fields"),
    [
        ({"born": D(1990, 5, 1), "joined": D(2008, 5, 1), "full": D(2009, 5, 1)}, []),
        ({"born": D(1990, 5, 1), "joined": D(2008, 4, 30), "full": None}, ["入党日期"]),
        ({"born": None, "joined": D(2010, 1, 1), "full": D(2009, 1, 1)}, ["转正日期"]),
        ({"born": D(2027, 1, 1), "joined": None, "full": None}, ["出生日期"]),
    ],
)
def test_impossible_dates(dates, fields):
    assert [field for field, _ in roll.impossible(today=D(2026, 11, 22), **dates)] == fields


days = st.integers(0, 400).map(lambda n: D(2025, 1, 1) + dt.timedelta(days=n))
periods = st.tuples(days, st.none() | st.integers(0, 200))
spans = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.booleans(), periods), max_size=8)


def _end(first, length):
    return None if length is None else first + dt.timedelta(days=length)


@given(spans, st.lists(st.tuples(st.sampled_from("ab"), periods), max_size=4), days)
def test_the_voting_roll_against_days_counted_one_by_one(made, stops, day):
    found = [
        Span(who, where, "full" if full else "probationary", at, _end(at, n)) for who, where, full, (at, n) in made
    ]
    breaks = [Break(who, at, _end(at, n)) for who, (at, n) in stops]

    def covers(each):
        length = ((each.last or D(2030, 1, 1)) - each.first).days
        return day in {each.first + dt.timedelta(days=n) for n in range(length + 1)}

    expected = sorted(
        each.person
        for each in found
        if each.organization == "x" and covers(each) and each.status == "full"
        and not any(stop.person == each.person and covers(stop) for stop in breaks)
    )  # fmt: skip
    assert roll.voting_roll(found, breaks, "x", day) == expected


@given(spans)
def test_overlaps_are_found_when_two_spans_share_a_day(made):
    found = [Span(who, where, "full", at, _end(at, n)) for who, where, _, (at, n) in made]

    def share(one, other):
        return all(a.last is None or b.first <= a.last for a, b in ((one, other), (other, one)))

    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :] if a.person == b.person and share(a, b)]
    assert bool(roll.overlaps(found)) is bool(pairs)


def test_fifty_years_by_the_first_of_july():
    since = [("a", D(1976, 7, 1)), ("b", D(1976, 7, 2)), ("c", D(1975, 7, 1)), ("d", D(1975, 7, 2)), ("e", None)]
    assert [each.person for each in roll.golden(since, 2026)] == ["d", "a"]
    assert [each.person for each in roll.golden(since, 2027)] == ["b"]
