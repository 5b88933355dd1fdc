"""Discharges added up by department, institution or group. Pure; money exact, ratios for showing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from linghang.core.figures import divide

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One department, institution or group. Money in yuan; ratios are None without any case that has them. `priced`:
    cases with a standard."""

    key: str
    cases: int
    grouped: int
    weighed: int
    groups: int
    weight: Decimal
    fee: Decimal
    weighed_fee: Decimal
    priced: int
    standard: Decimal
    surplus: Decimal
    losing: int
    days: int
    time_index: Decimal | None
    fee_index: Decimal | None

    @property
    def cmi(self) -> Decimal | None:
        return divide(self.weight, Decimal(self.weighed))

    @property
    def grouped_share(self) -> Decimal | None:
        return divide(Decimal(self.grouped), Decimal(self.cases))

    @property
    def mean_fee(self) -> Decimal | None:
        return divide(self.fee, Decimal(self.cases))

    @property
    def mean_days(self) -> Decimal | None:
        return divide(Decimal(self.days), Decimal(self.cases))

    @property
    def fee_per_weight(self) -> Decimal | None:
        return divide(self.weighed_fee, self.weight)

    @property
    def losing_share(self) -> Decimal | None:
        return divide(Decimal(self.losing), Decimal(self.priced))

    @property
    def mean_standard(self) -> Decimal | None:
        return divide(self.standard, Decimal(self.priced))

    @property
    def balance(self) -> Decimal | None:
        """The surplus; None where no case has a standard: nobody knows, which is not nothing."""
        return self.surplus if self.priced else None


def by(cases: pl.DataFrame, column: str) -> list[Line]:
    """A line for every value of the column, the most cases first; rows without a value are left out."""
    found = cases.filter(pl.col(column).is_not_null()).group_by(column).agg(_measures())
    return [_line(row) for row in found.sort(["cases", column], descending=[True, False]).iter_rows(named=True)]


def whole(cases: pl.DataFrame) -> Line:
    """All of them as one line."""
    return _line(cases.select(_measures()).row(0, named=True) | {"_": ""})


def _measures() -> Sequence[pl.Expr]:
    has = pl.col("weight").is_not_null()
    return (
        pl.len().alias("cases"),
        (pl.col("status") == "grouped").sum().alias("grouped"),
        has.sum().alias("weighed"),
        pl.col("drg").filter(pl.col("status") == "grouped").n_unique().alias("groups"),
        pl.col("weight").sum(),
        pl.col("total_fee").sum().alias("fee"),
        pl.col("total_fee").filter(has).sum().alias("weighed_fee"),
        pl.col("surplus").is_not_null().sum().alias("priced"),
        pl.col("standard").sum(),
        pl.col("surplus").sum(),
        (pl.col("surplus") < 0).sum().alias("losing"),
        pl.col("length_of_stay").sum().alias("days"),
        pl.col("time_ratio").cast(pl.Float64).mean().alias("time_index"),
        pl.col("fee_ratio").cast(pl.Float64).mean().alias("fee_index"),
    )


def _line(row: dict[str, Any]) -> Line:
    key = next(value for name, value in row.items() if name not in Line.__dataclass_fields__ or name == "key")
    taken = {name: row[name] for name in Line.__dataclass_fields__ if name != "key"}
    for name in ("weight", "fee", "weighed_fee", "standard", "surplus"):
        taken[name] = Decimal(taken[name] or 0)
    for name in ("time_index", "fee_index"):
        taken[name] = None if taken[name] is None else Decimal(repr(round(taken[name], 6)))
    taken["days"] = int(taken["days"] or 0)
    return Line(key=str(key), **taken)


def losses(lines: Iterable[Line], least: int = 1) -> list[Line]:
    """Where money is lost, the greatest loss first; lines with at least so many weighed cases."""
    return sorted((each for each in lines if each.surplus < _ZERO and each.weighed >= least), key=_by_surplus)


def gains(lines: Iterable[Line], least: int = 1) -> list[Line]:
    """Where money is left, the most first."""
    return sorted((each for each in lines if each.surplus > _ZERO and each.weighed >= least), key=_by_surplus)[::-1]


def _by_surplus(line: Line) -> tuple[Decimal, str]:
    return line.surplus, line.key
