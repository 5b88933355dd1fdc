"""IN05: 优秀 ≥90 and nothing deducted, 良好 ≥80 and <15, 一般 ≥60 and <25, 较差 <60 or ≥30 or vetoed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.integrity.ethics import Lines, grade, lines_of, standing
from linghang.registers import content

IN05 = Lines(*map(Decimal, (90, 80, 60, 15, 25, 30)))


def test_the_lines_come_from_the_procedure_as_published():
    assert lines_of(content.library()) == IN05
    assert lines_of(content.library(), "no_such_variant") is None


@pytest.mark.parametrize(
    ("score", "deducted", "veto", "expected"),
    [
        ("90", "0", False, "excellent"),
        ("89.9", "0", False, "good"),
        ("90", "0.1", False, "good"),
        ("100", "14.9", False, "good"),
        ("80", "14.9", False, "good"),
        ("80", "15", False, "fair"),
        ("79.9", "0", False, "fair"),
        ("60", "24.9", False, "fair"),
        ("60", "25", False, ""),
        ("100", "25", False, ""),
        ("75", "29.9", False, ""),
        ("75", "30", False, "poor"),
        ("59.9", "27", False, "poor"),
        ("59.9", "0", False, "poor"),
        ("100", "0", True, "poor"),
        ("75", "27", True, "poor"),
    ],
)
def test_every_edge(score, deducted, veto, expected):
    assert grade(IN05, Decimal(score), Decimal(deducted), veto=veto) == expected


POINTS = st.decimals(0, 120, places=1)


@given(POINTS, POINTS, st.booleans())
def test_against_the_rule_read_as_four_sentences(score, deducted, veto):
    """Another implementation: each grade's own sentence; the best one that holds, none where none holds."""
    sentences = {
        "excellent": score >= 90 and deducted == 0 and not veto,
        "good": score >= 80 and deducted < 15 and not veto,
        "fair": score >= 60 and deducted < 25 and not veto,
        "poor": score < 60 or deducted >= 30 or veto,
    }
    assert grade(IN05, score, deducted, veto=veto) == next((code for code, holds in sentences.items() if holds), "")


def test_a_year_is_counted_and_holes_are_named():
    rows = [
        {"score": Decimal(95), "deducted": Decimal(0), "grade": "excellent"},
        {"score": Decimal(70), "deducted": Decimal(27), "grade": "fair"},
        {"score": Decimal(85), "grade": "excellent"},
        {"score": Decimal(70), "deducted": Decimal(3)},
        {"grade": "good"},
    ]
    found = standing(rows, IN05)
    assert dict(found.grades) == {"excellent": 2, "good": 1, "fair": 1, "poor": 0}
    assert (found.total, found.ungraded, found.undefined, found.different) == (5, 1, 1, 1)
    assert standing(rows, None).undefined == 0
