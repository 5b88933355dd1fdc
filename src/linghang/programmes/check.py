"""What is wrong with the programmes of a library, with file and line. Pure.

A programme by itself is judged when it is read (`packs/programme.py`); here it is held against its own name, against
the indicators, and against the other programmes.
"""

from collections.abc import Iterator

from linghang.core.errors import Fault
from linghang.packs.library import Entry, Library
from linghang.packs.programme import Digit, Objective, Programme
from linghang.programmes.numerals import counts

Found = tuple[tuple[str | int, ...], Fault]
"""Where in the object a fault stands (its key path), and the fault."""


def check(library: Library) -> list[Fault]:
    """Every fault of every programme: its number, its phases, its aspects, its indicators, what it is part of."""
    return [
        Fault(
            entry.file,
            entry.line_of(*path),
            f"工程 {entry.item.code}",
            fault.field,
            fault.value,
            fault.reason,
            fault.remedy,
        )
        for entry in library.entries
        if isinstance(entry.item, Programme)
        for path, fault in _faults(library, entry, entry.item)
    ]


def _faults(library: Library, entry: Entry, programme: Programme) -> Iterator[Found]:
    yield from _number(programme)
    yield from _phases(programme)
    yield from _aspects(programme)
    yield from _objectives(library, programme)
    yield from _parts(library, programme)


def _number(programme: Programme) -> Iterator[Found]:
    """The numerals of the title are those of `digits`, or, where the title counts years, those of the phases."""
    if not programme.counted:
        return
    said = counts(programme.title)
    kept: tuple[Digit, ...] = programme.digits or tuple(phase.years for phase in programme.phases)
    if said != kept:
        yield (
            ("digits",),
            Fault(
                field="digits",
                value=written(kept),
                reason=f"名称里的数字是 {written(said) or '没有'}，digits 是 {written(kept) or '没有'}",
                remedy="按名称改 digits；名称里的数字不表示组成的数目时写 counted: false",
            ),
        )


def written(digits: tuple[Digit, ...]) -> str:
    """`1+7+N`."""
    return "+".join(map(str, digits))


def _phases(programme: Programme) -> Iterator[Found]:
    for index, (phase, following) in enumerate(zip(programme.phases, programme.phases[1:], strict=False)):
        if phase.first_year is None or following.first_year is None:
            continue
        if (expected := phase.first_year + phase.years) != following.first_year:
            yield (
                ("phases", index + 1),
                Fault(
                    field="first_year",
                    value=str(following.first_year),
                    reason=f"“{phase.title}”到 {expected - 1} 年止，“{following.title}”应从 {expected} 年起",
                    remedy="改 first_year 或 years，使各阶段首尾相接",
                ),
            )
    if programme.years is not None and not programme.phases:
        yield ("years",), Fault(field="years", reason="写了 years，没有写 phases", remedy="写出各阶段，或去掉 years")


def _aspects(programme: Programme) -> Iterator[Found]:
    used = {aspect for component in programme.components for aspect in component.aspects}
    for index, aspect in enumerate(programme.aspects):
        if aspect.code not in used:
            yield (
                ("aspects", index),
                Fault(
                    field="aspects",
                    value=aspect.code,
                    reason=f"方面“{aspect.title}”没有组成用到",
                    remedy="在组成的 aspects 里写上它，或去掉这个方面",
                ),
            )


def _objectives(library: Library, programme: Programme) -> Iterator[Found]:
    for row, layer in enumerate(programme.layers):
        for column, component in enumerate(layer.components):
            for index, objective in enumerate(component.objectives):
                path = ("layers", row, "components", column, "objectives", index)
                yield from ((path, fault) for fault in _objective(library, objective))


def _objective(library: Library, objective: Objective) -> Iterator[Fault]:
    if not objective.indicator:
        return
    if not library.has("indicators", objective.indicator):
        yield Fault(
            field="indicator",
            value=objective.indicator,
            reason=f"目标“{objective.title}”用的指标没有定义",
            remedy="可用 linghang packs list --kind indicators 查看全部；别的包的指标要在 extends 里写上那个包",
        )
        return
    unit = library.indicator(objective.indicator).unit
    if objective.target is not None and unit in ("%", "‰") and objective.target > 1:
        yield Fault(
            field="target",
            value=f"{objective.target:f}",
            reason=f"目标“{objective.title}”的指标是百分率",
            remedy="百分率写小数，90% 写 0.9",
        )


def _parts(library: Library, programme: Programme) -> Iterator[Found]:
    """The programmes that carry a component out exist, and none of them is in the end carried out by this one."""
    for row, layer in enumerate(programme.layers):
        for column, component in enumerate(layer.components):
            for index, code in enumerate(component.programmes):
                path = ("layers", row, "components", column, "programmes", index)
                if not library.has("programmes", code):
                    yield (
                        path,
                        Fault(
                            field="programmes",
                            value=code,
                            reason=f"“{component.title}”下的工程没有定义",
                            remedy="可用 linghang programmes list 查看全部",
                        ),
                    )
                elif programme.code in _below(library, code):
                    yield (
                        path,
                        Fault(
                            field="programmes",
                            value=code,
                            reason="工程绕了一圈又包含自己",
                            remedy="去掉其中一处 programmes",
                        ),
                    )


def _below(library: Library, code: str) -> set[str]:
    """The programme and all that carry it out in their turn."""
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        each = waiting.pop()
        if each not in seen and library.has("programmes", each):
            seen.add(each)
            waiting += [part for component in library.programme(each).components for part in component.programmes]
    return seen
