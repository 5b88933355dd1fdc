"""A DIP catalogue as it is taken in and opened: its files, what a point is worth, how cases are scored. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from linghang.casemix.dip.catalogue import Catalogue, Kind
from linghang.casemix.dip.enter import enter
from linghang.casemix.dip.entering import Entering
from linghang.casemix.dip.files import read_catalogue
from linghang.casemix.dip.parameters import Parameters, read_parameters
from linghang.casemix.dip.score import Scoring
from linghang.core.errors import refuse
from linghang.core.figures import round_half_up

WORKBOOK, PARAMETERS = "scheme.xlsx", "parameters.yaml"
RW_PLACES, SCORE_PLACES = 4, 4
MONEY = pl.Decimal(18, 2)
KINDS = {kind.value: kind.name.lower() for kind in Kind}
"""Kind as the catalogue calls it → code of the codeset `dip_kind`."""
NONE = "none"
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "dip": pl.String,
    "dip_kind": pl.String,
    "dip_status": pl.String,
    "dip_reason": pl.String,
    "dip_rw": pl.Decimal(18, RW_PLACES),
    "dip_score": pl.Decimal(18, SCORE_PLACES),
    "dip_standard": MONEY,
    "dip_surplus": MONEY,
}
"""What grouping by DIP adds to a row of `case_payment`."""


@dataclass(frozen=True)
class Terms:
    """How a catalogue is applied. `point_value`: yuan per point; None: what a point costs in the catalogue, and no
    standard when it does not say. `parameters`: deviations, subtypes, coefficients; None: the shipped ones."""

    point_value: Decimal | None = None
    parameters: Path | None = None

    def plain(self) -> dict[str, Any]:
        """As it is kept with the scheme; the parameters are kept as a file."""
        return {"point_value": "" if self.point_value is None else str(self.point_value)}


@dataclass(frozen=True)
class Opened:
    """A catalogue ready for any number of frames. `relative`: group → its weight by the points of a mean case."""

    catalogue: Catalogue
    entering: Entering
    scoring: Scoring
    relative: pl.DataFrame

    @property
    def point_value(self) -> Decimal | None:
        """Yuan per point; None when nobody knows."""
        return self.scoring.point_value


def read_dip(path: Path, terms: Terms) -> tuple[Catalogue, dict[str, Path]]:
    """The catalogue, and its files by the names under which they are kept. InputError when it cannot be used."""
    parameters = read_parameters(terms.parameters)
    catalogue = read_catalogue(path, parameters=parameters)
    Scoring(catalogue, parameters, terms.point_value)
    if path.is_dir():
        files = {file.name: file for file in sorted(path.glob("*.csv"))}
    else:
        files = {path.name if path.suffix.lower() == ".csv" else WORKBOOK: path}
    return catalogue, files | ({PARAMETERS: terms.parameters} if terms.parameters else {})


def open_dip(path: Path, folder: Path, title: str, point_value: Decimal | None) -> Opened:
    """The catalogue at `path`, kept in `folder` with its parameters."""
    own = folder / PARAMETERS
    parameters: Parameters = read_parameters(own if own.exists() else None)
    catalogue = read_catalogue(path, name=title, parameters=parameters)
    if catalogue.points <= 0:
        raise refuse("目录的基准分应大于 0", "请更正目录说明", file=title, value=str(catalogue.points))
    weights = {each.code: each.weight for each in reversed(catalogue.groups)}
    relative = pl.DataFrame(
        {
            "dip": list(weights),
            "dip_rw": [None if w is None else round_half_up(w / catalogue.points, RW_PLACES) for w in weights.values()],
        },
        schema={"dip": pl.String, "dip_rw": COLUMNS["dip_rw"]},
    )
    return Opened(catalogue, Entering(catalogue), Scoring(catalogue, parameters, point_value), relative)


def columns(cases: pl.DataFrame, opened: Opened) -> pl.DataFrame:
    """The added columns of cases (`front_page.dip_cases`), in their order; surplus = standard − cost."""
    scored = opened.scoring.score(enter(cases, opened.catalogue, opened.entering))
    found = scored.join(opened.relative, on="dip", how="left", maintain_order="left")
    return found.select(
        "dip",
        pl.col("dip_kind").replace_strict(KINDS, default=None, return_dtype=pl.String),
        "dip_status",
        dip_reason=pl.coalesce("dip_reason", "score_reason"),
        dip_rw="dip_rw",
        dip_score=pl.col("score").cast(COLUMNS["dip_score"]),
        dip_standard=pl.col("standard").cast(MONEY),
        dip_surplus=pl.col("standard").cast(MONEY) - pl.col("cost").cast(MONEY),
    )


def nothing(rows: pl.DataFrame) -> pl.DataFrame:
    """The added columns where no catalogue is in force."""
    empty = {name: pl.lit(None, kind) for name, kind in COLUMNS.items()}
    return rows.with_columns(**empty | {"dip_status": pl.lit(NONE)}).select(*COLUMNS)
