"""Files that outlived their purpose: uploads that nobody waits for, and lists of rows that were never loaded."""

import time
from collections.abc import Iterator
from pathlib import Path

from linghang.core.workspace import Workspace
from linghang.registers.models import Batch, LoadJob

PREVIEW = "ledger-"
"""How the file of a ledger import that waits for its confirmation begins."""
PREVIEW_SECONDS = 24 * 3600
ARRIVING_SECONDS = 600
"""An upload lies there for a moment before its job is written down."""
REJECTS_SECONDS = 30 * 24 * 3600


def sweep() -> int:
    """Remove uploads that no open job or fresh preview needs, and old reject lists of no batch. Returns how many."""
    workspace = Workspace.from_environment()
    open_jobs = LoadJob.objects.filter(state__in=(LoadJob.State.QUEUED, LoadJob.State.RUNNING))
    needed = set(open_jobs.values_list("upload", flat=True))
    stale = [
        path
        for path, age in _files(workspace.uploads)
        if path.name not in needed and age > (PREVIEW_SECONDS if path.name.startswith(PREVIEW) else ARRIVING_SECONDS)
    ]
    old = [path for path, age in _files(workspace.rejects) if age > REJECTS_SECONDS]
    if old:
        kept = set(Batch.objects.exclude(rejects_path="").values_list("rejects_path", flat=True))
        stale += [path for path in old if path.name not in kept]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _files(folder: Path) -> Iterator[tuple[Path, float]]:
    """The files of a folder with their age in seconds; one that goes away meanwhile is not among them."""
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            if path.is_file():
                yield path, time.time() - path.stat().st_mtime
        except FileNotFoundError:
            continue
