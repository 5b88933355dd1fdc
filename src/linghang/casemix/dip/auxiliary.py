"""Subtypes of the auxiliary catalogue that a case shows: age, CCI, other diagnoses, intensive care, severity. Pure.

The comorbidities of the Charlson index and their ICD-10 codes are those of Medical Care 2005;43(11):1130–1139, table 1,
with the index's own weights; a graver category takes the place of the lighter one of the same organ. Shipped as
`defaults/charlson.csv`.
"""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from linghang.casemix.codes import key
from linghang.casemix.columns import Coded
from linghang.casemix.dip.cases import Cases
from linghang.casemix.dip.parameters import Auxiliary, CodeSubtypes, NamedBand, NumberSubtypes
from linghang.casemix.dip.words import Array, Known, Words, by_prefix

CHARLSON = Path(__file__).parent / "defaults" / "charlson.csv"
YEAR = 365
"""Days that a year of age counts."""
NO_SUBTYPE = 0
BY_DIAGNOSES = frozenset({"cci", "other_diagnoses", "severity", "tumour"})
"""Kinds for which the other diagnoses have to be read."""


@dataclass(frozen=True)
class Charlson:
    """Categories of comorbidity: their weights, codes (prefix → category), and which takes the place of which."""

    weights: tuple[int, ...]
    prefixes: Mapping[str, int]
    yields_to: Mapping[int, int]

    def bit(self, code: str) -> int:
        """The bit of the category of a diagnosis (key), 0 when it is none."""
        found = self.prefixes.get(code[:3], self.prefixes.get(code[:4]))
        return 0 if found is None else 1 << found

    @cached_property
    def table(self) -> Array:
        """The index of every set of categories, by the bits of those that are shown."""
        shown = np.arange(1 << len(self.weights))
        found = np.zeros(len(shown), np.int16)
        for number, weight in enumerate(self.weights):
            graver = shown >> self.yields_to[number] if number in self.yields_to else np.zeros(1, np.int64)
            found += weight * (shown >> number & ~graver & 1).astype(np.int16)
        return found


@cache
def charlson() -> Charlson:
    """The shipped table."""
    with CHARLSON.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    numbers = {name: number for number, name in enumerate(dict.fromkeys(row["category"] for row in rows))}
    weights = {numbers[row["category"]]: int(row["weight"]) for row in rows}
    yields = {numbers[row["category"]]: numbers[row["yields_to"]] for row in rows if row["yields_to"]}
    return Charlson(
        tuple(weights[number] for number in range(len(numbers))),
        {row["prefix"]: numbers[row["category"]] for row in rows},
        yields,
    )


class Subtypes:
    """Reads the subtypes of batches of cases; safe to be used by several threads."""

    def __init__(self, auxiliary: Auxiliary, diagnoses: Words) -> None:
        self.kinds = [entry for entry in auxiliary.kinds if not isinstance(entry, CodeSubtypes) or entry.levels]
        self.names: dict[str, tuple[str, ...]] = {entry.kind: names_of(entry) for entry in self.kinds}
        self._words = diagnoses
        self._charlson = Known(diagnoses, charlson().bit)
        coded = [entry for entry in self.kinds if isinstance(entry, CodeSubtypes)]
        self._levels = {entry.kind: Known(diagnoses, _level_of(entry), np.int8) for entry in coded}
        self._principal = {entry.kind: Known(diagnoses, _principal_of(entry), np.bool_) for entry in coded}

    def read(self, cases: Cases, kinds: Collection[str] | None = None) -> dict[str, Array]:
        """By kind (None: all), for every case, the place in `names` (NO_SUBTYPE: no adjustment)."""
        return {entry.kind: self._read(entry, cases) for entry in self.kinds if kinds is None or entry.kind in kinds}

    def _read(self, entry: NumberSubtypes | CodeSubtypes, cases: Cases) -> Array:
        if isinstance(entry, CodeSubtypes):
            from linghang.casemix.dip.loops import least_of_others

            codes, kind = cases.diagnoses, entry.kind
            return least_of_others(codes.flat, codes.lengths, self._levels[kind].table(), self._principal[kind].table())
        return banded(entry.bands, self._number(entry, cases))

    def _number(self, entry: NumberSubtypes, cases: Cases) -> Array:
        kind = entry.kind
        if kind in BY_DIAGNOSES:
            return self._by_diagnoses(kind, cases.diagnoses)
        if kind == "age":
            newborn = cases.numbers("age_days")
            return np.where(cases.age == 0, np.where(newborn >= 0, newborn, np.nan), cases.age * YEAR)
        return cases.numbers(kind)

    def _by_diagnoses(self, kind: str, codes: Coded) -> Array:
        from linghang.casemix.dip.loops import bits_of_others, different_others

        if kind == "cci":
            return np.asarray(charlson().table[bits_of_others(codes.flat, codes.lengths, self._charlson.table())])
        return different_others(codes.flat, codes.lengths, len(self._words.codes))


def names_of(entry: NumberSubtypes | CodeSubtypes) -> tuple[str, ...]:
    """The names of the subtypes by their place, from 1; 0 is no subtype."""
    parts: Sequence[Any] = entry.levels if isinstance(entry, CodeSubtypes) else entry.bands
    return ("", *(part.name for part in parts if part.name))


def banded(bands: Sequence[NamedBand], values: Array) -> Array:
    """The place of the band's name for every number; NO_SUBTYPE for nan, below all bands, and bands without a name."""
    from linghang.casemix.dip.loops import band_places

    starts = [-np.inf if band.at_least is None else float(band.at_least) for band in bands]
    named = np.cumsum([bool(band.name) for band in bands])
    places = [place if band.name else NO_SUBTYPE for band, place in zip(bands, named, strict=True)]
    return band_places(values.astype(np.float64), np.array(starts), np.array([NO_SUBTYPE, *places], np.int8))


def _level_of(entry: CodeSubtypes) -> Any:
    prefixes = [tuple(map(key, level.codes)) for level in entry.levels]
    return lambda code: next((at for at, codes in enumerate(prefixes, 1) if by_prefix(codes, code)), 0)


def _principal_of(entry: CodeSubtypes) -> Any:
    prefixes = tuple(map(key, entry.principal))
    return lambda code: not prefixes or by_prefix(prefixes, code)
