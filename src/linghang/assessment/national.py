"""The indicators of a whole country, from a lake of discharges that `linghang national build` wrote.

The scans, the engines and the partial aggregates are those of the house. Only the grain differs: the register gets one
more field, the institution, and what is a department in a hospital is a hospital in the country. A month is scanned
once; a year is added up from the months. Figures that no discharge tells come from `stated/`, and never replace a
computed one.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.assessment.peers import FILE
from linghang.core.errors import refuse
from linghang.core.figures import divide
from linghang.core.periods import Month, Period
from linghang.indicators import formula, partials
from linghang.indicators.cube import engine_of
from linghang.indicators.measures import Derived, Plan, Quotient, Recipe, Scan, Total, measures_of, plan_for
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField
from linghang.registers.rows import Rows

REGISTER, INSTITUTION = "inpatient", "institution"
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("institution", "name", "category", "level", "indicator", "period")]
    + [("numerator", pa.decimal128(38, 6)), ("denominator", pa.decimal128(38, 6)), ("value", pa.decimal128(38, 12))]
)
_PLACES, _VALUE_PLACES = Decimal(1).scaleb(-6), Decimal(1).scaleb(-12)
CHUNK_ROWS = 4_000_000
_REMEDY = "请运行 linghang national build 补齐"
Progress = Callable[[int, int], object]
"""Told months scanned, and how many there are to scan."""
Sums = Mapping[str, list[Any]]
"""Base measures by id, and the institutions: columns in one order."""


@dataclass(frozen=True)
class Computed:
    """What was done: months scanned now and months kept from before, discharges scanned, values written; `computed` and
    `stated`: indicators of either kind."""

    scanned: int
    kept: int
    rows: int
    institutions: int
    computed: int
    stated: int
    values: int
    seconds: float

    def __str__(self) -> str:
        scanned = f"扫描 {self.scanned} 个月 {self.rows} 人次（另有 {self.kept} 个月已汇总）"
        made = f"{self.institutions} 家机构、{self.computed} 个指标由病案首页算出、{self.stated} 个取自填报值"
        return f"{scanned}；{made}，共 {self.values} 个值，用时 {self.seconds:.1f} 秒"


def columns_read(library: Library) -> list[str]:
    """The fields of the register that the scans read: what a lake has to hold."""
    scans = _scans(plan_for(library))
    return sorted({scan.date for scan in scans}.union(*(each.fields for scan in scans for each in scan.measures)))


def compute(
    folder: Path, period: Period, library: Library, *, engine: str = "polars", progress: Progress = lambda *_: None
) -> Computed:
    """Bring `values.parquet` of a folder up to date for a period; other periods in it stay.

    Raises InputError when months are not there, when the lake lacks a field that a definition reads by now, or when the
    engine is not known or not installed.
    """
    started, plan, months = perf_counter(), plan_for(library), list(period.months())
    files = {month: _files(folder, month) for month in months}
    scans = _scans(plan)
    _complete(next(iter(files.values()))[0], columns_read(library), folder)
    fresh, rows = _fill(folder, plan, scans, files, engine, progress)
    sums = _sums(folder, scans, period)
    told = _told(plan, period, sums)
    typed = _stated(folder, period, told)
    table = _named(folder, period, pl.concat([*_frames(told), typed]))
    _write(folder / FILE, table, period)
    return Computed(
        len(fresh), len(months) - len(fresh), rows, len(sums[INSTITUTION]), len(told), typed["indicator"].n_unique(),
        table.num_rows, perf_counter() - started,
    )  # fmt: skip


def amounts(
    folder: Path, period: Period, library: Library, indicators: Collection[str]
) -> "dict[str, dict[str, Amount]]":
    """Indicator → institution → value, numerator, denominator: from the cube of a computed period, and as stated."""
    plan = plan_for(library)
    recipes = [plan.recipe(library.indicator(code, period.last_day), period.last_day) for code in indicators]
    wanted = {measure.id for recipe in recipes for measure in measures_of(recipe)}
    found = _told(plan, period, _sums(folder, _scans(plan), period, wanted), indicators)
    stated = _stated(folder, period, found).filter(pl.col("indicator").is_in(list(indicators)))
    for institution, indicator, numerator, denominator, value in stated.iter_rows():
        found.setdefault(indicator, {})[institution] = (value, numerator, denominator)
    return found


def _scans(plan: Plan) -> list[Scan]:
    """Those that count a discharge in the month in which it happened."""
    date = plan.library.register(REGISTER).date
    return [scan for scan in plan.scans if (scan.register, scan.date, scan.ends) == (REGISTER, date, None)]


def of_country(register: Register) -> Register:
    """The register with the institution as a field, in the place of the department."""
    field = RegisterField(code=INSTITUTION, title="机构", type="text", required=True)
    return register.model_copy(update={"fields": (*register.fields, field), "department": INSTITUTION})


def _files(folder: Path, month: Month) -> tuple[Path, ...]:
    found = tuple(sorted((folder / "lake" / REGISTER / str(month)).glob("*.parquet")))
    if not found:
        raise refuse("没有这个月的数据", _REMEDY, file=str(folder), field="月份", value=str(month))
    return found


def _complete(file: Path, columns: Sequence[str], folder: Path) -> None:
    """A field that is not there would count as missing everywhere, and figures would be too low."""
    if lacking := sorted(set(columns) - set(pq.read_schema(file).names)):
        remedy = "指标定义变了，请换一个空文件夹重新 build"
        raise refuse("模拟数据里没有这些字段", remedy, file=str(folder), value="、".join(lacking))


def _fill(
    folder: Path, plan: Plan, scans: Sequence[Scan], files: Mapping[Month, tuple[Path, ...]], engine: str,
    progress: Progress,
) -> tuple[set[Month], int]:  # fmt: skip
    """Scan the months that have no partials of today's definitions; returns them and their discharges."""
    register, run = of_country(plan.library.register(REGISTER)), engine_of(engine)
    missing = {
        scan: [month for month in files if str(month) not in partials.known(_cube(folder, scan))] for scan in scans
    }
    total, done, rows = sum(map(len, missing.values())), 0, 0
    progress(done, total)
    for scan, months in missing.items():
        for some in _chunks(months, files):
            paths = [(path, month) for month in some for path in files[month]]
            table = pl.DataFrame(run(scan, register, Rows(tuple(path for path, _ in paths))))
            batches = pl.DataFrame({"unit": range(len(paths)), "batch": [str(month) for _, month in paths]})
            sums = [pl.col(measure.id).sum() for measure in scan.measures]
            joined = table.join(batches.cast({"unit": pl.Int32}), on="unit")
            added = joined.group_by("batch", pl.col("department").alias(INSTITUTION), "month").agg(sums)
            partials.write(
                _cube(folder, scan), added.sort("batch", INSTITUTION).to_arrow(), [str(month) for month in some]
            )
            rows += int(table["rows"].sum())
            progress(done := done + len(some), total)
    return set(chain.from_iterable(missing.values())), rows


