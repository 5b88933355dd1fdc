"""Statistics of departments: an independent recount over random histories, and the hard cases by hand."""

import datetime as dt
from collections import Counter
from fractions import Fraction

import slow_reading as slow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from task_stories import BEGIN, events

from linghang.tasks.cycles import reports_due
from linghang.tasks.flow import CHECKLIST
from linghang.tasks.history import Event
from linghang.tasks.statistics import COUNTS, RATES, Facts, Line, by_department, total

PASSED = {"checklist": dict.fromkeys(CHECKLIST, True)}
ONE = dt.timedelta(days=1)


def recount(facts, first, last, today):
    """Plain loops over the raw events of each task, one question after the other."""
    end = min(last, today)
    book = Counter()
    for task in facts:
        past = [event for event in task.events if event.on <= end]
        if not slow.of(past, "assign"):
            continue
        lead, stage = slow.lead(past), slow.stage(past)
        within = [(place, event) for place, event in enumerate(past) if event.on >= first]
        for place, event in within:
            then = slow.lead(past[: place + 1])
            book[then, "returned"] += event.kind == "return"
            book[then, "reviewed"] += event.kind in ("return", "close")
            book[then, "extended"] += event.kind == "grant_extension"
            book[then, "urged"] += event.kind == "urge"
        for due, made in weekly(task, past, end, today) if task.cycle == "weekly" else ():
            if first <= due:
                then = slow.lead([event for event in past if event.on <= due])
                book[then, "reports_due"] += 1
                book[then, "reports_on_time"] += made is not None and made <= due
        if stage == "withdrawn":
            book[lead, "withdrawn"] += slow.of(past, "withdraw")[-1][1].on >= first
        elif stage == "closed":
            if slow.closed_on(past) >= first:
                declared = slow.of(past, "ask_close")[-1][1].on
                book[lead, "assigned"] += 1
                book[lead, "closed"] += 1
                book[lead, "closed_on_time"] += declared <= slow.first_due(past)
                book[lead, "closed_in_due"] += declared <= slow.due(past)
        else:
            book[lead, "assigned"] += 1
            book[lead, "open"] += 1
            book[lead, "suspended"] += stage == "suspended"
            day = slow.of(past, "ask_close")[-1][1].on if stage == "closing" else end
            book[lead, "overdue"] += stage in ("assigned", "working", "closing") and day > slow.due(past)
    return {key: count for key, count in book.items() if count}


def weekly(task, past, end, today):
    """The due day of each week's report and the day on which it was first made (None: it was not)."""
    accepted = slow.of(past, "accept")
    if not accepted:
        return
    for asked in reports_due("weekly", accepted[-1][1].on, end):
        if slow.quiet(past, asked.due):
            continue
        made = None
        for place, event in slow.of(past, "report"):
            about = dt.date.fromisoformat(event.data.get("period") or event.on.isoformat())
            if place + 1 not in slow.rejected(past) and asked.start <= about <= asked.end:
                made = event.on if made is None else min(made, event.on)
        if made is not None or asked.due < today:
            yield asked.due, made


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(events(20), min_size=1, max_size=4),
    st.integers(0, 60),
    st.integers(0, 90),
    st.integers(0, 120),
    st.sampled_from(["none", "weekly"]),
)
def test_statistics_equal_an_independent_recount(stories, begin, length, after, cycle):
    first = BEGIN + ONE * begin
    last, today = first + ONE * length, first + ONE * after
    facts = [Facts(number, "h", cycle, tuple(story)) for number, story in enumerate(stories)]
    lines = by_department(facts, first, last, today)
    found = {(line.department, name): getattr(line, name) for line in lines for name in COUNTS}
    assert {key: count for key, count in found.items() if count} == recount(facts, first, last, today)
    for line in lines:
        assert {name: len(tasks) for name, tasks in line.tasks.items()} == {
            name: getattr(line, name) for name in COUNTS if getattr(line, name)
        }
        assert line.assigned == line.open + line.closed
        for code, (_, part, whole) in RATES.items():
            below = getattr(line, whole)
            assert getattr(line, code) == (Fraction(getattr(line, part), below) if below else None)
    assert all(getattr(total(lines), name) == sum(getattr(line, name) for line in lines) for name in COUNTS)


