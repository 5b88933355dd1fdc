"""Subtypes as authorities write them: by their names, and with a line or a column for each. Pure.

A table with a column for every subtype has the code of the group and, as heads, names of subtypes that the parameters
know: alone, behind the title of their kind, or below it in a second row of heads, with or without 系数 behind them. An
empty cell or a dash says that the group has no coefficient for the subtype.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linghang.casemix.dip.auxiliary import names_of
from linghang.casemix.dip.parameters import Auxiliary
from linghang.casemix.dip.tables import HEADS
from linghang.casemix.table_lines import Line
from linghang.casemix.tables import SCAN, Form, Grid, head_name, read_table, refuse_all, text_of
from linghang.core.errors import Fault, InputError

_DASHES = dict.fromkeys(map(ord, "–—―−~～〜"), "-")
_BETWEEN = ":-_/·()"
"""Signs between the title of a kind and the name of a subtype, or about the name."""
_BEHIND = sorted(HEADS["系数"], key=len, reverse=True)
_NO_COEFFICIENT = {"", "-", "/", "无"}
_KNOWN = {name for names in HEADS.values() for name in names}
_KEYED = Form(("编码", "分型"), ("编码",), HEADS)
_REMEDY = "请在参数文件的 auxiliary.kinds 里写明它怎样判定"
Subtype = tuple[str, str]
"""Kind and name, as the parameters call them."""


@dataclass(frozen=True)
class _Wide:
    """A table with a column for each subtype: the row of its heads (from 0), what they say, and the subtypes by
    column. `below`: the columns with a head in a second row, where subtypes stand below the titles of their kinds."""

    row: int
    heads: Sequence[str]
    subtypes: dict[int, Subtype]
    below: frozenset[int] = frozenset()


def subtype_of(line: Line, auxiliary: Auxiliary) -> Subtype:
    """The subtype that the line names. InputError: the parameters know none of this name, or it is of several kinds."""
    wanted, written = _plain(line.text("分型")), _plain(line.text("种类"))
    fitting = [
        (kind, name)
        for kind, title, name in _all(auxiliary)
        if _plain(name) == wanted and (not written or written in (kind, _plain(title)))
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise InputError(line.fault("种类", "几种辅助目录都有这个分型，没有写是哪一种", "请补填种类"))
    raise InputError(line.fault("分型", "参数里没有这个分型", _REMEDY))


def read_wide(grid: Grid, file: str, auxiliary: Auxiliary) -> tuple[list[Line], list[Fault]]:
    """The coefficients of a table with a column for each subtype, as lines of one coefficient each, and what was passed
    over; nothing of a table that is none. InputError: a column of coefficients that no subtype is known for, or two
    for one subtype."""
    wide = next(_wide_heads(grid, auxiliary), None)
    if wide is None:
        return [], []
    strange = [at for at, head in enumerate(wide.heads) if head and at not in wide.subtypes and not _is_known(head)]
    faults = [at for at in strange if at in wide.below or _is_coefficient(wide.heads[at], auxiliary)]
    refuse_all([*_unknown(wide, file, faults), *_twice(wide, file)])
    lines, notices = _lines(grid, file, wide)
    if strange:
        told = "、".join(wide.heads[at] for at in strange)
        notices = [*notices, Fault(file, wide.row + 1, value=told, reason="不认识的列，没有读入")]
    return lines, notices


def _lines(grid: Grid, file: str, wide: _Wide) -> tuple[list[Line], list[Fault]]:
    fields = {f"分型{at}": at for at in wide.subtypes}
    form = Form(("编码", *fields), ("编码", *fields), {"编码": HEADS["编码"]})
    told = [f"分型{at}" if at in wide.subtypes else head for at, head in enumerate(wide.heads)]
    table = read_table([*([[""]] * wide.row), told, *grid[wide.row + 1 :]], file, form)
    lines = []
    for number, (code, *cells) in table.lines:
        for at, cell in zip(fields.values(), cells, strict=True):
            if _plain(cell) not in _NO_COEFFICIENT:
                kind, name = wide.subtypes[at]
                said = {"编码": code, "种类": kind, "分型": name, "系数": cell}
                lines.append(Line(file, number, said, called={"系数": wide.heads[at]}))
    return lines, table.notices


def _wide_heads(grid: Grid, auxiliary: Auxiliary) -> Iterator[_Wide]:
    """Rows that name the code of the group and subtypes; the heads of both rows where subtypes stand in a second."""
    for row, cells in enumerate(grid[:SCAN]):
        heads = [text_of(cell) for cell in cells]
        named = [head_name(head) for head in heads]
        code = _KEYED.column(named, "编码")
        if code < 0 or _KEYED.column(named, "分型") >= 0:
            continue
        if found := _subtypes(heads, auxiliary):
            yield _Wide(row, heads, found)
        under = [text_of(cell) for cell in grid[row + 1]] if row + 1 < len(grid) else []
        if len(under) > code and not under[code]:
            heads = list(_joined(heads, under))
            if found := _subtypes(heads, auxiliary):
                yield _Wide(row + 1, heads, found, frozenset(at for at, cell in enumerate(under) if cell))


def _joined(heads: Sequence[str], under: Sequence[str]) -> Iterator[str]:
    """Heads of two rows as one; of cells that were merged only the first holds what they say."""
    title = ""
    for at in range(max(len(heads), len(under))):
        upper, lower = (row[at] if at < len(row) else "" for row in (heads, under))
        title = upper or title
        yield f"{title}：{lower}" if lower else upper


def _subtypes(heads: Sequence[str], auxiliary: Auxiliary) -> dict[int, Subtype]:
    """By column the subtype that its head names, where it names one."""
    found = {}
    for at, head in enumerate(heads):
        fitting = _fitting(head, auxiliary)
        if len(fitting) == 1:
            found[at] = fitting[0]
    return found


def _fitting(head: str, auxiliary: Auxiliary) -> list[Subtype]:
    written = _plain(head)
    written = next((written.removesuffix(word) for word in _BEHIND if written.endswith(word)), written)
    return [
        (kind, name)
        for kind, title, name in _all(auxiliary)
        if _plain(name) == written.strip(_BETWEEN)
        or (written.startswith(_plain(title)) and _plain(name) == written.removeprefix(_plain(title)).strip(_BETWEEN))
    ]


def _all(auxiliary: Auxiliary) -> Iterator[tuple[str, str, str]]:
    """Kind, title of the kind, and name of every subtype."""
    return ((entry.kind, entry.title, name) for entry in auxiliary.kinds for name in names_of(entry) if name)


def _is_known(head: str) -> bool:
    return head_name(head) in _KNOWN


def _is_coefficient(head: str, auxiliary: Auxiliary) -> bool:
    """Whether a column that names no known subtype says that it is a coefficient, or of a kind that is known."""
    titles = {title for _, title, _ in _all(auxiliary)}
    return head.endswith("系数") or any(_plain(head).startswith(_plain(title)) for title in titles)


def _unknown(wide: _Wide, file: str, columns: Sequence[int]) -> Iterator[Fault]:
    remedy = f"{_REMEDY}；几种都有的，列名写“种类：分型”；不是系数的，请删去这一列"
    for at in columns:
        yield Fault(file, wide.row + 1, field=wide.heads[at], reason="参数里没有这个分型，或几种都有", remedy=remedy)


def _twice(wide: _Wide, file: str) -> Iterator[Fault]:
    first: dict[Subtype, int] = {}
    for at, subtype in wide.subtypes.items():
        if first.setdefault(subtype, at) != at:
            reason = f"与“{wide.heads[first[subtype]]}”是同一个分型"
            yield Fault(file, wide.row + 1, field=wide.heads[at], reason=reason, remedy="请只留一列")


def _plain(text: str) -> str:
    """A name without spaces, full width, and with one sign for all dashes."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())
