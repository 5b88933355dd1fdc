"""A port for a server that a test starts."""

import contextlib
import random
import socket

OFFERED = range(20_000, 32_000)
"""Below those that the system itself hands out to connections: one of these could be gone before the server starts."""


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    for port in random.SystemRandom().sample(OFFERED, 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("none of a hundred ports is free")