def day(text):
    return dt.date.fromisoformat(f"2023-{text}")


def facts(*more, cycle="none", number=1):
    story = [
        Event("register", day("03-01"), "", {"department": "YW"}),
        Event("assign", day("03-01"), "", {"due": "2023-03-31"}),
        Event("accept", day("03-01")),
        *(Event(kind, day(on), "x", data) for kind, on, data in more),
    ]
    return Facts(number, "h", cycle, tuple(story))


def lines(task, first, last):
    return {line.department: line for line in by_department([task], day(first), day(last), day("12-31"))}


ASK, CLOSE = ("ask_close", "04-10", {"statement": "x"}), ("close", "04-12", PASSED)


def test_the_first_due_day_stays_for_statistics():
    task = facts(("ask_extension", "03-31", {"due": "2023-04-14"}), ("grant_extension", "03-31", {}), ASK, CLOSE)
    line = lines(task, "04-01", "04-30")["YW"]
    assert (line.closed, line.closed_on_time, line.closed_in_due) == (1, 0, 1)
    assert (line.on_time, line.in_due) == (Fraction(0), Fraction(1))


def test_both_ends_of_a_period_belong_to_it():
    task = facts(("urge", "03-15", {}), ("ask_close", "03-20", {"statement": "x"}), ("close", "03-31", PASSED))
    for first, last in (("03-15", "03-31"), ("03-31", "03-31"), ("03-31", "04-30")):
        assert lines(task, first, last)["YW"].closed == 1
    assert lines(task, "04-01", "04-30") == {}
    assert lines(task, "03-15", "03-15")["YW"].urged == 1
    assert lines(task, "03-16", "03-31")["YW"].urged == 0


def test_a_slow_review_is_not_the_departments_delay():
    task = facts(("ask_close", "03-31", {"statement": "x"}), ("close", "04-20", PASSED))
    assert lines(task, "03-01", "03-31")["YW"].overdue == 0
    assert lines(task, "04-01", "04-30")["YW"].closed_on_time == 1


def test_a_return_puts_the_delay_back():
    back = ("return", "04-03", PASSED)
    task = facts(("ask_close", "03-31", {"statement": "x"}), back, ASK, CLOSE)
    line = lines(task, "03-01", "04-30")["YW"]
    assert (line.closed_on_time, line.reviewed, line.returned, line.return_rate) == (0, 2, 1, Fraction(1, 2))


def test_a_transferred_task_counts_for_the_old_department_until_the_transfer():
    task = facts(
        ("urge", "03-20", {}),
        ("transfer", "04-05", {"department": "HL"}),
        ("urge", "04-06", {}),
        ("urge", "04-07", {}),
        ASK,
        CLOSE,
    )
    march, april = lines(task, "03-01", "03-31"), lines(task, "04-01", "04-30")
    assert (set(march), march["YW"].assigned, march["YW"].urged) == ({"YW"}, 1, 1)
    assert (set(april), april["HL"].closed, april["HL"].urged) == ({"HL"}, 1, 2)
    whole = lines(task, "03-01", "04-30")
    assert [(whole[code].assigned, whole[code].urged) for code in ("YW", "HL")] == [(0, 1), (1, 2)]


def test_a_withdrawn_task_was_never_to_be_done():
    task = facts(("withdraw", "04-05", {}))
    assert lines(task, "03-01", "03-31")["YW"].assigned == 1
    line = lines(task, "04-01", "04-30")["YW"]
    assert (line.assigned, line.withdrawn, line.completion) == (0, 1, None)
    assert lines(task, "05-01", "05-31") == {}


def test_a_report_due_on_the_last_day_of_a_period_that_is_over_is_missing():
    task = facts(cycle="weekly")  # Wednesday 1 March: Friday 3 March is due
    over = by_department([task], day("03-01"), day("03-03"), day("03-04"))[0]
    running = by_department([task], day("03-01"), day("03-31"), day("03-03"))[0]
    assert (over.reports_due, running.reports_due) == (1, 0)


def test_a_line_without_anything_has_no_rates():
    assert Line("h", "YW").completion is None
