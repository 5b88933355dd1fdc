"""Catalogues as authorities publish them: groups, auxiliary coefficients, coefficients of institutions. Pure.

Every table is known by its columns: 分型 and 系数, or names of subtypes, are the auxiliary catalogue, a diagnosis
makes it a table of groups (of both, where a table has both), 机构 and 系数 or 等级 and 系数 coefficients. A sheet whose
name says 核心 or 综合病种 (not both) says so of its groups that do not.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from linghang.casemix.dip.auxiliary_table import read_wide, subtype_of
from linghang.casemix.dip.catalogue import (
    Catalogue,
    Coefficient,
    Group,
    InstitutionCoefficient,
    Kind,
    LevelCoefficient,
)
from linghang.casemix.dip.groups_table import GROUP_COLUMNS, read_groups
from linghang.casemix.dip.keying import entry_of
from linghang.casemix.dip.parameters import Auxiliary, Parameters
from linghang.casemix.dip.tables import read_lines
from linghang.casemix.table_lines import Line
from linghang.casemix.tables import Grid, NoHeadError, refuse_all
from linghang.core.errors import Fault, InputError

FORMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "辅助目录": (("编码", "分型", "系数"), ("编码", "种类", "分型", "系数", "例数", "变异系数")),
    "病种": (("主要诊断",), GROUP_COLUMNS),
    "机构系数": (("机构", "系数"), ("机构", "系数")),
    "等级系数": (("等级", "系数"), ("等级", "系数", "例数")),
}
"""Needed and known columns of each table, in the order in which a sheet is tried."""
T = TypeVar("T")
_SAYS = {"核心": Kind.BASIC, "综合病种": Kind.COMPREHENSIVE}


@dataclass
class _Sheets:
    """The lines of all sheets by what they are, and what was passed over."""

    lines: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in FORMS})
    notices: list[Fault] = field(default_factory=list)


def read_published(
    grids: Mapping[str, Grid], file: str, name: str, valid_from: dt.date | None, parameters: Parameters
) -> Catalogue:
    """The catalogue of these tables. InputError with every row that cannot be used."""
    sheets = _sorted_out(grids, file, parameters.auxiliary)
    faults: list[Fault] = []
    groups = read_groups(sheets.lines["病种"], faults)
    auxiliary = _once(
        sheets.lines["辅助目录"], lambda line: _coefficients(line, groups, parameters), _what_adjusts, faults
    )
    institutions = _once(sheets.lines["机构系数"], _institution, lambda one: one.institution, faults)
    levels = _once(sheets.lines["等级系数"], _level, lambda one: one.level, faults)
    refuse_all(faults)
    notices = sheets.notices
    if without := sum(group.weight is None for group in groups):
        notices.append(Fault(file, reason=f"有 {without} 个病种没有分值：入组而不计分"))
    if any(group.kind == Kind.COMPREHENSIVE for group in groups):
        notices.append(Fault(file, reason=f"操作性质按参数“{parameters.version}”划分：{parameters.source}"))
    return Catalogue(
        name or file,
        "",
        f"导入自 {file}",
        valid_from,
        tuple(groups),
        entry=entry_of(parameters),
        auxiliary=tuple(auxiliary),
        levels=tuple(levels),
        institutions=tuple(institutions),
        notices=tuple(dict.fromkeys(notices)),
    )


def _sorted_out(grids: Mapping[str, Grid], file: str, auxiliary: Auxiliary) -> _Sheets:
    sheets = _Sheets()
    unread: list[Fault] = []
    for sheet, grid in grids.items():
        called = f"{file}/{sheet}" if len(grids) > 1 else file
        wide, passed_over = read_wide(grid, called, auxiliary)
        sheets.lines["辅助目录"] += wide
        sheets.notices += passed_over
        failed: list[Fault] = []
        for name, (needed, known) in FORMS.items():
            try:
                lines, passed = read_lines(grid, called, needed, known)
            except NoHeadError as error:
                failed += error.faults
                continue
            sheets.lines[name] += [_said_by(sheet, line) for line in lines] if name == "病种" else lines
            sheets.notices += passed
            break
        else:
            if not wide:
                unread.append(failed[list(FORMS).index("病种")])
    if not sheets.lines["病种"] and unread:
        raise InputError(unread)
    sheets.notices += [Fault(fault.file, reason="这张表没有病种或系数的表头，已跳过") for fault in unread]
    return sheets


def _said_by(sheet: str, line: Line) -> Line:
    """The line with the kind that its sheet says, where it says none itself."""
    said = [kind for word, kind in _SAYS.items() if word in sheet]
    if len(said) != 1 or line.text("类别") or line.text("规则"):
        return line
    return replace(line, cells={**line.cells, "类别": said[0].value})


def _once(
    lines: Sequence[Line],
    read: Callable[[Line], T | list[T]],
    what: Callable[[T], Hashable],
    faults: list[Fault],
) -> list[T]:
    """What the lines say, each of one thing; what is wrong goes into `faults`."""
    found: list[T] = []
    first: dict[Hashable, Line] = {}
    for line in lines:
        try:
            said = read(line)
        except InputError as error:
            faults += error.faults
            continue
        for one in said if isinstance(said, list) else [said]:
            before = first.setdefault(what(one), line)
            if before is line:
                found.append(one)
            else:
                faults.append(line.fault("系数", f"与第 {before.number} 行说的是同一项而系数不同", "请删去一行"))
    return found


def _what_adjusts(one: Coefficient) -> Hashable:
    return one.group, one.kind, one.subtype


def _coefficients(line: Line, groups: Sequence[Group], parameters: Parameters) -> list[Coefficient]:
    """Of the group, or of all groups that a published line with several diagnoses stands for."""
    code = line.text("编码")
    codes = {group.code for group in groups}
    meant = [code] if code in codes else [one for one in codes if one.startswith(f"{code}:")] if code else []
    if not meant:
        raise InputError(line.fault("编码", "病种表里没有这个病种", "请核对编码"))
    kind, subtype = subtype_of(line, parameters.auxiliary)
    cv = line.decimal("变异系数") or Decimal(0)
    value, cases = _above_nothing(line), line.whole("例数")
    return [Coefficient(one, kind, subtype, value, cases, cv) for one in sorted(meant)]


def _institution(line: Line) -> InstitutionCoefficient:
    return InstitutionCoefficient(_filled(line, "机构"), _above_nothing(line))


def _level(line: Line) -> LevelCoefficient:
    return LevelCoefficient(_filled(line, "等级"), _above_nothing(line), line.whole("例数"))


def _filled(line: Line, column: str) -> str:
    if not line.text(column):
        raise InputError(line.fault(column, "没有填写", "请补填"))
    return line.text(column)


def _above_nothing(line: Line) -> Decimal:
    value = line.must("系数")
    if not value:
        raise InputError(line.fault("系数", "应大于 0", "请更正"))
    return value
