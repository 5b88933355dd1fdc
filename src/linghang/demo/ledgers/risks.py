"""Risks, problems, governing documents and policies of the region's hospitals, as they stood when their data end.

The county hospital's problems include the shortcomings that its report of 2022 owns up to. Red lines lie on indicators
that the hospital has data for; some are crossed in the last month of them.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from linghang.demo.clinical import read_table
from linghang.demo.inpatient import YEARS
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days
from linghang.demo.offices import CHANGES, HOSPITALS, units_of

_FLOORS = ((20, "major"), (10, "larger"), (5, "ordinary"), (0, "low"))
_FIXED = ("fixed", "verified", "closed")


def ledgers(stream: Stream) -> Iterator[Ledger]:
    for place in HOSPITALS:
        last = last_year(place)
        yield ledger("risk", place, str(last), _risks(stream(f"risk {place}"), place, last))
        yield ledger("problem", place, str(last), _problems(stream(f"problem {place}"), place, last))
        span = f"{last - 4}-01..{last}-12"
        yield ledger("governing_document", place, span, _documents(stream(f"document {place}"), place, last))
        yield ledger("policy", place, span, _policies(stream(f"policy {place}"), place, last))


def last_year(institution: str) -> int:
    """The last year for which the hospital has data."""
    return max(plan.year for plan in YEARS if plan.institution == institution)


def _rows(table: str, place: str) -> list[dict[str, str]]:
    return [row for row in read_table(table) if place in row["institutions"].split()]


def _office(place: str, code: str, year: int) -> str:
    """The office as it is called at the end of the year, or the one that took over its work."""
    after = {change.before: change.after for change in reversed(CHANGES) if change.institution == place}
    end = dt.date(year, 12, 31)
    gone = {unit.code for unit in units_of(place) if unit.last is not None and unit.last < end}
    code = after[code] if code in gone else code
    return next(unit.name for unit in units_of(place) if unit.code == code)


def _risks(rng: np.random.Generator, place: str, last: int) -> Iterator[Line]:
    rows = _rows("risks", place)
    found = days(rng, f"{last}-01..{last}-06", len(rows))
    for number, (row, day) in enumerate(zip(rows, found, strict=True), 1):
        likelihood, impact, unit = int(row["likelihood"]), int(row["impact"]), _office(place, row["unit"], last)
        yield {
            "risk_no": f"FX{last}-{number:02d}",
            "title": row["title"],
            "kind": row["kind"],
            "found_on": day,
            "likelihood": likelihood,
            "impact": impact,
            "level": next(level for floor, level in _FLOORS if likelihood * impact >= floor),
            "unit": unit,
            "owner": f"{unit}负责人",
            "cause": row["cause"],
            "contingency": row["contingency"],
            "red_line_indicator": row["indicator"] or None,
            "red_line_low": Decimal(row["low"]) if row["low"] else None,
            "red_line_high": Decimal(row["high"]) if row["high"] else None,
            "reviewed_on": dt.date(last, 9, 30),
            "closed_on": dt.date(last, 11, 30) if row["closed"] else None,
        }


def _problems(rng: np.random.Generator, place: str, last: int) -> Iterator[Line]:
    """`course`: the state reached; `overdue` ones are assigned and late, `report` ones come from the year's report."""
    for number, row in enumerate(_rows("problems", place), 1):
        course = row["course"]
        found, due = _found_and_due(rng, course, last)
        fixed = found + dt.timedelta(days=int(rng.integers(20, 80))) if course in _FIXED else None
        unit = _office(place, row["unit"], last)
        yield {
            "problem_no": f"WT{last}-{number:02d}",
            "title": row["title"],
            "source": row["source"],
            "severity": row["severity"],
            "found_on": found,
            "unit": unit,
            "owner": f"{unit}负责人",
            "cause": row["cause"],
            "measure": row["measure"],
            "due": due,
            "state": "assigned" if course in ("overdue", "report") else course,
            "fixed_on": fixed,
            "closed_on": fixed + dt.timedelta(days=14) if fixed and course == "closed" else None,
            "evidence": row["evidence"] or None,
        }


def _found_and_due(rng: np.random.Generator, course: str, last: int) -> tuple[dt.date, dt.date]:
    """What the report owns up to is for the next year to mend; what is still open was found late, or is late."""
    if course == "report":
        return dt.date(last, 12, 30), dt.date(last + 1, 10, 31)
    found = days(rng, f"{last}-10..{last}-12" if course in ("assigned", "found") else f"{last}-02..{last}-08", 1)[0]
    return found, found + dt.timedelta(days=90)


def _documents(rng: np.random.Generator, place: str, last: int) -> Iterator[Line]:
    """A version ends on the day on which the next one of its kind begins."""
    rows = _rows("governing_documents", place)
    begun = [days(rng, str(last - int(row["years_before"])), 1)[0] for row in rows]
    for number, (row, day) in enumerate(zip(rows, begun, strict=True)):
        yield {
            "kind": row["kind"],
            "version": f"{day.year} 年{row['version']}",
            "document_no": f"党〔{day.year}〕{8 + 3 * number}号",
            "approved_by": row["approved_by"],
            "effective_on": day,
            "next_review_on": dt.date(day.year + int(row["review_years"]), 12, 31),
            "ended_on": _successor(rows, begun, number, "kind"),
        }


def _policies(rng: np.random.Generator, place: str, last: int) -> Iterator[Line]:
    """Reviewed every year, by the day on which they began; of one the review of the last year is overdue."""
    rows = _rows("policies", place)
    begun = [_begun(rng, row, last) for row in rows]
    titles = list(dict.fromkeys(row["title"] for row in rows))
    for number, (row, day) in enumerate(zip(rows, begun, strict=True)):
        ended = _successor(rows, begun, number, "title")
        until = ended.year - 1 if ended else last - (row["course"] == "overdue")
        reviewed = _anniversary(day, until) if row["course"] != "draft" and until > day.year else None
        yield {
            "policy_no": f"ZD-{titles.index(row['title']) + 1:03d}",
            "title": row["title"],
            "version": row["version"],
            "unit": _office(place, row["unit"], last),
            "state": "abolished" if ended else "draft" if row["course"] == "draft" else "published",
            "kind": "system",
            "effective_on": day,
            "trained_on": day + dt.timedelta(days=20) if until >= day.year and number % 4 else None,
            "reviewed_on": reviewed,
            "next_review_on": _anniversary(day, (reviewed or day).year + 1),
            "ended_on": ended,
        }


def _begun(rng: np.random.Generator, row: dict[str, str], last: int) -> dt.date:
    """A draft should have begun in the last month."""
    year = last - int(row["years_before"])
    return days(rng, f"{year}-12" if row["course"] == "draft" else f"{year}-01..{year}-11", 1)[0]


def _anniversary(day: dt.date, year: int) -> dt.date:
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _successor(rows: list[dict[str, str]], begun: list[dt.date], number: int, same: str) -> dt.date | None:
    later = (begun[at] for at in range(number + 1, len(rows)) if rows[at][same] == rows[number][same])
    return next(later, None)
