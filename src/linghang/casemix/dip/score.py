"""The score of every case, to the last digit: weight × institution × subtype × deviation. Pure.

adjusted = weight × institution coefficient × auxiliary coefficient
standard = adjusted × point value (yuan, half up to the fen)
score    = adjusted × (constant + slope × cost ÷ standard), by the band of the deviation table for cost ÷ standard

A primary-care group has the institution coefficient 1. The point value is the given one, or what a point costs in the
catalogue (mean cost ÷ points). Everything is reckoned in whole numbers (`fixed`) and rounded once, half up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.casemix.codes import key
from linghang.casemix.dip import deviation, fixed
from linghang.casemix.dip.auxiliary import Subtypes
from linghang.casemix.dip.build import rounded
from linghang.casemix.dip.cases import NO_MONEY, Cases, batches_of_frame, read_money, require
from linghang.casemix.dip.catalogue import Catalogue
from linghang.casemix.dip.gathering import levels_of
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.dip.words import Array, Words
from linghang.core.errors import refuse

NEEDED = ("dip", "diagnoses", "age", "cost")
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
WEIGHT, COEFFICIENT, POINT = 4, 4, 8
"""Decimal places kept of weights, coefficients and point values."""
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


_OLDEST = pl.CompatLevel.oldest()
NOTHING = -1
"""Where a table of whole numbers says nothing; as a place of a group it counts from the end, where nothing is said."""


@dataclass(frozen=True)
class _OfKind:
    """One kind of subtypes: coefficients by place of the group and of the subtype, and places of the names."""

    coefficients: Array
    names: Array


@dataclass(frozen=True)
class _Tables:
    """What is looked up, as scaled whole numbers: by place of the group, by institution or level, by subtype."""

    places: Mapping[str, int]
    weights: Array
    primary_care: Array
    institutions: Mapping[str, int]
    auxiliary: Mapping[str, _OfKind]
    subtypes: Sequence[str | None]


class Scoring:
    """A catalogue and parameters ready to score any number of frames."""

    def __init__(self, catalogue: Catalogue, parameters: Parameters, point_value: Decimal | None = None) -> None:
        self.parameters = parameters
        self.words = Words()
        self.subtypes = Subtypes(parameters.auxiliary, self.words)
        self.point_value = point_value if point_value is not None else catalogue_point(catalogue)
        if self.point_value is not None and not 0 < self.point_value <= fixed.LARGEST:
            raise refuse("点值应大于 0，也不会这么大", "请核对", field="点值", value=str(self.point_value))
        self.tables = _tables(catalogue, parameters, self.subtypes)

    def score(self, entered: pl.DataFrame) -> pl.DataFrame:
        """The cases with the columns ADDED, in their order. InputError when a column is missing."""
        require(entered.columns, NEEDED)
        kept = entered.drop(ADDED, strict=False)
        asked = [name for name in (*NEEDED, "age_days", "icu_days", "level", "institution") if name in kept.columns]
        numbers = pl.concat([self._read(batch) for batch in batches_of_frame(kept.select(asked))])
        return kept.hstack(self._scored(self._looked_up(numbers)))

    def columns(self, table: pa.RecordBatch) -> dict[str, pa.Array]:
        """The columns ADDED for the entered cases of the table, which has those of NEEDED, in their order."""
        added = self._scored(self._looked_up(self._read(table))).rechunk()
        return dict(zip(added.columns, (column.to_arrow(compat_level=_OLDEST) for column in added), strict=True))

    def _read(self, table: pa.RecordBatch) -> pl.DataFrame:
        """Cost in fen, the subtypes, and the coefficient of the institution, of every case."""
        cases = Cases(table, self.words, Words())
        columns = {"fen": pl.Series(read_money(table.column("cost")), dtype=pl.Int64)}
        columns["place"] = _mapped(table.column("dip").cast(pa.string()), self.tables.places).fill_null(NOTHING)
        columns |= {kind: pl.Series(places, dtype=pl.Int8) for kind, places in self.subtypes.read(cases).items()}
        columns["institution"] = self._coefficients(table)
        good = pl.when((pl.col("fen") != NO_MONEY) & (pl.col("fen") > 0)).then("fen")
        return pl.DataFrame(columns).with_columns(fen=good)

    def _coefficients(self, table: pa.RecordBatch) -> pl.Series:
        """By institution where it has one of its own, else by level; null when neither is known."""
        by_level = _mapped(levels_of(table, self.parameters.institutions), self.tables.institutions)
        if "institution" not in table.schema.names:
            return by_level
        own = _mapped(table.column("institution").cast(pa.string()), self.tables.institutions)
        return own.zip_with(own.is_not_null(), by_level)

    def _looked_up(self, numbers: pl.DataFrame) -> pl.DataFrame:
        """What the tables say of every case; `times` and `subtype` are of the largest coefficient that applies."""
        tables, place = self.tables, numbers["place"].to_numpy()
        times = np.full(len(place), NOTHING, np.int64)
        subtype = np.zeros(len(place), np.int16)
        for kind, table in tables.auxiliary.items():
            shown = numbers[kind].to_numpy()
            coefficient = table.coefficients[place, shown]
            larger = coefficient > times
            times[larger] = coefficient[larger]
            subtype[larger] = table.names[shown[larger]]
        weight = tables.weights[place]
        return numbers.select("place", "fen", "institution").with_columns(
            place=pl.Series(place != NOTHING),
            weight=pl.when(pl.Series(weight != NOTHING)).then(pl.Series(weight)),
            primary_care=pl.Series(tables.primary_care[place]),
            times=pl.when(pl.Series(times != NOTHING)).then(pl.Series(times)),
            subtype=pl.Series(tables.subtypes).gather(pl.Series(subtype)),
        )

    def _scored(self, looked: pl.DataFrame) -> pl.DataFrame:
        one, bands, places = 10**COEFFICIENT, self.parameters.deviation, self.parameters.rounding.score
        own = pl.when(pl.col("primary_care")).then(one).otherwise(pl.col("institution").fill_null(one))
        wide = looked.lazy().with_columns(own=own, times=pl.col("times").fill_null(one))
        wide = wide.with_columns(adjusted=pl.col("weight").cast(pl.Int128) * pl.col("own") * pl.col("times"))
        wide = wide.with_columns(standard=self._standard()).with_columns(band=deviation.band_of(bands))
        wide = wide.with_columns(up=deviation.up(bands), down=deviation.down()).with_columns(
            believed=deviation.believed(MOST_POINTS * 10**ADJUSTED)
        )
        score = fixed.half_up(pl.col("adjusted") * pl.col("up"), pl.col("down") * 10 ** (ADJUSTED - places))
        factor = fixed.half_up(10**deviation.FACTOR * pl.col("up"), pl.col("down"))
        found = wide.select(
            rw="weight",
            institution_coefficient="own",
            auxiliary="times",
            auxiliary_subtype="subtype",
            standard="standard",
            deviation=pl.when("believed").then(factor),
            deviation_band=fixed.pick(pl.col("band"), [band.name for band in bands]),
            score=pl.when("believed").then(score),
            review=deviation.over(self.parameters.review.ratio).fill_null(False),
            score_reason=self._reason(),
        ).collect()
        scales = {"rw": WEIGHT, "institution_coefficient": COEFFICIENT, "auxiliary": COEFFICIENT}
        scales |= {"standard": 2, "deviation": deviation.FACTOR, "score": places}
        return found.with_columns(fixed.decimals(found[name], scale) for name, scale in scales.items())

    def _standard(self) -> pl.Expr:
        """Fen; null without a point value."""
        if self.point_value is None:
            return pl.lit(None, pl.Int128)
        point = fixed.whole(self.point_value, POINT)
        fen = fixed.half_up(pl.col("adjusted") * point, pl.lit(10 ** (ADJUSTED + POINT - 2), pl.Int128))
        return pl.when(pl.col("adjusted") < MOST_POINTS * 10**ADJUSTED).then(fen)

    def _reason(self) -> pl.Expr:
        """The first thing against the score, else what was assumed."""
        level_asked = bool(self.tables.institutions) & pl.col("institution").is_null() & ~pl.col("primary_care")
        return (
            pl.when(~pl.col("place")).then(pl.lit(REASONS["no_group"]))
            .when(pl.col("weight").is_null()).then(pl.lit(REASONS["no_weight"]))
            .when(pl.col("fen").is_null()).then(pl.lit(REASONS["no_cost"]))
            .when(~pl.col("believed")).then(pl.lit(REASONS["too_large"]))
            .when(pl.col("standard").is_null()).then(pl.lit(REASONS["no_point"]))
            .when(level_asked).then(pl.lit(REASONS["no_level"]))
        )  # fmt: skip


def score(
    entered: pl.DataFrame, catalogue: Catalogue, parameters: Parameters, point_value: Decimal | None = None
) -> pl.DataFrame:
    """The entered cases with the columns ADDED; for many frames keep a `Scoring`. `point_value`: yuan per point."""
    return Scoring(catalogue, parameters, point_value).score(entered)


def catalogue_point(catalogue: Catalogue) -> Decimal | None:
    """What a point costs in the catalogue (yuan); None when it does not say."""
    return None if catalogue.base_cost is None else rounded(catalogue.base_cost / catalogue.points, POINT)


def _mapped(texts: pa.Array, known: Mapping[str, int]) -> pl.Series:
    encoded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
    values = [known.get((text or "").strip()) for text in encoded.dictionary.to_pylist()]
    return pl.Series(pl.from_arrow(pa.array(values, pa.int64()).take(encoded.indices)), dtype=pl.Int64)


def _tables(catalogue: Catalogue, parameters: Parameters, subtypes: Subtypes) -> _Tables:
    primary = {key(code) for code in parameters.primary_care}
    weights = [
        NOTHING if group.weight is None else _scaled(group.weight, WEIGHT, group.code) for group in catalogue.groups
    ]
    coefficients = (
        {entry.level: entry.coefficient for entry in catalogue.levels} if parameters.institutions.computed else {}
    )
    coefficients |= parameters.institutions.coefficients
    places: dict[str, int] = {}
    for place, group in enumerate(catalogue.groups):
        places.setdefault(group.code, place)
    names = [None, *(name for all_ in subtypes.names.values() for name in all_ if name)]
    return _Tables(
        places,
        np.array([*weights, NOTHING], np.int64),
        np.array([*(group.primary_care or key(group.code) in primary for group in catalogue.groups), False]),
        {name: _scaled(value, COEFFICIENT, name) for name, value in coefficients.items()},
        {kind: _of_kind(catalogue, kind, own, places, names) for kind, own in subtypes.names.items()},
        names,
    )


def _of_kind(
    catalogue: Catalogue, kind: str, names: tuple[str, ...], places: Mapping[str, int], all_names: Sequence[str | None]
) -> _OfKind:
    entries = [entry for entry in catalogue.auxiliary if entry.kind == kind]
    unknown = sorted({entry.subtype for entry in entries} - set(names))
    if unknown:
        remedy = "请用测算这个目录时的参数，或改成目录里的名称"
        raise refuse("目录里的辅助分型不在参数里", remedy, subject=catalogue.name, field=kind, value="、".join(unknown))
    table = np.full((len(catalogue.groups) + 1, len(names)), NOTHING, np.int64)
    for entry in entries:
        if entry.group in places:
            table[places[entry.group], names.index(entry.subtype)] = _scaled(
                entry.coefficient, COEFFICIENT, entry.group
            )
    return _OfKind(table, np.array([all_names.index(name or None) for name in names], np.int16))


def _scaled(value: Decimal, places: int, subject: str) -> int:
    """The value as a whole number; InputError when it is not to be believed."""
    if not 0 <= value <= fixed.LARGEST:
        raise refuse("分值或系数大得不可信，或小于 0", "请核对目录", subject=subject, value=str(value))
    return fixed.whole(value, places)
