"""A DIP catalogue measured from the front pages of the lake, to be written down and imported like any other."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from linghang.casemix.dip.build import build, weights_of_years
from linghang.casemix.dip.catalogue import Catalogue
from linghang.casemix.dip.parameters import Parameters
from linghang.core.errors import refuse
from linghang.organization.models import Institution
from linghang.payment import front_page
from linghang.payment.pages import SOURCE, read_pages
from linghang.registers import catalogue


def build_catalogue(
    places: Iterable[Institution], years: Sequence[int], parameters: Parameters, *, name: str
) -> Catalogue:
    """The catalogue of these institutions' discharges in these years; its source says which, and what each weighs.

    Years that are not there are not made up: with fewer than the parameters weigh, the newest weights are used and the
    oldest left out. InputError: a year has no front pages, or there are more years than weights.
    """
    cases = front_pages(places, years)
    counts = dict(cases["year"].value_counts().iter_rows()) if cases.height else {}
    if absent := [year for year in sorted(set(years)) if not counts.get(year)]:
        told = "、".join(map(str, absent))
        raise refuse("这些年没有已入库的住院病案首页", "请先导入，或只写有首页的年份", field="--year", value=told)
    weights = weights_of_years(list(counts), parameters.years)
    told = "、".join(f"{year} 年 {counts[year]:,} 例（权重 {float(weights[year]):g}）" for year in sorted(counts))
    fewer = f"，不足 {len(parameters.years)} 年，只用有的年份" if len(counts) < len(parameters.years) else ""
    source = f"由已入库的首页测算，不是医保部门公布的目录：{told}{fewer}；参数：{parameters.source}"
    return replace(build(cases, parameters, name=name), source=source)


def front_pages(places: Iterable[Institution], years: Iterable[int]) -> pl.DataFrame:
    """The discharges of these years as the DIP engine reads them; no columns but `cost` when there are none."""
    wanted = sorted(set(years))
    batches = catalogue.visible_batches(SOURCE, [each.code for each in places]).order_by("institution", "period_first")
    found = []
    for batch in batches.filter(period_last__gte=wanted[0] * 100 + 1, period_first__lte=wanted[-1] * 100 + 12):
        pages = read_pages(batch).filter(pl.col("discharged_at").dt.year().is_in(wanted))
        found.append(front_page.dip_cases(pages, batch.institution.code, batch.institution.level[:2]))
    return pl.concat(found) if found else pl.DataFrame(schema={"cost": pl.Decimal(18, 2)})
