"""A catalogue from the cases of a region: keys, trimmed means weighted by year, weights, coefficients. Pure.

Money is summed in whole fen, so the result is exact and does not depend on the order of the cases. Means are rounded
only where they are written: weights are taken from the unrounded ones.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import polars as pl

from linghang.casemix.codes import key
from linghang.casemix.dip.auxiliary import Subtypes
from linghang.casemix.dip.catalogue import Catalogue, Coefficient, Group, LevelCoefficient
from linghang.casemix.dip.gate import Gate
from linghang.casemix.dip.gathering import gather
from linghang.casemix.dip.keying import entry_of, key_cases
from linghang.casemix.dip.parameters import Base, Parameters, Trim
from linghang.core.errors import refuse

FEN = 100
_DIGITS = 50
CV_PLACES, DAYS_PLACES = 4, 2


def build(
    cases: Path | pl.LazyFrame | pl.DataFrame,
    parameters: Parameters,
    *,
    rules: Catalogue | None = None,
    name: str = "本区域病例测算",
) -> Catalogue:
    """The catalogue of these cases.

    `rules`: a catalogue whose rule groups (`catalogue.BY_RULE`) and code sets are taken over. InputError: the cases
    cannot be read, a column is missing, no case counts, or there are more years than weights.
    """
    start = Catalogue(
        name=name,
        version=parameters.version,
        source=f"由病例测算，不是医保部门公布的分值；参数：{parameters.source}",
        valid_from=parameters.valid_from,
        groups=tuple(group for group in rules.groups if group.rule) if rules else (),
        sets=rules.sets if rules else {},
        entry=entry_of(parameters),
        points=parameters.base.points,
    )
    gate = Gate(start)
    subtypes = Subtypes(parameters.auxiliary, gate.diagnoses)
    gathered = gather(cases, gate, subtypes, parameters.institutions)
    keyed = key_cases(gathered.frame, gate, parameters)
    used = trimmed(keyed.frame, parameters.trim)
    weights = weights_of_years(keyed.frame["year"].unique().to_list(), parameters.years)
    by_year = _sums(used, "place", "year")
    means = _group_means(by_year, weights)
    base = _base(parameters.base, _mean(_by_year(by_year), weights), means, keyed.groups)
    groups = _described(keyed.frame, used, keyed.groups, means, base, parameters)
    return replace(
        start,
        groups=tuple(groups),
        auxiliary=_auxiliary(used, subtypes, keyed.groups, parameters),
        levels=_levels(used, parameters),
        base_cost=rounded(base, 2),
        notices=tuple(gathered.notices()),
    )


def rounded(value: Fraction | Decimal, places: int) -> Decimal:
    """Half up, exactly."""
    numerator, denominator = value.as_integer_ratio()
    whole = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return Decimal(whole if numerator >= 0 else -whole).scaleb(-places)


def trimmed(frame: pl.DataFrame, trim: Trim) -> pl.DataFrame:
    """Without the cases that lie, in a group of at least `least`, outside the percentiles of cost.

    Sorted by cost, the n cases of a group stand in the places 0 … n−1; those from the cost in place ⌊low × (n−1)⌋ to
    that in place ⌈high × (n−1)⌉ stay, both included.
    """
    low, high = Fraction(trim.low), Fraction(trim.high)
    last = pl.len().cast(pl.Int64) - 1
    costs = pl.col("fen").sort()
    bounds = frame.group_by("place").agg(
        least=pl.when(pl.len() >= trim.least)
        .then(costs.get(last * low.numerator // low.denominator))
        .otherwise(costs.first()),
        most=pl.when(pl.len() >= trim.least)
        .then(costs.get((last * high.numerator + high.denominator - 1) // high.denominator))
        .otherwise(costs.last()),
    )
    joined = frame.join(bounds, on="place", how="left")
    return joined.filter(pl.col("fen").is_between(pl.col("least"), pl.col("most"))).drop("least", "most")


def weights_of_years(years: Sequence[int], weights: Sequence[Decimal]) -> dict[int, Fraction]:
    """The newest year has the last weight, the one before it the last but one …; fewer years leave out the oldest."""
    if len(years) > len(weights):
        listed = "、".join(map(str, sorted(years)))
        raise refuse(f"病例有 {len(years)} 个年份，权重只有 {len(weights)} 个", "请只留近几年", value=listed)
    return dict(zip(sorted(years), map(Fraction, weights[len(weights) - len(years) :]), strict=True))


def _sums(frame: pl.DataFrame, *by: str) -> dict[tuple[int, ...], tuple[int, int, int]]:
    """By group and so on: how many cases, the sum of their cost in fen, the sum of its squares."""
    square = pl.col("fen").cast(pl.Int128) * pl.col("fen")
    found = frame.group_by(by).agg(n=pl.len(), sum=pl.col("fen").sum(), square=square.sum())
    return {tuple(row[: len(by)]): row[len(by) :] for row in found.iter_rows()}


def _by_year(sums: Mapping[tuple[int, ...], tuple[int, int, int]]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (_, year), (n, total, _) in sums.items():
        found[year] = (found[year][0] + n, found[year][1] + total)
    return found


def _mean(by_year: Mapping[int, tuple[int, int]], weights: Mapping[int, Fraction]) -> Fraction:
    """The mean cost (yuan): means of the years, weighted; years without cases do not count."""
    whole = sum(weights[year] for year in by_year)
    return sum((weights[year] * Fraction(total, n) for year, (n, total) in by_year.items()), Fraction(0)) / whole / FEN


def _group_means(
    sums: Mapping[tuple[int, ...], tuple[int, int, int]], weights: Mapping[int, Fraction]
) -> dict[int, Fraction]:
    years: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for (place, year), (n, total, _) in sums.items():
        years[place][year] = (n, total)
    return {place: _mean(by_year, weights) for place, by_year in years.items()}


def _base(base: Base, mean: Fraction, means: Mapping[int, Fraction], groups: Sequence[Group]) -> Fraction:
    if base.kind == "constant":
        return Fraction(base.value or 0)
    if base.kind == "mean":
        return mean
    for place, group in enumerate(groups):
        if key(group.code) == key(base.group) and place in means:
            return means[place]
    raise refuse("测算出的目录里没有这个基准病种", "请换一个病例足够的病种", field="base.group", value=base.group)


def _described(
    frame: pl.DataFrame,
    used: pl.DataFrame,
    groups: Sequence[Group],
    means: Mapping[int, Fraction],
    base: Fraction,
    parameters: Parameters,
) -> list[Group]:
    """The groups with their numbers."""
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for place, year, n in frame.group_by("place", "year").len().iter_rows():
        counts[place][year] = n
    days = {
        place: Fraction(total, n)
        for place, total, n in used.group_by("place")
        .agg(pl.col("days").cast(pl.Int64).sum(), n=pl.col("days").count())
        .iter_rows()
        if n
    }
    sums = _sums(used, "place")
    primary = {key(code) for code in parameters.primary_care}
    described = []
    for place, group in enumerate(groups):
        found = replace(group, primary_care=group.primary_care or key(group.code) in primary)
        if place in means:
            found = replace(
                found,
                weight=rounded(means[place] / base * Fraction(parameters.base.points), parameters.rounding.weight),
                mean_cost=rounded(means[place], 2),
                mean_days=rounded(days[place], DAYS_PLACES) if place in days else None,
                cv=variation(*sums[place,]),
                cases=sum(counts[place].values()),
                used=sums[place,][0],
                by_year=tuple(sorted(counts[place].items())),
            )
        described.append(found)
    return described


def variation(n: int, total: int, square: int) -> Decimal:
    """The coefficient of variation: the deviation of the whole group over its mean."""
    with localcontext(prec=_DIGITS):
        ratio = Decimal(square * n - total * total) / Decimal(total * total)
        return ratio.sqrt().quantize(Decimal(1).scaleb(-CV_PLACES), ROUND_HALF_UP)


def _auxiliary(
    used: pl.DataFrame, subtypes: Subtypes, groups: Sequence[Group], parameters: Parameters
) -> tuple[Coefficient, ...]:
    """Coefficients of the subtypes that have enough cases and, where asked for, vary less than their group."""
    rule, places = parameters.auxiliary, parameters.rounding.coefficient
    whole = _sums(used, "place")
    found = []
    for kind, names in subtypes.names.items():
        for (place, subtype), (n, total, square) in _sums(used.filter(pl.col(kind) > 0), "place", kind).items():
            of_all, total_all, square_all = whole[place,]
            if n < rule.least_subtype or of_all < rule.least_group:
                continue
            steadier = square * n * total_all**2 < square_all * of_all * total**2
            if rule.better_cv and not steadier:
                continue
            coefficient = rounded(Fraction(total * of_all, n * total_all), places)
            cv = variation(n, total, square)
            found.append(Coefficient(groups[place].code, kind, names[subtype], coefficient, n, cv))
    return tuple(sorted(found, key=lambda one: (one.group, one.kind, one.subtype)))


def _levels(used: pl.DataFrame, parameters: Parameters) -> tuple[LevelCoefficient, ...]:
    """The coefficients of the levels, where they are to be computed and the cases say of which level they are."""
    if not parameters.institutions.computed:
        return ()
    whole = _sums(used, "place")
    of_all = Decimal(sum(total for _, total, _ in whole.values())) / used.height
    known = used.filter(pl.col("level").is_not_null()).with_columns(pl.col("level").cast(pl.String))
    counts = known.group_by("level", "place").agg(pl.len(), pl.col("fen").sum()).sort("level", "place")
    found: dict[str, tuple[int, int, Decimal]] = {}
    for level, place, n, cost in counts.iter_rows():
        size, total, _ = whole[place,]
        expected = of_all * n if parameters.institutions.method == "plain" else Decimal(total) * n / size
        before = found.get(level, (0, 0, Decimal(0)))
        found[level] = (before[0] + n, before[1] + cost, before[2] + expected)
    places = parameters.rounding.coefficient
    return tuple(
        LevelCoefficient(level, rounded(cost / expected, places), n) for level, (n, cost, expected) in found.items()
    )
