"""Freed memory is kept for ten seconds before it goes back to the system; imported before Arrow and Polars are.

A load asks for the same blocks again and again; giving each back at once cost a twelfth of its processor time
(docs/decisions/0004). Both libraries read these variables when they are loaded, and what is set already stands.
"""

import os

os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:-1")
os.environ.setdefault("MIMALLOC_PURGE_DELAY", "10000")
