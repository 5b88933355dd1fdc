"""Where batches lie on disk, and how a file comes to lie there whole or not at all. Pure.

`<lake>/<register>/<institution>/<batch>.parquet`. Work in progress lies under `<lake>/.staging/`; it is moved to its
place in one step, and means nothing until the catalogue names it.
"""

import os
import shutil
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STAGING = ".staging"
CUBE = "_cube"
LAYOUT: dict[str, Any] = {"compression": "zstd", "compression_level": 1, "store_decimal_as_integer": True}
"""How Arrow writes batches: money as whole numbers of the smallest unit is read twice as fast as in bytes. Polars
writes it so by itself. Files written otherwise read the same."""
LEFT_OVER = 24 * 3600.0
"""Seconds after which a file that no catalogue row names belongs to no running load."""


@contextmanager
def staging(lake: Path) -> Iterator[Path]:
    """A folder for the files of one load, gone when the load ends, however it ends."""
    folder = lake / STAGING / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(staged: Path, lake: Path, register: str, institution: str) -> str:
    """Move a finished file to its place, where it survives a power cut; returns its path relative to the lake."""
    relative = f"{register}/{institution}/{uuid.uuid4()}.parquet"
    target = lake / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    move(staged, target)
    return relative


def move(staged: Path, target: Path) -> None:
    """Rename a file after its content has reached the disk."""
    _sync(staged)
    os.replace(staged, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(lake: Path, named: Collection[str], older_than: float = LEFT_OVER) -> list[Path]:
    """Remove what killed loads left: staging folders, and Parquet files that are not among `named` (paths relative to
    the lake). Only what is older than `older_than` seconds, so that a running load keeps its files."""
    oldest = time.time() - older_than
    folders = [path for path in (lake / STAGING).glob("*") if path.stat().st_mtime <= oldest]
    files = [
        path
        for path in lake.glob("*/*/*.parquet")
        if not path.relative_to(lake).parts[0].startswith((CUBE, STAGING))
        and path.relative_to(lake).as_posix() not in named
        and path.stat().st_mtime <= oldest
    ]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for file in files:
        file.unlink(missing_ok=True)
    return folders + files
