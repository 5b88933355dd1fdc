"""Settlement to the fen: worked by hand, and what must hold of every settlement."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemix_dip.sample import SHIPPED, parameters
from linghang.casemix.dip.budget import Budget, read_budget
from linghang.casemix.dip.money import apportion
from linghang.casemix.dip.review import candidates
from linghang.casemix.dip.run import read_frame
from linghang.casemix.dip.settle import settle
from linghang.core.errors import InputError

HISTORY = [
    {"year": 2025, "pool": 560, "fund_ratio": "0.7", "score": 100},
    {"year": 2023, "pool": 700, "fund_ratio": "0.7", "score": 100},
    {"year": 2024, "pool": 630, "fund_ratio": "0.7", "score": 100},
]
TERMS = {"H1": {"assessment": "0.9"}, "H2": {"deduction": "66.67"}}


def budget(**changed):
    return Budget.model_validate({"year": 2026, "pool": "5000.00", "fund_ratio": "0.7"} | changed)


def scores(*rows):
    """institution, month, score"""
    schema = {"institution": pl.String, "month": pl.Int64, "score": pl.Decimal(38, 4)}
    found = pl.DataFrame([(name, month, Decimal(score)) for name, month, score in rows], schema=schema, orient="row")
    return found.with_columns(dip_status=pl.lit("entered"))


TWO = scores(("H1", 1, "400"), ("H1", 1, "200"), ("H2", 1, "300"))


def test_worked_example():
    found = settle(TWO, budget(history=HISTORY, institutions=TERMS), SHIPPED)
    one, two = found.lines
    assert found.point_value == Decimal("7.9365")  # 5000 ÷ (900 × 0.7)
    assert found.forecast == Decimal("8.4")  # (10 × 1 + 9 × 2 + 8 × 7) ÷ 10
    # 3333.33⅓ and 1666.66⅔: the odd fen goes to the larger remainder
    assert (one.gross, two.gross) == (Decimal("3333.33"), Decimal("1666.67"))
    assert (one.assessed, two.assessed) == (Decimal("3000.00"), Decimal("1666.67"))
    assert (one.final, two.final) == (Decimal("3000.00"), Decimal("1600.00"))
    # 600 × 8.4 × 0.7 × 0.9 ; 300 × 8.4 × 0.7 × 0.9
    assert (one.prepaid, two.prepaid) == (Decimal("3175.20"), Decimal("1587.60"))
    assert (one.balance, two.balance) == (Decimal("-175.20"), Decimal("12.40"))
    assert (found.kept, found.deductions) == (Decimal("333.33"), Decimal("66.67"))


def test_trail_tells_every_step_with_its_numbers():
    trail = settle(TWO, budget(history=HISTORY, institutions=TERMS), SHIPPED).trail
    assert [step.number for step in trail] == list(range(1, len(trail) + 1))
    assert [step.item for step in trail if not step.institution] == ["总分值", "年终点值", "预估点值", "核对"]
    assert [step.result for step in trail if step.institution == "H2"] == ["1666.67", "1666.67", "1600.00", "12.40"]
    assert trail[-1].formula == "实付 4600.00 + 考核留存 333.33 + 扣款 66.67"
    assert trail[-1].result == "5000.00"


def test_what_assessment_holds_back_may_be_divided_again():
    settling = SHIPPED.settling.model_dump() | {"withheld": "redistributed"}
    found = settle(TWO, budget(institutions=TERMS), parameters(settling=settling))
    # shares 600 × 0.9 = 540 and 300 of 840: 3214.285… and 1785.714…
    assert [line.assessed for line in found.lines] == [Decimal("3214.29"), Decimal("1785.71")]
    assert found.kept == 0


def test_prepayment_by_month_and_without_months():
    by_month = scores(("H1", 3, "100"), ("H1", 1, "50"), ("H1", 13, "1"))
    found = settle(by_month, budget(history=HISTORY), SHIPPED).prepayments
    # 8.4 × 0.63 = 5.292 a point; month 13 is none
    told = [(one.month, one.amount) for one in found]
    assert told == [(0, Decimal("5.29")), (1, Decimal("264.60")), (3, Decimal("529.20"))]
    whole = settle(TWO.drop("month"), budget(history=HISTORY), SHIPPED)
    parts = [one.amount for one in whole.prepayments if one.institution == "H1"]
    assert len(parts) == 12
    assert sum(parts) == Decimal("3175.20")
    assert settle(TWO, budget(), SHIPPED).prepayments == ()


def test_really_prepaid_goes_before_the_reckoned():
    found = settle(TWO, budget(history=HISTORY, institutions={"H1": {"prepaid": "3000"}}), SHIPPED)
    assert found.lines[0].prepaid == 3000
    assert found.lines[0].balance == Decimal("333.33")


def test_fund_ratio_of_an_institution():
    found = settle(TWO, budget(institutions={"H2": {"fund_ratio": "0.35"}}), SHIPPED)
    # shares 600 × 0.7 = 420 and 300 × 0.35 = 105: four fifths and one fifth; 5000 ÷ 525
    assert [line.gross for line in found.lines] == [4000, 1000]
    assert found.point_value == Decimal("9.5238")


def test_cases_without_score_or_institution_take_no_part_and_are_told():
    extra = scores(("", 1, "5"), ("H1", 1, "0")).with_columns(score=pl.col("score").replace(0, None))
    found = settle(pl.concat([TWO, extra]), budget(), SHIPPED)
    assert found.left_out == 2
    assert [line.cases for line in found.lines] == [2, 1]
    assert any(step.item == "不参加清算" and step.result == "2 例" for step in found.trail)


def test_no_score_and_too_good_assessment_are_refused():
    with pytest.raises(InputError, match="没有一分"):
        settle(TWO.clear(), budget(), SHIPPED)
    with pytest.raises(InputError, match="超过总额"):
        settle(TWO, budget(institutions={"H1": {"assessment": "1.1"}}), SHIPPED)
    with pytest.raises(InputError, match=r"缺少列.*score"):
        settle(TWO.drop("score"), budget(), SHIPPED)
    with pytest.raises(InputError, match=r"1 例.*小于 0"):
        settle(pl.concat([TWO, scores(("H1", 1, "-5"))]), budget(), SHIPPED)
    with pytest.raises(InputError, match="分值应为数"):
        settle(TWO.cast({"score": pl.String}), budget(), SHIPPED)


@pytest.mark.parametrize("kind", [pl.Float64, pl.Int64], ids=str)
def test_scores_may_be_kept_as_other_numbers(kind):
    found, wanted = (settle(frame, budget(), SHIPPED) for frame in (TWO.cast({"score": kind}), TWO))
    assert (found.lines, found.trail) == (wanted.lines, wanted.trail)


amounts = st.decimals(0, 10**6, places=4)


@given(
    st.dictionaries(st.sampled_from("甲乙丙丁戊"), amounts, min_size=1).filter(lambda found: any(found.values())),
    st.decimals(1, 10**9, places=2),
    st.dictionaries(
        st.sampled_from("甲乙丙丁戊"), st.tuples(st.decimals(0, 1, places=3), st.decimals(1, 100, places=2))
    ),
)
def test_the_pool_is_spent_to_the_fen(scored, pool, terms):
    institutions = {name: {"assessment": share, "deduction": money} for name, (share, money) in terms.items()}
    found = settle(
        scores(*((name, 1, score) for name, score in scored.items())),
        budget(pool=pool, institutions=institutions),
        SHIPPED,
    )
    assert sum(line.gross for line in found.lines) == pool
    assert sum(line.final for line in found.lines) + found.kept + found.deductions == pool
    whole = sum(scored.values())
    for line in found.lines:  # nobody is more than a fen away from the exact share
        assert abs(Fraction(line.gross) - Fraction(pool) * Fraction(line.score) / Fraction(whole)) < Fraction(1, 100)


def test_apportioning_goes_to_the_larger_remainder_then_share_then_name():
    assert apportion(Decimal("0.02"), dict.fromkeys("cab", Fraction(1))) == {
        "a": Decimal("0.01"),
        "b": Decimal("0.01"),
        "c": 0,
    }
    assert apportion(Decimal("1.00"), {"a": Fraction(0)}) == {"a": 0}


def test_review_candidates_are_ranked_and_capped():
    over = [Decimal(f"{cost}.00") for cost in (5000, 9000, 7000)]
    rows = {
        "institution": ["H1"] * 402 + [" H1 "],
        "dip_status": ["entered"] * 403,
        "cost": ["100"] * 400 + [f" {c} " for c in over],
    }
    schema = {"standard": pl.Decimal(38, 2)}
    cases = pl.DataFrame(rows | {"standard": [Decimal("1000.00")] * 403}, schema_overrides=schema)
    found = candidates(cases.with_columns(review=pl.int_range(403) >= 400), SHIPPED)
    assert found["over"].to_list() == [8000, 6000, 4000]
    assert found["within_cap"].to_list() == [True, True, False]  # 5 ‰ of 403, rounded down: 2


def test_a_score_that_cannot_be_read_is_told_with_its_row(tmp_path):
    path = tmp_path / "scored.csv"
    path.write_text("institution,score,dip_status\nH1, 5.25 ,entered\nH1,,refused\nH1,5;1,entered\n", "utf-8")
    with pytest.raises(InputError, match=r"scored\.csv:4: score“5;1”: 不是数"):
        read_frame(path)
    path.write_text("institution,score\nH1, 5.25 \nH1,\n", "utf-8")
    assert read_frame(path)["score"].to_list() == [Decimal("5.25"), None]


def test_budget_file(tmp_path):
    path = tmp_path / "budget.yaml"
    path.write_text(
        "year: 2026\npool: 100\nfund_ratio: 0.7\nhistory:\n  - {year: 2025, pool: 1, fund_ratio: 0.7, score: 1}\n",
        "utf-8",
    )
    assert read_budget(path).pool == 100
    path.write_text("year: 2026\npool: -1\nfund_ratio: 70\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_budget(path)
    assert {(fault.line, fault.field) for fault in caught.value.faults} == {(2, "pool"), (3, "fund_ratio")}
    with pytest.raises(InputError, match="没有这个预算文件"):
        read_budget(tmp_path / "none.yaml")
