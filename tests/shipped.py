"""The shipped packs, read once for all tests that only look something up in them."""

from functools import cache
from pathlib import Path

from linghang.packs.library import Library
from linghang.packs.load import load_packs, pack_folders

PACKS = Path(__file__).parents[1] / "packs"


@cache
def shipped_library() -> Library:
    """What every pack in `packs/` says together; nothing of a workspace."""
    return load_packs(pack_folders(PACKS))
