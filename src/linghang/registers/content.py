"""The packs in use: the shipped ones and the workspace's own, re-read when a file changed."""

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
    stamp = tuple((str(path), path.stat().st_mtime_ns) for folder in folders for path in sorted(folder.rglob("*"))
                  if path.is_file())
    if stamp not in _cache:
        _cache.clear()
        _cache[stamp] = load_packs(folders)
    return _cache[stamp]
