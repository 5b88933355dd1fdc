"""Discharges by DIP, added up by department, institution or group. Pure; money exact."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from linghang.core.figures import divide

_ENTERED = pl.col("dip_status") == "entered"
_HELD = pl.col("dip_standard").is_not_null()


@dataclass(frozen=True)
class Line:
    """One department, institution or group. `held`: cases with a standard; `fee` and `standard` are theirs (yuan)."""

    key: str
    cases: int
    entered: int
    core: int
    weighed: int
    rw: Decimal
    score: Decimal
    held: int
    fee: Decimal
    standard: Decimal
    surplus: Decimal
    losing: int

    @property
    def cmi(self) -> Decimal | None:
        """Mean of the relative weights."""
        return divide(self.rw, Decimal(self.weighed))

    @property
    def entered_share(self) -> Decimal | None:
        return divide(Decimal(self.entered), Decimal(self.cases))

    @property
    def core_share(self) -> Decimal | None:
        return divide(Decimal(self.core), Decimal(self.entered))

    @property
    def mean_fee(self) -> Decimal | None:
        return divide(self.fee, Decimal(self.held))

    @property
    def mean_standard(self) -> Decimal | None:
        return divide(self.standard, Decimal(self.held))

    @property
    def losing_share(self) -> Decimal | None:
        return divide(Decimal(self.losing), Decimal(self.held))

    @property
    def balance(self) -> Decimal | None:
        """The surplus; None where no case has a standard."""
        return self.surplus if self.held else None


def reckoned(cases: pl.DataFrame) -> pl.DataFrame:
    """Those for which a catalogue was in force and that it pays for."""
    return cases.filter(pl.col("dip_status").is_not_null() & ~pl.col("dip_status").is_in(["none", "excluded"]))


def by(cases: pl.DataFrame, column: str) -> list[Line]:
    """A line for every value of the column, the most cases first; `reckoned` cases that have a value."""
    measures = (
        pl.len().alias("cases"),
        _ENTERED.sum().alias("entered"),
        (_ENTERED & (pl.col("dip_kind") != "comprehensive")).sum().alias("core"),
        (_ENTERED & pl.col("dip_rw").is_not_null()).sum().alias("weighed"),
        pl.col("dip_rw").filter(_ENTERED).sum().alias("rw"),
        pl.col("dip_score").sum().alias("score"),
        _HELD.sum().alias("held"),
        pl.col("total_fee").filter(_HELD).sum().alias("fee"),
        pl.col("dip_standard").sum().alias("standard"),
        pl.col("dip_surplus").sum().alias("surplus"),
        (pl.col("dip_surplus") < 0).sum().alias("losing"),
    )
    found = reckoned(cases).filter(pl.col(column).is_not_null()).group_by(key=pl.col(column)).agg(measures)
    return [_line(row) for row in found.sort(["cases", "key"], descending=[True, False]).iter_rows(named=True)]


def _line(row: dict[str, Any]) -> Line:
    exact = {"rw", "score", "fee", "standard", "surplus"}
    found: dict[str, Any] = {
        name: Decimal(value or 0) if name in exact else value for name, value in row.items() if name != "key"
    }
    return Line(key=str(row["key"]), **found)


def losses(lines: list[Line]) -> list[Line]:
    """Where money is lost, the greatest loss first."""
    return sorted((each for each in lines if each.surplus < 0), key=lambda each: (each.surplus, each.key))
