"""Loops over bytes and numbers as machine code, by Numba: for the few that a library's own calls cannot say.

A compiled loop holds no Python lock, so threads run it side by side. It is compiled at its first call (about 0.1 s) and
kept beside the module, or in the user's cache where that folder is read-only. Decision 0010 says when this is worth it.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """The same function of NumPy arrays and numbers as machine code: no Python objects in it, indices unchecked."""
    try:
        made: Callable[_Given, _Result] = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # nowhere to keep it: neither beside the module nor in the user's cache
        made = numba.njit(nogil=True)(function)
    return made
