"""What the departments of the demonstration region treat: diagnoses, operations, ages, stays and fees.

The tables in `data/` are plain CSV for a clinician to read and correct. Codes are of the national clinical editions
(ICD-10 国临版 2.0, ICD-9-CM-3 国临版); frequencies are plausible, not measured.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"
OLDEST = 96
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.csv`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@dataclass(frozen=True)
class Choice:
    """Row numbers of a table and the chance of each."""

    rows: Ints
    chances: Floats

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        return rng.choice(self.rows, size=size, p=self.chances)


@dataclass(frozen=True)
class Profile:
    """A department: who comes, how long they stay, what it costs a day, how readily it operates."""

    kind: str
    season: tuple[float, ...]
    male: float
    ages: tuple[float, float, float]
    stay: float
    fee_per_day: float
    operated: float
    icu: float
    diagnoses: Choice
    minor: Choice | None
    """Operations of level 1 and 2."""
    major: Choice | None
    """Operations of level 3 and 4."""
    procedures: Choice | None
    """Diagnostic and therapeutic procedures, which carry no level."""


@dataclass(frozen=True)
class Diagnoses:
    codes: list[str]
    names: list[str]
    sex: Ints
    age_low: Ints
    age_high: Ints


@dataclass(frozen=True)
class Operations:
    codes: list[str]
    names: list[str]
    level: Ints
    anaesthesia: list[str]
    incision: list[str]
    diagnosis: Ints
    """The diagnosis it is done for; -1 when any will do."""


@dataclass(frozen=True)
class Comorbidities:
    codes: list[str]
    names: list[str]
    weight: Floats
    age_low: Ints
    age_high: Ints
    acquired: Floats
    """Share that arose in hospital."""


@dataclass(frozen=True)
class Clinical:
    profiles: dict[str, Profile]
    diagnoses: Diagnoses
    operations: Operations
    comorbidities: Comorbidities
    fee_columns: list[str]
    fee_shares: dict[str, Floats]


@cache
def clinical() -> Clinical:
    """All tables, read once."""
    diagnoses, operations = read_table("diagnoses"), read_table("operations")
    fees = read_table("fee_shares")
    columns = [column for column in fees[0] if column != "kind"]
    return Clinical(
        _profiles(diagnoses, operations),
        _diagnoses(diagnoses),
        _operations(operations, diagnoses),
        _comorbidities(),
        columns,
        {row["kind"]: np.array([float(row[column]) for column in columns]) for row in fees},
    )


def _number(text: str, empty: int) -> int:
    return int(text) if text else empty


def _ints(rows: list[dict[str, str]], column: str, empty: int) -> Ints:
    return np.array([_number(row[column], empty) for row in rows], np.int64)


def _choice(rows: list[dict[str, str]], chosen: list[int]) -> Choice | None:
    weights = np.array([float(rows[i]["weight"]) for i in chosen])
    return Choice(np.array(chosen, np.int64), weights / weights.sum()) if chosen else None


def _profiles(diagnoses: list[dict[str, str]], operations: list[dict[str, str]]) -> dict[str, Profile]:
    seasons = {row["season"]: tuple(float(row[str(month)]) for month in range(1, 13)) for row in read_table("seasons")}
    profiles = {}
    for row in read_table("departments"):
        code = row["department"]
        done = [i for i, operation in enumerate(operations) if operation["department"] == code]
        treated = _choice(diagnoses, [i for i, item in enumerate(diagnoses) if item["department"] == code])
        assert treated is not None, code
        profiles[code] = Profile(
            row["kind"],
            seasons[row["season"]],
            float(row["male"]),
            (float(row["age_low"]), float(row["age_mode"]), float(row["age_high"])),
            float(row["stay"]),
            float(row["fee_per_day"]),
            float(row["operated"]),
            float(row["icu"]),
            treated,
            _choice(operations, [i for i in done if operations[i]["level"] in ("1", "2")]),
            _choice(operations, [i for i in done if operations[i]["level"] in ("3", "4")]),
            _choice(operations, [i for i in done if not operations[i]["level"]]),
        )
    return profiles


def _diagnoses(rows: list[dict[str, str]]) -> Diagnoses:
    return Diagnoses(
        [row["code"] for row in rows],
        [row["name"] for row in rows],
        _ints(rows, "sex", 0),
        _ints(rows, "age_low", 0),
        _ints(rows, "age_high", OLDEST),
    )


def _operations(rows: list[dict[str, str]], diagnoses: list[dict[str, str]]) -> Operations:
    place = {(row["department"], row["code"]): i for i, row in enumerate(diagnoses)}
    done_for = [place[row["department"], row["diagnosis"]] if row["diagnosis"] else -1 for row in rows]
    return Operations(
        [row["code"] for row in rows],
        [row["name"] for row in rows],
        _ints(rows, "level", 0),
        [row["anaesthesia"] for row in rows],
        [row["incision"] for row in rows],
        np.array(done_for, np.int64),
    )


def _comorbidities() -> Comorbidities:
    rows = read_table("comorbidities")
    return Comorbidities(
        [row["code"] for row in rows],
        [row["name"] for row in rows],
        np.array([float(row["weight"]) for row in rows]),
        _ints(rows, "age_low", 1),
        _ints(rows, "age_high", OLDEST),
        np.array([float(row["acquired"]) for row in rows]),
    )
