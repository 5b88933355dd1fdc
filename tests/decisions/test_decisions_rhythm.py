"""Whether a body met in time: days by hand from the calendars of 2022 and 2023 and their holidays."""

import datetime as dt

import pytest
from tests.decisions.conftest import at
from tests.decisions.samples import CATALOGUE, meeting, routing

from linghang.decisions import held, meetings
from linghang.decisions.rhythm import Span, gaps

day = dt.date.fromisoformat
STUDY = {
    "code": "study",
    "title": "中心组",
    "seats": "party",
    "posts": ["secretary"],
    "chair": "secretary",
    "majority": None,
    "decides": False,
}


def of(body: str, cycle: str):
    """A catalogue in which only this body has a rhythm."""
    bodies = [each | {"cycle": ""} for each in CATALOGUE["bodies"]] + [STUDY]
    return routing(
        bodies=[each | {"cycle": cycle} if each["code"] == body else each for each in bodies],
        rules=[*CATALOGUE["rules"], {"code": "ED03", "title": "学习", "severity": "warn", "confidence": "high"}],
    )


def found(days, body, cycle, *, first="2023-01-01", last="2023-12-31", today="2024-02-01", **span):
    """(rule, day, meeting, words) of a body that met on these days."""
    held_ = [meeting(ref=ref, body=body, on=day(on)) for ref, on in enumerate(days, 1)]
    span = {"since": day(first), **span}
    listed = gaps(held_, lambda _: of(body, cycle), Span(day(first), day(last), day(today), **span))
    return [(each.finding.rule, str(each.on), each.meeting, each.finding.reason) for each in listed]


def words(*args, **options):
    return [text for _, _, _, text in found(*args, **options)]


@pytest.mark.parametrize(
    ("days", "missed"),
    [
        (["2023-01-05", "2023-06-28", "2023-07-01", "2023-12-31"], []),  # once in each, 174 days apart
        (["2023-01-05", "2023-03-20", "2023-07-01", "2023-12-31"], ["第2季度"]),
        (["2023-04-01"], ["第1季度", "第3季度", "第4季度"]),
        ([], ["第1季度", "第2季度", "第3季度", "第4季度"]),
    ],
)
def test_once_a_quarter_is_counted_by_quarters(days, missed):
    assert words(days, "study", "quarterly") == [f"2023年{name}没有中心组的会议记录，应每季度一次" for name in missed]


def test_once_a_month_is_counted_by_months():
    days = ["2023-01-02", "2023-02-27", "2023-04-30", "2023-05-01"]
    assert found(days, "committee", "monthly", last="2023-06-30") == [
        ("DC11", "2023-03-31", None, "2023年3月没有党委会的会议记录，应每月一次"),
        ("DC11", "2023-06-30", None, "2023年6月没有党委会的会议记录，应每月一次"),
    ]


@pytest.mark.parametrize(
    ("today", "missed"),
    [("2023-03-31", 0), ("2023-04-01", 1), ("2023-06-30", 1), ("2023-07-01", 2)],
)
def test_a_quarter_is_missed_when_it_is_over(today, missed):
    assert len(found([], "study", "quarterly", today=today)) == missed


@pytest.mark.parametrize(
    ("first", "last", "missed"),
    [
        ("2023-01-01", "2023-12-30", 3),  # the fourth is not there as a whole
        ("2023-01-02", "2023-12-31", 4),  # in January nothing was on record before the 2nd: the month counts
        ("2023-02-01", "2023-12-31", 3),
    ],
)
def test_only_whole_quarters_count(first, last, missed):
    options = {"first": "2023-01-01"} if first == "2023-01-02" else {"first": first}
    assert len(found([], "study", "quarterly", last=last, since=day(first), **options)) == missed


def test_what_was_before_the_first_record_nobody_can_tell():
    """From August on there is one whole quarter."""
    assert words([], "study", "quarterly", since=day("2023-08-15")) == [
        "2023年第4季度没有中心组的会议记录，应每季度一次"
    ]
    assert found([], "study", "quarterly", since=day("2024-01-10")) == []


