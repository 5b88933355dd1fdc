"""The packs in use: the shipped ones and the workspace's own, re-read when a file changed."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from linghang.core.workspace import Workspace
from linghang.packs.library import Library
from linghang.packs.load import load_packs, pack_folders


@dataclass(frozen=True)
class _Known:
    """A library, and when each file and folder that it comes from had last changed before it was read."""

    marks: Mapping[str, int]
    library: Library


_known: dict[tuple[Path, Path], _Known] = {}
_held: ContextVar[list[Library] | None] = ContextVar("held", default=None)


@cache
def shipped_packs() -> Path:
    """`packs/` of the source tree, or the copy inside an installed wheel."""
    installed = Path(__file__).resolve().parents[1] / "content"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "packs"


def folders_in_use(workspace: Workspace | None = None) -> list[Path]:
    workspace = workspace or Workspace.from_environment()
    return pack_folders(shipped_packs()) + pack_folders(workspace.packs)


def library() -> Library:
    """The library in use. Raises InputError when a pack is at fault; the file and line are named."""
    held = _held.get()
    if held:
        return held[0]
    found = _current()
    if held is not None:
        held.append(found)
    return found


@contextmanager
def steady() -> Iterator[None]:
    """Within it the files are looked at once: whoever reads a page sees one library from its beginning to its end.

    Not for what may write packs: it would not see what it wrote.
    """
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def _current() -> Library:
    workspace = Workspace.from_environment()
    roots = shipped_packs(), workspace.packs
    if roots not in _known or _changed(_known[roots].marks):
        marks = {path: _mark(path) for root in roots for path in _below(root)}
        _known.clear()
        _known[roots] = _Known(marks, load_packs(folders_in_use(workspace), workspace.parsed_packs))
    return _known[roots].library


def _below(root: Path) -> Iterator[str]:
    """A folder, and every folder and file in it: what comes or goes changes the folder that it stands in."""
    yield str(root)
    for folder, folders, files in os.walk(root):
        yield from (os.path.join(folder, name) for name in (*folders, *files))


def _changed(marks: Mapping[str, int]) -> bool:
    """One look per file and no listing of folders, because every page asks, and some ask a hundred times."""
    return any(_mark(path) != mark for path, mark in marks.items())


def _mark(path: str) -> int:
    """When it last changed; 0 when it is not there."""
    try:
        return os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return 0
