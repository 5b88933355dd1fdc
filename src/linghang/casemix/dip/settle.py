"""Point value, monthly prepayment and settlement of a year, to the fen, with every step written down. Pure.

point value = pool ÷ Σ(score × fund ratio)
gross       = the pool divided in proportion to score × fund ratio (`money.apportion`): their sum is the pool
final       = gross × assessment coefficient − deductions ; balance = final − prepaid
What assessment and deductions hold back stays with the fund (`kept`), or what assessment holds back is divided among
all again (`redistributed`). In both cases final + kept back + deductions = pool, to the fen.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from linghang.casemix.dip.budget import Budget
from linghang.casemix.dip.build import rounded
from linghang.casemix.dip.cases import require
from linghang.casemix.dip.money import apportion, to_fen
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.dip.review import candidates
from linghang.core.errors import refuse

NEEDED = ("institution", "score", "dip_status")
MONTHS = range(1, 13)
NO_MONTH = 0
"""Where the month of a case is not known."""
Scores = Mapping[str, Mapping[int, Decimal]]


@dataclass(frozen=True)
class Step:
    """One line of the audit trail. `institution` "": of all together."""

    number: int
    institution: str
    item: str
    formula: str
    result: str


@dataclass(frozen=True)
class Prepayment:
    """What is paid in advance for a month (NO_MONTH: cases without one)."""

    institution: str
    month: int
    score: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Line:
    """What an institution receives (yuan). `cases`: those with a score."""

    institution: str
    cases: int
    score: Decimal
    fund_ratio: Decimal
    gross: Decimal
    assessment: Decimal
    assessed: Decimal
    deduction: Decimal
    final: Decimal
    prepaid: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Settlement:
    """`forecast`: None without history. `kept`: what assessment left with the fund. `left_out`: cases without score or
    institution. `review`: candidates for individual review (`review.candidates`)."""

    year: int
    pool: Decimal
    point_value: Decimal
    forecast: Decimal | None
    lines: tuple[Line, ...]
    prepayments: tuple[Prepayment, ...]
    kept: Decimal
    deductions: Decimal
    left_out: int
    trail: tuple[Step, ...]
    review: pl.DataFrame


class _Trail:
    """Steps in the order in which they are taken."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, institution: str, item: str, formula: str, result: object) -> None:
        self.steps.append(Step(len(self.steps) + 1, institution, item, formula, str(result)))


