"""Tables as people write them, for every subject of case mix: one reader, one rule for heads. Pure.

The head is the first of the first SCAN rows that names all the columns that must be there. Names are compared without
spaces, hyphens, case and full width, and without `MDC`, `ADRG`, `DRG` or `DIP` before them; of several names for one
column the first of its list counts. A column that stands twice is refused, unless it only holds names for people.
Below the head, empty rows are passed over; doubled rows, heads in the body and codes kept as numbers are noticed.
"""

import csv
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linghang.core.errors import Fault, InputError, refuse

SCAN = 10
"""Rows in which the head of a table is looked for."""
_BEFORE = ("mdc", "adrg", "drg", "dip")
Grid = Sequence[Sequence[object]]


class NoHeadError(InputError):
    """No row of a table names the columns that are needed: it is another table, or none."""


@dataclass(frozen=True)
class Form:
    """What a table may hold: `fields`, of which `needed` must be there. `heads`: the names of a field, without spaces
    and in lower case (none listed: its own). `codes`: fields of codes; `names`: of names, which only people read;
    `order`: the field of a running number, in which doubled rows may differ."""

    fields: tuple[str, ...]
    needed: tuple[str, ...]
    heads: Mapping[str, Sequence[str]]
    codes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset({"name", "名称"})
    order: str = "sort"

    def column(self, head: Sequence[str], name: str) -> int:
        """Where the field stands in the head, -1 where it does not."""
        return next((head.index(written) for written in self.heads.get(name, (name,)) if written in head), -1)

    def called(self, names: Sequence[str]) -> str:
        """The fields by the first of their names."""
        return "、".join(self.heads.get(name, (name,))[0] for name in names)


@dataclass(frozen=True)
class Table:
    """One table: the cells of its fields ("" for a column that is not there), line by line with the numbers that a
    spreadsheet gives them, and what was passed over."""

    file: str
    fields: tuple[str, ...]
    lines: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)

    def fault(self, number: int, subject: str, name: str, value: str, reason: str, remedy: str) -> Fault:
        """What is wrong with a cell."""
        return Fault(self.file, number, subject, name, value, reason, remedy)


def read_grids(path: Path) -> dict[str, Grid]:
    """The sheets of a workbook, the CSV files of a folder, or one CSV file. InputError: cannot be read."""
    if path.is_dir():
        files = sorted(path.glob("*.csv"))
        if not files:
            raise refuse("文件夹里没有 CSV 表", "请给出有表的文件夹，或 .xlsx", file=path.name)
        return {file.stem: read_csv(file, f"{path.name}/{file.name}") for file in files}
    if not path.is_file():
        raise refuse("没有这个文件", "请给出文件夹、.xlsx 或 .csv", file=str(path))
    if path.suffix.lower() == ".csv":
        return {path.stem: read_csv(path, path.name)}
    return read_workbook(path)


