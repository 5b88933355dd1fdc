"""Numbers and years in addresses that no row has lead to 404 or to the usual page."""

import pytest

LONG = "9" * 30


@pytest.mark.parametrize("address", [f"/meetings/{LONG}/", f"/meetings/items/{LONG}/", f"/meetings/{'9' * 5000}/"])
def test_no_row_has_so_long_a_number(office, address):
    assert office.get(address).status_code == 404


@pytest.mark.parametrize("year", ["0001", "9999", LONG, "9" * 5000, "２０２３", "-1"])
def test_an_odd_year_is_this_year(office, year):
    assert office.get("/meetings/", {"year": year}).status_code == 200