def _chunks(months: Sequence[Month], files: Mapping[Month, tuple[Path, ...]]) -> Iterator[list[Month]]:
    """Months that are scanned in one query: what a killed computation may lose."""
    some: list[Month] = []
    rows = 0
    for month in months:
        some.append(month)
        rows += sum(pq.read_metadata(path).num_rows for path in files[month])
        if rows >= CHUNK_ROWS:
            yield some
            some, rows = [], 0
    if some:
        yield some


def _cube(folder: Path, scan: Scan) -> Path:
    return folder / "_cube" / scan.register / scan.fingerprint


def _sums(folder: Path, scans: Sequence[Scan], period: Period, wanted: Collection[str] | None = None) -> Sums:
    """Base measures (those `wanted`) over the period, and the institutions under INSTITUTION: columns in one order."""
    found = pl.DataFrame(schema={INSTITUTION: pl.String})
    for scan in scans:
        table = partials.read(_cube(folder, scan), [str(month) for month in period.months()])
        assert table is not None
        sums = [pl.col(each.id).sum() for each in scan.measures if wanted is None or each.id in wanted]
        within = pl.DataFrame(table).filter(pl.col("month").is_between(period.first.key, period.last.key))
        found = found.join(within.group_by(INSTITUTION).agg(sums), on=INSTITUTION, how="full", coalesce=True)
    columns = found.sort(INSTITUTION).to_dict(as_series=False)
    codes = columns.pop(INSTITUTION)
    return {INSTITUTION: codes} | {name: [Decimal(sum_) for sum_ in column] for name, column in columns.items()}


def _told(plan: Plan, period: Period, sums: Sums, only: Collection[str] | None = None) -> "dict[str, Figures]":
    """Every indicator (of `only`) that the front page gives, with the figures of the institutions that have one."""
    recipes = {
        indicator.code: recipe
        for indicator in plan.library.indicators(period.last_day)
        if (only is None or indicator.code in only)
        and _tells(recipe := plan.recipe(indicator, period.last_day), sums.keys())
    }
    return {
        indicator: {
            code: _rounded(amount)
            for code, amount in zip(sums[INSTITUTION], _amounts(recipe, sums, period.days), strict=True)
            if amount
        }
        for indicator, recipe in recipes.items()
    }


