"""Visits and bookings, recounted with the csv module."""

from datetime import datetime
from pathlib import Path

import pytest

from demo.front_pages import departments
from demo.reading import read_csv
from linghang.demo import region
from linghang.demo.files import FileToLoad


def good_visits(file: FileToLoad) -> tuple[list[list[str]], int]:
    """Countable rows and the number of others, by rules written out here."""
    header, rows = read_csv(file)
    known, seen, good = departments(), set(), []
    for row in rows:
        if len(row) != len(header) or row[0] in seen:
            continue
        try:
            datetime.fromisoformat(row[1])
        except ValueError:
            continue
        if row[2] in known and row[3] in "12345" and row[4] in "是否" and row[5] and float(row[8]) >= 0:
            good.append(row)
            seen.add(row[0])
    return good, len(rows) - len(good)


@pytest.fixture(scope="module")
def county(files: list[FileToLoad]) -> dict[str, tuple[list[list[str]], int]]:
    return {
        file.period: good_visits(file)
        for file in files
        if (file.institution, file.register) == ("county", "outpatient_visit") and file.period.startswith("2022")
    }


def test_county_visits_of_2022(county: dict[str, tuple[list[list[str]], int]]) -> None:
    assert len(county) == 12
    assert sum(len(good) for good, _ in county.values()) == 282_773


def test_rows_belong_to_the_month_of_the_file(county: dict[str, tuple[list[list[str]], int]]) -> None:
    assert all(row[1].startswith(period) for period, (good, _) in county.items() for row in good)


def test_a_few_mistakes_in_every_month(county: dict[str, tuple[list[list[str]], int]]) -> None:
    assert all(0 < wrong < 0.005 * len(good) for good, wrong in county.values())


def test_mondays_are_busier_than_sundays(county: dict[str, tuple[list[list[str]], int]]) -> None:
    days = [datetime.fromisoformat(row[1]).weekday() for good, _ in county.values() for row in good]
    assert days.count(0) > 1.8 * days.count(6)


def test_emergencies_are_not_booked(county: dict[str, tuple[list[list[str]], int]]) -> None:
    emergencies = [row for good, _ in county.values() for row in good if row[3] == "1"]
    assert emergencies
    assert {row[4] for row in emergencies} == {"否"}


@pytest.mark.parametrize(("year", "bookings"), [("2020", 13_262), ("2021", 15_344)])
def test_online_bookings(files: list[FileToLoad], year: str, bookings: int) -> None:
    file = next(file for file in files if file.register == "online_booking" and file.period == year)
    rows = read_csv(file)[1]
    assert len({row[0] for row in rows}) == len(rows) == bookings
    assert all(row[1].startswith(year) for row in rows)


def test_a_township_centre_sends_one_file_a_year(tmp_path: Path) -> None:
    [file] = region.write(tmp_path, only={"group_t01"})
    good, wrong = good_visits(file)
    assert (file.period, file.register) == ("2022", "outpatient_visit")
    assert len(good) == 4_820 + 613 * 7
    assert 0 < wrong < 0.01 * len(good)
    assert {row[1][:7] for row in good} == {f"2022-{month:02d}" for month in range(1, 13)}
