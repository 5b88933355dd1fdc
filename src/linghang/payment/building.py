"""A DIP catalogue measured from the front pages of the lake, to be written down and imported like any other."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl
from django.db.models import QuerySet

from linghang.casemix.dip.build import build, weights_of_years
from linghang.casemix.dip.catalogue import Catalogue, Group, Kind
from linghang.casemix.dip.keys import principal_key, write_operation
from linghang.casemix.dip.parameters import Parameters
from linghang.core.errors import refuse
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.payment import front_page
from linghang.payment.pages import SOURCE, read_pages
from linghang.registers import catalogue
from linghang.registers.models import Batch

LONGEST_NAME = 100


def build_catalogue(
    places: Iterable[Institution], years: Sequence[int], parameters: Parameters, *, name: str
) -> Catalogue:
    """The catalogue of these institutions' discharges in these years; its source says which, and what each weighs.

    Groups are called what the front pages call their diagnosis most often.

    Years that are not there are not made up: with fewer than the parameters weigh, the newest weights are used and the
    oldest left out. InputError: a year has no front pages, or there are more years than weights.
    """
    places = list(places)
    cases = front_pages(places, years)
    counts = dict(cases["year"].value_counts().iter_rows()) if cases.height else {}
    if absent := [year for year in sorted(set(years)) if not counts.get(year)]:
        told = "、".join(map(str, absent))
        raise refuse("这些年没有已入库的住院病案首页", "请先导入，或只写有首页的年份", field="--year", value=told)
    weights = weights_of_years(list(counts), parameters.years)
    told = "、".join(f"{year} 年 {counts[year]:,} 例（权重 {float(weights[year]):g}）" for year in sorted(counts))
    fewer = f"，不足 {len(parameters.years)} 年，只用有的年份" if len(counts) < len(parameters.years) else ""
    known = build(cases, parameters, name=name)
    names = _diagnosis_names(_batches(places, years))
    groups = tuple(replace(each, name=each.name or _name(each, names)) for each in known.groups)
    source = f"由已入库的首页测算，不是医保部门公布的目录：{told}{fewer}；参数：{parameters.source}"
    return replace(known, source=source, groups=groups)


def front_pages(places: Iterable[Institution], years: Iterable[int]) -> pl.DataFrame:
    """The discharges of these years as the DIP engine reads them; no columns but `cost` when there are none."""
    wanted, found = sorted(set(years)), []
    for batch in _batches(places, years):
        pages = read_pages(batch).filter(pl.col("discharged_at").dt.year().is_in(wanted))
        found.append(front_page.dip_cases(pages, batch.institution.code, batch.institution.level[:2]))
    return pl.concat(found) if found else pl.DataFrame(schema={"cost": pl.Decimal(18, 2)})


def _batches(places: Iterable[Institution], years: Iterable[int]) -> QuerySet[Batch]:
    wanted = sorted(set(years))
    batches = catalogue.visible_batches(SOURCE, [each.code for each in places]).order_by("institution", "period_first")
    return batches.filter(period_last__gte=wanted[0] * 100 + 1, period_first__lte=wanted[-1] * 100 + 12)


def _diagnosis_names(batches: Iterable[Batch]) -> dict[str, str]:
    """Four and three signs of a diagnosis → what it is called most often on the front pages."""
    lake, columns = Workspace.from_environment().lake, ("principal_diagnosis", "principal_diagnosis_name")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for batch in batches:
        pages = pl.scan_parquet(lake / batch.data_path, glob=False).select(columns).drop_nulls()
        for code, name, n in pages.group_by(columns).len().collect().iter_rows():
            four = principal_key(code)
            counts[four][name] += n
            counts[four[:3]][name] += n
    return {signs: min(found, key=lambda name: (-found[name], name)) for signs, found in counts.items()}


def _name(group: Group, names: Mapping[str, str]) -> str:
    """The diagnosis in words, and what was done: the front pages name no operations."""
    found = names.get(group.diagnosis)
    if not found:
        return ""
    if group.kind == Kind.COMPREHENSIVE:
        return f"{found}等，{group.property}"[:LONGEST_NAME]
    done = "、".join(write_operation(each) for each in group.operations)
    return f"{found}，{f'手术操作 {done}' if done else '保守治疗'}"[:LONGEST_NAME]
