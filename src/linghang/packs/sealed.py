"""Registers of discipline records are read by nothing else: whatever in the packs points at one is a fault. Pure."""

from collections.abc import Iterator

from linghang.core.errors import Fault
from linghang.packs.duty import Duty
from linghang.packs.framework import Framework
from linghang.packs.library import Entry, Library
from linghang.packs.model import Indicator, Measure, PackObject, Register

_REMEDY = "纪检登记表只在纪检工作台里看，不能统计、考核、写进报告；请改用别的登记表"


def check(library: Library) -> list[Fault]:
    """Indicators, duties and tallies of frameworks over a sealed register. (Reports, targets: indicators only.)"""
    sealed = {entry.item.code for entry in library.entries if isinstance(entry.item, Register) and entry.item.sealed}
    return [fault for entry in library.entries for fault in _faults(entry, sealed)]


def _faults(entry: Entry, sealed: set[str]) -> Iterator[Fault]:
    for path, code in _registers_in(entry.item):
        if code in sealed:
            yield _fault(entry, path, f"用到了纪检登记表 {code}")


def _registers_in(item: PackObject) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The registers that an object reads by itself, with the key where each is named."""
    if isinstance(item, Indicator):
        if item.register_code:
            yield ("register",), item.register_code
        for name, part in (("numerator", item.numerator), ("denominator", item.denominator)):
            if isinstance(part, Measure):
                yield (name, "register"), part.register_code
    elif isinstance(item, Duty):
        yield ("activity", "register"), item.activity.register_code
    elif isinstance(item, Framework):
        for leaf, place in item.walk():
            if leaf.tally:
                branches = tuple(key for index in place for key in ("items", index))
                yield (*branches, "tally", "register"), leaf.tally.register_code


def _fault(entry: Entry, path: tuple[str | int, ...], reason: str) -> Fault:
    place, line = entry.file, entry.line_of(*path)
    return Fault(place, line, entry.item.code, str(path[0]), reason=reason, remedy=_REMEDY)
