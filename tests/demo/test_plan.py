"""The planned totals give the stated growth rates, worked out by hand."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from linghang.demo import inpatient, visits
from linghang.demo.counts import by_month
from linghang.demo.institutions import institutions

STAYS = {(plan.institution, plan.year): plan for plan in inpatient.YEARS}
VISITS = {(plan.institution, plan.year): plan.visits for plan in visits.YEARS}


def growth(now: int, before: int, places: str) -> Decimal:
    return ((Decimal(now) / before - 1) * 100).quantize(Decimal(places), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("now", "before", "stated"),
    [
        (STAYS["prefecture", 2023].stays, STAYS["prefecture", 2022].stays, "10.66"),
        (STAYS["prefecture", 2023].operated, STAYS["prefecture", 2022].operated, "18.00"),
        (VISITS["prefecture", 2023], VISITS["prefecture", 2022], "8.42"),
        (STAYS["county", 2022].major, STAYS["county", 2021].major, "11"),
        (visits.BOOKED_ONLINE[1].bookings, visits.BOOKED_ONLINE[0].bookings, "15.7"),
    ],
)
def test_growth_is_as_stated(now: int, before: int, stated: str) -> None:
    assert growth(now, before, stated) == Decimal(stated)


def test_stated_totals() -> None:
    assert (STAYS["prefecture", 2023].stays, STAYS["prefecture", 2023].operated) == (89_000, 24_100)
    assert VISITS["prefecture", 2023] == 1_107_300
    assert STAYS["county", 2022].stays - STAYS["county", 2021].stays == 983
    assert VISITS["county", 2022] == 282_773


def test_every_hospital_reports_stays_and_visits_and_every_centre_visits() -> None:
    of_kind = {
        kind: {item.code for item in institutions().values() if item.kind == kind} for kind in ("hospital", "township")
    }
    assert {code for code, _ in STAYS} == of_kind["hospital"]
    assert {code for code, _ in VISITS} == of_kind["hospital"] | of_kind["township"]
    assert STAYS.keys() <= VISITS.keys()


@pytest.mark.parametrize("plan", inpatient.YEARS, ids=lambda plan: f"{plan.institution}-{plan.year}")
def test_months_add_up_to_the_year(plan: inpatient.InpatientYear) -> None:
    months = by_month(plan.stays, plan.year)
    assert len(months) == 12
    assert sum(months) == plan.stays
    assert min(months) > plan.stays / 20
