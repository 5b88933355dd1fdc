"""Cases decided in individual review: what they are paid, worked by hand, and decisions that cannot be settled."""

from decimal import Decimal

import polars as pl
import pytest

from casemix_dip.sample import SHIPPED, parameters
from linghang.casemix.dip.budget import Budget
from linghang.casemix.dip.review import Approved
from linghang.casemix.dip.review_files import read_approved
from linghang.casemix.dip.settle import settle
from linghang.core.errors import InputError

BUDGET = Budget.model_validate({"year": 2026, "pool": "5000.00", "fund_ratio": "0.5"})
ROWS = [("A1", "H1", "400"), ("A2", "H1", "200"), ("B1", "H2", "300"), ("B2", "H2", None), ("C1", "", "5")]


def scored(rows=ROWS):
    cases = [(case, where, None if score is None else Decimal(score)) for case, where, score in rows]
    schema = {"case": pl.String, "institution": pl.String, "score": pl.Decimal(38, 4)}
    return pl.DataFrame(cases, schema=schema, orient="row").with_columns(dip_status=pl.lit("entered"))


def lines(settled):
    return [(line.score, line.gross, line.reviewed_amount, line.final) for line in settled.lines]


def test_decided_points_stand_in_the_place_of_the_score():
    # 400 + 600 and 300: ten and three thirteenths of 5000
    found = settle(scored(), BUDGET, SHIPPED, [Approved("A2", points=Decimal(600), reason="ECMO")])
    assert lines(found) == [
        (1000, Decimal("3846.15"), 0, Decimal("3846.15")),
        (300, Decimal("1153.85"), 0, Decimal("1153.85")),
    ]
    step = found.trail[0]
    assert (step.institution, step.item, step.result) == ("H1", "特例单议", "600")
    assert step.formula == "病例 A2：计分 200.0000，按核定分值（ECMO）"


def test_more_decisions_than_may_be_put_up_are_told():
    rows = [(f"A{n}", "H1", "10") for n in range(400)]  # 5 ‰ of 400: 2
    decided = [Approved(f"A{n}", points=Decimal(20)) for n in range(3)]
    told = [step for step in settle(scored(rows), BUDGET, SHIPPED, decided).trail if step.item == "特例单议超过上限"]
    assert [(step.institution, step.formula, step.result) for step in told] == [
        ("H1", "上限 2 例，请核对是否准予", "3 例")
    ]
    within = settle(scored(rows), BUDGET, SHIPPED, decided[:2])
    assert all(step.item != "特例单议超过上限" for step in within.trail)


def test_a_decided_amount_comes_out_of_the_pool_or_is_paid_beside_it():
    decided = [Approved("A1", amount=Decimal("800.50"))]
    within = settle(scored(), BUDGET, SHIPPED, decided)
    # 5000 − 800.50 = 4199.50, two and three fifths of it
    assert lines(within) == [
        (200, Decimal("1679.80"), Decimal("800.50"), Decimal("2480.30")),
        (300, Decimal("2519.70"), 0, Decimal("2519.70")),
    ]
    assert within.divided == Decimal("4199.50")
    assert within.point_value == Decimal("16.7980")  # 4199.50 ÷ (500 × 0.5)
    assert (within.trail[-1].item, within.trail[-1].result) == ("核对", "5000.00")
    rule = parameters(settling=SHIPPED.settling.model_dump() | {"reviewed": "beside"})
    beside = settle(scored(), BUDGET, rule, decided)
    assert lines(beside)[0] == (200, Decimal("2000.00"), Decimal("800.50"), Decimal("2800.50"))
    assert beside.trail[-1].result == "5800.50"


def test_an_amount_is_not_assessed_and_prepayment_stays_as_scored():
    history = [{"year": 2025, "pool": 500, "fund_ratio": "0.5", "score": 100}]
    terms = {"institutions": {"H1": {"assessment": "0.9"}}, "history": history}
    budget = Budget.model_validate(BUDGET.model_dump() | terms)
    found = settle(scored(), budget, SHIPPED, [Approved("A1", amount=Decimal(800))])
    line = found.lines[0]
    # 4200 × 2/5 = 1680, × 0.9 = 1512, + 800; prepaid 600 × 10 × 0.5 × 0.9 as scored
    assert (line.assessed, line.final, line.prepaid) == (1512, 2312, 2700)


def test_a_case_without_score_may_be_decided():
    found = settle(scored(), BUDGET, SHIPPED, [Approved("B2", points=Decimal(100))])
    assert [(line.cases, line.score, line.reviewed) for line in found.lines] == [(2, 600, 0), (2, 400, 1)]
    assert found.left_out == 1


def test_an_institution_may_be_paid_by_amounts_alone():
    rows = [("A1", "H1", "400"), ("B1", "H2", None)]
    found = settle(scored(rows), BUDGET, SHIPPED, [Approved("B1", amount=Decimal(100))])
    assert lines(found) == [(400, 4900, 0, 4900), (0, 0, 100, 100)]


@pytest.mark.parametrize(
    ("decided", "reason"),
    [
        ([Approved("X", points=Decimal(1))], "X.*没有这一例"),
        ([Approved("C1", points=Decimal(1))], "C1.*没有写机构"),
        ([Approved("A1", points=Decimal(1)), Approved("A1", amount=Decimal(1))], "A1.*写了 2 次"),
        ([Approved("A1", amount=Decimal(5000))], "不小于基金总额"),
    ],
)
def test_decisions_that_cannot_be_settled_are_refused(decided, reason):
    with pytest.raises(InputError, match=reason):
        settle(scored(), BUDGET, SHIPPED, decided)


def test_a_case_number_that_stands_twice_and_a_rule_not_said_are_refused():
    with pytest.raises(InputError, match=r"A1.*有 2 例用这个病例号"):
        settle(scored([*ROWS, ("A1", "H2", "7")]), BUDGET, SHIPPED, [Approved("A1", points=Decimal(1))])
    silent = parameters(settling=SHIPPED.settling.model_dump() | {"reviewed": None})
    with pytest.raises(InputError, match="没有写明单议金额从哪里出"):
        settle(scored(), BUDGET, silent, [Approved("A1", amount=Decimal(1))])
    assert settle(scored(), BUDGET, silent, [Approved("A1", points=Decimal(1))]).lines


def test_decisions_from_a_table(tmp_path):
    path = tmp_path / "单议.csv"
    path.write_text('病例号,核定分值,核定金额,理由\nA1,600,,ECMO\nB1,,"1,800.50",\n', encoding="utf-8")
    assert read_approved(path) == (
        Approved("A1", points=Decimal(600), reason="ECMO"),
        Approved("B1", amount=Decimal("1800.50")),
    )
    path.write_text("病例号,核定分值,核定金额\nA1,600,5\nA2,,\nA3,,1.005\n,7,\nA5,零,\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_approved(path)
    assert [(fault.line, fault.field) for fault in caught.value.faults] == [
        (2, "核定分值"),
        (3, "核定金额"),
        (4, "核定金额"),
        (5, "核定分值"),
        (6, "核定分值"),
    ]
