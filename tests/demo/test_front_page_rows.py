"""A page makes sense: times in order, fees that add up, patients who fit their department, and nobody real."""

from datetime import date, datetime

import pytest

from demo.front_pages import Page, sort_out
from demo.reading import read_csv
from linghang.demo.files import FileToLoad

PARTS = [f"D{number}" for number in range(11, 35)]


@pytest.fixture(scope="module")
def pages(files: list[FileToLoad]) -> list[Page]:
    file = next(file for file in files if file.path.name == "hqmsts_2022M03.csv")
    return sort_out(file, *read_csv(file))[0]


def test_operations_lie_within_the_stay(pages: list[Page]) -> None:
    for page in pages:
        times = [page[column] for column in ("C16x01", "C37x01", "C37x02") if page[column]]
        assert all(page["B12"] <= time <= page["B15"] for time in times)


def test_intensive_care_lies_within_the_stay(pages: list[Page]) -> None:
    cared = [page for page in pages if page["C48x01C"]]
    assert cared
    assert all(page["B12"] <= page["C49x01"] < page["C50x01"] <= page["B15"] for page in cared)


def test_days_are_the_nights_spent_and_at_least_one(pages: list[Page]) -> None:
    for page in pages:
        nights = (datetime.fromisoformat(page["B15"]).date() - datetime.fromisoformat(page["B12"]).date()).days
        assert int(page["B20"]) == max(nights, 1)


def test_age_is_full_years_on_admission(pages: list[Page]) -> None:
    for page in pages:
        born, came = date.fromisoformat(page["A13"]), date.fromisoformat(page["B12"][:10])
        years = came.year - born.year - ((came.month, came.day) < (born.month, born.day))
        assert int(page["A14"]) == years
        assert bool(page["A16"]) == (years == 0)


def test_fee_parts_add_up_to_the_total_in_cents(pages: list[Page]) -> None:
    for page in pages:
        parts = sum(round(float(page[part] or 0) * 100) for part in PARTS)
        assert parts == round(float(page["D01"]) * 100)
        assert float(page["D09"]) <= float(page["D01"])
        assert float(page["D20x01"] or 0) + float(page["D20x02"] or 0) <= float(page["D20"] or 0)


def test_obstetrics_and_gynaecology_treat_women(pages: list[Page]) -> None:
    women = [page for page in pages if page["B16C"] in ("0501", "0502")]
    assert women
    assert {page["A12C"] for page in women} == {"2"}
    assert all(18 <= int(page["A14"]) <= 45 for page in women if page["B16C"] == "0502")


def test_delivery_has_its_outcome_and_weight(pages: list[Page]) -> None:
    born = [page for page in pages if page["A18x01"]]
    assert born
    assert all(page["C06x01C"] == "Z37.000" and 100 <= int(page["A18x01"]) <= 9999 for page in born)


def test_children_are_treated_in_paediatrics(pages: list[Page]) -> None:
    assert all(int(page["A14"]) <= 14 for page in pages if page["B16C"] == "07")


def test_the_dead_have_left_as_dead(pages: list[Page]) -> None:
    assert all((page["B34C"] == "5") == (page["F05"] == "4") for page in pages)


def test_incision_and_anaesthesia_go_with_a_level(pages: list[Page]) -> None:
    for page in pages:
        assert bool(page["C17x01"]) == bool(page["C21x01C"]) == bool(page["C22x01C"])
        assert page["C14x01C"] != "-" or not page["C17x01"]


def test_other_diagnoses_are_contiguous_and_differ_from_the_main_one(pages: list[Page]) -> None:
    for page in pages:
        codes = [page[f"C06x{number:02d}C"] for number in range(1, 41)]
        given = [code for code in codes if code]
        assert codes[: len(given)] == given
        assert page["C03C"] not in given
        assert len(set(given)) == len(given) <= 8


def test_nobody_is_real(pages: list[Page]) -> None:
    for page in pages:
        assert page["A20"].startswith("999999")
        assert page["A20"][6:14] == page["A13"].replace("-", "")
        assert page["A27"].startswith("100")
        assert page["A11"][1:] in ("某", "某某")
