"""Weights of groups as an authority publishes them: a table read, with edition, source and validity. Pure."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from linghang.casemix.frames import MONEY
from linghang.casemix.result_files import appearing
from linghang.casemix.table_lines import Line, lines_of, read_each
from linghang.casemix.tables import Form, NoHeadError, Table, read_grids, read_table, refuse_all
from linghang.core.errors import Fault, InputError, refuse
from linghang.core.figures import round_half_up

HEADS: Mapping[str, Sequence[str]] = {
    "组": ("组", "编码", "代码", "组编码", "组代码", "病组编码", "病组代码", "分组编码", "code", "group", "drg"),
    "名称": ("名称", "组名称", "病组名称", "name"),
    "权重": ("权重", "相对权重", "基准权重", "病组权重", "支付权重", "rw", "weight"),
    "次均费用": ("次均费用", "均费", "平均费用", "例均费用", "mean_cost"),
    "平均住院日": ("平均住院日", "平均住院天数", "mean_days"),
    "版本": ("版本", "edition"),
    "出处": ("出处", "来源", "source"),
    "施行日期": ("施行日期", "施行起", "validfrom", "valid_from"),
    "截止日期": ("截止日期", "施行止", "validto", "valid_to"),
}
COLUMNS = tuple(HEADS)
WEIGHTS = {"group": pl.String, "name": pl.String} | dict.fromkeys(("weight", "mean_cost", "mean_days"), MONEY)
_FORM = Form(COLUMNS, ("组", "权重"), HEADS, codes=frozenset({"组"}), order="")
_MOST = Decimal(10) ** 12
"""More than any weight, cost (yuan) or stay; what is beyond would not fit into a column."""
_SHOWN = 10


@dataclass(frozen=True)
class Published:
    """`weights`: group, name, weight, mean_cost (yuan), mean_days (None: not published), one row a group. Valid from
    `valid_from` to `valid_to`, both included (None: until there is another edition)."""

    edition: str
    source: str
    valid_from: dt.date
    valid_to: dt.date | None
    weights: pl.DataFrame
    notices: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Said:
    """What is said of a table beside its rows; what is None or empty has to stand in the table."""

    edition: str = ""
    source: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class _Row:
    line: Line
    group: str
    cells: tuple[str, str, Decimal, Decimal | None, Decimal | None]
    said: Said


def read_published(path: Path, said: Said = Said(), groups: Collection[str] = ()) -> Published:
    """The table in a CSV file, a workbook or a folder, also one that `write_published` wrote.

    `groups`: those of the scheme that the weights belong to; a group that is not among them is refused, and one without
    a weight noticed. InputError: file, row, column, reason, remedy.
    """
    tables = _tables(path)
    faults: list[Fault] = []
    rows = [row for table in tables for row in read_each(lines_of(table, "组"), _row, faults)]
    faults += _twice(rows) + _unknown(rows, groups)
    refuse_all(faults)
    if not rows:
        raise refuse("没有一个组的权重", "请核对文件", file=path.name)
    whole = _of_all(rows, said, path.name)
    notices = [notice for table in tables for notice in table.notices] + _lacking(rows, groups, path.name)
    frame = pl.DataFrame([row.cells for row in rows], schema=WEIGHTS, orient="row").sort("group")
    if whole.valid_from is None:
        raise refuse("没有写施行日期", "请写明从哪天起施行", file=path.name, field="施行日期")
    return Published(whole.edition, whole.source, whole.valid_from, whole.valid_to, frame, tuple(notices))


def _tables(path: Path) -> list[Table]:
    """The tables with weights; a sheet without them is passed over where another has them."""
    grids = read_grids(path)
    found: list[Table] = []
    unread: list[Fault] = []
    for sheet, grid in grids.items():
        try:
            found.append(read_table(grid, f"{path.name}/{sheet}" if len(grids) > 1 else path.name, _FORM))
        except NoHeadError as error:
            unread += error.faults
    if not found:
        raise InputError(unread)
    passed = [Fault(fault.file, reason="这张表没有权重的表头，已跳过") for fault in unread]
    return [replace(found[0], notices=[*found[0].notices, *passed]), *found[1:]]


def _row(line: Line) -> _Row:
    group = line.text("组").upper()
    if not group:
        raise InputError(line.fault("组", "没有写是哪个组", "请补填"))
    weight, cost, days = line.must("权重"), line.decimal("次均费用"), line.decimal("平均住院日")
    for column, value in (("权重", weight), ("次均费用", cost), ("平均住院日", days)):
        if value is not None and value >= _MOST:
            raise InputError(line.fault(column, "大得不可信", "请核对"))
        if value is not None and value != round_half_up(value, 4):
            raise InputError(line.fault(column, "小数多于 4 位", "请核对；公布的数不应在导入时取舍"))
    said = Said(line.text("版本"), line.text("出处"), line.day("施行日期"), line.day("截止日期"))
    return _Row(line, group, (group, line.text("名称"), weight, cost, days), said)


def _twice(rows: Sequence[_Row]) -> list[Fault]:
    first: dict[str, _Row] = {}
    return [
        row.line.fault("组", f"与第 {before.line.number} 行是同一个组", "请只留一行")
        for row in rows
        if (before := first.setdefault(row.group, row)) is not row
    ]


def _unknown(rows: Sequence[_Row], groups: Collection[str]) -> list[Fault]:
    known = set(groups)
    return [
        row.line.fault("组", "分组方案里没有这个组", "请核对方案和权重表的版本")
        for row in rows
        if known and row.group not in known
    ]


def _lacking(rows: Sequence[_Row], groups: Collection[str], file: str) -> list[Fault]:
    lacking = sorted(set(groups) - {row.group for row in rows})
    if not lacking:
        return []
    shown = "、".join(lacking[:_SHOWN]) + ("等" if len(lacking) > _SHOWN else "")
    return [Fault(file, reason=f"方案里有 {len(lacking)} 个组没有权重，入这些组的病例不计：{shown}")]


def _of_all(rows: Sequence[_Row], said: Said, file: str) -> Said:
    """What the rows say of the whole table, which must be the same in all, or what was said beside it."""
    different = dict.fromkeys(row.said for row in rows)
    if len(different) > 1:
        raise refuse("各行的版本、出处、施行日期不同", "请一个版本一张表", file=file)
    (written,) = different
    for column, one, other in zip(
        ("版本", "出处", "施行日期", "截止日期"), vars(written).values(), vars(said).values(), strict=True
    ):
        if one and other and one != other:
            raise refuse(f"表里写的{column}与给出的不同", "请核对", file=file, field=column, value=f"{one}，{other}")
    found = Said(*(one or other for one, other in zip(vars(written).values(), vars(said).values(), strict=True)))
    for column, value in (("版本", found.edition), ("出处", found.source)):
        if not value:
            raise refuse(f"没有写{column}", f"请写明{column}", file=file, field=column)
    if found.valid_from and found.valid_to and found.valid_to < found.valid_from:
        raise refuse("截止日期早于施行日期", "请更正", file=file, field="截止日期", value=str(found.valid_to))
    return found


def write_published(published: Published, target: Path) -> None:
    """As a CSV table in which every row says edition, source and validity. InputError: the place cannot be written."""
    heads = dict(zip(published.weights.columns, COLUMNS, strict=False))
    beside = (published.edition, published.source, published.valid_from.isoformat())
    until = published.valid_to.isoformat() if published.valid_to else ""
    cells = dict(zip(COLUMNS[len(heads) :], (*beside, until), strict=True))
    with appearing(target) as part:
        published.weights.rename(heads).with_columns(
            **{name: pl.lit(value) for name, value in cells.items()}
        ).write_csv(part, include_bom=True)


def weighed_by(measured: pl.DataFrame, published: Published) -> pl.DataFrame:
    """Measured weights (`weights.weigh`) with the published ones in their place; the published mean cost and stay where
    there are any, else those measured. Groups without a published weight are left out."""
    told = published.weights.drop("name").rename(lambda name: name if name == "group" else f"{name}_told")
    joined = measured.join(told, on="group", how="inner", maintain_order="left")
    taken = {name: pl.coalesce(f"{name}_told", name) for name in ("weight", "mean_cost", "mean_days")}
    return joined.with_columns(**taken).select(measured.columns)
