"""One field on a page of the tasks, whatever form it stands in."""

from collections.abc import Iterable
from dataclasses import dataclass

from linghang.core.errors import Fault

Option = tuple[str, str, bool]
"""Value, label, taken."""


@dataclass(frozen=True)
class Box:
    """`kind`: area, select, many, checks, points (是/否 for each), files, or the type of an input. `theirs`: what
    somebody else wrote meanwhile, when that differs from `value`. `points`: code, question and the answer (yes, no, or
    none yet)."""

    name: str
    title: str
    kind: str = "text"
    value: str = ""
    required: bool = False
    hint: str = ""
    options: tuple[Option, ...] = ()
    errors: tuple[Fault, ...] = ()
    theirs: str = ""
    rows: int = 3
    points: tuple[tuple[str, str, str], ...] = ()

    @property
    def wide(self) -> bool:
        return self.kind in ("area", "checks", "points", "files") or self.name == "title"


def options(choices: Iterable[tuple[str, str]], taken: Iterable[str] = ()) -> tuple[Option, ...]:
    """Choices for a box with those of `taken` chosen."""
    chosen = set(taken)
    return tuple((value, label, value in chosen) for value, label in choices)


def placed(faults: Iterable[Fault], title: str) -> tuple[Fault, ...]:
    """The faults that belong to the box of that title."""
    return tuple(fault for fault in faults if fault.field == title)


def unplaced(faults: Iterable[Fault], boxes: Iterable[Box]) -> list[Fault]:
    """The faults that no box shows."""
    titles = {box.title for box in boxes}
    return [fault for fault in faults if fault.field not in titles]
