"""Rows as they should not be: the small share of mistakes that every export contains and every load must reject."""

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from io import StringIO

import numpy as np

SHARE = 0.003
Cells = dict[str, str]
Spoil = Callable[[Cells], None]


def _earlier_than(column: str, other: str) -> Spoil:
    def spoil(cells: Cells) -> None:
        cells[column] = str(dt.datetime.fromisoformat(cells[other]) - dt.timedelta(days=3))

    return spoil


def _set(column: str, value: str) -> Spoil:
    def spoil(cells: Cells) -> None:
        cells[column] = value

    return spoil


def _unquoted_comma(column: str) -> Spoil:
    """One cell too many: the usual accident of an export that does not quote."""

    def spoil(cells: Cells) -> None:
        cells[column] += ",（补录）"

    return spoil


# Mistake → what it does to a row. Each alone suffices for a rejection. `duplicate` is made by `mix_in`.
INPATIENT: dict[str, Spoil] = {
    "discharge before admission": _earlier_than("B15", "B12"),
    "unknown department": _set("B16C", "9901"),
    "unknown sex": _set("A12C", "7"),
    "negative fee": _set("D01", "-356.20"),
    "no principal diagnosis": _set("C03C", "-"),
    "no date": _set("B15", "2022-13-45 10:00:00"),
    "no stay": _set("B20", "0"),
    "unquoted comma": _unquoted_comma("A26"),
}
DUPLICATE = "duplicate"


def visit_mistakes(titles: dict[str, str]) -> dict[str, Spoil]:
    """Mistakes in an outpatient file whose columns are named by `titles` (field code → column)."""
    return {
        "unknown department": _set(titles["department"], "9901"),
        "unknown visit type": _set(titles["visit_type"], "8"),
        "negative fee": _set(titles["fee"], "-12.00"),
        "no patient": _set(titles["patient_id"], ""),
        "no date": _set(titles["visited_at"], "2022-02-30 09:00:00"),
        "unquoted comma": _unquoted_comma(titles["visit_no"]),
    }


def how_many(rows: int) -> int:
    """The number of spoilt rows that go with so many good ones; at least one."""
    return max(1, round(rows * SHARE))


def mix_in(
    rng: np.random.Generator, good: list[str], spare: list[str], header: Sequence[str], mistakes: dict[str, Spoil]
) -> list[str]:
    """The good rows with every spare row spoilt and put among them, kind after kind; now and then a repeated row."""
    kinds = [*mistakes, DUPLICATE]
    start = int(rng.integers(len(kinds)))
    spoilt = []
    for number, line in enumerate(spare):
        kind = kinds[(start + number) % len(kinds)]
        spoilt.append(good[int(rng.integers(len(good)))] if kind == DUPLICATE else _spoil(line, header, mistakes[kind]))
    mixed = list(good)
    for line in spoilt:
        mixed.insert(int(rng.integers(len(mixed) + 1)), line)
    return mixed


def _spoil(line: str, header: Sequence[str], spoil: Spoil) -> str:
    values = next(csv.reader(StringIO(line)))
    cells = dict(zip(header, values, strict=True))
    spoil(cells)
    return ",".join(f'"{cell}"' if "," in cell and not cell.endswith("（补录）") else cell for cell in cells.values())
