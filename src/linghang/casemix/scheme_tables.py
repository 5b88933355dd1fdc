"""The tables of a scheme as they stand in files: a folder of CSV tables, or the sheets of a workbook. Pure.

Heads are found by any of the names that are in use; doubled lines and heads in the body are passed over and noticed.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

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
HEADS = {
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
"""How the heads of the tables are written, without spaces and in lower case; the first that is there counts."""


@dataclass(frozen=True)
class Table:
    """One table: its columns as fields, its lines with the numbers a spreadsheet gives them."""

    file: str
    fields: tuple[str, ...]
    lines: list[tuple[int, tuple[str, ...]]]

    def fault(self, number: int, subject: str, field: str, value: str, reason: str, remedy: str) -> Fault:
        return Fault(self.file, number, subject, field, value, reason, remedy)


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
    tables = Tables({name: [] for name in COLUMNS}, [])
    missing = [f"{name}.csv" for name in needed if not (path / f"{name}.csv").is_file()]
    if missing:
        raise InputError(
            [Fault(f"{path.name}/{name}", reason="缺少这个文件", remedy="请补全分组方案") for name in missing]
        )
    for name, fields in COLUMNS.items():
        file = f"{path.name}/{name}.csv"
        if not (path / f"{name}.csv").is_file():
            continue
        try:
            with (path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
                wanted = ("kind", *fields) if name == "rules" else fields
                tables.by_name[name] = [_table(csv.reader(handle), wanted, file, tables.notices)]
        except UnicodeDecodeError as error:
            raise refuse("不是 UTF-8 的 CSV 表", "请另存为“CSV UTF-8”", file=file) from error
        except csv.Error as error:
            raise refuse("有一格过长，或引号不成对", "请打开核对后重新导出", file=file) from error
    return tables


def read_workbook(path: Path) -> Tables:
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
    tables = Tables({name: [] for name in COLUMNS}, [])
    for sheet, name in SHEETS.items():
        rows = [[_text(cell) for cell in row] for row in pages[sheet]]
        table = _table(rows, COLUMNS[name], f"{path.name}[{sheet}]", tables.notices)
        if name == "rules":
            lines = [(number, (sheet, *cells)) for number, cells in _sorted(table.lines)]
            table = Table(table.file, ("kind", *table.fields), lines)
        tables.by_name[name].append(table)
        tables.notices += _numeric_codes(pages[sheet], COLUMNS[name], table.file)
    return tables


def _numeric_codes(rows: Sequence[Sequence[object]], fields: tuple[str, ...], file: str) -> list[Fault]:
    """88.7600 kept as a number has become 88.76: nothing can bring the zeros back."""
    head = [_head(str(cell)) for cell in rows[0]]
    places = [_column(head, field) for field in fields if field in ("code", "principal_diagnosis")]
    found = [n for n, row in enumerate(rows, 1) for at in places if at >= 0 and isinstance(row[at], float)]
    reason = f"有 {len(found)} 个编码存成了数字，末尾的 0 可能已丢失"
    return [Fault(file, found[0], reason=reason, remedy="请把这一列改成文本后重填")] if found else []


def _text(cell: object) -> str:
    """A number that is whole is a code or a table number, so it is written without a decimal point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _table(rows: Iterable[list[str]], fields: tuple[str, ...], file: str, notices: list[Fault]) -> Table:
    """The lines below the head, each once; heads in the body and doubled lines go into the notices."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        raise refuse("表是空的", "请补全分组方案", file=file)
    head = [_head(cell) for cell in first]
    places = _places(head, fields, file)
    told = len(fields) - (fields[-1] == "sort")
    ending = head[places[0]][-1]
    table = Table(file, fields, [])
    seen: set[tuple[str, ...]] = set()
    doubled: list[int] = []
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        cells = tuple([row[place].strip() if 0 <= place < len(row) else "" for place in places])
        once = cells[:told]
        if once in seen:
            doubled.append(number)
        elif cells[0][-1:].lower() == ending and [_head(cell) for cell in row] == head:  # few rows end like a head
            notices.append(Fault(file, number, reason="表头在表中重复出现，已跳过"))
        else:
            seen.add(once)
            table.lines.append((number, cells))
    if doubled:
        notices.append(Fault(file, doubled[0], reason=f"有 {len(doubled)} 行与前面的行重复，已跳过"))
    return table


def _places(head: list[str], fields: tuple[str, ...], file: str) -> list[int]:
    """Where each field stands, -1 for one that may be absent. InputError: a column is missing or there twice."""
    places = [_column(head, field) for field in fields]
    absent = [field for field, place in zip(fields, places, strict=True) if place < 0 and field not in OPTIONAL]
    if absent:
        heads = "、".join(HEADS[field][0] if field in HEADS else field for field in absent)
        raise refuse("缺少列", "请补上列名", file=file, line=1, value=heads)
    used = [head[place] for place in places if place >= 0]
    if doubled := [name for name in dict.fromkeys(used) if head.count(name) > 1]:
        raise refuse("有同名的列", "请只留一列", file=file, line=1, value="、".join(doubled))
    return places


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
