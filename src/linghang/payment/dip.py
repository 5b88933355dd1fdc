"""DIP for a whole region, as a simulation: one budget, what each institution receives. Nothing is kept.

Scores are those of the catalogue in force, as they stand in `case_payment`. Where none was in force in the year, groups
and scores are measured from the region's own front pages by the shipped parameters. The budget is what the person asks
for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from linghang.casemix.dip.budget import Budget, PastYear
from linghang.casemix.dip.build import build
from linghang.casemix.dip.enter import enter
from linghang.casemix.dip.entering import Entering
from linghang.casemix.dip.parameters import Parameters, read_parameters
from linghang.casemix.dip.review import Approved
from linghang.casemix.dip.score import Scoring, catalogue_point
from linghang.casemix.dip.settle import Line, Settlement, settle
from linghang.core.figures import round_half_up
from linghang.core.periods import Period
from linghang.indicators.sources import Memory, snapshot
from linghang.organization.models import Institution
from linghang.payment import dip_summaries, ledger
from linghang.payment.building import front_pages
from linghang.payment.measuring import base_year
from linghang.payment.models import Scheme
from linghang.payment.schemes import dip_of
from linghang.payment.used import schemes_used

FUND_RATIO = Decimal("0.7")
"""What the fund pays of a case when nobody says otherwise: an assumption, shown as one."""
_CENT = 2
_scored = Memory(4)


@dataclass(frozen=True)
class Scored:
    """The discharges of a year with their scores, and what they were held against.

    `schemes`: the catalogues in force, the last first; none when the catalogue was measured from the year `base`.
    `groups`: of the catalogue. `cost`: of the cases that DIP pays for. `without`: discharges of months without a
    catalogue in force, which take no part. `history`: past years as if they had been settled by the ordinary budget.
    """

    cases: pl.DataFrame
    parameters: Parameters
    groups: int
    cost: Decimal
    schemes: tuple[Scheme, ...] = ()
    base: int | None = None
    without: int = 0
    history: tuple[PastYear, ...] = ()

    @property
    def pool(self) -> Decimal:
        """What the fund would need to pay its share of all costs: the ordinary budget of the simulation."""
        return round_half_up(self.cost * FUND_RATIO, _CENT)

    @property
    def catalogue(self) -> str:
        """What the scores come from, in words."""
        if self.schemes:
            return "、".join(f"{each}（{each.valid_from} 起施行）" for each in self.schemes)
        return f"没有施行的目录，用 {self.base} 年首页当场测算"


@dataclass(frozen=True)
class Received:
    """What an institution receives, and would under the ordinary budget. `cost`: of its cases, whoever bears it;
    `surplus`: what fund and patients pay by the points, less the cost."""

    line: Line
    before: Decimal
    change: Decimal
    cost: Decimal
    surplus: Decimal


def scored(place: Institution, year: int) -> Scored | None:
    """The discharges of the place and all below it in the year, scored; None without front pages of the year.

    InputError: no catalogue is in force and the records are too few to measure one.
    """
    schemes = schemes_used(place, Period.year(year), "dip")
    key = (snapshot(), place.pk, year, tuple(each.pk for each in schemes))
    return _scored.get(key, lambda: _by_catalogue(place, year, schemes) if schemes else _measured(place, year))


def _by_catalogue(place: Institution, year: int, schemes: tuple[Scheme, ...]) -> Scored:
    whole = ledger.cases(place, Period.year(year))
    opened = dip_of(schemes[0])
    parameters = opened.scoring.parameters
    cases = _rows(whole, parameters)
    history = _history(place, year, parameters)
    without = int((whole["dip_status"].fill_null("none") == "none").sum())
    groups = len(opened.catalogue.groups)
    return Scored(cases, parameters, groups, _sum(cases["cost"]), schemes, without=without, history=history)


def _rows(whole: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Rows of the ledger as the settlement reads them; `case` is source batch.row."""
    numerator, denominator = parameters.review.ratio.as_integer_ratio()
    money = pl.Decimal(38, 2)
    over = pl.col("total_fee").cast(money) * denominator >= pl.col("dip_standard").cast(money) * numerator
    return dip_summaries.reckoned(whole).select(
        "institution",
        "department",
        "dip",
        "dip_status",
        case=pl.format("{}.{}", "source_batch", "source_row"),
        month=pl.col("discharged_at").dt.month(),
        cost="total_fee",
        standard="dip_standard",
        score="dip_score",
        review=over.fill_null(False),
    )


def _history(place: Institution, year: int, parameters: Parameters) -> tuple[PastYear, ...]:
    """The years before for which there are scores, as many as the forecast weighs."""
    wanted = range(year - len(parameters.settling.history), year)
    found = (_past(_rows(ledger.cases(place, Period.year(past)), parameters), past) for past in wanted)
    return tuple(each for each in found if each)


def _measured(place: Institution, year: int) -> Scored | None:
    """By a catalogue of the region's own records of the year before, where there are enough, else of the year."""
    parameters, base, places = read_parameters(None), base_year(year), list(place.subtree())
    now = front_pages(places, [year])
    if now.is_empty():
        return None
    before = now if base == year else front_pages(places, [base])
    if before.is_empty():
        base, before = year, now
    known = build(before.lazy(), parameters, name=f"{place} {base} 年病例测算")
    scoring, entering = Scoring(known, parameters, catalogue_point(known)), Entering(known)
    found = scoring.score(enter(now, known, entering))
    past = None if base == year else _past(scoring.score(enter(before, known, entering)), base)
    return Scored(found, parameters, len(known.groups), _sum(now["cost"]), base=base, history=(past,) if past else ())


def _past(scored: pl.DataFrame, year: int) -> PastYear | None:
    """What the forecast of the point value rests on: all that the year cost, and all its points."""
    points, pool = _sum(scored["score"]), round_half_up(_sum(scored["cost"]) * FUND_RATIO, _CENT)
    return PastYear(year=year, pool=pool, fund_ratio=FUND_RATIO, score=points) if points and pool else None


def _sum(column: pl.Series) -> Decimal:
    return Decimal(column.sum() or 0)


def settled(
    known: Scored, year: int, pool: Decimal, fund_ratio: Decimal, approved: Sequence[Approved] = ()
) -> Settlement:
    """The settlement of the year under a budget, with every step. `approved`: what individual review decided.

    InputError when it cannot be reckoned.
    """
    budget = Budget(year=year, pool=pool, fund_ratio=fund_ratio, history=known.history)
    return settle(known.cases, budget, known.parameters, approved)


def compared(known: Scored, before: Settlement, after: Settlement) -> list[Received]:
    """Each institution under both, the largest first."""
    was = {line.institution: line.final for line in before.lines}
    costs = dict(known.cases.group_by("institution").agg(pl.col("cost").sum()).iter_rows())
    found = []
    for line in sorted(after.lines, key=lambda line: (-line.final, line.institution)):
        cost, earlier = Decimal(costs.get(line.institution) or 0), was.get(line.institution, Decimal(0))
        paid = round_half_up((line.gross + line.reviewed_amount) / line.fund_ratio, _CENT)
        found.append(Received(line, earlier, line.final - earlier, cost, paid - cost))
    return found
