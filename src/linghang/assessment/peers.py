"""The values of other institutions with which the house is compared: a file that a folder holds for a period.

`values.parquet`, one row for each institution and indicator: institution, name, category, level, indicator, period
(text: 2022), numerator, denominator (null where none), value. `linghang national` writes such files.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl

from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.core.workspace import Workspace

FILE = "values.parquet"
_TEXTS = ("institution", "name", "category", "level", "indicator", "period")
_NUMBERS = ("numerator", "denominator", "value")
_REMEDY = "请用 linghang national 生成，或用 --peers 指定文件夹"
Figure = tuple[Decimal, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Peer:
    """An institution of the file."""

    code: str
    name: str
    category: str
    level: str


@dataclass(frozen=True)
class Peers:
    """`figures`: indicator → institution → value, numerator, denominator. `digest`: SHA-256 of the file."""

    period: Period
    institutions: dict[str, Peer] = field(default_factory=dict)
    figures: dict[str, dict[str, Figure]] = field(default_factory=dict)
    digest: str = ""

    def values(self, indicator: str) -> dict[str, Decimal]:
        """The value of every institution that has one."""
        return {code: figure[0] for code, figure in self.figures.get(indicator, {}).items()}


def folder() -> Path:
    """Where the workspace keeps the peers: in one folder for each period (`peers/2022`)."""
    return Workspace.from_environment().root / "peers"


def find(place: Path, period: Period) -> Path | None:
    """The file for a period: in the folder itself, in the one below it that bears the period's name, or, where the
    folder bears another period's name, beside it. None when there is none, or none with rows of the period."""
    candidates = [place / FILE, place / str(period) / FILE, place.parent / str(period) / FILE]
    if not place.name.startswith(("1", "2")):
        candidates.pop()
    return next((file for file in candidates if file.is_file() and _has(file, period)), None)


def read(place: Path, period: Period, indicators: Collection[str] | None = None) -> Peers:
    """The peers of a period, with their values of these indicators (all of them).

    InputError when there is no file, none of its rows is of the period, or it is not of the form described above.
    """
    file = find(place, period)
    if file is None:
        there = (place / FILE).is_file() or (place / str(period) / FILE).is_file()
        reason = "同类机构数据里没有这个期间" if there else "这里没有同类机构数据"
        raise refuse(
            reason, _REMEDY, file=str(place), field="期间" if there else "", value=str(period) if there else ""
        )
    wanted = pl.lit(True) if indicators is None else pl.col("indicator").is_in(list(indicators))
    rows = _scan(file).filter(pl.col("period") == str(period), pl.col("value").is_not_null(), wanted).collect()
    twice = rows.filter(rows.select("institution", "indicator").is_duplicated())
    if twice.height:
        said = f"{twice['institution'][0]} {twice['indicator'][0]}"
        raise refuse("同一机构、同一指标有两个值", "请重新生成这个文件", file=str(file), value=said)
    figures: dict[str, dict[str, Figure]] = {}
    institutions: dict[str, Peer] = {}
    columns = (rows[name].to_list() for name in (*_TEXTS[:5], "value", "numerator", "denominator"))
    for code, name, category, level, indicator, value, top, bottom in zip(*columns, strict=True):
        if code not in institutions:
            institutions[code] = Peer(code, name or code, category or "", level or "")
        figures.setdefault(indicator, {})[code] = (value, top, bottom)
    return Peers(period, institutions, figures, hashlib.sha256(file.read_bytes()).hexdigest())


def _has(file: Path, period: Period) -> bool:
    found = _scan(file).filter(pl.col("period") == str(period)).select("period").head(1).collect()
    return bool(found.height)


def _scan(file: Path) -> pl.LazyFrame:
    """The file with its columns checked; numbers as exact decimals."""
    try:
        frame = pl.scan_parquet(file)
        schema = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise refuse("读不出这个文件", _REMEDY, file=str(file)) from error
    for name in (*_TEXTS, *_NUMBERS):
        exact = schema.get(name) == pl.String if name in _TEXTS else _exact(schema.get(name))
        if not exact:
            reason = "没有这一列" if name not in schema else "这一列的类型不对"
            raise refuse(reason, "文字列应为文本，数字列应为精确的小数或整数", file=str(file), field=name)
    whole = [pl.col(name).cast(pl.Decimal(38, 0)) for name in _NUMBERS if not schema[name].is_decimal()]
    return frame.with_columns(whole)


def _exact(kind: pl.DataType | None) -> bool:
    return kind is not None and (kind.is_decimal() or kind.is_integer() or kind == pl.Null)
