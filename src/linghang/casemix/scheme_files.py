"""Schemes from files: a folder of CSV tables, or the published workbook. Pure.

Folder: rules.csv (kind, code, name, parent, rule, sort), sets.csv (set, code), complications.csv (code, level,
exclusion_table), exclusions.csv (principal_diagnosis, exclusion_table). Workbook: sheets MDC, ADRG, DRG, 集合, CC,
排除表.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from linghang.casemix.scheme import LEVELS, PLAIN, Complication, Kind, Options, Row, Scheme, build
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
    "rules": ("code", "name", "parent", "rule", "sort"),
    "sets": ("set", "code"),
    "complications": ("code", "level", "exclusion_table"),
    "exclusions": ("principal_diagnosis", "exclusion_table"),
}
OPTIONAL = {"name", "parent", "sort"}
HEADS = {
    "code": ("code", "编码", "代码", "诊断编码", "疾病编码", "疾病诊断编码", "icd编码", "医保编码"),
    "name": ("name", "名称"),
    "parent": ("parent", "上级", "父级", "所属", "上级编码", "父级编码"),
    "rule": ("rule", "规则", "分组规则", "入组规则"),
    "sort": ("sort", "排序", "序号", "顺序"),
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
"""How the heads of the tables are written, without spaces and in lower case; the first that is there counts."""


@dataclass(frozen=True)
class _Table:
    """One table: its columns as fields, its lines with the numbers a spreadsheet gives them."""

    file: str
    fields: tuple[str, ...]
    lines: list[tuple[int, tuple[str, ...]]]

    def fault(self, number: int, subject: str, field: str, value: str, reason: str, remedy: str) -> Fault:
        return Fault(self.file, number, subject, field, value, reason, remedy)


@dataclass
class _Tables:
    """The tables of a scheme, and what was passed over in them."""

    by_name: dict[str, list[_Table]]
    notices: list[Fault]


def read_scheme(path: Path, options: Options = PLAIN) -> Scheme:
    """The scheme in a folder or workbook. InputError: what is missing, or which rule cannot be read and where."""
    if path.is_dir():
        tables = _folder(path)
    elif path.is_file():
        tables = _workbook(path)
    else:
        raise refuse("没有这个分组方案", "请给出方案的文件夹或 .xlsx 文件", file=str(path))
    spell = lru_cache(maxsize=None)(options.spell)
    sets = _sets(tables, spell)
    complications = _complications(tables, spell)
    excluded = _excluded(tables, spell, {entry.table for entry in complications.values()})
    return build(path.name, _rows(tables), sets, complications, excluded, options, tables.notices)


def _folder(path: Path) -> _Tables:
    tables = _Tables({}, [])
    missing = [f"{name}.csv" for name in COLUMNS if not (path / f"{name}.csv").is_file()]
    if missing:
        raise InputError(
            [Fault(f"{path.name}/{name}", reason="缺少这个文件", remedy="请补全分组方案") for name in missing]
        )
    for name, fields in COLUMNS.items():
        file = f"{path.name}/{name}.csv"
        try:
            with (path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
                rows = list(csv.reader(handle))
        except (UnicodeDecodeError, csv.Error) as error:
            raise refuse("不是 UTF-8 的 CSV 表", "请另存为“CSV UTF-8”", file=file) from error
        wanted = ("kind", *fields) if name == "rules" else fields
        tables.by_name[name] = [_table(rows, wanted, file, tables.notices)]
    return tables


def _workbook(path: Path) -> _Tables:
    from python_calamine import CalamineError, CalamineWorkbook

    from linghang.core.spreadsheet import refuse_unfit

    refuse_unfit(path, path.name)
    try:
        book = CalamineWorkbook.from_path(str(path))
        pages = {
            name.strip(): book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except CalamineError as error:
        raise refuse("表格读不了", "请另存为 .xlsx", file=path.name) from error
    missing = [sheet for sheet in SHEETS if sheet not in pages]
    if missing:
        raise refuse("缺少工作表", "请补全分组方案", file=path.name, value="、".join(missing))
    tables = _Tables({name: [] for name in COLUMNS}, [])
    for sheet, name in SHEETS.items():
        rows = [[_text(cell) for cell in row] for row in pages[sheet]]
        table = _table(rows, COLUMNS[name], f"{path.name}[{sheet}]", tables.notices)
        if name == "rules":
            lines = [(number, (sheet, *cells)) for number, cells in _sorted(table.lines)]
            table = _Table(table.file, ("kind", *table.fields), lines)
        tables.by_name[name].append(table)
    return tables


def _text(cell: object) -> str:
    """A number that is whole is a code or a table number, so it is written without a decimal point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _table(rows: list[list[str]], fields: tuple[str, ...], file: str, notices: list[Fault]) -> _Table:
    """The lines below the head, each once; heads in the body and doubled lines go into the notices."""
    if not rows:
        raise refuse("表是空的", "请补全分组方案", file=file)
    head = [_head(cell) for cell in rows[0]]
    places = [_column(head, field) for field in fields]
    absent = [field for field, place in zip(fields, places, strict=True) if place < 0 and field not in OPTIONAL]
    if absent:
        heads = "、".join(HEADS[field][0] if field in HEADS else field for field in absent)
        raise refuse("缺少列", "请补上列名", file=file, line=1, value=heads)
    told = len(fields) - (fields[-1] == "sort")
    table = _Table(file, fields, [])
    seen: set[tuple[str, ...]] = set()
    doubled: list[int] = []
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        cells = tuple([row[place].strip() if 0 <= place < len(row) else "" for place in places])
        once = cells[:told]
        if once in seen:
            doubled.append(number)
        elif _head(cells[0]) == head[places[0]] and [_head(cell) for cell in row] == head:
            notices.append(Fault(file, number, reason="表头在表中重复出现，已跳过"))
        else:
            seen.add(once)
            table.lines.append((number, cells))
    if doubled:
        notices.append(Fault(file, doubled[0], reason=f"有 {len(doubled)} 行与前面的行重复，已跳过"))
    return table


