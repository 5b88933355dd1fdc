"""Before and after a task: rates weighted by hand, counts per month, missing months, the dates in the figure."""

import datetime as dt
from decimal import Decimal

import pytest
import typed_numbers as numbers

from linghang.registers import content
from linghang.tasks import effect as subject
from linghang.tasks import store
from linghang.tasks.effect import effect_of
from linghang.tasks.flow import CHECKLIST

TODAY = dt.date(2023, 8, 10)


@pytest.fixture(scope="module")
def packs():
    return numbers.library()


@pytest.fixture(autouse=True)
def in_use(packs, monkeypatch):
    monkeypatch.setattr(content, "library", lambda: packs)
    monkeypatch.setattr(subject, "library", lambda: packs)


@pytest.fixture
def task(hospital, people, medical):
    """Opened 10 March, given out 12 March until 30 April, closed 20 April 2023."""

    def make(indicator, *, closed=True):
        task = store.open_task(
            hospital,
            title="控制",
            source="indicator",
            on=dt.date(2023, 3, 10),
            actor=people.office,
            lead_department=medical,
            indicator=indicator,
        )
        store.record(task, "assign", on=dt.date(2023, 3, 12), actor=people.office, data={"due": dt.date(2023, 4, 30)})
        store.record(task, "accept", on=dt.date(2023, 3, 13), actor=people.head)
        if closed:
            store.record(
                task, "ask_close", on=dt.date(2023, 4, 18), actor=people.head, text="x", data={"statement": "x"}
            )
            points = {"checklist": dict.fromkeys(CHECKLIST, True)}
            store.record(task, "close", on=dt.date(2023, 4, 20), actor=people.leader, data=points)
        return task

    return make


def test_a_rate_is_weighted_by_its_denominators(packs, hospital, task):
    """Before: (30 + 90) / (100 + 200) = 0.4, where the mean of 0.30 and 0.45 would be 0.375."""
    for month, drugs, everything in (("2023-01", 30, 100), ("2023-02", 90, 200), ("2023-03", 99, 100)):
        numbers.drug_share(packs, hospital, month, drugs, everything)
    for month, drugs, everything in (("2023-05", 20, 100), ("2023-06", 20, 200), ("2023-07", 50, 100)):
        numbers.drug_share(packs, hospital, month, drugs, everything)
    found = effect_of(task("drug_share"), TODAY)
    assert (found.before.value, found.before.months, found.before.known) == (Decimal("0.4"), 12, 2)
    assert found.before.status == "partial"
    assert (found.after.value, found.after.status, found.after.said) == (Decimal("0.225"), "ok", "22.5%")
    assert str(found.after.period) == "2023-05..2023-07"


def test_a_count_is_told_per_month(packs, hospital, task):
    for month, number in (("2023-01", 100), ("2023-02", 110), ("2023-05", 90), ("2023-06", 70), ("2023-07", 80)):
        numbers.value(packs, hospital, "visits", month, number)
    found = effect_of(task("visits"), TODAY)
    assert (found.before.said, found.before.known) == ("月均105人次", 2)
    assert (found.after.value, found.after.status) == (Decimal(80), "ok")


def test_while_it_is_open_after_begins_when_it_was_given_out(packs, hospital, task):
    numbers.value(packs, hospital, "visits", "2023-04", 60)
    found = effect_of(task("visits", closed=False), TODAY)
    assert str(found.after.period) == "2023-04..2023-07"
    assert (found.after.value, found.after.known, found.after.status) == (Decimal(60), 1, "partial")
    assert (found.before.value, found.before.status) == (None, "no_data")


def test_right_after_closing_there_is_no_after(packs, hospital, task):
    found = effect_of(task("visits"), dt.date(2023, 5, 20))
    assert found.after.period is None
    assert found.after.said == "还没有满一个月"


def test_at_most_twelve_months_on_each_side(packs, hospital, task):
    found = effect_of(task("visits"), dt.date(2025, 1, 1))
    assert str(found.before.period) == "2022-03..2023-02"
    assert str(found.after.period) == "2023-05..2024-04"
    assert [str(found.points[0].month), str(found.points[-1].month)] == ["2022-03", "2024-04"]


def test_the_figure_marks_the_days_and_leaves_gaps(packs, hospital, task):
    numbers.value(packs, hospital, "visits", "2023-02", 110)
    figure = effect_of(task("visits"), TODAY).figure
    drawn = dict(zip(figure["data"][0]["x"], figure["data"][0]["y"], strict=True))
    assert (drawn["2023-02"], drawn["2023-01"]) == (110.0, None)
    said = {each["x"]: each["text"] for each in figure["layout"]["annotations"]}
    assert said == {"2023-03": "立项、交办", "2023-04": "销号、时限"}
    assert {each["x0"] for each in figure["layout"]["shapes"]} == {"2023-03", "2023-04"}


def test_without_data_there_is_nothing_to_show(task):
    assert not effect_of(task("visits"), TODAY).known