def settle(scored: pl.DataFrame, budget: Budget, parameters: Parameters) -> Settlement:
    """The settlement of the scored cases.

    InputError: a column is missing, no score, one that is no number or below 0, or more is owed than the pool.
    """
    require(scored.columns, NEEDED)
    scored = scored.with_columns(_exact(scored["score"], parameters.rounding.score))
    trail = _Trail()
    scores, cases, left_out = _scores(scored)
    totals = {name: sum(months.values(), Decimal(0)) for name, months in scores.items()}
    shares = {name: Fraction(score) * Fraction(budget.ratio(name)) for name, score in totals.items()}
    if not any(shares.values()):
        raise refuse("没有一分可以清算", "请先给病例计分", field="score")
    trail.add("", "总分值", f"{len(totals)} 家机构的分值相加", sum(totals.values(), Decimal(0)))
    if left_out:
        trail.add("", "不参加清算", "没有分值，或没有写机构的病例", f"{left_out} 例")
    point = rounded(Fraction(budget.pool) / sum(shares.values(), Fraction(0)), parameters.rounding.point_value)
    weighted = rounded(sum(shares.values(), Fraction(0)), 4)
    trail.add("", "年终点值", f"基金总额 {budget.pool} ÷ Σ(分值 × 基金支付比例) {weighted}", point)
    forecast = forecast_point(budget, parameters, trail)
    prepayments = _prepayments(scores, budget, parameters, forecast)
    lines = _lines(totals, cases, shares, budget, parameters, prepayments, trail)
    deductions = sum((line.deduction for line in lines), Decimal(0))
    kept = budget.pool - sum((line.assessed for line in lines), Decimal(0))
    if kept < 0:
        raise refuse("考核系数使应付合计超过总额", "请核对考核系数，或改为重新分配", value=str(-kept))
    paid = sum((line.final for line in lines), Decimal(0))
    trail.add("", "核对", f"实付 {paid} + 考核留存 {kept} + 扣款 {deductions}", paid + kept + deductions)
    return Settlement(
        budget.year,
        budget.pool,
        point,
        forecast,
        lines,
        prepayments,
        kept,
        deductions,
        left_out,
        tuple(trail.steps),
        candidates(scored, parameters),
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


def forecast_point(budget: Budget, parameters: Parameters, trail: _Trail | None = None) -> Decimal | None:
    """The forecast point value: past years' values weighted, oldest first; None without a past year."""
    weights = parameters.settling.history
    years = budget.history[-len(weights) :]
    if not years:
        return None
    used = weights[len(weights) - len(years) :]
    parts = [Fraction(past.pool) / Fraction(past.fund_ratio) / Fraction(past.score) for past in years]
    mean = sum((Fraction(w) * part for w, part in zip(used, parts, strict=True)), Fraction(0)) / Fraction(sum(used))
    found = rounded(mean, parameters.rounding.point_value)
    if trail is not None:
        places = parameters.rounding.point_value
        told = " + ".join(
            f"{past.year} 年 {rounded(p, places)} × {w}" for past, p, w in zip(years, parts, used, strict=True)
        )
        trail.add("", "预估点值", f"({told}) ÷ {sum(used)}", found)
    return found


def _prepayments(
    scores: Scores, budget: Budget, parameters: Parameters, forecast: Decimal | None
) -> tuple[Prepayment, ...]:
    """By month: score × forecast × fund ratio × prepaid share. Without any month: twelve equal parts of the year."""
    if forecast is None:
        return ()
    found = []
    for name, months in sorted(scores.items()):
        rate = Fraction(forecast) * Fraction(budget.ratio(name)) * Fraction(parameters.settling.prepaid)
        if set(months) == {NO_MONTH}:
            parts = apportion(
                to_fen(Fraction(months[NO_MONTH]) * rate), {f"{month:02}": Fraction(1) for month in MONTHS}
            )
            equal = months[NO_MONTH] / len(MONTHS)
            found += [Prepayment(name, month, rounded(equal, 4), parts[f"{month:02}"]) for month in MONTHS]
        else:
            found += [Prepayment(name, m, score, to_fen(Fraction(score) * rate)) for m, score in sorted(months.items())]
    return tuple(found)


def _lines(
    totals: Mapping[str, Decimal],
    cases: Mapping[str, int],
    shares: Mapping[str, Fraction],
    budget: Budget,
    parameters: Parameters,
    prepayments: tuple[Prepayment, ...],
    trail: _Trail,
) -> tuple[Line, ...]:
    gross = apportion(budget.pool, shares)
    assessed = _assessed(gross, shares, budget, parameters)
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for prepayment in prepayments:
        paid[prepayment.institution] += prepayment.amount
    lines = []
    for name in sorted(totals):
        terms = budget.terms(name)
        prepaid = to_fen(paid[name] if terms.prepaid is None else terms.prepaid)
        final = assessed[name] - terms.deduction
        line = Line(
            name, cases[name], totals[name], budget.ratio(name), gross[name], terms.assessment,
            assessed[name], to_fen(terms.deduction), final, prepaid, final - prepaid,
        )  # fmt: skip
        _tell(line, terms.prepaid is not None, parameters, trail)
        lines.append(line)
    return tuple(lines)


def _assessed(
    gross: Mapping[str, Decimal], shares: Mapping[str, Fraction], budget: Budget, parameters: Parameters
) -> dict[str, Decimal]:
    if parameters.settling.withheld == "kept":
        return {name: to_fen(amount * budget.terms(name).assessment) for name, amount in gross.items()}
    weighed = {name: share * Fraction(budget.terms(name).assessment) for name, share in shares.items()}
    return apportion(budget.pool, weighed)


def _tell(line: Line, given: bool, parameters: Parameters, trail: _Trail) -> None:
    name = line.institution
    trail.add(
        name,
        "应付",
        f"总额按 分值 {line.score} × 基金支付比例 {line.fund_ratio} 的份额，取到分，尾差按最大余数",
        line.gross,
    )
    how = "× 考核系数" if parameters.settling.withheld == "kept" else "份额再乘考核系数，总额重新分配；系数"
    trail.add(name, "考核后", f"{line.gross} {how} {line.assessment}", line.assessed)
    trail.add(name, "年终清算", f"{line.assessed} − 扣款 {line.deduction}", line.final)
    source = "实际已预付" if given else "各月预付之和"
    trail.add(name, "应补（负数为应退）", f"{line.final} − {source} {line.prepaid}", line.balance)
