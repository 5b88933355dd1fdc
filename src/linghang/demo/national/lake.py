"""The lake of a simulated country on disk: `lake/inpatient/<month>/<block>.parquet`, whole months only.

A block is a run of hospitals with about `BLOCK_ROWS` discharges; its rows say whose they are (`institution`). A month
is made under another name and renamed when all its blocks are there, so a build that was cut short goes on where it
stopped.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from linghang.core.errors import refuse
from linghang.core.periods import Month
from linghang.demo.national.country import Country
from linghang.demo.national.drawing import draw_month
from linghang.demo.national.hospitals import Hospital, hospitals
from linghang.demo.national.pool import REGISTER, Pool, pool
from linghang.demo.seeds import generator
from linghang.packs.library import Library, fingerprint

BLOCK_ROWS = 200_000
SIMULATED = {b"linghang.simulated": "模拟数据，不是任何真实医院的数据".encode()}
_THREADS = min(4, os.cpu_count() or 1)
_MANIFEST = "national.json"
Progress = Callable[[int, int], object]
"""Told discharges written or found, and how many there will be."""


@dataclass(frozen=True)
class _Block:
    """Hospitals whose discharges of a month go into one file."""

    number: int
    hospitals: tuple[Hospital, ...]
    counts: tuple[int, ...]


def write_lake(
    folder: Path,
    library: Library,
    country: Country,
    months: Sequence[Month],
    columns: Collection[str],
    progress: Progress = lambda done, total: None,
) -> int:
    """Write the months that are not there yet, with these fields of the register; returns the discharges of all asked
    for. Raises InputError when the folder holds another country, or something else."""
    fields = sorted({*columns, library.register(REGISTER).date})
    _claim(folder, library, country, fields)
    planned = {month: list(_blocks(country, month)) for month in months}
    total, done = sum(sum(block.counts) for blocks in planned.values() for block in blocks), 0
    source: list[Pool] = []
    for month, blocks in planned.items():
        target = month_folder(folder, month)
        if not target.exists():
            source = source or [pool(library, country.seed)]
            _write_month(target, source[0], country, month, blocks, fields)
        done += sum(sum(block.counts) for block in blocks)
        progress(done, total)
    return total


def month_folder(folder: Path, month: Month) -> Path:
    """Where the discharges of a month are, when they are there."""
    return folder / "lake" / REGISTER / str(month)


def country_of(folder: Path) -> Country:
    """What a folder holds. InputError when nothing was built there."""
    try:
        said = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return Country(**said["country"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refuse("这里没有模拟的全国数据", "请先运行 linghang national build", file=str(folder)) from error


def _claim(folder: Path, library: Library, country: Country, fields: list[str]) -> None:
    """Say what the folder is of, or find that it says the same."""
    manifest = folder / _MANIFEST
    here = {"simulated": True, "country": asdict(country), "fields": fields}
    here["definition"] = fingerprint([library.register(REGISTER)])
    if manifest.exists():
        if json.loads(manifest.read_text(encoding="utf-8")) != here:
            reason = "这个文件夹里已有另一套模拟数据（家数、人次、种子、字段或登记表的定义不同）"
            raise refuse(reason, "请换一个空文件夹，或先删除它", file=str(folder))
        return
    if folder.exists() and any(folder.iterdir()):
        raise refuse("这个文件夹里已有别的文件", "请换一个空文件夹", file=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    draft = manifest.with_suffix(".part")
    draft.write_text(json.dumps(here, ensure_ascii=False, indent=2), encoding="utf-8")
    draft.replace(manifest)


@lru_cache(maxsize=4)
def _of_year(country: Country, year: int) -> tuple[tuple[Hospital, list[int]], ...]:
    """Every hospital with its discharges in each month."""
    some = hospitals(country.hospitals, country.seed, year)
    return tuple((hospital, hospital.months(year, country.discharges)) for hospital in some)


def _blocks(country: Country, month: Month) -> Iterator[_Block]:
    some: list[Hospital] = []
    counts: list[int] = []
    number = rows = 0
    for hospital, months in _of_year(country, month.year):
        some.append(hospital)
        counts.append(months[month.number - 1])
        rows += counts[-1]
        if rows >= BLOCK_ROWS:
            yield _Block(number, tuple(some), tuple(counts))
            some, counts, rows, number = [], [], 0, number + 1
    if some:
        yield _Block(number, tuple(some), tuple(counts))


def _write_month(
    target: Path, source: Pool, country: Country, month: Month, blocks: Sequence[_Block], fields: list[str]
) -> None:
    draft = target.with_name(f".{target.name}.part")
    draft.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(_THREADS) as workers:
        list(workers.map(partial(_write_block, draft, source, country, month, fields), blocks))
    draft.rename(target)


def _write_block(draft: Path, source: Pool, country: Country, month: Month, fields: list[str], block: _Block) -> None:
    path = draft / f"{block.number:04d}.parquet"
    if path.exists():
        return
    rng = generator(country.seed, "national", country.hospitals, country.discharges, str(month), block.number)
    table = draw_month(rng, source, block.hospitals, block.counts, month.first_day, fields)
    write_whole(path, table)


def write_whole(path: Path, table: pa.Table) -> None:
    """A Parquet file that says that it is simulated; there whole or not at all."""
    part = path.with_name(path.name + ".part")
    marked = table.replace_schema_metadata({**(table.schema.metadata or {}), **SIMULATED})
    pq.write_table(marked, part, compression="zstd", compression_level=1)
    part.replace(path)
