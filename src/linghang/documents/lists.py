"""Numbers that stand in a list or a range: what is said once holds for all of them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from linghang.documents import units
from linghang.documents.quantity import Quantity

_FAR = 40
"""How many characters before a list the word 分别 may stand."""
_MOST = 40
"""Members of a list at most: as many names have no room before it."""
_LIST_GAP = re.compile(r"[^，,。；;\d]{0,14}[、，,和及与]+[^，,。；;\d]{0,14}|以及")
_BEHIND = frozenset(("以上", "以下", "以内", "之内", "左右", "上下"))
"""分别达到78%、77%，续签率不低于85%: only a bound behind the last is of all."""
_PARTS = units.RATES | {"/10万", "/百万"}
_UP_TO = re.compile("[-—–~～－至到]{1,2}")


def settled(text: str, numbers: Sequence[Quantity]) -> list[Quantity]:
    """Ranges put together, and every member of a list with its bound."""
    return _one_bound(text, _joined(text, numbers))


def _joined(text: str, numbers: Sequence[Quantity]) -> list[Quantity]:
    """2500万元至2800万元: a range whose ends both have the unit, unless it tells a movement (由…至…)."""
    result: list[Quantity] = []
    for number in numbers:
        last = result[-1] if result else None
        if last is not None and last.unit == number.unit and last.value_max is None and last.norm < number.norm:
            between = text[last.end : number.number_start]
            if _UP_TO.fullmatch(between) and not re.search(
                "[由从自][^，,。；;]{0,6}$", text[max(0, last.start - 8) : last.start]
            ):
                end = number.norm / units.factor(last.scale)
                result[-1] = replace(last, end=number.end, value_max=end, bound="range")
                continue
        result.append(number)
    return result


def _one_bound(text: str, numbers: list[Quantity]) -> list[Quantity]:
    """分别控制在2.5‰和4‰以内: the bound behind the last of a list told at once holds for all of it."""
    result = list(numbers)
    for at in range(len(numbers) - 1, 0, -1):
        last, number = result[at], numbers[at - 1]
        behind = text[last.end - 2 : last.end] in _BEHIND
        if not behind or last.bound not in ("ge", "le", "approx") or number.bound != "eq":
            continue
        if number.unit != last.unit and not {number.unit, last.unit} <= _PARTS:
            continue
        line = text[max(0, number.start - _FAR) : number.start].rpartition("\n")[2]
        if "分别" in re.split("[。；;]", line)[-1] and _LIST_GAP.fullmatch(text, number.end, last.start):
            result[at - 1] = replace(number, bound=last.bound)
    return _bound_ahead(text, result)


def _bound_ahead(text: str, numbers: list[Quantity]) -> list[Quantity]:
    """分别不低于50%和75%: the bound before the first of a list holds for the rest."""
    for at, first in enumerate(numbers):
        if first.bound not in ("ge", "le") or "分别" not in text[max(0, first.start - 4) : first.number_start]:
            continue
        for number in range(at + 1, end_of_list(text, numbers, at) + 1):
            if numbers[number].bound == "eq":
                numbers[number] = replace(numbers[number], bound=first.bound)
    return numbers


def end_of_list(text: str, numbers: Sequence[Quantity], first: int) -> int:
    """Where the list ends that begins with a number, by its place among the numbers."""
    last = first
    while last + 1 < min(len(numbers), first + _MOST) and _LIST_GAP.fullmatch(
        text, numbers[last].end, numbers[last + 1].start
    ):
        last += 1
    return last
