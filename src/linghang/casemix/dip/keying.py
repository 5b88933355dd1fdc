"""Which cases make a group of their own: related operations, the threshold of core groups, and what is left. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import polars as pl

from linghang.casemix.codes import key
from linghang.casemix.columns import ABSENT
from linghang.casemix.compiled import NONE
from linghang.casemix.dip.catalogue import Entry, Group, Kind
from linghang.casemix.dip.gate import Gate, property_of
from linghang.casemix.dip.keys import write_diagnosis, write_operation
from linghang.casemix.dip.parameters import Core, Parameters, Related

KEY = ("principal", "main", "combination")


@dataclass(frozen=True)
class Keyed:
    """`frame`: the cases with `place`, the place of their group in `groups`. Rule groups come first, in their order."""

    frame: pl.DataFrame
    groups: tuple[Group, ...]


def key_cases(frame: pl.DataFrame, gate: Gate, parameters: Parameters) -> Keyed:
    """Every case to its group; entering the catalogue that comes of it gives the same groups (`entering`)."""
    ruled = frame.filter(pl.col("rule") != NONE).with_columns(place=pl.col("rule"))
    plain = frame.filter(pl.col("rule") == NONE)
    plain = plain.with_columns(combination=_combinations(plain, parameters.related))
    counts = plain.group_by(KEY).len("cases")
    groups, places = _grouped(counts, gate, parameters)
    table = counts.select(KEY).with_columns(place=pl.Series(places, dtype=pl.Int32) + len(gate.rules))
    plain = plain.join(table, on=KEY, how="left").drop("combination")
    kept = pl.concat([ruled, plain], how="vertical_relaxed").drop("rule", "principal", "main", "others")
    return Keyed(kept, (*gate.rules, *groups))


def _combinations(frame: pl.DataFrame, related: Related) -> pl.Series:
    """For every case the related operations that raise the cost, their ids in order joined by a comma; "" for none."""
    base = ["principal", "main"]
    rows = frame.select(*base, "others", "fen").with_row_index("row")
    shown = (
        rows.filter((pl.col("main") != ABSENT) & (pl.col("others").list.len() > 0))
        .with_columns(pl.col("others").list.unique())
        .explode("others")
    )
    means = rows.group_by(base).agg(all=pl.len(), total=pl.col("fen").sum())
    raising = (
        shown.group_by(*base, "others")
        .agg(shown=pl.len(), sum=pl.col("fen").sum())
        .filter(pl.col("shown") >= related.least)
        .join(means, on=base)
        .filter(pl.col("all") - pl.col("shown") >= related.least)
        .filter(_raises(related.ratio))
    )
    combined = (
        shown.join(raising, on=[*base, "others"], how="semi")
        .sort("row", "others")
        .group_by("row", maintain_order=True)
        .agg(combination=pl.col("others").cast(pl.String).str.join(","))
    )
    return rows.select("row").join(combined, on="row", how="left", maintain_order="left")["combination"].fill_null("")


def _raises(ratio: Decimal) -> pl.Expr:
    """Mean cost with the operation ≥ ratio × mean cost without it, in whole numbers."""
    times, per = Fraction(ratio).as_integer_ratio()
    with_it = pl.col("sum").cast(pl.Int128) * (pl.col("all") - pl.col("shown")) * per
    without = (pl.col("total") - pl.col("sum")).cast(pl.Int128) * pl.col("shown") * times
    return with_it >= without


def threshold(core: Core, counts: Sequence[int]) -> int:
    """The least number of cases of a core group; by share, that of the smallest of the largest keys that hold it."""
    if core.cases is not None:
        return core.cases
    wanted, held = Fraction(core.share or 0) * sum(counts), 0
    for count in sorted(counts, reverse=True):
        held += count
        if held >= wanted:
            return count
    return 1


class _Key(NamedTuple):
    """Principal diagnosis, main operation and related operations as keys."""

    principal: str
    main: str
    related: frozenset[str]


_NONE: frozenset[str] = frozenset()


def _grouped(counts: pl.DataFrame, gate: Gate, parameters: Parameters) -> tuple[list[Group], list[int]]:
    """The groups in the order of kinds and codes, and for every key its place among them."""
    least = threshold(parameters.core, counts["cases"].to_list())
    keys = _keys(counts, gate)
    sizes = dict(zip(keys, counts["cases"].to_list(), strict=True))
    homes = _homes(sizes, least)
    totals: dict[_Key, int] = defaultdict(int)
    for found, home in homes.items():
        totals[home] += sizes[found]
    entry = entry_of(parameters)
    property_ = cache(lambda main: property_of(entry, main))
    core = {home: _core(home) for home, cases in totals.items() if home.related or cases >= least}
    rest = {(home.principal[:3], property_(home.main)) for home in totals if home not in core}
    comprehensive = {found: _comprehensive(*found) for found in rest}
    groups = [*sorted(core.values(), key=_code), *sorted(comprehensive.values(), key=_code)]
    place = {group.code: at for at, group in enumerate(groups)}
    at_core = {home: place[group.code] for home, group in core.items()}
    at_rest = {found: place[group.code] for found, group in comprehensive.items()}

    def placed(home: _Key) -> int:
        at = at_core.get(home)
        return at_rest[home.principal[:3], property_(home.main)] if at is None else at

    return groups, [placed(homes[found]) for found in keys]


def _keys(counts: pl.DataFrame, gate: Gate) -> list[_Key]:
    codes, principals = gate.operations.codes, gate.principals.codes

    @cache
    def related(combination: str) -> frozenset[str]:
        return frozenset(codes[int(number)] for number in combination.split(",")) if combination else _NONE

    rows = counts.select(KEY).iter_rows()
    return [_Key(principals[principal], codes[main], related(combination)) for principal, main, combination in rows]


def _code(group: Group) -> str:
    return group.code


def _homes(sizes: Mapping[_Key, int], least: int) -> dict[_Key, _Key]:
    """Keys with related operations that are too few go to the largest core key that holds part of these operations."""
    cores: dict[tuple[str, str], list[_Key]] = defaultdict(list)
    for found, cases in sizes.items():
        if found.related and cases >= least:
            cores[found.principal, found.main].append(found)
    for candidates in cores.values():
        candidates.sort(key=lambda found: (-len(found.related), _core(found).code))
    homes = {}
    for found in sizes:
        homes[found] = found
        if found.related:
            fitting = (home for home in cores[found.principal, found.main] if home.related <= found.related)
            homes[found] = next(fitting, _Key(found.principal, found.main, _NONE))
    return homes


def _core(found: _Key) -> Group:
    related = sorted(found.related)
    code = write_diagnosis(found.principal)
    if found.main:
        code += ":" + "+".join(map(write_operation, (found.main, *related)))
    operations = (found.main,) if found.main else ()
    return Group(code, Kind.BASIC, "", "", found.principal, operations, tuple((one,) for one in related))


def _comprehensive(category: str, name: str) -> Group:
    return Group(f"{category}:{name or '性质不明'}", Kind.COMPREHENSIVE, diagnosis=category, property=name)


def entry_of(parameters: Parameters) -> Entry:
    """What entry asks, as the parameters say it."""
    return Entry(
        tuple(map(key, parameters.not_principal)),
        tuple(map(key, parameters.not_main)),
        parameters.properties,
        parameters.without_operation,
    )
