"""What is left after the spoilt rows are taken out equals the documents' figures, recounted with the csv module."""

from collections import Counter
from collections.abc import Iterator

import pytest

from demo.front_pages import Page, levels, sort_out
from demo.reading import read_csv
from linghang.demo.files import FileToLoad

# institution and year → discharges, stays with an operation, operations of level 3 and 4
STATED = {
    ("county", 2021): (9_158, 1_480, 350),
    ("county", 2022): (10_141, 1_640, 388),
    ("group_tcm", 2022): (5_060, 610, 150),
}


@pytest.fixture(scope="module")
def pages(files: list[FileToLoad]) -> dict[tuple[str, int], list[tuple[FileToLoad, list[Page], list[str]]]]:
    found: dict[tuple[str, int], list[tuple[FileToLoad, list[Page], list[str]]]] = {}
    for file in files:
        if file.register == "inpatient":
            encoding = "gb18030" if file.institution == "group_tcm" else "utf-8"
            good, wrong = sort_out(file, *read_csv(file, encoding))
            found.setdefault((file.institution, int(file.period[:4])), []).append((file, good, wrong))
    return found


def good_of(pages: dict, key: tuple[str, int]) -> Iterator[Page]:
    return (page for _, good, _ in pages[key] for page in good)


@pytest.mark.parametrize("key", STATED)
def test_discharges(pages: dict, key: tuple[str, int]) -> None:
    assert sum(1 for _ in good_of(pages, key)) == STATED[key][0]


@pytest.mark.parametrize("key", STATED)
def test_stays_with_an_operation(pages: dict, key: tuple[str, int]) -> None:
    assert sum(bool(levels(page)) for page in good_of(pages, key)) == STATED[key][1]


@pytest.mark.parametrize("key", STATED)
def test_operations_of_level_three_and_four(pages: dict, key: tuple[str, int]) -> None:
    assert sum(level in ("3", "4") for page in good_of(pages, key) for level in levels(page)) == STATED[key][2]


def test_a_file_holds_only_its_own_months(pages: dict) -> None:
    months = {"Q1": "010203", "Q2": "040506", "Q3": "070809", "Q4": "101112"}
    for file, good, _ in [entry for entries in pages.values() for entry in entries]:
        allowed = months.get(file.period[4:], file.period[5:])
        assert {page["B15"][:4] for page in good} == {file.period[:4]}
        assert all(page["B15"][5:7] in allowed for page in good)


def test_every_kind_of_mistake_occurs(pages: dict) -> None:
    kinds = Counter(fault for entries in pages.values() for _, _, wrong in entries for fault in wrong)
    assert set(kinds) == {"cells", "date", "order", "department", "sex", "fee", "diagnosis", "days", "duplicate"}


def test_every_file_has_mistakes_but_few(pages: dict) -> None:
    for _, good, wrong in [entry for entries in pages.values() for entry in entries]:
        assert 0 < len(wrong) <= 0.01 * len(good)
