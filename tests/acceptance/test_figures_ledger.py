"""figures.csv leaves out no figure of the founding documents and contradicts neither itself nor the packs."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from acceptance.figures import BOUNDS, COMPARISONS, FACTORS, VERDICTS, figures_of_records, stated_figures
from linghang.core.periods import Period
from linghang.packs.library import Library
from shipped import shipped_library

STATED = Path(__file__).parent / "data" / "stated_figures.csv"


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_library()


def test_every_figure_of_the_documents_is_accounted_for() -> None:
    with STATED.open(encoding="utf-8", newline="") as handle:
        ids = [row["id"] for row in csv.DictReader(handle)]
    assert len(ids) == 165
    assert list(dict.fromkeys(figure.id for figure in stated_figures())) == ids


def test_nothing_is_stated_twice() -> None:
    rows = Counter((figure.id, figure.indicator, figure.comparison) for figure in stated_figures())
    assert [row for row, count in rows.items() if count > 1] == []


def test_a_row_is_complete(subtests: pytest.Subtests) -> None:
    for figure in stated_figures():
        with subtests.test(str(figure)):
            assert figure.verdict in VERDICTS
            if figure.verdict == "not_a_record":
                assert figure.why
                assert not figure.indicator
                continue
            assert figure.comparison in COMPARISONS
            assert figure.bound in BOUNDS
            assert figure.scale in FACTORS
            assert str(Period.parse(figure.period)) == figure.period
            if figure.bound == "eq":
                assert figure.as_written(Decimal(figure.expected) / FACTORS[figure.scale]) == Decimal(figure.expected)


def test_the_verdict_follows_from_the_row(subtests: pytest.Subtests) -> None:
    for figure in figures_of_records():
        with subtests.test(str(figure)):
            match figure.verdict:
                case "agree":
                    assert (figure.bound, figure.expected) == ("eq", figure.stated)
                case "bound":
                    assert figure.bound in ("ge", "gt", "le")
                case "document_inconsistent":
                    assert figure.why


def test_the_indicator_exists_in_the_unit_of_the_document(library: Library, subtests: pytest.Subtests) -> None:
    for figure in figures_of_records():
        with subtests.test(str(figure)):
            indicator = library.indicator(figure.indicator)
            if figure.comparison == "value":
                assert (figure.scale == "%") == (indicator.unit == "%")


@pytest.mark.parametrize(
    ("numerator", "denominator", "stated"), [(2960, 10141, "F003-019"), (357, 1521, "F002-004"), (6, 60, "F001-026")]
)
def test_shares_that_the_documents_let_one_recompute(numerator: int, denominator: int, stated: str) -> None:
    """29.2 % where the document cuts off to 29.1 %; 23.5 % is within the first 25 %; 6 of 60 is the stated 10 %."""
    [figure] = [figure for figure in figures_of_records() if figure.id == stated]
    assert figure.holds(Decimal(numerator) / Decimal(denominator))


def test_a_cut_off_figure_is_not_taken_for_a_rounded_one() -> None:
    [figure] = [figure for figure in figures_of_records() if figure.id == "F003-019"]
    assert not figure.holds(Decimal("0.2914"))