def _frames(told: "Mapping[str, Figures]") -> Iterator[pl.DataFrame]:
    """One row per institution and indicator."""
    for indicator, figures in told.items():
        if figures:
            values, tops, bottoms = zip(*figures.values(), strict=True)
            columns = [list(figures), [indicator] * len(figures), tops, bottoms, values]
            yield pl.DataFrame(dict(zip(_SHORT, columns, strict=True)), schema=_SHORT)


_SHORT: dict[str, pl.DataType] = {
    "institution": pl.String(),
    "indicator": pl.String(),
    "numerator": pl.Decimal(38, 6),
    "denominator": pl.Decimal(38, 6),
    "value": pl.Decimal(38, 12),
}


def _tells(recipe: Recipe, known: Collection[str]) -> bool:
    """Whether the front page gives everything that a recipe is made of."""
    match recipe:
        case Total(measure, stock):
            return not stock and measure.id in known
        case Quotient(numerator, denominator):
            return _tells(numerator, known) and _tells(denominator, known)
        case Derived(_, parts):
            return all(_tells(part, known) for _, part in parts)
    return False


Amount = tuple[Decimal, Decimal | None, Decimal | None]
"""Value, numerator, denominator; both None where nothing was divided."""
Figures = dict[str, Amount]
"""By institution."""


def _amounts(recipe: Recipe, sums: Sums, days: int) -> list[Amount | None]:
    """A recipe over the sums of every institution in so many days; None where its divisor is zero."""
    match recipe:
        case Total(measure):
            return [(value, None, None) for value in sums[measure.id]]
        case Quotient(numerator, denominator):
            return list(map(_quotient, _amounts(numerator, sums, days), _amounts(denominator, sums, days)))
        case Derived(made, parts):
            keys = [key for key, _ in parts]
            rows = zip(*(_amounts(part, sums, days) for _, part in parts), strict=True)
            return [
                _derived(made, {key: each and each[0] for key, each in zip(keys, row, strict=True)}, days)
                for row in rows
            ]
    raise TypeError(f"not told by the front page: {recipe}")


def _quotient(top: Amount | None, bottom: Amount | None) -> Amount | None:
    value = divide(top[0], bottom[0]) if top and bottom else None
    return None if value is None or not top or not bottom else (value, top[0], bottom[0])


def _derived(made: formula.Formula, known: Mapping[str, Decimal | None], days: int) -> Amount | None:
    value = formula.evaluate(made, known, days)
    return None if value is None else (value, *_divided(made, known, days))


def _divided(
    made: formula.Formula, known: Mapping[str, Decimal | None], days: int
) -> tuple[Decimal | None, Decimal | None]:
    """What a formula divides last, as in the house."""
    if isinstance(made, formula.Operation) and made.op == "/":
        return formula.evaluate(made.left, known, days), formula.evaluate(made.right, known, days)
    return None, None


def _rounded(amount: Amount) -> Amount:
    value, top, bottom = amount
    return (
        value.quantize(_VALUE_PLACES),
        None if top is None else top.quantize(_PLACES),
        None if bottom is None else bottom.quantize(_PLACES),
    )


def _stated(folder: Path, period: Period, told: Mapping[str, Figures]) -> pl.DataFrame:
    """Figures of the year that no discharge tells; none for a part of a year."""
    path = folder / "stated" / f"{period}.parquet"
    if not path.is_file():
        return pl.DataFrame(schema=_SHORT)
    computed = [indicator for indicator, figures in told.items() if figures]
    rows = pl.read_parquet(path).filter(~pl.col("indicator").is_in(computed))
    none = pl.lit(None, pl.Decimal(38, 6))
    return rows.select(
        "institution", "indicator", numerator=none, denominator=none, value=pl.col("value").cast(pl.Decimal(38, 12))
    )


def _named(folder: Path, period: Period, values: pl.DataFrame) -> pa.Table:
    """With name, category and level of each institution, in the columns that `peers` reads."""
    path = folder / "hospitals.parquet"
    if not path.is_file():
        raise refuse("没有机构名单", _REMEDY, file=str(path))
    joined = values.join(pl.read_parquet(path), on="institution", how="left").with_columns(period=pl.lit(str(period)))
    return joined.select(SCHEMA.names).sort("indicator", "institution").to_arrow().cast(SCHEMA)


def _write(path: Path, table: pa.Table, period: Period) -> None:
    """The values of the period in the place of those there were; whole or not at all."""
    if path.is_file():
        there = pl.read_parquet(path).filter(pl.col("period") != str(period)).to_arrow().cast(SCHEMA)
        table = pa.concat_tables([there, table])
    said = pq.read_schema(path.with_name("hospitals.parquet")).metadata or {}
    simulated = {key: text for key, text in said.items() if key.startswith(b"linghang.")}
    part = path.with_name(path.name + ".part")
    pq.write_table(table.replace_schema_metadata(simulated), part, compression="zstd")
    part.replace(path)
