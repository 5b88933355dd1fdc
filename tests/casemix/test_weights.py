"""Relative weights and indices, by hand and against a recount in fractions."""

import json
from decimal import Decimal
from fractions import Fraction
from math import ceil

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from linghang.casemix.weights import Trimming, indices, weigh
from linghang.cli.casemix import app
from linghang.core.errors import InputError

ROWS = {
    "drg": ["A11", "A11", "B15", "0000", "B15", None],
    "cost": ["100", "200.00", "900", "5", "无", "7"],
    "days": ["2", "4", "9", "1", "3", "1"],
    "department": ["内", "外", "外", "内", "外", "内"],
}


def test_weights_by_hand():
    """Mean of all (100+200+900)/3 = 400; A11 150/400, B15 900/400. No group, or no cost: not counted."""
    rows = weigh(pl.DataFrame(ROWS)).rows()
    assert [(row[0], row[1], row[3], row[4], row[6]) for row in rows] == [
        ("A11", 2, Decimal("150.00"), Decimal("3.00"), Decimal("0.3750")),
        ("B15", 1, Decimal("900.00"), Decimal("9.00"), Decimal("2.2500")),
    ]


def test_trimming_by_hand():
    """40 records of 1 to 40 yuan: places 1 and 39 are the percentiles, so the one of 40 yuan is left out."""
    frame = pl.DataFrame({"drg": ["A"] * 40, "cost": list(range(1, 41)), "days": [1] * 40})
    assert weigh(frame).select("cases", "trimmed", "mean_cost").row(0) == (39, 1, Decimal(20))
    assert weigh(frame, trimming=Trimming(least=41))["trimmed"].item() == 0
    assert weigh(frame, trimming=Trimming(0, 1000))["mean_cost"].item() == Decimal("20.5")


def test_indices_by_hand():
    """内: one A11 of 100 yuan and 2 days. 外: A11 of 200 and 4, B15 of 900 and 9, B15 without cost and 3 days."""
    frame = pl.DataFrame(ROWS)
    found = indices(frame, weigh(frame), ["department"]).to_dicts()
    inner, outer = found
    assert (inner["cases"], inner["cmi"]) == (1, Decimal("0.3750"))
    assert inner["cost_index"] == pytest.approx(0.6667)
    assert (outer["cases"], outer["groups"], outer["cmi"]) == (3, 2, Decimal("1.6250"))
    assert outer["cost_index"] == pytest.approx(1.1667)
    assert outer["time_index"] == pytest.approx(round((4 / 3 + 1 + 1 / 3) / 3, 4))


def test_what_no_stay_can_cost_or_last_is_left_out_of_the_indices():
    frame = pl.DataFrame(
        ROWS | {"cost": ["100", "200.00", "900", "5", "-900", "7"], "days": ["2", "4", "9", "1", "-9", "1"]}
    )
    weights = weigh(frame)
    assert weights["mean_days"].to_list() == [Decimal("3.00"), Decimal("9.00")]
    (all_,) = indices(frame, weights, []).to_dicts()
    # 100/150, 200/150, 900/900 and 2/3, 4/3, 9/9
    assert (all_["cases"], all_["cost_index"], all_["time_index"]) == (4, 1.0, 1.0)


costs = st.decimals(min_value="0.01", max_value="99999.99", places=2)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), costs, st.integers(1, 90)), min_size=1, max_size=120))
def test_weights_as_recounted_in_fractions(records):
    trimming = Trimming(50, 900, 10)
    kept = {}
    for name in {record[0] for record in records}:
        mine = sorted((Fraction(cost), days) for group, cost, days in records if group == name)
        if len(mine) >= trimming.least:
            low, high = (mine[max(ceil(len(mine) * p / 1000), 1) - 1][0] for p in (trimming.low, trimming.high))
            mine = [one for one in mine if low <= one[0] <= high]
        kept[name] = mine
    everything = [cost for mine in kept.values() for cost, _ in mine]
    mean = sum(everything) / len(everything)
    frame = pl.DataFrame(records, schema=["drg", "cost", "days"], orient="row")
    for row in weigh(frame, trimming=trimming).to_dicts():
        mine = kept[row["group"]]
        assert row["cases"] == len(mine)
        own = sum(cost for cost, _ in mine) / len(mine)
        assert abs(Fraction(row["weight"]) - own / mean) <= Fraction(1, 20000)
        assert abs(Fraction(row["mean_cost"]) - own) <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("frame", "said"),
    [({"drg": ["0000"], "cost": [1], "days": [1]}, "算不出权重"), ({"drg": ["A"], "days": [1]}, "“cost”: 缺少列")],
)
def test_what_cannot_be_weighed_is_refused(frame, said):
    with pytest.raises(InputError, match=said):
        weigh(pl.DataFrame(frame))


def test_command(tmp_path):
    grouped, out = tmp_path / "grouped.csv", tmp_path / "weights.csv"
    pl.DataFrame(ROWS).write_csv(grouped)
    result = CliRunner().invoke(app, ["drg", "weigh", str(grouped), "--out", str(out), "--by", "department", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["groups"], told["cases"], told["left_out"]) == (2, 3, 3)
    assert [row["cmi"] for row in told["indices"]] == ["0.3750", "1.6250"]
    assert pl.read_csv(out)["weight"].to_list() == [0.375, 2.25]
    result = CliRunner().invoke(app, ["drg", "weigh", str(grouped), "--out", str(tmp_path / "weights.parquet")])
    assert "不能写成这种文件" in str(result.exception)
