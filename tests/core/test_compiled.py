"""Loops as machine code: the same answers, and none lost where nothing can be kept."""

import numpy as np

from linghang.core.compiled import compiled

SOURCE = """
def weighed(values, weights):
    total = 0
    for place in range(len(values)):
        total += values[place] * weights[place]
    return total
"""


def test_a_function_without_a_file_is_compiled_though_it_cannot_be_kept():
    written: dict = {}
    exec(SOURCE, written)
    made = compiled(written["weighed"])
    assert made(np.array([1, 2, 3]), np.array([10, 100, 1000])) == 3210
    assert made.nopython_signatures, "it ran as Python"
