"""The flowing red flag (流动红旗): who stands first in a framework, quarter by quarter."""

from dataclasses import dataclass

from linghang.assessment.assess import Result, assess
from linghang.core.periods import Period
from linghang.organization.models import Institution

HOLDERS = 3


@dataclass(frozen=True)
class Flag:
    """`holders`: best first; more than asked for where the last place is shared. Empty without results."""

    period: Period
    holders: tuple[Result, ...]


def flags(
    framework: str, institution: Institution, year: int, n: int = HOLDERS, *, version: int | None = None
) -> list[Flag]:
    """The best `n` of each quarter of a year. InputError as of `assess`."""
    quarters = [Period.quarter(year, number) for number in range(1, 5)]
    return [Flag(quarter, _best(framework, institution, quarter, n, version)) for quarter in quarters]


def _best(framework: str, institution: Institution, period: Period, n: int, version: int | None) -> tuple[Result, ...]:
    found = assess(framework, period, institutions=[institution.code], version=version, before=False)
    return tuple(result for result in found.results if result.place and result.place.rank <= n)
