"""Partial aggregates on disk: what a batch contributes is scanned once and kept as Parquet. Pure.

A folder holds the partials of one scan (one fingerprint of measures). Every file says in its metadata which batches it
speaks for, so a batch without a row is known to have been scanned too. A file is written under a temporary name,
flushed and renamed: it is there whole or not at all. Two processes may scan the same batch at the same time, and a
merge may stop half-way; so a batch is always read from the first file that speaks for it, and never counted twice.
A listing made while another process merges may miss both the old files and the new one; so what is read is only
used when it speaks for every batch asked for.
"""

import json
import os
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.core.errors import refuse

MERGE_ABOVE = 24
"""More files than this are merged into one when the next is written."""
_TRIES = 5
_BATCHES = b"linghang.batches"
_SUFFIX = ".parquet"


@lru_cache(maxsize=4096)
def _spoken_for(path: Path) -> tuple[str, ...]:
    """The batches of one file; files never change once they are there."""
    return tuple(json.loads(pq.read_schema(path).metadata[_BATCHES]))


def known(folder: Path) -> dict[str, Path]:
    """Every batch that has partials here, with the file to read it from."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            batches = _spoken_for(path)
        except FileNotFoundError:  # merged away by another process since we listed: who reads it lists again
            continue
        for batch in batches:
            found.setdefault(batch, path)
    return found


def write(folder: Path, table: pa.Table, batches: Sequence[str]) -> None:
    """Add the partials of `batches`: `table` has the column `batch` besides those of the scan."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, table, batches)
    paths = sorted(folder.glob(f"*{_SUFFIX}"))
    if len(paths) > MERGE_ABOVE:
        with suppress(FileNotFoundError):  # another process is merging them already
            _merge(folder, paths)


def read(folder: Path, batches: Iterable[str]) -> pa.Table | None:
    """The partials of these batches as one table; None when no batch is asked for.

    Raises InputError when a batch has none: a sum without it would look right and be too low.
    """
    wanted = set(batches)
    for _ in range(_TRIES):
        try:
            return _read(folder, wanted)
        except FileNotFoundError:  # another process merged the files meanwhile: list again
            continue
    raise refuse("汇总文件不全，数值会偏低，因此没有计算", "请重新计算指标后再看", file=folder.name)


def _read(folder: Path, batches: set[str]) -> pa.Table | None:
    """Raises FileNotFoundError when a file has gone, or a batch is in none of the files found."""
    found, by_path = known(folder), dict[Path, list[str]]()
    if missing := batches - found.keys():
        raise FileNotFoundError(f"no partials of {sorted(missing)}")
    for batch in batches:
        by_path.setdefault(found[batch], []).append(batch)
    tables = [_of(path, mine) for path, mine in by_path.items()]
    return pa.concat_tables(tables, promote_options="permissive") if tables else None


def _of(path: Path, batches: Sequence[str]) -> pa.Table:
    """The partials of these batches in one file: nearly always all that it holds, and then nothing is looked for.
    Polars reads the file in a third of Arrow's time."""
    table = pl.read_parquet(path, glob=False)
    if len(batches) < len(_spoken_for(path)):
        table = table.filter(pl.col("batch").is_in(list(batches)))
    return table.to_arrow()


def _write(folder: Path, table: pa.Table, batches: Sequence[str]) -> Path:
    path = folder / f"{uuid.uuid4().hex}{_SUFFIX}"
    temporary = folder / f".{path.name}.part"
    marked = table.replace_schema_metadata({_BATCHES: json.dumps(list(batches)).encode()})
    with temporary.open("wb") as handle:
        pq.write_table(marked, handle, compression="zstd")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.rename(path)
    return path


def _merge(folder: Path, paths: Sequence[Path]) -> None:
    """One file instead of many. The old ones go only when the new one is there with every batch of theirs; so two
    processes may merge at a time. Raises FileNotFoundError, with nothing removed, when a file has gone meanwhile."""
    mine = sorted({batch for path in paths for batch in _spoken_for(path)})
    table = _read(folder, set(mine))
    if table is not None:
        _write(folder, table, mine)
        for path in paths:
            path.unlink(missing_ok=True)


def forget_others(register_folder: Path, fingerprints: Iterable[str]) -> None:
    """Remove partials of measures that no definition uses any more, and what a killed process left behind."""
    keep = set(fingerprints)
    for folder in register_folder.iterdir() if register_folder.is_dir() else ():
        for path in folder.glob("*" if folder.name not in keep else ".*.part"):
            path.unlink(missing_ok=True)
        if folder.name not in keep:
            folder.rmdir()
