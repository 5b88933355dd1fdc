"""Chance that can be repeated: every file has its own stream, so that files do not depend on each other's order."""

from hashlib import sha256

import numpy as np


def generator(seed: int, *names: object) -> np.random.Generator:
    """The random stream of one thing, named by its parts, e.g. `generator(seed, "inpatient", "county", "2022-03")`."""
    digest = sha256("/".join(map(str, names)).encode()).digest()
    words = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))
