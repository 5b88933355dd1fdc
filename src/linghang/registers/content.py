"""The packs in use: the shipped ones and the workspace's own, re-read when a file changed."""

import os
from collections.abc import Iterator
from pathlib import Path

from linghang.core.workspace import Workspace
from linghang.packs.library import Library
from linghang.packs.load import load_packs, pack_folders

_cache: dict[tuple[tuple[str, int], ...], Library] = {}


def shipped_packs() -> Path:
    """`packs/` of the source tree, or the copy inside an installed wheel."""
    installed = Path(__file__).resolve().parents[1] / "content"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "packs"


def folders_in_use(workspace: Workspace | None = None) -> list[Path]:
    workspace = workspace or Workspace.from_environment()
    return pack_folders(shipped_packs()) + pack_folders(workspace.packs)


def library() -> Library:
    """The library in use. Raises InputError when a pack is at fault; the file and line are named."""
    folders = folders_in_use()
    stamp = tuple(mark for folder in folders for mark in _marks(folder))
    if stamp not in _cache:
        _cache.clear()
        _cache[stamp] = load_packs(folders)
    return _cache[stamp]


def _marks(folder: Path) -> Iterator[tuple[str, int]]:
    """Path and time of change of every file below; one look per file, because every page asks."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _marks(Path(entry.path))
        else:
            yield entry.path, entry.stat().st_mtime_ns
