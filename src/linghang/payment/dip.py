"""DIP for a whole region, as a simulation: a catalogue of its own records, one budget, what each institution receives.

No catalogue, score or budget of an authority is in the workspace: groups and scores are measured from the region's own
front pages by the shipped parameters (casemix.dip), the budget is what the person asks for. Nothing is kept.
"""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from linghang.casemix.dip.budget import Budget, PastYear
from linghang.casemix.dip.build import build
from linghang.casemix.dip.catalogue import Catalogue
from linghang.casemix.dip.enter import enter
from linghang.casemix.dip.entering import Entering
from linghang.casemix.dip.parameters import Parameters, read_parameters
from linghang.casemix.dip.score import Scoring, catalogue_point
from linghang.casemix.dip.settle import Line, Settlement, settle
from linghang.core.figures import round_half_up
from linghang.indicators.sources import Memory, snapshot
from linghang.organization.models import Institution
from linghang.payment import front_page
from linghang.payment.measuring import base_year
from linghang.payment.pages import SOURCE, read_pages
from linghang.registers import catalogue

FUND_RATIO = Decimal("0.7")
"""What the fund pays of a case when nobody says otherwise: an assumption, shown as one."""
_CENT = 2
_scored = Memory(4)


@dataclass(frozen=True)
class Scored:
    """The discharges of a year with their scores, and what they were held against."""

    cases: pl.DataFrame
    catalogue: Catalogue
    parameters: Parameters
    base: int
    cost: Decimal
    past: PastYear | None = None
    """The year of the catalogue as if it had been settled by the ordinary budget; None when it is the year itself."""

    @property
    def pool(self) -> Decimal:
        """What the fund would need to pay its share of all costs: the ordinary budget of the simulation."""
        return round_half_up(self.cost * FUND_RATIO, _CENT)

    @property
    def core(self) -> int:
        """Groups of the catalogue."""
        return len(self.catalogue.groups)

    @property
    def statuses(self) -> dict[str, int]:
        return dict(self.cases["dip_status"].value_counts().sort("dip_status").iter_rows())


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

    InputError: the records are too few for a catalogue.
    """
    return _scored.get((snapshot(), place.pk, year), lambda: _score(place, year))


def _score(place: Institution, year: int) -> Scored | None:
    parameters, base = read_parameters(None), base_year(year)
    now = cases(place, year)
    if now.is_empty():
        return None
    before = now if base == year else cases(place, base)
    if before.is_empty():
        base, before = year, now
    known = build(before.lazy(), parameters, name=f"{place} {base} 年病例测算")
    scoring, entering = Scoring(known, parameters, catalogue_point(known)), Entering(known)
    found = scoring.score(enter(now, known, entering))
    past = None if base == year else _past(scoring.score(enter(before, known, entering)), base)
    return Scored(found, known, parameters, base, Decimal(now["cost"].sum()), past)


def _past(scored: pl.DataFrame, year: int) -> PastYear | None:
    """What the forecast of the point value rests on: all that the year cost, and all its points."""
    points = Decimal(scored["score"].sum() or 0)
    pool = round_half_up(Decimal(scored["cost"].sum() or 0) * FUND_RATIO, _CENT)
    return PastYear(year=year, pool=pool, fund_ratio=FUND_RATIO, score=points) if points and pool else None


def cases(place: Institution, year: int) -> pl.DataFrame:
    """The front pages of the year as the DIP engine reads them."""
    found = []
    batches = catalogue.visible_batches(SOURCE, [each.code for each in place.subtree()])
    for batch in batches.filter(period_last__gte=year * 100 + 1, period_first__lte=year * 100 + 12):
        pages = read_pages(batch).filter(pl.col("discharged_at").dt.year() == year)
        found.append(front_page.dip_cases(pages, batch.institution.code, batch.institution.level[:2]))
    return pl.concat(found) if found else pl.DataFrame(schema={"cost": pl.Decimal(18, 2)})


def settled(known: Scored, year: int, pool: Decimal, fund_ratio: Decimal) -> Settlement:
    """The settlement of the year under a budget, with every step. InputError when it cannot be reckoned."""
    history = (known.past,) if known.past else ()
    return settle(known.cases, Budget(year=year, pool=pool, fund_ratio=fund_ratio, history=history), known.parameters)


def compared(known: Scored, before: Settlement, after: Settlement) -> list[Received]:
    """Each institution under both, the largest first."""
    was = {line.institution: line.final for line in before.lines}
    costs = dict(known.cases.group_by("institution").agg(pl.col("cost").sum()).iter_rows())
    found = []
    for line in sorted(after.lines, key=lambda line: (-line.final, line.institution)):
        cost, earlier = Decimal(costs.get(line.institution) or 0), was.get(line.institution, Decimal(0))
        paid = round_half_up(line.gross / line.fund_ratio, _CENT)
        found.append(Received(line, earlier, line.final - earlier, cost, paid - cost))
    return found
