"""Catalogues in files: a folder of CSV tables or a workbook of the same tables, and published catalogues. Pure.

The tables and their columns are COLUMNS. A file without 目录说明 is read as a published catalogue (`published`).
"""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import xlsxwriter

from linghang.casemix.codes import key
from linghang.casemix.dip.catalogue import Catalogue, Coefficient, Entry, InstitutionCoefficient, LevelCoefficient
from linghang.casemix.dip.gate import scheme_of
from linghang.casemix.dip.groups_table import GROUP_COLUMNS, group_row, read_groups
from linghang.casemix.dip.keys import write_operation
from linghang.casemix.dip.parameters import Parameters, read_parameters
from linghang.casemix.dip.published import read_published
from linghang.casemix.dip.tables import read_lines
from linghang.casemix.result_files import appearing
from linghang.casemix.table_lines import Line, read_each
from linghang.casemix.tables import Grid, read_grids
from linghang.core.errors import Fault, InputError, refuse

ABOUT, GROUPS, SETS, ENTRY = "目录说明", "病种", "集合", "入组表"
AUXILIARY, LEVELS, INSTITUTIONS = "辅助目录", "等级系数", "机构系数"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    ABOUT: ("项目", "内容"),
    GROUPS: GROUP_COLUMNS,
    SETS: ("集合", "编码"),
    ENTRY: ("表", "编码", "内容"),
    AUXILIARY: ("编码", "种类", "分型", "系数", "例数", "变异系数"),
    LEVELS: ("等级", "系数", "例数"),
    INSTITUTIONS: ("机构", "系数"),
}
NOT_PRINCIPAL, NOT_MAIN, PROPERTY, WITHOUT = "不能作主要诊断", "不能作主要操作", "操作性质", "没有操作"
T = TypeVar("T")


def write_catalogue(catalogue: Catalogue, target: Path) -> None:
    """Into a workbook when the name ends in .xlsx, else into a folder of CSV tables. Read back it is the same.

    InputError: the place cannot be written.
    """
    tables = {name: rows for name, rows in _tables(catalogue).items() if rows or name in (ABOUT, GROUPS)}
    if target.suffix.lower() == ".xlsx":
        _write_workbook(target, tables)
        return
    for name, rows in tables.items():
        with appearing(target / f"{name}.csv") as part, part.open("w", encoding="utf-8-sig", newline="") as handle:
            csv.writer(handle).writerows([COLUMNS[name], *rows])
    for name in COLUMNS.keys() - tables.keys():
        (target / f"{name}.csv").unlink(missing_ok=True)


def _write_workbook(target: Path, tables: Mapping[str, list[tuple[str, ...]]]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with appearing(target) as part, xlsxwriter.Workbook(str(part), options) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#E8F1F3", "border": 1})
        for name, rows in tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(COLUMNS[name]) - 1, 16)
            sheet.write_row(0, 0, COLUMNS[name], head)
            for number, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)


def _tables(catalogue: Catalogue) -> dict[str, list[tuple[str, ...]]]:
    entry = catalogue.entry
    about = {
        "名称": catalogue.name,
        "版本": catalogue.version,
        "来源": catalogue.source,
        "施行日期": catalogue.valid_from.isoformat() if catalogue.valid_from else "",
        "基准分": str(catalogue.points),
        "基准费用": "" if catalogue.base_cost is None else str(catalogue.base_cost),
        WITHOUT: entry.without_operation,
    }
    lists: list[tuple[str, ...]] = [(NOT_PRINCIPAL, code, "") for code in entry.not_principal]
    lists += [(NOT_MAIN, code, "") for code in entry.not_main]
    lists += [(PROPERTY, write_operation(code), name) for code, name in entry.properties.items()]
    return {
        ABOUT: list(about.items()),
        GROUPS: [group_row(group) for group in catalogue.groups],
        SETS: [(name, code) for name, codes in catalogue.sets.items() for code in sorted(codes)],
        ENTRY: lists,
        AUXILIARY: [
            (one.group, one.kind, one.subtype, str(one.coefficient), str(one.cases), str(one.cv))
            for one in catalogue.auxiliary
        ],
        LEVELS: [(one.level, str(one.coefficient), str(one.cases)) for one in catalogue.levels],
        INSTITUTIONS: [(one.institution, str(one.coefficient)) for one in catalogue.institutions],
    }