@pytest.mark.parametrize(
    ("days", "today", "expected"),
    [
        (["2023-05-10", "2023-05-24"], "2023-06-07", []),  # fourteen days is two weeks
        (["2023-05-10", "2023-05-25"], "2023-06-08", ["距上次党委会15天，应每两周一次"]),
        (["2023-05-10", "2023-05-24"], "2023-06-08", ["2023-05-24以后15天没有党委会的会议记录，应每两周一次"]),
        (["2023-05-10"], "2023-05-10", []),
    ],
)
def test_fortnightly_is_counted_in_days(days, today, expected):
    assert words(days, "committee", "fortnightly", since=day("2023-05-10"), today=today) == expected


@pytest.mark.parametrize(
    ("days", "late"),
    [
        (["2023-04-17", "2023-05-04"], False),  # Monday 05-01 is a holiday to Wednesday 05-03
        (["2023-04-17", "2023-05-05"], True),  # one working day was let go by
        (["2023-09-20", "2023-10-07"], False),  # 10-04 lies in the holidays; Saturday 10-07 is worked
        (["2023-09-20", "2023-10-08"], True),
    ],
)
def test_a_holiday_moves_the_last_day(days, late):
    assert bool(found(days, "committee", "fortnightly", since=day(days[0]), today=days[-1])) is late


def test_a_body_that_never_met_is_named():
    [(rule, on, ref, text)] = found([], "committee", "fortnightly", since=day("2023-03-08"))
    assert (rule, on, ref) == ("DC11", "2023-12-31", None)
    assert text == "2023-03-01以后305天没有党委会的会议记录，应每两周一次"


def test_the_last_meeting_of_the_year_before_counts():
    before = {"committee": day("2022-12-20")}
    assert words(["2023-01-03"], "committee", "fortnightly", before=before, today="2023-01-05") == []
    assert words(["2023-01-10"], "committee", "fortnightly", before=before, today="2023-01-12") == [
        "距上次党委会21天，应每两周一次"
    ]


def test_papers_passed_round_are_no_meeting():
    passed = meeting(body="study", on=day("2023-02-01"), circulated=True)
    span = Span(day("2023-01-01"), day("2023-03-31"), day("2023-05-01"), day("2023-01-01"))
    assert len(gaps([passed], lambda _: of("study", "quarterly"), span)) == 1


def test_each_day_is_judged_by_its_own_catalogue():
    """Monthly up to June, quarterly from July on: two months and two quarters are missed."""
    old, new = of("committee", "monthly"), of("committee", "quarterly")
    span = Span(day("2023-05-01"), day("2023-12-31"), day("2024-02-01"), day("2023-01-01"))
    listed = gaps([], lambda on: old if on < day("2023-07-01") else new, span)
    assert [str(each.on) for each in listed] == ["2023-05-31", "2023-06-30", "2023-09-30", "2023-12-31"]


def hold(house, body, on):
    met = meetings.plan(house.institution, body, at(f"{on}T15:00"), actor=house.office)
    type(met).objects.filter(pk=met.pk).update(stage="closed")


def missed(house, rule):
    listed = held.irregularities([house.institution], day("2022-01-01"), day("2022-12-31"), today=day("2023-05-01"))
    return [(str(each.on), each.meeting) for each in listed if each.finding.rule == rule]


def test_a_study_group_that_never_met_in_the_year(house):
    assert missed(house, "ED03") == []  # nothing at all is on record
    hold(house, "party_committee", "2022-01-05")
    assert missed(house, "ED03") == [
        ("2022-03-31", None),
        ("2022-06-30", None),
        ("2022-09-30", None),
        ("2022-12-31", None),
    ]
    for on in ("2022-01-05", "2022-06-28", "2022-07-01", "2022-12-30"):
        hold(house, "study_group", on)
    assert missed(house, "ED03") == []
