"""Complications of surgery: diagnoses that arise in hospital after an operation."""

import numpy as np
from numpy.typing import NDArray

from linghang.demo.clinical import Ints

COMPLICATIONS = (
    ("T81.000", "操作并发出血和血肿"),
    ("T81.300", "手术伤口裂开"),
    ("J96.000", "急性呼吸衰竭"),
    ("I26.900", "肺栓塞"),
)


def draw(rng: np.random.Generator, level: Ints, day_surgery: NDArray[np.bool_]) -> Ints:
    """The row number of each stay's complication, -1 for none. `level` of its main operation, 0 without one.

    They come after big operations more often, and not after those of a day.
    """
    chance = np.where(day_surgery, 0, np.select([level >= 3, level > 0], [0.014, 0.004], 0))
    which = rng.choice(len(COMPLICATIONS), size=len(level), p=[0.5, 0.25, 0.2, 0.05])
    return np.where(rng.random(len(level)) < chance, which, -1)
