"""Figures that no discharge tells (finance, staff, surveys), made up for every simulated hospital.

`data/national_stated.csv` says between which values eight hospitals of ten lie, in base units (0.4 is 40 %), and which
value none exceeds; plausible, not measured. A good hospital lies towards the good end, by the indicator's direction.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa

from linghang.demo.clinical import Floats, read_table
from linghang.demo.national.country import Country
from linghang.demo.national.hospitals import Hospital, hospitals
from linghang.demo.national.lake import write_whole
from linghang.demo.seeds import generator
from linghang.packs.library import Library

SCHEMA = pa.schema([("institution", pa.string()), ("indicator", pa.string()), ("value", pa.decimal128(38, 6))])
_OUTER = 1.2816
"""Standard score beyond which one hospital of ten lies."""
_BY_QUALITY, _BY_ITSELF, _BY_YEAR = 0.5, 0.7, 0.51
"""How much of a score is the hospital's quality, its own bent, and the year: their squares add up to one."""
_SIGN = {"higher": 1.0, "lower": -1.0, "neutral": 0.0}


def write_stated(folder: Path, library: Library, country: Country, year: int) -> Path:
    """Write `stated/<year>.parquet` for the indicators of the table that the library knows; returns its path."""
    path = folder / "stated" / f"{year}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, stated(library, country, year))
    return path


def write_hospitals(folder: Path, country: Country, year: int) -> Path:
    """Write `hospitals.parquet`: code, name, category and level, which no year changes; returns its path."""
    some = hospitals(country.hospitals, country.seed, year)
    columns = {"institution": "code", "name": "name", "category": "category", "level": "level"}
    path = folder / "hospitals.parquet"
    write_whole(path, pa.table({name: [getattr(each, trait) for each in some] for name, trait in columns.items()}))
    return path


def stated(library: Library, country: Country, year: int) -> pa.Table:
    """One row per hospital and indicator."""
    some = hospitals(country.hospitals, country.seed, year)
    tables = []
    for row in read_table("national_stated"):
        if not library.has("indicators", row["indicator"]):
            continue
        mine = [each for each in some if not row["category"] or each.category == row["category"]]
        scores = _scores(country, row["indicator"], year, some)[[int(each.code[1:]) - 1 for each in mine]]
        quality = _SIGN[library.indicator(row["indicator"]).direction] * np.array([each.quality for each in mine])
        values = _between(row, (scores + _BY_QUALITY * quality) / _OUTER)
        step = Decimal(1).scaleb(-int(row["places"]))
        columns = [
            [each.code for each in mine],
            [row["indicator"]] * len(mine),
            [Decimal(float(value)).quantize(step) for value in values],
        ]
        tables.append(
            pa.Table.from_arrays([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], SCHEMA.names)
        )
    return pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def _scores(country: Country, indicator: str, year: int, some: Sequence[Hospital]) -> Floats:
    """What is the hospital's own in a figure, and what is the year's."""
    own = generator(country.seed, "national", "stated", indicator).standard_normal(len(some))
    of_year = generator(country.seed, "national", "stated", indicator, year).standard_normal(len(some))
    scores: Floats = _BY_ITSELF * own + _BY_YEAR * of_year
    return scores


def _between(row: Mapping[str, str], place: Floats) -> Floats:
    """Values at a place between low (-1) and high (1): what cannot exceed `most` on the scale of odds, amounts on that
    of multiples, growth on its own."""
    low, high, most = float(row["low"]), float(row["high"]), float(row["most"] or 0)
    if most:
        first, last = np.log(low / (most - low)), np.log(high / (most - high))
        return np.asarray(most / (1 + np.exp(-(first + last + place * (last - first)) / 2)))
    if low > 0:
        return np.asarray(np.exp((np.log(low) + np.log(high) + place * np.log(high / low)) / 2))
    return np.asarray((low + high + place * (high - low)) / 2)
