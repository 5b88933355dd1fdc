"""The grade that published lines give to points and deductions of an ethics appraisal, or that they give none. Pure.

The lines are those of the procedure `ethics_appraisal` (a county's rule, IN05, or a variant of the hospital's own).
That rule has a hole: with 25 to 29 points deducted no grade fits. What falls into a hole is said to be undefined, never
guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linghang.packs.library import Library
from linghang.procedures.profiles import NONE, parameters, profile_of

REGISTER, PROCEDURE, PROFILE = "ethics_appraisal", "ethics_appraisal", "score_lines"
GRADES = ("excellent", "good", "fair", "poor")


@dataclass(frozen=True)
class Lines:
    """`*_from`: at least so many points; `*_below`: fewer deducted; `poor_from`: so many deducted is poor."""

    excellent_from: Decimal
    good_from: Decimal
    fair_from: Decimal
    good_below: Decimal
    fair_below: Decimal
    poor_from: Decimal


def lines_of(library: Library, profile: str = PROFILE) -> Lines | None:
    """The lines of a variant of the procedure; None where it sets none."""
    if not library.has("procedures", PROCEDURE):
        return None
    procedure = library.procedure(PROCEDURE)
    if not any(each.code == profile for each in procedure.profiles):
        return None
    values = {code: each.value for code, each in parameters(procedure, profile_of(procedure, profile)).items()}
    named = {name: values.get(name, NONE) for name in Lines.__dataclass_fields__}
    return None if NONE in named.values() else Lines(**{name: Decimal(value) for name, value in named.items()})


def grade(lines: Lines, score: Decimal, deducted: Decimal, *, veto: bool = False) -> str:
    """The code of the best grade that fits; "" where the lines give none.

    优秀: points and nothing deducted; 良好, 一般: points and fewer deducted than their line; 较差: fewer points than
    一般 asks, or so many deducted, or vetoed.
    """
    if veto or score < lines.fair_from or deducted >= lines.poor_from:
        return "poor"
    if score >= lines.excellent_from and deducted == 0:
        return "excellent"
    if score >= lines.good_from and deducted < lines.good_below:
        return "good"
    return "fair" if deducted < lines.fair_below else ""


@dataclass(frozen=True)
class Standing:
    """The appraisals of a year: how many got each grade, how many none yet; `undefined`: where the lines give none,
    `different`: where they give another one than was given."""

    grades: Mapping[str, int]
    ungraded: int
    undefined: int
    different: int

    @property
    def total(self) -> int:
        return sum(self.grades.values()) + self.ungraded


def standing(rows: list[Mapping[str, Any]], lines: Lines | None) -> Standing:
    """Rows of the ledger of one year, counted."""
    grades = {code: sum(row.get("grade") == code for row in rows) for code in GRADES}
    judged = [(row, _judge(row, lines)) for row in rows if lines and row.get("score") is not None]
    return Standing(
        grades,
        sum(row.get("grade") is None for row in rows),
        sum(given == "" for _, given in judged),
        sum(bool(given) and row.get("grade") not in (None, given) for row, given in judged),
    )


def _judge(row: Mapping[str, Any], lines: Lines | None) -> str:
    assert lines is not None
    return grade(lines, row["score"], row.get("deducted") or Decimal(0), veto=bool(row.get("veto")))
