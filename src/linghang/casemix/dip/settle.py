"""Point value, monthly prepayment and settlement of a year, to the fen, with every step written down. Pure.

divided     = pool, less the amounts of individual review where they are paid out of it (`settling.reviewed`)
point value = divided ÷ Σ(score × fund ratio)
gross       = divided in proportion to score × fund ratio (`money.apportion`): their sum is what was divided
final       = gross × assessment coefficient + amounts of individual review − deductions ; balance = final − prepaid
What assessment and deductions hold back stays with the fund (`kept`), or what assessment holds back is divided among
all again (`redistributed`). Always final + kept back + deductions = divided + amounts of individual review.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from linghang.casemix.dip.budget import Budget
from linghang.casemix.dip.build import rounded
from linghang.casemix.dip.cases import require
from linghang.casemix.dip.money import apportion, to_fen
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.dip.prepaying import NO_MONTH, Prepayment, Scores, forecast_point, prepayments
from linghang.casemix.dip.review import Approved, Reviewed, candidates, found_among, tell
from linghang.casemix.dip.trail import Step, Trail
from linghang.core.errors import refuse

NEEDED = ("institution", "score", "dip_status")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Line:
    """What an institution receives (yuan). `cases`: those with a score, or decided in individual review. `reviewed`:
    the latter. `reviewed_amount`: what is paid for those that were given an amount instead of a score."""

    institution: str
    cases: int
    score: Decimal
    fund_ratio: Decimal
    gross: Decimal
    assessment: Decimal
    assessed: Decimal
    reviewed: int
    reviewed_amount: Decimal
    deduction: Decimal
    final: Decimal
    prepaid: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Settlement:
    """`forecast`: None without history. `divided`: what the scores share. `kept`: what assessment left with the fund.
    `left_out`: cases without score or institution. `review`: candidates for individual review (`review.candidates`);
    `reviewed`: those that were decided."""

    year: int
    pool: Decimal
    divided: Decimal
    point_value: Decimal
    forecast: Decimal | None
    lines: tuple[Line, ...]
    prepayments: tuple[Prepayment, ...]
    kept: Decimal
    deductions: Decimal
    left_out: int
    trail: tuple[Step, ...]
    review: pl.DataFrame
    reviewed: tuple[Reviewed, ...]


@dataclass(frozen=True)
class _Shared:
    """By institution: cases, score, share (score × fund ratio), how many cases were decided in review, and for what."""

    cases: Mapping[str, int]
    totals: Mapping[str, Decimal]
    shares: Mapping[str, Fraction]
    reviewed: Mapping[str, int]
    amounts: Mapping[str, Decimal]


def settle(
    scored: pl.DataFrame, budget: Budget, parameters: Parameters, approved: Sequence[Approved] = ()
) -> Settlement:
    """The settlement of the scored cases; `approved`: what individual review decided of single ones (column `case`).

    InputError: a column is missing, no score, one that is no number or below 0, an approved case that is not there
    once, or more is owed than the pool.
    """
    require(scored.columns, NEEDED)
    scored = scored.with_columns(_exact(scored["score"], parameters.rounding.score))
    trail = Trail()
    scores, cases, left_out = _scores(scored)
    reviewed = found_among(scored, approved)
    left_out -= sum(one.score is None for one in reviewed)
    shared = _shared(scores, cases, reviewed, budget)
    divided = _divided(budget, shared.amounts, parameters)
    tell(reviewed, scored, parameters, trail)
    trail.add("", "总分值", f"{len(shared.totals)} 家机构的分值相加", sum(shared.totals.values(), Decimal(0)))
    if left_out:
        trail.add("", "不参加清算", "没有分值，或没有写机构的病例", f"{left_out} 例")
    whole = sum(shared.shares.values(), Fraction(0))
    point = rounded(Fraction(divided) / whole, parameters.rounding.point_value)
    if divided != budget.pool:
        told = f"基金总额 {budget.pool} − 单议金额 {sum(shared.amounts.values(), NOTHING)}"
        trail.add("", "按分值分配的总额", told, divided)
    trail.add("", "年终点值", f"基金总额 {divided} ÷ Σ(分值 × 基金支付比例) {rounded(whole, 4)}", point)
    forecast = forecast_point(budget, parameters, trail)
    prepaid = prepayments(scores, budget, parameters, forecast)
    lines = _lines(shared, divided, budget, parameters, prepaid, trail)
    deductions = sum((line.deduction for line in lines), Decimal(0))
    kept = divided - sum((line.assessed for line in lines), Decimal(0))
    if kept < 0:
        raise refuse("考核系数使应付合计超过总额", "请核对考核系数，或改为重新分配", value=str(-kept))
    paid = sum((line.final for line in lines), Decimal(0))
    trail.add("", "核对", f"实付 {paid} + 考核留存 {kept} + 扣款 {deductions}", paid + kept + deductions)
    return Settlement(
        budget.year,
        budget.pool,
        divided,
        point,
        forecast,
        lines,
        prepaid,
        kept,
        deductions,
        left_out,
        tuple(trail.steps),
        candidates(scored, parameters),
        reviewed,
    )


def _exact(score: pl.Series, places: int) -> pl.Series:
    """Scores as decimals: other programs keep them as floating numbers."""
    if not score.dtype.is_numeric() and score.dtype != pl.Null:
        raise refuse("分值应为数", "请用 dip score 写出的表", field="score", value=str(score.dtype))
    found = score if score.dtype.is_decimal() else score.cast(pl.Decimal(38, places), strict=False)
    if below := int((found < 0).sum()):
        raise refuse("分值小于 0", "请核对计分结果", field="score", value=f"{below} 例")
    return found


def _scores(scored: pl.DataFrame) -> tuple[Scores, dict[str, int], int]:
    """Scores by institution and month, cases by institution, and how many cases take no part."""
    month = pl.col("month").cast(pl.Int64, strict=False) if "month" in scored.columns else pl.lit(NO_MONTH, pl.Int64)
    known = scored.select(
        pl.col("institution").cast(pl.String).str.strip_chars().alias("institution"),
        pl.when(month.is_between(1, 12)).then(month).otherwise(NO_MONTH).alias("month"),
        "score",
    ).filter(pl.col("score").is_not_null() & (pl.col("institution") != ""))
    sums = (
        known.group_by("institution", "month").agg(pl.col("score").sum(), cases=pl.len()).sort("institution", "month")
    )
    scores: dict[str, dict[int, Decimal]] = defaultdict(dict)
    cases: dict[str, int] = defaultdict(int)
    for institution, number, score, n in sums.iter_rows():
        scores[institution][number] = score
        cases[institution] += n
    return scores, cases, scored.height - known.height


def _shared(scores: Scores, cases: Mapping[str, int], reviewed: Sequence[Reviewed], budget: Budget) -> _Shared:
    """What each institution brings to the division; decided points stand in the place of the score."""
    totals = {name: sum(months.values(), Decimal(0)) for name, months in scores.items()}
    counts, decided, amounts = dict(cases), dict.fromkeys(cases, 0), dict.fromkeys(cases, NOTHING)
    for one in reviewed:
        name = one.institution
        totals[name] = totals.get(name, Decimal(0)) - (one.score or 0) + (one.points or 0)
        counts[name] = counts.get(name, 0) + (one.score is None)
        decided[name] = decided.get(name, 0) + 1
        amounts[name] = amounts.get(name, NOTHING) + (one.amount or 0)
    shares = {name: Fraction(score) * Fraction(budget.ratio(name)) for name, score in totals.items()}
    if not any(shares.values()):
        raise refuse("没有一分可以清算", "请先给病例计分", field="score")
    return _Shared(counts, totals, shares, decided, amounts)


def _divided(budget: Budget, amounts: Mapping[str, Decimal], parameters: Parameters) -> Decimal:
    """What the scores share."""
    whole = sum(amounts.values(), NOTHING)
    if not whole or parameters.settling.reviewed == "beside":
        return budget.pool
    if parameters.settling.reviewed is None:
        remedy = "请在参数的 settling.reviewed 写明：within 从总额里出，beside 在总额之外另付"
        raise refuse("没有写明单议金额从哪里出", remedy, field="settling.reviewed")
    if whole >= budget.pool:
        raise refuse("单议金额合计不小于基金总额", "请核对单议结果", value=str(whole))
    return budget.pool - whole


def _lines(
    shared: _Shared,
    divided: Decimal,
    budget: Budget,
    parameters: Parameters,
    prepaid: Sequence[Prepayment],
    trail: Trail,
) -> tuple[Line, ...]:
    gross = apportion(divided, shared.shares)
    assessed = _assessed(divided, gross, shared.shares, budget, parameters)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for prepayment in prepaid:
        paid[prepayment.institution] += prepayment.amount
    lines = []
    for name in sorted(shared.totals):
        terms = budget.terms(name)
        before = to_fen(paid[name] if terms.prepaid is None else terms.prepaid)
        final = assessed[name] + shared.amounts[name] - terms.deduction
        line = Line(
            name, shared.cases[name], shared.totals[name], budget.ratio(name), gross[name], terms.assessment,
            assessed[name], shared.reviewed[name], shared.amounts[name], to_fen(terms.deduction), final, before,
            final - before,
        )  # fmt: skip
        _tell(line, terms.prepaid is not None, parameters, trail)
        lines.append(line)
    return tuple(lines)


def _assessed(
    divided: Decimal,
    gross: Mapping[str, Decimal],
    shares: Mapping[str, Fraction],
    budget: Budget,
    parameters: Parameters,
) -> dict[str, Decimal]:
    if parameters.settling.withheld == "kept":
        return {name: to_fen(amount * budget.terms(name).assessment) for name, amount in gross.items()}
    weighed = {name: share * Fraction(budget.terms(name).assessment) for name, share in shares.items()}
    return apportion(divided, weighed)


def _tell(line: Line, given: bool, parameters: Parameters, trail: Trail) -> None:
    name = line.institution
    trail.add(
        name,
        "应付",
        f"总额按 分值 {line.score} × 基金支付比例 {line.fund_ratio} 的份额，取到分，尾差按最大余数",
        line.gross,
    )
    how = "× 考核系数" if parameters.settling.withheld == "kept" else "份额再乘考核系数，总额重新分配；系数"
    trail.add(name, "考核后", f"{line.gross} {how} {line.assessment}", line.assessed)
    amount = f" + 单议金额 {line.reviewed_amount}" if line.reviewed_amount else ""
    trail.add(name, "年终清算", f"{line.assessed}{amount} − 扣款 {line.deduction}", line.final)
    source = "实际已预付" if given else "各月预付之和"
    trail.add(name, "应补（负数为应退）", f"{line.final} − {source} {line.prepaid}", line.balance)