def read_csv(path: Path, file: str) -> Grid:
    """The rows of a CSV file in UTF-8 or GB18030. InputError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as handle:
                return list(csv.reader(handle))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise refuse("有一格过长，或引号不成对", "请打开核对后重新导出", file=file) from error
    raise refuse("既不是 UTF-8 也不是 GB18030 的 CSV 表", "请另存为“CSV UTF-8”", file=file)


def read_workbook(path: Path) -> dict[str, Grid]:
    """The sheets of a workbook by name. InputError: it is none, or would not fit."""
    from python_calamine import CalamineError, CalamineWorkbook

    from linghang.core.spreadsheet import refuse_unfit

    refuse_unfit(path, path.name)
    try:
        book = CalamineWorkbook.from_path(str(path))
        return {
            name.strip(): book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except (CalamineError, OSError, ValueError) as error:
        raise refuse("打不开这个表格", "请用表格软件打开后另存为 .xlsx", file=path.name) from error


def read_table(grid: Grid, file: str, form: Form) -> Table:
    """The table below its head. NoHeadError: no row names the columns that are needed. InputError: one stands twice."""
    at, head = _found(grid, file, form)
    places = [form.column(head, name) for name in form.fields]
    table = Table(file, form.fields)
    compared = [at for at, name in enumerate(form.fields) if name != form.order]
    whole = len(compared) == len(places)
    first = next(at for at, place in enumerate(places) if place >= 0)
    ending = head[places[first]][-1]  # few cells end like the head above them, so few rows are read as heads
    seen: set[tuple[str, ...]] = set()
    doubled: list[int] = []
    for number, row in enumerate(grid[at + 1 :], at + 2):
        texts = [cell.strip() if type(cell) is str else text_of(cell) for cell in row]
        cells = tuple([texts[place] if 0 <= place < len(texts) else "" for place in places])
        once = cells if whole else tuple([cells[place] for place in compared])
        if once in seen:
            doubled.append(number)
        elif cells[first][-1:].lower() == ending and _is_head(cells, places, head):
            table.notices.append(Fault(file, number, reason="表头在表中重复出现，已跳过"))
        elif any(cells):
            seen.add(once)
            table.lines.append((number, cells))
    if doubled:
        table.notices.append(Fault(file, doubled[0], reason=f"有 {len(doubled)} 行与前面的行重复，已跳过"))
    table.notices.extend(_numeric(grid, at, places, form, file))
    return table


def _found(grid: Grid, file: str, form: Form) -> tuple[int, list[str]]:
    """The row of the head, and its names as they are compared."""
    if not any(map(any, grid)):
        raise NoHeadError(Fault(file, reason="表是空的", remedy="请补全这张表"))
    best, lacking = 0, form.needed
    for at, row in enumerate(grid[:SCAN]):
        head = [head_name(text_of(cell)) for cell in row]
        missing = tuple(name for name in form.needed if form.column(head, name) < 0)
        if not missing:
            _refuse_twice(head, form, file, at + 1)
            return at, head
        if len(missing) < len(lacking):
            best, lacking = at + 1, missing
    if best:
        raise NoHeadError(Fault(file, best, value=form.called(lacking), reason="缺少列", remedy="请补上列名"))
    wanted = f"表的前 {SCAN} 行里应有一行列名，至少有：{form.called(form.needed)}"
    raise NoHeadError(Fault(file, reason="没有找到表头", remedy=wanted))


def _refuse_twice(head: Sequence[str], form: Form, file: str, number: int) -> None:
    used = [head[place] for name in form.fields if name not in form.names and (place := form.column(head, name)) >= 0]
    if doubled := [name for name in dict.fromkeys(used) if head.count(name) > 1]:
        raise refuse("有同名的列", "请只留一列", file=file, line=number, value="、".join(doubled))


def head_name(cell: str) -> str:
    """A head as heads are compared."""
    name = "".join(unicodedata.normalize("NFKC", cell).split()).lower().replace("-", "")
    before = next((prefix for prefix in _BEFORE if name.startswith(prefix) and name != prefix), "")
    return name.removeprefix(before)


def _is_head(cells: Sequence[str], places: Sequence[int], head: Sequence[str]) -> bool:
    return all(head_name(cell) == head[place] for cell, place in zip(cells, places, strict=True) if place >= 0)


def _numeric(grid: Grid, at: int, places: Sequence[int], form: Form, file: str) -> list[Fault]:
    """88.7600 kept as a number has become 88.76: nothing can bring the zeros back."""
    columns = [place for name, place in zip(form.fields, places, strict=True) if name in form.codes and place >= 0]
    found = [
        number
        for place in columns
        for number, row in enumerate(grid[at + 1 :], at + 2)
        if place < len(row) and type(row[place]) is float
    ]
    reason = f"有 {len(found)} 个编码存成了数字，末尾的 0 可能已丢失"
    return [Fault(file, min(found), reason=reason, remedy="请把这一列改成文本后重填")] if found else []


def text_of(cell: object) -> str:
    """A cell as text; a number that is whole without the decimal point that a spreadsheet gives it."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def refuse_all(faults: Sequence[Fault]) -> None:
    """InputError with all of them, if there are any."""
    if faults:
        raise InputError(list(faults))
