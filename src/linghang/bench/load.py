"""Loading the official 811-column front page against pandas on the same file: reading, typing and checking, in one run.

Ours is `registers.staging.stage`: encoding, record lengths, types, limits, code tables, row rules, double keys, hashing
of identifiers, list columns, and the sorted Parquet file on disk; everything of a load except the catalogue row.
pandas reads the file and does the same typing of the same columns in memory: days and times, whole numbers, exact
decimals, code tables, list columns; no record lengths, limits, rules, keys or hashes, and nothing is written. Cells are
read as text, because letting pandas guess types turns department 0301 into 301; further figures let pandas read only
the columns that are kept, or parse by Arrow.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from linghang.bench.timing import taken
from linghang.packs.library import Library
from linghang.packs.load import load_packs
from linghang.packs.model import RegisterField
from linghang.registers.checks import Checks
from linghang.registers.content import shipped_packs
from linghang.registers.layout import Group, Layout, layout
from linghang.registers.staging import stage

SEED = 20221
CHUNK = 20_000
TURNS = 4
"""The best counts: what others do on the machine only ever makes a turn slower."""
_DEPARTMENTS = ("0301", "0302", "0401", "0403", "10", "5011")
_NAMES = ("腰椎间盘突出", "高血压病3级（极高危）", "2型糖尿病伴有多个并发症", "肺部感染")
_OPERATIONS = ("47.0100", "51.2300", "36.0700x", "86.2200", "00.6600")


def run(rows: int = 100_000) -> dict[str, Any]:
    """Rows per second of ours and of pandas on one file, in turns, and the ratios."""
    folder = shipped_packs() / "national-front-page"
    library = load_packs([folder])
    register = library.register("inpatient")
    header = (folder / "columns_2020.csv").read_text(encoding="utf-8").strip().split(",")
    found, checks = layout(register, header, ""), Checks.of(register, library, b"bench")
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as name:
        path = Path(name) / "front-pages.csv"
        write_front_pages(path, header, rows)
        megabytes = path.stat().st_size / 2**20
        ways: dict[str, Callable[[], object]] = {"领航": lambda: _stage(path, checks, Path(name))}
        ways |= {title: partial(_pandas, read, path, found, library) for title, read in _PANDAS.items()}
        turns = [{title: taken(way) for title, way in ways.items()} for _ in range(TURNS)]
    best = {title: min((turn[title] for turn in turns), key=lambda each: each.wall) for title in ways}
    return {
        "数据": f"{rows} 行 × {len(header)} 列，其中读 {len(found.columns)} 列，{megabytes:.0f} MiB",
        **{title: f"每秒 {rows / each.wall:,.0f} 行，{each}" for title, each in best.items()},
        **{f"领航是{title}的{_TARGET.get(title, '')}": best[title].times(best["领航"]) for title in _PANDAS},
    }


def _stage(path: Path, checks: Checks, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as staging:
        staged = stage(path, checks, Path(staging), name=path.name)
    assert staged.rows_rejected == 0, staged.faults[:3]


def _pandas(read: Callable[[Path, Layout], Any], path: Path, found: Layout, library: Library) -> None:
    _with_pandas(read(path, found), found, library)


def _read_default(path: Path, _: Layout) -> Any:
    import pandas as pd

    return pd.read_csv(path, dtype=str, na_values=["", "-"], keep_default_na=False)


def _read_kept(path: Path, found: Layout) -> Any:
    import pandas as pd

    kept = [found.header[column] for column in found.columns]
    return pd.read_csv(path, dtype=str, na_values=["", "-"], keep_default_na=False, usecols=kept)


def _read_arrow(path: Path, _: Layout) -> Any:
    import pandas as pd

    return pd.read_csv(
        path, engine="pyarrow", dtype=pd.ArrowDtype(pa.string()), na_values=["", "-"], keep_default_na=False
    )


_PANDAS = {"pandas": _read_default, "pandas 只读用到的列": _read_kept, "pandas 用 Arrow 解析": _read_arrow}
_TARGET = {"pandas": "（目标不低于 12 倍）"}


def _with_pandas(frame: Any, found: Layout, library: Library) -> dict[str, Any]:
    """The same typing: every kept column parsed, every coded one looked up, repetitions gathered to lists."""
    typed = {field.code: _typed(frame[found.header[column]], field, library) for field, column in found.scalars}
    for group in found.groups:
        typed |= _lists(frame, group, found, library)
    return typed


def _lists(frame: Any, group: Group, found: Layout, library: Library) -> dict[str, Any]:
    """One list a row for every member of a group: of the repetitions whose first member says something."""
    masters = [position[0] for position in group.positions]
    if None in masters:
        return {}
    said = frame[[found.header[column] for column in masters if column is not None]].notna().to_numpy()
    ends = np.concatenate([[0], np.cumsum(said.sum(axis=1))])
    lists = {}
    for member, field in enumerate(group.fields):
        columns = [position[member] for position in group.positions]
        if None in columns:
            continue
        cells = [
            _typed(frame[found.header[column]], field, library).to_numpy() for column in columns if column is not None
        ]
        lists[field.code] = pa.ListArray.from_arrays(ends, pa.array(np.column_stack(cells)[said], from_pandas=True))
    return lists


def _typed(cells: Any, field: RegisterField, library: Library) -> Any:
    import pandas as pd

    match field.type:
        case "datetime" | "date":
            return pd.to_datetime(cells, format="%Y-%m-%d %H:%M:%S", errors="coerce")
        case "integer":
            return pd.to_numeric(cells, errors="coerce").astype("Int64")
        case "decimal":
            return cells.astype(pd.ArrowDtype(pa.decimal128(18, field.decimals)))
        case "code":
            return cells.isin(library.code_names[field.codeset or ""])
        case _:
            return cells


def write_front_pages(path: Path, header: list[str], rows: int) -> None:
    """A front-page export, the same for the same number of rows: about 12 % of its cells filled, as in real ones."""
    generator = np.random.default_rng(SEED)
    with path.open("wb") as handle:
        for start in range(0, rows, CHUNK):
            chunk = _front_pages(header, min(CHUNK, rows - start), start, generator)
            chunk.write_csv(handle, include_header=start == 0)


def _front_pages(header: list[str], rows: int, start: int, generator: np.random.Generator) -> pl.DataFrame:
    def pick(*values: str) -> pl.Series:
        return pl.Series(np.asarray(values)[generator.integers(0, len(values), rows)])

    def first(count: pl.Series, number: int, cells: pl.Series) -> pl.Series:
        """The cells of the rows that have more than `number` repetitions."""
        return pl.select(pl.when(count > number).then(cells).otherwise(pl.lit("-"))).to_series()

    stay = pl.DataFrame(
        {
            "days": generator.integers(0, 365, rows),
            "stay": generator.integers(1, 20, rows),
            "second": generator.integers(0, 86_400, rows),
        }
    )
    left = pl.datetime(2022, 1, 1) + pl.duration(days="days", seconds="second")
    pattern = "%Y-%m-%d %H:%M:%S"
    times = stay.select(left=left.dt.strftime(pattern), came=(left - pl.duration(days="stay")).dt.strftime(pattern))
    diagnoses = [
        f"{letter}{number}.{place}00" for letter in "CEIJKMN" for number in range(10, 60) for place in range(3)
    ]
    total = generator.integers(2_000_00, 60_000_00, rows)
    cells = {name: pl.Series(["" if name.startswith("D") else "-"]).new_from_index(0, rows) for name in header}
    cells |= {
        "A48": pl.Series([f"{start + number:010d}" for number in range(rows)]),
        "A49": pick("1", "1", "2"),
        "A11": pick("患者甲", "患者乙"),
        "A20": pl.Series([f"110101{1930 + n % 90}0101{n % 9000:04d}" for n in range(rows)]),
        "A12C": pick("1", "2"),
        "A14": pl.Series(generator.integers(1, 95, rows)).cast(pl.String),
        "A24": pick("示例省示例市示例区示例街道一号", "示例省示例县示例镇示例村"),
        "A26": pick("示例省示例县示例镇示例村"),
        "A46C": pick("1.1", "2.1", "7"),
        "B11C": pick("1", "2"),
        "B12": times["came"],
        "B15": times["left"],
        "B13C": pick(*_DEPARTMENTS),
        "B16C": pick(*_DEPARTMENTS),
        "B20": stay["stay"].cast(pl.String),
        "B34C": pick("1", "1", "1", "2", "4"),
        "B36C": pick("1", "2"),
        "B38": pick("0", "1"),
        "C01C": pick(*diagnoses),
        "C03C": pick(*diagnoses),
        "C04N": pick(*_NAMES),
        "C05C": pick("1", "2", "4"),
        "D01": pl.Series([f"{cents / 100:.2f}" for cents in total]),
    }
    for name in header:
        if name.startswith("D") and name != "D01":
            cells[name] = pl.Series([f"{cents / 100:.2f}" for cents in generator.integers(0, total // 40)])
    others, operations = (pl.Series(generator.integers(0, most, rows)) for most in (13, 5))
    for number in range(12):
        for name, values in (("C06x{:02d}C", diagnoses), ("C07x{:02d}N", _NAMES), ("C08x{:02d}C", ("1", "4"))):
            cells[name.format(number + 1)] = first(others, number, pick(*values))
    for number in range(4):
        names = (
            ("C14x01C", "C16x01", "C17x01", "C21x01C", "C22x01C")
            if number == 0
            else tuple(
                f"{stem}x{number:02d}{tail}"
                for stem, tail in (("C35", "C"), ("C37", ""), ("C38", ""), ("C42", "C"), ("C43", "C"))
            )
        )
        columns = (
            pick(*_OPERATIONS),
            times["came"],
            pick("1", "2", "3", "4"),
            pick("0", "1", "4"),
            pick("01", "0103", "03"),
        )
        cells |= {name: first(operations, number, series) for name, series in zip(names, columns, strict=True)}
    return pl.DataFrame(cells).select(header)
