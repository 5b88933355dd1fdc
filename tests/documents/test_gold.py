"""Texts of our own in the genre against gold that was written by hand before the engine read them.

All places, institutions and people are invented. Two texts are built to be hard: quotation marks around half the
numbers, and a scan with spaces between digits and signs of both widths.
"""

import pytest

from documents.grading import HERE, counts, grade_figures, grade_outline

NAMES = sorted(path.name.removesuffix(".claims.json") for path in (HERE / "gold").glob("*.claims.json"))


def test_there_are_texts() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_figures(name: str) -> None:
    score = grade_figures(name)
    assert score.f1 >= 0.95, (score.missed, score.spurious)
    assert {attribute: share for attribute, share in score.accuracies().items() if share < 0.95} == {}


@pytest.mark.parametrize("name", NAMES)
def test_outline(name: str) -> None:
    score = grade_outline(name)
    assert score.f1 >= 0.95, (score.missed, score.spurious)
    assert {attribute: share for attribute, share in score.accuracies().items() if share < 0.95} == {}


@pytest.mark.parametrize("name", NAMES)
def test_announced_counts(name: str) -> None:
    wanted, told = counts(name)
    assert told == wanted
