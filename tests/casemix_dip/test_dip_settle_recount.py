"""Settlements of random small regions, with and without individual review, equal a recount in plain Python."""

from decimal import Decimal

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casemix_dip import plain_settlement
from casemix_dip.sample import SHIPPED, parameters
from linghang.casemix.dip.budget import Budget
from linghang.casemix.dip.review import Approved
from linghang.casemix.dip.settle import settle

NAMES = ("甲", "乙", "丙")
scores = st.none() | st.decimals(0, 3000, places=4)
months = st.none() | st.integers(1, 12)
decisions = st.tuples(st.just("points"), st.decimals("0.0001", 5000, places=4)) | st.tuples(
    st.just("amount"), st.decimals("0.01", 900, places=2)
)
ratios = st.decimals("0.3", 1, places=3)


@st.composite
def regions(draw):
    rows = draw(st.lists(st.tuples(st.sampled_from((*NAMES, "")), months, scores), min_size=1, max_size=12))
    cases = [(f"R{number}", *row) for number, row in enumerate(rows)]
    places = [case for case, institution, _, _ in cases if institution]
    decided = draw(st.dictionaries(st.sampled_from(places), decisions, max_size=4)) if places else {}
    return cases, decided


@settings(max_examples=150, deadline=None)
@given(
    regions(),
    st.decimals(5000, 10**8, places=2),
    st.fixed_dictionaries(dict.fromkeys(NAMES, ratios)),
    st.fixed_dictionaries(dict.fromkeys(NAMES, st.tuples(st.decimals(0, 1, places=3), st.decimals(0, 99, places=2)))),
    st.lists(st.tuples(st.decimals(1000, 10**7, places=2), ratios, st.integers(1000, 10**6)), max_size=3),
    st.sampled_from(["kept", "redistributed"]),
    st.sampled_from(["within", "beside"]),
)
def test_a_settlement_equals_its_recount(region, pool, shares, terms, past, withheld, reviewed):
    cases, decided = region
    points = [
        (where, number)
        for case, where, _, score in cases
        for what, number in [decided.get(case, ("points", score))]
        if where and what == "points"
    ]
    assume(any(number and (withheld == "kept" or terms[where][0]) for where, number in points))
    weights = SHIPPED.settling.history
    expected, point, forecast, counted = plain_settlement.settle(
        cases, pool, shares, terms, past, weights, SHIPPED.settling.prepaid, withheld, reviewed, decided
    )
    budget = Budget.model_validate(
        {
            "year": 2026,
            "pool": pool,
            "fund_ratio": "0.5",
            "history": [
                {"year": 2023 + at, "pool": p, "fund_ratio": r, "score": s} for at, (p, r, s) in enumerate(past)
            ],
            "institutions": {
                name: {"fund_ratio": shares[name], "assessment": terms[name][0], "deduction": terms[name][1]}
                for name in NAMES
            },
        }
    )
    rule = parameters(settling=SHIPPED.settling.model_dump() | {"withheld": withheld, "reviewed": reviewed})
    schema = {"case": pl.String, "institution": pl.String, "month": pl.Int64, "score": pl.Decimal(38, 4)}
    scored = pl.DataFrame(cases, schema=schema, orient="row").with_columns(dip_status=pl.lit("entered"))
    approved = [Approved(case, **{what: number}) for case, (what, number) in decided.items()]
    found = settle(scored, budget, rule, approved)
    # without any month, the twelve equal parts come to the whole year, rounded once
    told = {
        line.institution: (line.gross, line.assessed, line.reviewed_amount, line.final, line.balance)
        for line in found.lines
    }
    assert told == expected
    assert (found.point_value, found.forecast) == (point, forecast)
    assert sum(line.cases for line in found.lines) == counted
    assert found.left_out == len(cases) - counted
    paid = sum(line.final for line in found.lines) + found.kept + found.deductions
    extra = sum((one.amount for one in found.reviewed if one.amount), Decimal(0))
    assert paid == pool + (extra if reviewed == "beside" else 0)
