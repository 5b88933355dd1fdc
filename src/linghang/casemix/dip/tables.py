"""Tables of a catalogue as people write them: heads under many names, text numbers, doubled rows. Pure."""

import csv
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from linghang.core import spreadsheet
from linghang.core.errors import Fault, InputError, refuse

Grid = Sequence[Sequence[str]]
HEADS: Mapping[str, tuple[str, ...]] = {
    "编码": ("编码", "代码", "病种编码", "病种代码", "目录编码", "组编码", "dip编码", "dip病种编码"),
    "类别": ("类别", "病种类别", "目录类别", "病种类型", "类型"),
    "名称": ("名称", "病种名称", "目录名称", "组名称", "dip名称", "主要诊断名称", "诊断名称"),
    "规则": ("规则", "入组规则"),
    "主要诊断": (
        "主要诊断",
        "主要诊断编码",
        "主要诊断代码",
        "诊断编码",
        "诊断代码",
        "疾病编码",
        "疾病诊断编码",
        "icd10编码",
    ),
    "主要操作": (
        "主要操作",
        "主要操作编码",
        "主要手术操作",
        "主要手术操作编码",
        "主要手术操作代码",
        "主要手术及操作编码",
        "手术操作编码",
        "手术操作代码",
        "操作编码",
        "操作代码",
    ),
    "相关操作": ("相关操作", "相关操作编码", "相关手术", "相关手术编码", "相关手术操作", "相关手术操作编码"),
    "操作性质": ("操作性质", "治疗方式", "操作类别"),
    "基层病种": ("基层病种", "是否基层病种"),
    "分值": ("分值", "病种分值", "基准分值", "标准分值", "rw", "权重"),
    "均费": ("均费", "平均费用", "次均费用", "例均费用"),
    "平均住院日": ("平均住院日", "平均住院天数"),
    "变异系数": ("变异系数", "cv"),
    "例数": ("例数", "病例数"),
    "病例": ("病例", "病例号", "case"),
    "核定分值": ("核定分值", "单议分值", "points"),
    "核定金额": ("核定金额", "单议金额", "amount"),
    "理由": ("理由", "单议理由", "reason"),
}
_MOST_DIGITS = 18
"""Of a number, before its point or noughts behind it; written as 1e999999999 one would fill the memory."""
SCAN = 10
"""Rows in which the head of a sheet is looked for."""


@dataclass(frozen=True)
class Line:
    """A line of a table; `number` as a spreadsheet counts rows."""

    file: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell without spaces at its ends, "" when the table has no such column."""
        return self.cells.get(column, "")

    def fault(self, column: str, reason: str, remedy: str) -> Fault:
        """What is wrong with a cell."""
        return Fault(self.file, self.number, self.text("编码"), column, self.text(column)[:60], reason, remedy)

    def decimal(self, column: str) -> Decimal | None:
        """A number, also one written with thousands commas or full width.

        InputError when it is none, below 0, or longer than any number of a catalogue.
        """
        written = unicodedata.normalize("NFKC", self.text(column)).replace(",", "")
        if not written:
            return None
        try:
            value = Decimal(written)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value < 0 or abs(value.adjusted()) > _MOST_DIGITS:
            raise InputError(self.fault(column, "应为不小于 0 的数，也不会这么长", "请更正"))
        return value

    def whole(self, column: str) -> int:
        """A whole number, 0 when nothing is written."""
        value = self.decimal(column) or Decimal(0)
        if value != int(value):
            raise InputError(self.fault(column, "应为整数", "请更正"))
        return int(value)


@dataclass
class Table:
    """The lines below the head, each once, and what was passed over."""

    lines: list[Line] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)


def read_grids(path: Path) -> dict[str, Grid]:
    """The sheets of a workbook, the CSV files of a folder, or one CSV file, as texts. InputError: cannot be read."""
    if path.is_dir():
        files = sorted(path.glob("*.csv"))
        if not files:
            raise refuse("文件夹里没有 CSV 表", "请给出目录的文件夹或 .xlsx", file=path.name)
        return {file.stem: _csv(file) for file in files}
    if not path.is_file():
        raise refuse("没有这个目录", "请给出目录的文件夹、.xlsx 或 .csv", file=str(path))
    if path.suffix.lower() == ".csv":
        return {path.stem: _csv(path)}
    return _workbook(path)


def _csv(path: Path) -> Grid:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as handle:
                return [[cell.strip() for cell in row] for row in csv.reader(handle)]
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise refuse("不是完整的 CSV 表", "请另存为“CSV UTF-8”", file=path.name) from error
    raise refuse("既不是 UTF-8 也不是 GB18030 的 CSV 表", "请另存为“CSV UTF-8”", file=path.name)


def _workbook(path: Path) -> dict[str, Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    spreadsheet.refuse_unfit(path, path.name)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        grids = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }
    except (CalamineError, OSError, ValueError) as error:
        raise refuse("打不开这个表格", "请用表格软件打开后另存为 .xlsx", file=path.name) from error
    return {name: [[_text(cell) for cell in row] for row in grid] for name, grid in grids.items()}


def _text(cell: object) -> str:
    """A cell as text; whole numbers without the decimal point that a spreadsheet gives them."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def read_table(grid: Grid, file: str, needed: Sequence[str], known: Sequence[str]) -> Table:
    """The table below the first row that has the heads `needed`. InputError when there is none."""
    for at, row in enumerate(grid[:SCAN]):
        head = [_head(cell, known) for cell in row]
        if all(name in head for name in needed):
            return _lines(grid, at, head, file)
    wanted = "、".join(needed)
    raise refuse("没有找到表头", f"表的前 {SCAN} 行里应有一行列名，至少有：{wanted}", file=file)


def _head(cell: str, known: Sequence[str]) -> str:
    name = "".join(unicodedata.normalize("NFKC", cell).split()).lower().replace("-", "")
    return next((head for head in known if name in HEADS.get(head, (head,))), "")


def _lines(grid: Grid, at: int, head: list[str], file: str) -> Table:
    table = Table()
    seen: set[tuple[str, ...]] = set()
    doubled: list[int] = []
    for number, row in enumerate(grid[at + 1 :], at + 2):
        cells = tuple(row[: len(head)])
        if not any(cells):
            continue
        if list(cells) == list(grid[at][: len(cells)]):
            table.notices.append(Fault(file, number, reason="表头在表中重复出现，已跳过"))
        elif cells in seen:
            doubled.append(number)
        else:
            seen.add(cells)
            named = {name: cell for name, cell in reversed(list(zip(head, cells, strict=False))) if name}
            table.lines.append(Line(file, number, named))
    if doubled:
        table.notices.append(Fault(file, doubled[0], reason=f"有 {len(doubled)} 行与前面的行重复，已跳过"))
    commas = sum("," in line.text("分值") for line in table.lines)
    if commas:
        table.notices.append(Fault(file, reason=f"有 {commas} 行的分值带千分位，已按数读入"))
    return table