def _head(cell: str) -> str:
    return "".join(cell.split()).lower().removeprefix("mdc").removeprefix("adrg").removeprefix("drg")


def _column(head: list[str], field: str) -> int:
    return next((head.index(name) for name in HEADS.get(field, (field,)) if name in head), -1)


def _sorted(lines: list[tuple[int, tuple[str, ...]]]) -> list[tuple[int, tuple[str, ...]]]:
    """By the column of order, the last, where every line has a number there, else as written."""
    try:
        return sorted(lines, key=lambda line: float(line[1][-1]))
    except ValueError:
        return lines


def _rows(tables: _Tables) -> Iterator[Row]:
    kinds = {kind.value for kind in Kind}
    for table in tables.by_name["rules"]:
        for number, (kind, code, name, parent, rule, _) in table.lines:
            if kind.upper() not in kinds:
                raise InputError(table.fault(number, code, "kind", kind, "不认识这种行", "应为 MDC、ADRG 或 DRG"))
            yield Row(Kind(kind.upper()), code, name, parent, rule, Fault(table.file, number))


def _sets(tables: _Tables, spell: Callable[[str], str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for table in tables.by_name["sets"]:
        for _, (name, code) in table.lines:
            codes = found.setdefault(name, set())
            if code:
                codes.add(spell(code))
    return {name: frozenset(codes) for name, codes in found.items()}


def _complications(tables: _Tables, spell: Callable[[str], str]) -> dict[str, Complication]:
    """A code listed twice keeps its graver level; the first line of that level gives its exclusion table."""
    found: dict[str, Complication] = {}
    faults = []
    for table in tables.by_name["complications"]:
        for number, (written, level, excluding) in table.lines:
            code = spell(written)
            if level.upper() not in LEVELS:
                faults.append(table.fault(number, written, "级别", level, "不认识这个级别", "应为 MCC 或 CC"))
            elif code not in found or (level.upper() == "MCC" and found[code].level == "CC"):
                found[code] = Complication(level.upper(), excluding)
    if faults:
        raise InputError(faults)
    return found


def _excluded(tables: _Tables, spell: Callable[[str], str], named: set[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for table in tables.by_name["exclusions"]:
        for _, (principal, excluding) in table.lines:
            if excluding:
                found.setdefault(spell(principal), set()).add(excluding)
    missing = sorted(named - set().union(*found.values()) - {""})
    if missing:
        reason = f"并发症表用到的 {len(missing)} 张排除表没有内容，不排除任何诊断：{'、'.join(missing[:20])}"
        tables.notices.append(Fault(reason=reason, remedy="请向发布方核对"))
    shared = {frozenset(tables_of): frozenset(tables_of) for tables_of in found.values()}
    return {code: shared[frozenset(tables_of)] for code, tables_of in found.items()}
