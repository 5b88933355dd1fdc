"""The tables of a scheme as they stand in files: a folder of CSV tables, or the sheets of a workbook. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from linghang.casemix.tables import Form, Grid, Table, read_csv, read_table
from linghang.casemix.tables import read_workbook as read_sheets
from linghang.core.errors import Fault, InputError, refuse

SHEETS = {
    "MDC": "rules",
    "ADRG": "rules",
    "DRG": "rules",
    "集合": "sets",
    "CC": "complications",
    "排除表": "exclusions",
}
COLUMNS = {
    "rules": ("code", "name", "parent", "rule", "before", "sort"),
    "sets": ("set", "code"),
    "complications": ("code", "level", "exclusion_table"),
    "exclusions": ("principal_diagnosis", "exclusion_table"),
    "inputs": ("variable", "column"),
}
OPTIONAL = {"name", "parent", "before", "sort"}
HEADS: dict[str, tuple[str, ...]] = {
    "code": ("code", "编码", "代码", "诊断编码", "疾病编码", "疾病诊断编码", "icd编码", "医保编码"),
    "name": ("name", "名称"),
    "parent": ("parent", "上级", "父级", "所属", "上级编码", "父级编码"),
    "rule": ("rule", "规则", "分组规则", "入组规则"),
    "sort": ("sort", "排序", "序号", "顺序"),
    "before": ("before", "排在此组之前"),
    "variable": ("variable", "变量"),
    "column": ("column", "列", "列名"),
    "set": ("set", "集合", "集合名", "集合名称", "集合编码"),
    "level": ("level", "级别", "类型", "并发症级别", "cc类型"),
    "exclusion_table": ("exclusion_table", "排除表", "排除表号", "排除表编号", "排除表编码", "对应的排除表"),
    "principal_diagnosis": (
        "principal_diagnosis",
        "主要诊断",
        "主要诊断编码",
        "主诊断编码",
        "诊断编码",
        "编码",
        "code",
    ),
}
"""How the heads of the tables are written (`tables.Form`)."""
_CODES = frozenset({"code", "principal_diagnosis"})


@dataclass
class Tables:
    """The tables of a scheme, and what was passed over in them."""

    by_name: dict[str, list[Table]]
    notices: list[Fault]


def files_of(path: Path) -> list[Path]:
    """The files a scheme consists of, in a fixed order: the tables in a folder, or the workbook itself."""
    found = [path / f"{name}.csv" for name in sorted(COLUMNS)] if path.is_dir() else [path]
    return [file for file in found if file.is_file()]


def read_folder(path: Path, needed: Sequence[str]) -> Tables:
    """The CSV tables of a scheme in a folder; `needed` of them must be there. InputError."""
    there = {name: path / f"{name}.csv" for name in COLUMNS if (path / f"{name}.csv").is_file()}
    missing = [f"{name}.csv" for name in needed if name not in there]
    if missing:
        raise InputError(
            [Fault(f"{path.name}/{name}", reason="缺少这个文件", remedy="请补全分组方案") for name in missing]
        )
    tables = Tables({name: [] for name in COLUMNS}, [])
    for name, file in there.items():
        called = f"{path.name}/{file.name}"
        fields = ("kind", *COLUMNS[name]) if name == "rules" else COLUMNS[name]
        _add(tables, name, _table(read_csv(file, called), called, fields))
    return tables


def read_workbook(path: Path) -> Tables:
    """The sheets of a published scheme. InputError: it is no workbook, or lacks a sheet."""
    sheets = read_sheets(path)
    missing = [sheet for sheet in SHEETS if sheet not in sheets]
    if missing:
        raise refuse("缺少工作表", "请补全分组方案", file=path.name, value="、".join(missing))
    tables = Tables({name: [] for name in COLUMNS}, [])
    for sheet, name in SHEETS.items():
        table = _table(sheets[sheet], f"{path.name}[{sheet}]", COLUMNS[name])
        if name == "rules":
            lines = [(number, (sheet, *cells)) for number, cells in _sorted(table.lines)]
            table = replace(table, fields=("kind", *table.fields), lines=lines)
        _add(tables, name, table)
    return tables


def _add(tables: Tables, name: str, table: Table) -> None:
    tables.by_name[name].append(table)
    tables.notices += table.notices


def _table(grid: Grid, file: str, fields: tuple[str, ...]) -> Table:
    needed = tuple(name for name in fields if name not in OPTIONAL)
    return read_table(grid, file, Form(fields, needed, HEADS, codes=_CODES))


def _sorted(lines: list[tuple[int, tuple[str, ...]]]) -> list[tuple[int, tuple[str, ...]]]:
    """By the column of order, the last, where every line has a number there, else as written."""
    try:
        return sorted(lines, key=lambda line: float(line[1][-1]))
    except ValueError:
        return lines
