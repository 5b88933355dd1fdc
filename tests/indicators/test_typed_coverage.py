"""For which months rows typed in by hand speak: their year, but not months to come."""

import datetime as dt

import pytest
from django.utils import timezone

from linghang.core.periods import Period
from linghang.indicators import sources
from linghang.indicators.values import compare, values
from linghang.registers import catalogue, kept

NOVEMBER = dt.date(2026, 11, 22)


@pytest.fixture
def in_november(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: NOVEMBER)


def recruited(period, version=None):
    [value] = values(["recruited"], Period.parse(period), "east", version=version)
    return value


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-03-01", 202610),  # the running year: up to the last month that has ended
        ("2026-11-05", 202611),  # the month of the row itself
        ("2027-02-01", 202702),  # a plan for next year
        ("2025-03-01", 202512),  # a year that is over
    ],
)
def test_a_typed_row_covers_its_year_up_to_the_last_month_that_has_ended(keep, day, last):
    keep("talent", "east", number="a", from_date=day)
    covered = catalogue.coverage("talent", ["east"], today=NOVEMBER)["east"]
    assert covered == set(range(last // 100 * 100 + 1, last + 1))


def test_months_to_come_have_no_data_and_the_running_year_is_not_compared_as_a_whole(keep, in_november):
    keep("talent", "east", number="a", from_date="2025-03-01", kind="recruited")
    keep("talent", "east", number="b", from_date="2026-03-01", kind="recruited")
    assert (recruited("2026-10").value, recruited("2026-10").status) == (0, "ok")
    assert (recruited("2026-12").value, recruited("2026-12").status) == (None, "no_data")
    assert compare(recruited("2026"), "yoy").status == "partial"
    assert compare(recruited("2026-01..2026-10"), "yoy").status == "ok"


def test_an_earlier_version_reads_the_same_after_a_row_was_removed(keep, library, monkeypatch):
    row = keep("talent", "east", number="a", from_date="2022-03-01", kind="recruited")
    before = row.created_id
    assert (recruited("2022", before).value, recruited("2022", before).status) == (1, "ok")
    kept.remove_row(library.register("talent"), row.institution, row.row, opened=row.pk, actor=None)
    monkeypatch.setattr(sources, "_coverage", sources.Memory())  # as another process would read it
    assert (recruited("2022", before).value, recruited("2022", before).status) == (1, "ok")
    assert recruited("2022").status == "no_data"
