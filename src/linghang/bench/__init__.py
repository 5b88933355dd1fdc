"""Side-by-side measurements in one run, against the limits and peers that can be installed: `linghang bench`."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

BENCHES = ("load", "compute", "national", "pages", "casemix", "casemix_dip")


def run(names: Sequence[str], rows: int = 0) -> dict[str, dict[str, Any]]:
    """The figures of each named bench, by name. `rows` replaces a bench's default size; 0 keeps it."""
    benches: dict[str, Callable[..., dict[str, Any]]] = {
        name: import_module(f"linghang.bench.{name}").run for name in names
    }
    return {name: bench(**({"rows": rows} if rows else {})) for name, bench in benches.items()}
