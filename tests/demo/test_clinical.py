"""The clinical tables hang together."""

import csv

import pytest

from demo.front_pages import departments
from linghang.demo.clinical import DATA, clinical, read_table
from linghang.demo.institutions import institutions, townships


@pytest.mark.parametrize("table", ["diagnoses", "operations", "comorbidities"])
def test_a_code_has_one_name(table: str) -> None:
    names: dict[str, str] = {}
    for row in read_table(table):
        assert names.setdefault(row["code"], row["name"]) == row["name"]


def test_departments_are_national_ones() -> None:
    used = {item.code for place in institutions().values() for item in place.departments}
    assert used <= departments()
    assert {item.code for place in institutions().values() for item in place.departments if item.stays} <= set(
        clinical().profiles
    )


def test_a_department_that_operates_has_minor_operations() -> None:
    for code, profile in clinical().profiles.items():
        assert not profile.major or profile.minor, code
        assert not profile.minor or profile.operated > 0, code


def test_shares_of_a_bill_add_up_to_a_hundred() -> None:
    with (DATA / "fee_shares.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            assert sum(float(value) for key, value in row.items() if key != "kind") == pytest.approx(100, abs=5), row[
                "kind"
            ]


def test_twenty_four_townships() -> None:
    assert len(set(townships())) == 24
    assert [code for code in institutions() if code.startswith("group_t") and code != "group_tcm"] == [
        f"group_t{number:02d}" for number in range(1, 25)
    ]
