"""Responsibility letters of a year: who was to sign, who has, recomputed from the ledger row by row. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

REGISTER, PROCEDURE = "responsibility_letter", "responsibility_letter"


@dataclass(frozen=True)
class Signing:
    """The letters of one unit. `open`: those not signed: their kind (code) and the day on which they were issued."""

    unit: str
    to_sign: int
    signed: int
    checked: int
    open: tuple[tuple[str, dt.date], ...]


def signings(rows: Iterable[Mapping[str, Any]]) -> list[Signing]:
    """One line for every unit: those with open letters first, most of them first; then by name."""
    units: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        units.setdefault(row["unit"], []).append(row)
    found = [_signing(unit, of_unit) for unit, of_unit in units.items()]
    return sorted(found, key=lambda each: (-len(each.open), each.unit))


def _signing(unit: str, rows: list[Mapping[str, Any]]) -> Signing:
    waiting = tuple((row["kind"], row["issued_on"]) for row in rows if row.get("signed_on") is None)
    checked = sum(row.get("checked_on") is not None for row in rows)
    return Signing(unit, len(rows), len(rows) - len(waiting), checked, waiting)
