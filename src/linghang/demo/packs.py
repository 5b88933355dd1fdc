"""The packs that only the demonstration region uses: what its hospitals have laid down for themselves."""

import shutil
from pathlib import Path

from linghang.demo.clinical import DATA


def write_packs(folder: Path) -> Path:
    """Copy the packs of the region into `folder`, where a workspace keeps its own; those there already are renewed."""
    shutil.copytree(DATA / "packs", folder, dirs_exist_ok=True)
    return folder
