"""Individual review 特例单议: candidates for people to decide on, and what they decided of single cases. Pure.

How a reviewed case is paid differs by region, so it is data: the decision gives it points, which stand in the place of
its score, or an amount that the fund pays for it, which is neither scored nor assessed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from linghang.casemix.dip import fixed
from linghang.casemix.dip.cases import NO_MONEY, read_money, require
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.dip.trail import Trail
from linghang.core.errors import Fault, InputError, refuse

POINT_PLACES, AMOUNT_PLACES = 8, 2


@dataclass(frozen=True)
class Approved:
    """What review decided of a case: points, or the amount the fund pays for it (yuan). InputError when it is not
    exactly one of them, not above 0, or finer than is reckoned."""

    case: str
    points: Decimal | None = None
    amount: Decimal | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.case:
            raise refuse("没有写病例号", "请补填", field="病例")
        if (self.points is None) == (self.amount is None):
            raise refuse("核定分值和核定金额写且只写一个", "请更正", subject=self.case)
        value, places = (self.points, POINT_PLACES) if self.amount is None else (self.amount, AMOUNT_PLACES)
        if value is None or not value.is_finite() or not 0 < value < 10**fixed.DIGITS:
            raise refuse("应为大于 0 的数", "请更正", subject=self.case, value=str(value))
        if value != round(value, places):
            raise refuse(f"小数多于 {places} 位", "请更正", subject=self.case, value=str(value))


@dataclass(frozen=True)
class Reviewed:
    """A decided case as it was found: its institution, and the score that it had (None: none)."""

    case: str
    institution: str
    score: Decimal | None
    points: Decimal | None
    amount: Decimal | None
    reason: str


def found_among(scored: pl.DataFrame, approved: Sequence[Approved]) -> tuple[Reviewed, ...]:
    """The decided cases, by institution and in the order of the decisions.

    InputError, naming each: decided twice, not there, there more than once, or without institution.
    """
    if not approved:
        return ()
    require(scored.columns, ("case", "institution", "score"))
    named = pl.col("case").cast(pl.String).str.strip_chars()
    rows: dict[str, list[tuple[str, Decimal | None]]] = {}
    wanted = scored.select(named, pl.col("institution").cast(pl.String).str.strip_chars(), "score").filter(
        pl.col("case").is_in([one.case for one in approved])
    )
    for case, institution, score in wanted.iter_rows():
        rows.setdefault(case, []).append((institution or "", score))
    times = Counter(one.case for one in approved)
    faults = [fault for case, n in times.items() if (fault := _fault(case, n, rows.get(case, [])))]
    if faults:
        raise InputError(faults)
    found = [Reviewed(one.case, *rows[one.case][0], one.points, one.amount, one.reason) for one in approved]
    return tuple(sorted(found, key=lambda one: one.institution))


def _fault(case: str, decided: int, rows: Sequence[tuple[str, Decimal | None]]) -> Fault | None:
    if decided > 1:
        return Fault("单议结果", subject=case, reason=f"同一病例写了 {decided} 次", remedy="请只留一行")
    if not rows:
        return Fault("单议结果", subject=case, reason="清算的病例里没有这一例", remedy="请核对病例号")
    if len(rows) > 1:
        return Fault("单议结果", subject=case, reason=f"清算的病例里有 {len(rows)} 例用这个病例号", remedy="请核对")
    if not rows[0][0]:
        return Fault("单议结果", subject=case, reason="这一例没有写机构，无法支付", remedy="请补填机构")
    return None


def tell(reviewed: Sequence[Reviewed], scored: pl.DataFrame, parameters: Parameters, trail: Trail) -> None:
    """What was decided of each case, and where more were decided than may be put up: that is for people to judge."""
    if not reviewed:
        return
    for one in reviewed:
        before = "没有分值" if one.score is None else f"计分 {one.score}"
        how, value = ("按核定分值", one.points) if one.amount is None else ("不计分，按核定金额", one.amount)
        because = f"（{one.reason}）" if one.reason else ""
        trail.add(one.institution, "特例单议", f"病例 {one.case}：{before}，{how}{because}", value)
    cap = dict(_capped(_named(scored), parameters).iter_rows())
    for name, n in Counter(one.institution for one in reviewed).items():
        if n > cap.get(name, 0):
            trail.add(name, "特例单议超过上限", f"上限 {cap.get(name, 0)} 例，请核对是否准予", f"{n} 例")


def candidates(scored: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Cases that may be put up for individual review: cost at least the set ratio of the standard, by what they lack.

    Adds `over` (cost − standard, yuan), `rank` within the institution and `within_cap`: at most the set share of the
    institution's entered cases, rounded down. Somebody decides; nothing is paid by this list.
    """
    if not {"review", "standard", "cost"} <= set(scored.columns):
        return pl.DataFrame()
    scored = _named(scored)
    entered = _capped(scored, parameters)
    fen = pl.Series("over", read_money(scored["cost"].to_arrow(compat_level=pl.CompatLevel.oldest())))
    cost = pl.Series(fixed.decimals(fen.set(fen == NO_MONEY, None), 2))
    over = cost - pl.col("standard").cast(pl.Decimal(38, 2), strict=False)
    found = scored.with_row_index("row").with_columns(over.alias("over")).filter(pl.col("review").cast(pl.Boolean))
    ranked = found.sort(["institution", "over", "row"], descending=[False, True, False], nulls_last=True)
    ranked = ranked.with_columns(rank=pl.int_range(1, pl.len() + 1).over("institution"))
    ranked = ranked.join(entered, on="institution", how="left", maintain_order="left")
    return ranked.with_columns(within_cap=pl.col("rank") <= pl.col("cap")).drop("row", "cap")


def _named(scored: pl.DataFrame) -> pl.DataFrame:
    return scored.with_columns(pl.col("institution").cast(pl.String).str.strip_chars())


def _capped(scored: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """By institution, how many cases may be put up: the set share of its entered cases, rounded down."""
    share = Fraction(parameters.review.share)
    entered = scored.filter(pl.col("dip_status") == "entered").group_by("institution").len("entered")
    cap = pl.col("entered").cast(pl.Int64) * share.numerator // share.denominator
    return entered.select("institution", cap=cap)
