"""The region's front pages in their groups: none lost, nearly all grouped, the index counted again from the rows."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

ASKED = ("drg_cases", "discharges", "drg_grouped_share", "drg_cmi", "drg_groups")


def test_every_discharge_has_its_row_and_nearly_all_a_group(
    region: Path, values: Callable[..., dict[str, dict[str, Any]]]
) -> None:
    found = values("prefecture", "2023", *ASKED)
    rows = pl.read_parquet(region / "lake" / "case_payment" / "prefecture" / "*.parquet")
    rows = rows.filter(pl.col("discharged_at").dt.year() == 2023)
    assert int(found["drg_cases"]["value"]) == int(found["discharges"]["value"]) == rows.height == 89_000
    assert Decimal(found["drg_grouped_share"]["value"]) > Decimal("0.97")
    weights = rows["weight"].drop_nulls()
    assert round(sum(weights.to_list(), Decimal(0)) / len(weights), 6) == round(Decimal(found["drg_cmi"]["value"]), 6)
    assert int(found["drg_groups"]["value"]) == rows.filter(status="grouped")["drg"].n_unique()
    assert rows.select(pl.struct("source_batch", "source_row").n_unique()).item() == rows.height
