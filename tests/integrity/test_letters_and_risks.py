"""Letters and risk points recomputed from their rows; expected values counted by hand."""

import datetime as dt

from linghang.integrity.letters import signings
from linghang.integrity.risks import points

ISSUED = dt.date(2026, 1, 15)


def letter(unit, kind="integrity", signed=None, checked=None):
    return {"unit": unit, "kind": kind, "issued_on": ISSUED, "signed_on": signed, "checked_on": checked}


def test_who_has_not_signed_comes_first_with_what_is_open():
    day = dt.date(2026, 1, 20)
    rows = [
        letter("内科", signed=day, checked=day),
        letter("外科"),
        letter("外科", "quality_safety"),
        letter("儿科", signed=day),
        letter("儿科", "quality_safety"),
    ]
    found = signings(rows)
    assert [(each.unit, each.to_sign, each.signed, each.checked) for each in found] == [
        ("外科", 2, 0, 0),
        ("儿科", 2, 1, 0),
        ("内科", 1, 1, 1),
    ]
    assert found[0].open == (("integrity", ISSUED), ("quality_safety", ISSUED))
    assert found[2].open == ()


def test_no_letters_no_lines():
    assert signings([]) == []


def rating(number, level, year, month=3, day=10, **more):
    return {
        "point_no": number,
        "level": level,
        "rated_on": dt.date(year, month, day),
        "power": "采购",
        "owner": "科主任",
        "supervisor": "leader",
    } | more


def test_the_last_rating_of_a_point_counts_once():
    today = dt.date(2026, 6, 1)
    found = points([rating("F2", "low", 2025), rating("F1", "low", 2025), rating("F1", "high", 2026)], today)
    assert [(each.number, each.level, each.ratings) for each in found] == [("F1", "high", 2), ("F2", "low", 1)]


def test_a_point_is_due_again_after_a_year_to_the_day():
    [point] = points([rating("F1", "high", 2025)], dt.date(2026, 3, 10))
    assert point.due == dt.date(2026, 3, 10)
    assert not point.overdue(dt.date(2026, 3, 10))
    assert point.overdue(dt.date(2026, 3, 11))


def test_a_leap_day_is_due_on_the_last_of_february():
    [point] = points([rating("F1", "low", 2024, 2, 29)], dt.date(2024, 3, 1))
    assert point.due == dt.date(2025, 2, 28)


def test_an_ended_point_stands_no_more_and_a_future_rating_not_yet():
    today = dt.date(2026, 6, 1)
    ended = rating("F1", "high", 2026, ended_on=today)
    assert points([ended, rating("F2", "low", 2027)], today) == []
    assert len(points([ended], dt.date(2026, 5, 31))) == 1