def read_catalogue(
    path: Path, *, name: str = "", valid_from: dt.date | None = None, parameters: Parameters | None = None
) -> Catalogue:
    """A catalogue that was written here, or a published one (.xlsx, .csv, folder).

    `name`, `valid_from`, `parameters` (what entry asks; None: the shipped ones): for a published one. Notices tell
    what was passed over. InputError with every row that cannot be used.
    """
    grids = read_grids(path)
    catalogue = (
        _own(grids, path.name)
        if ABOUT in grids
        else read_published(grids, path.name, name, valid_from, parameters or read_parameters())
    )
    if not catalogue.groups:
        raise refuse("目录里没有一个病种", "请核对文件", file=path.name)
    scheme_of(catalogue)
    return catalogue


def _own(grids: Mapping[str, Grid], file: str) -> Catalogue:
    faults: list[Fault] = []
    lines = {name: _read(grids, name, file, faults) for name in COLUMNS}
    said = Line(f"{file}/{ABOUT}", 0, {line.text("项目"): line.text("内容") for line in lines[ABOUT]})
    groups = read_groups(lines[GROUPS], faults)
    auxiliary = read_each(lines[AUXILIARY], _coefficient, faults)
    levels = read_each(lines[LEVELS], _level, faults)
    institutions = read_each(lines[INSTITUTIONS], _institution, faults)
    if faults:
        raise InputError(faults)
    points, day = said.decimal("基准分"), said.day("施行日期")
    if points == 0:
        raise InputError(said.fault("基准分", "应大于 0", "请更正"))
    return Catalogue(
        name=said.text("名称") or file,
        version=said.text("版本"),
        source=said.text("来源"),
        valid_from=day,
        groups=tuple(groups),
        sets=_sets(lines[SETS]),
        entry=_entry(lines[ENTRY], said.text(WITHOUT) or Entry().without_operation),
        auxiliary=tuple(auxiliary),
        levels=tuple(levels),
        institutions=tuple(institutions),
        points=points or Decimal(1000),
        base_cost=said.decimal("基准费用"),
    )


def _read(grids: Mapping[str, Grid], name: str, file: str, faults: list[Fault]) -> list[Line]:
    if name not in grids:
        if name == GROUPS:
            faults.append(Fault(f"{file}/{name}", reason="缺少这张表", remedy="请补全目录"))
        return []
    needed = ("编码",) if name == GROUPS else COLUMNS[name][:2]
    return read_lines(grids[name], f"{file}/{name}", needed, COLUMNS[name])[0]


def _coefficient(line: Line) -> Coefficient:
    cv = line.decimal("变异系数") or Decimal(0)
    texts = (line.text("编码"), line.text("种类"), line.text("分型"))
    return Coefficient(*texts, line.must("系数"), line.whole("例数"), cv)


def _level(line: Line) -> LevelCoefficient:
    return LevelCoefficient(line.text("等级"), line.must("系数"), line.whole("例数"))


def _institution(line: Line) -> InstitutionCoefficient:
    return InstitutionCoefficient(line.text("机构"), line.must("系数"))


def _sets(lines: Sequence[Line]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        found[line.text("集合")].add(key(line.text("编码")))
    return {name: frozenset(codes - {""}) for name, codes in found.items()}


def _entry(lines: Sequence[Line], without: str) -> Entry:
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    for line in lines:
        codes[line.text("表")][key(line.text("编码"))] = line.text("内容")
    return Entry(tuple(codes[NOT_PRINCIPAL]), tuple(codes[NOT_MAIN]), codes[PROPERTY], without)
