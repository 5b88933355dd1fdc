"""The score of every case, to the last digit: weight × institution × subtype × deviation. Pure.

adjusted = weight × institution coefficient × auxiliary coefficient
standard = adjusted × point value (yuan, half up to the fen)
score    = adjusted × (constant + slope × cost ÷ standard), by the band of the deviation table for cost ÷ standard

A primary-care group has the institution coefficient 1. The point value is the given one, or what a point costs in the
catalogue (mean cost ÷ points). Everything is reckoned in whole numbers (`fixed`) and rounded once, half up.

Many cases are alike in all that the score depends on: each combination of coefficients is reckoned once, and so is each
combination within a band in which the score does not depend on the cost.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.casemix.dip import deviation, fixed
from linghang.casemix.dip.auxiliary import Subtypes
from linghang.casemix.dip.build import rounded
from linghang.casemix.dip.cases import Cases, batches_of_frame, beside, named, read_money, require
from linghang.casemix.dip.catalogue import Catalogue
from linghang.casemix.dip.gathering import levels_of
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.dip.score_tables import COEFFICIENT, NOTHING, PRIMARY_CARE, WEIGHT, tables_of
from linghang.casemix.dip.words import Array, Words
from linghang.core.errors import refuse

NEEDED = ("dip", "diagnoses", "age", "cost")
ASKED = (*NEEDED, "age_days", "icu_days", "level", "institution")
"""All columns that are looked at, if they are there."""
ADDED = (
    "rw",
    "institution_coefficient",
    "auxiliary",
    "auxiliary_subtype",
    "standard",
    "deviation",
    "deviation_band",
    "score",
    "review",
    "score_reason",
)
POINT = 8
"""Decimal places kept of point values."""
ADJUSTED = WEIGHT + 2 * COEFFICIENT
MOST_POINTS = 10**9
"""No case has more points than this."""
REASONS = {
    "no_group": "没有入组，没有分值",
    "no_weight": "目录里这个病种没有分值",
    "no_cost": "费用没有填、不是数，或不大于 0，不能判断偏差",
    "too_large": "费用或分值大得不可信，请核对",
    "no_point": "没有点值，也没有目录均费，不判断偏差",
    "no_level": "不知道机构的等级系数，按 1 计",
}


@dataclass(frozen=True)
class _Looked:
    """By case: the places in the tables (`score_tables.Tables`), and the cost in fen (not above 0: none)."""

    group: Array
    own: Array
    times: Array
    subtype: Array
    fen: Array


class Scoring:
    """A catalogue and parameters ready to score any number of frames."""

    def __init__(self, catalogue: Catalogue, parameters: Parameters, point_value: Decimal | None = None) -> None:
        self.parameters = parameters
        self.words = Words()
        self.subtypes = Subtypes(parameters.auxiliary, self.words)
        self.point_value = point_value if point_value is not None else catalogue_point(catalogue)
        if self.point_value is not None and not 0 < self.point_value <= fixed.LARGEST:
            raise refuse("点值应大于 0，也不会这么大", "请核对", field="点值", value=str(self.point_value))
        self.tables = tables_of(catalogue, parameters, self.subtypes.names)
        self._diagnoses_asked = self.tables.diagnoses_asked()
        self._bands = parameters.deviation
        self._band_names = pa.array([band.name for band in self._bands], pa.string())
        self._flat = np.array([*(band.slope == 0 for band in self._bands), True, True])
        self._subtype_names = pa.array(self.tables.subtypes, pa.string())

    def score(self, entered: pl.DataFrame) -> pl.DataFrame:
        """The cases with the columns ADDED, in their order. InputError when a column is missing."""
        require(entered.columns, NEEDED)
        kept = entered.drop(ADDED, strict=False)
        asked = batches_of_frame(kept.select([name for name in ASKED if name in kept.columns]))
        return beside(kept, map(self.columns, asked))

    def columns(self, table: pa.RecordBatch) -> dict[str, pa.Array]:
        """The columns ADDED for the entered cases of the table, which has those of NEEDED, in their order."""
        looked = self._looked_up(table)
        combined, of_case = self._combined(looked)
        cells, cell = self._cells(looked.fen, combined, of_case)
        columns = self._scored(cells, cell)
        columns["auxiliary_subtype"] = named(looked.subtype, self._subtype_names)
        columns["review"] = pa.array(looked.fen >= combined["review"].to_numpy()[of_case])
        return {name: columns[name] for name in ADDED}

    def _looked_up(self, table: pa.RecordBatch) -> _Looked:
        tables = self.tables
        group = tables.places.of(table.column("dip"))
        times, subtype = self._subtyped(table, group)
        own = np.where(tables.primary_care[group], PRIMARY_CARE, self._own(table))
        fen = read_money(table.column("cost"))
        return _Looked(group, own, times, subtype, np.where(fen > 0, fen, NOTHING))

    def _own(self, table: pa.RecordBatch) -> Array:
        """By institution where it has a coefficient of its own, else by level."""
        by_level = self.tables.levels.of(levels_of(table, self.parameters.institutions))
        if "institution" not in table.schema.names or not self.tables.institutions.known:
            return by_level
        own = self.tables.institutions.of(table.column("institution"))
        return np.where(own != NOTHING, own, by_level)

    def _subtyped(self, table: pa.RecordBatch, group: Array) -> tuple[Array, Array]:
        """The largest auxiliary coefficient that applies, and its subtype; diagnoses are read where groups ask."""
        from linghang.casemix.dip.loops import raise_to

        times = np.full(len(group), NOTHING, np.int32)
        subtype = np.full(len(group), NOTHING, np.int16)
        cases = Cases(table, self.words, self.words, self._diagnoses_asked[group])
        read = self.subtypes.read(cases, self.tables.auxiliary)
        for kind, of_kind in self.tables.auxiliary.items():  # of equal coefficients the first kind counts
            raise_to(times, subtype, group, read[kind], of_kind.times, of_kind.names)
        return times, subtype

    def _combined(self, looked: _Looked) -> tuple[pl.DataFrame, Array]:
        """What the coefficients come to, once for each combination of them, and of every case which one it has."""
        tables = self.tables
        shape = (len(tables.weights), len(tables.own), len(tables.times))
        number = np.ravel_multi_index((looked.group, looked.own, looked.times), shape, mode="wrap")
        different, of_case = _different(number)
        group, own, times = np.unravel_index(different, shape)
        weight = tables.weights[group]
        frame = pl.DataFrame(
            {
                "place": group < len(tables.weights) - 1,
                "weight": pl.Series(weight).set(pl.Series(weight == NOTHING), None),
                "own": tables.own[own],
                "level_known": own < len(tables.own) - 1,
                "times": tables.times[times],
            }
        )
        ratios = [band.at_least or Decimal(0) for band in self._bands[1:]]
        least = {f"band{at}": deviation.least(ratio) for at, ratio in enumerate(ratios, 1)}
        wide = frame.lazy().with_columns(adjusted=pl.col("weight").cast(pl.Int128) * pl.col("own") * pl.col("times"))
        wide = wide.with_columns(standard=self._standard())
        return wide.with_columns(**least, review=deviation.least(self.parameters.review.ratio)).collect(), of_case

    def _standard(self) -> pl.Expr:
        """Fen; null without a point value."""
        if self.point_value is None:
            return pl.lit(None, pl.Int128)
        point = fixed.whole(self.point_value, POINT)
        fen = fixed.half_up(pl.col("adjusted") * point, pl.lit(10 ** (ADJUSTED + POINT - 2), pl.Int128))
        return pl.when(pl.col("adjusted") < MOST_POINTS * 10**ADJUSTED).then(fen)

    def _cells(self, fen: Array, combined: pl.DataFrame, of_case: Array) -> tuple[pl.DataFrame, Array]:
        """Combinations within a band, with the cost where the score depends on it; and of every case which one it has.

        `state`: the band, then no standard to compare with, then no cost.
        """
        from linghang.casemix.dip.loops import band_states

        bands = len(self._bands)
        least = np.empty((bands - 1, len(combined)), np.int64)
        for at in range(1, bands):
            least[at - 1] = combined[f"band{at}"].to_numpy()
        state = band_states(fen, of_case, least, (combined["standard"].fill_null(0) > 0).to_numpy())
        flat = self._flat[state]
        sloped = np.flatnonzero(~flat)
        number = (of_case * np.int64(bands + 2) + state)[flat]
        used = np.zeros(len(combined) * (bands + 2), np.bool_)
        used[number] = True
        different, places = np.flatnonzero(used), (np.cumsum(used) - 1)[number]
        cell = np.empty(len(fen), np.int64)
        cell[flat], cell[sloped] = places, len(different) + np.arange(len(sloped))
        states = np.concatenate([different % (bands + 2), state[sloped]])
        cells = combined[np.concatenate([different // (bands + 2), of_case[sloped]])]
        costs = np.concatenate([np.zeros(len(different), np.int64), fen[sloped]])
        return cells.with_columns(
            fen=pl.Series(costs).set(pl.Series(states == bands + 1), None),
            band=pl.Series(states).set(pl.Series(states >= bands), None),
            state=pl.Series(states),
        ), cell

    def _scored(self, cells: pl.DataFrame, at: Array) -> dict[str, pa.Array]:
        """The columns for the cases that have these cells."""
        bands, places = self._bands, self.parameters.rounding.score
        wide = cells.lazy().with_columns(up=deviation.up(bands), down=deviation.down())
        wide = wide.with_columns(believed=deviation.believed(MOST_POINTS * 10**ADJUSTED))
        score = fixed.half_up(pl.col("adjusted") * pl.col("up"), pl.col("down") * 10 ** (ADJUSTED - places))
        factor = fixed.half_up(10**deviation.FACTOR * pl.col("up"), pl.col("down"))
        found = wide.select(
            rw="weight",
            institution_coefficient="own",
            auxiliary="times",
            standard="standard",
            deviation=pl.when("believed").then(factor),
            score=pl.when("believed").then(score),
            reason=self._reason(),
        ).collect()
        scales = {"rw": WEIGHT, "institution_coefficient": COEFFICIENT, "auxiliary": COEFFICIENT}
        scales |= {"standard": 2, "deviation": deviation.FACTOR, "score": places}
        amounts = {name: fixed.decimals(found[name], scale, at) for name, scale in scales.items()}
        band = named(cells["state"].to_numpy()[at], self._band_names)
        return amounts | {"deviation_band": band, "score_reason": named(found["reason"].to_numpy()[at], _REASON_TEXTS)}

    def _reason(self) -> pl.Expr:
        """The place among REASONS of the first thing against the score, else of what was assumed."""
        level_asked = bool(self.tables.levels.known) & ~pl.col("level_known")
        against = [
            ~pl.col("place"),
            pl.col("weight").is_null(),
            pl.col("fen").is_null(),
            ~pl.col("believed"),
            pl.col("standard").is_null(),
            level_asked,
        ]
        found: pl.Expr = pl.lit(len(REASONS))
        for at, wrong in reversed(list(enumerate(against))):
            found = pl.when(wrong).then(pl.lit(at)).otherwise(found)
        return found


_REASON_TEXTS = pa.array(REASONS.values(), pa.string())


def _different(numbers: Array) -> tuple[Array, Array]:
    """Each number once, and of every one its place among them."""
    encoded = pa.array(numbers).dictionary_encode()
    return encoded.dictionary.to_numpy(), encoded.indices.to_numpy()


def score(
    entered: pl.DataFrame, catalogue: Catalogue, parameters: Parameters, point_value: Decimal | None = None
) -> pl.DataFrame:
    """The entered cases with the columns ADDED; for many frames keep a `Scoring`. `point_value`: yuan per point."""
    return Scoring(catalogue, parameters, point_value).score(entered)


def catalogue_point(catalogue: Catalogue) -> Decimal | None:
    """What a point costs in the catalogue (yuan); None when it does not say."""
    return None if catalogue.base_cost is None else rounded(catalogue.base_cost / catalogue.points, POINT)
