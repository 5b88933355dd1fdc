"""What the fees of discharges are made of, beside those of all discharges of the place. Pure; money exact."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from linghang.core.figures import divide

PARTS = {
    "medicine_fee": "药品费",
    "material_fee": "耗材费",
    "diagnosis_fee": "检查检验费",
    "service_fee": "医疗服务费",
}
"""Columns of `case_payment` and their titles; none of them is inside another."""
OTHER = "其他和没有分项的"


@dataclass(frozen=True)
class Part:
    """`mean`: yuan per discharge; `share` of the fees; `usual`: its share in the fees of all. None: no fees."""

    title: str
    mean: Decimal | None
    share: Decimal | None
    usual: Decimal | None


def structure(cases: pl.DataFrame, everybody: pl.DataFrame) -> tuple[Part, ...]:
    """The parts of the fees of these discharges; what is in no part comes last, less than nothing where the parts on
    the front page come to more than its total."""
    own, usual, count = _sums(cases), _sums(everybody), Decimal(cases.height)
    return tuple(
        Part(title, divide(own[title], count), divide(own[title], own[""]), divide(usual[title], usual[""]))
        for title in (*PARTS.values(), OTHER)
    )


def _sums(cases: pl.DataFrame) -> dict[str, Decimal]:
    """By title; "": the total."""
    names = ["total_fee", *PARTS]
    found = cases.select(pl.col(names).cast(pl.Decimal(18, 2)).sum()).row(0)
    total, *parts = (Decimal(each or 0) for each in found)
    return {"": total, **dict(zip(PARTS.values(), parts, strict=True)), OTHER: total - sum(parts, Decimal(0))}
