"""Freed memory is kept for ten seconds before it goes back to the system; imported before Arrow and Polars are.

A load asks for the same blocks again and again; giving each back at once cost a twelfth of its processor time
(docs/decisions/0004). Both libraries read these variables when they are loaded, and what is set already stands. The C
library, from which NumPy and Python take theirs, is told how much it may keep.
"""

import ctypes
import os
import sys

KEPT = 32 * 2**20
"""Bytes that the C library may keep: the blocks of text that a load has in hand."""
LARGEST = 32 * 2**20
"""Bytes of the largest piece that it keeps; it accepts no more."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc, malloc.h

os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:-1")
os.environ.setdefault("MIMALLOC_PURGE_DELAY", "10000")


def keep_freed() -> None:
    """Tell glibc; another C library has no such switch and goes on as it does."""
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(_TRIM_THRESHOLD, KEPT)
        mallopt(_MMAP_THRESHOLD, LARGEST)


keep_freed()
