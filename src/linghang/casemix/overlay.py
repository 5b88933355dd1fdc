"""Local groups laid over a published scheme: what a region adds or replaces, told line by line. Pure.

A group that the published scheme has under the same parent is replaced by all local lines of that group, in its place.
A new group is asked before the one named by `before`, else after all others of its parent. A set, a complication or
the exclusions of a principal diagnosis that stand in the overlay replace the published ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from linghang.casemix.scheme import Complication, Row
from linghang.core.errors import Fault, InputError

T = TypeVar("T")


@dataclass(frozen=True)
class Parts:
    """What the files of a scheme hold, before rules are read. `inputs`: further variables → columns."""

    rows: tuple[Row, ...]
    sets: Mapping[str, frozenset[str]]
    complications: Mapping[str, Complication]
    excluded: Mapping[str, frozenset[str]]
    inputs: Mapping[str, str]
    notices: tuple[Fault, ...]


def laid_over(base: Parts, local: Parts, name: str) -> Parts:
    """The scheme with the overlay of that name; every change is among the notices. InputError: `before` names none."""
    rows, changes = _rows(base.rows, local.rows)
    sets, changed_sets = _merged(base.sets, local.sets, "集合")
    complications, changed_complications = _merged(base.complications, local.complications, "并发症")
    excluded, changed_exclusions = _merged(base.excluded, local.excluded, "排除表")
    told = [*changes, *changed_sets, *changed_complications, *changed_exclusions]
    notices = (*base.notices, *local.notices, *(replace(change, file=name) for change in told))
    return Parts(rows, sets, complications, excluded, {**base.inputs, **local.inputs}, notices)


def _rows(base: tuple[Row, ...], local: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[Fault]]:
    rows = list(base)
    changes = []
    for (kind, parent, code), lines in groupby(sorted(local, key=_group), _group):
        new = sorted(lines, key=lambda row: row.place.line)
        at = next((place for place, row in enumerate(rows) if _group(row) == (kind, parent, code)), None)
        if at is None:
            place = _place(rows, new[0])
            rows[place:place] = new
            changes.append(Fault(subject=f"{kind} {code}", reason=f"本地新增：{new[0].rule}"))
        else:
            before = "；".join(row.rule for row in rows if _group(row) == (kind, parent, code))
            rows = [*rows[:at], *new, *(row for row in rows[at:] if _group(row) != (kind, parent, code))]
            after = "；".join(row.rule for row in new)
            changes.append(Fault(subject=f"{kind} {code}", reason=f"本地替换：原为 {before}，现为 {after}"))
    return tuple(rows), changes


def _group(row: Row) -> tuple[str, str, str]:
    return row.kind, row.parent, row.code


def _place(rows: list[Row], new: Row) -> int:
    """Where a new group is put in: before the one it names, or behind everything."""
    if not new.before:
        return len(rows)
    for place, row in enumerate(rows):
        if (row.kind, row.parent, row.code) == (new.kind, new.parent, new.before):
            return place
    where = replace(new.place, subject=f"{new.kind} {new.code}", field="before", value=new.before)
    raise InputError(replace(where, reason="同一上级之下没有这个组，不知排在哪里", remedy="请核对组的编码"))


def _merged(base: Mapping[str, T], local: Mapping[str, T], what: str) -> tuple[dict[str, T], Iterable[Fault]]:
    added = sorted(local.keys() - base.keys())
    changed = sorted(name for name in local.keys() & base.keys() if local[name] != base[name])
    told = [
        Fault(reason=f"{what}本地{how} {len(names)} 项：{'、'.join(names[:20])}" + ("…" if len(names) > 20 else ""))
        for how, names in (("新增", added), ("替换", changed))
        if names
    ]
    return {**base, **local}, told
