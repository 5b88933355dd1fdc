"""Lines of case mix as tables show them: rounded texts with the exact value to sort by. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from linghang.core.figures import MISSING, write_number
from linghang.payment.summaries import Line

_WAN = Decimal(10_000)


@dataclass(frozen=True)
class Cell:
    """A number: as read, as sorted, and how it is coloured."""

    text: str
    value: Decimal | int | None
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table. `url` is empty when there is nowhere to go."""

    code: str
    name: str
    url: str
    cells: tuple[Cell, ...]


def number(value: Decimal | None, decimals: int = 2) -> Cell:
    """Any number; missing is said, never a zero."""
    return Cell(MISSING if value is None else write_number(value, decimals, grouped=True), value)


def count(value: int) -> Cell:
    return Cell(f"{value:,}", value)


def percent(value: Decimal | None) -> Cell:
    return Cell(MISSING if value is None else write_number(value * 100, 1) + "%", value)


def money(value: Decimal) -> Cell:
    """Money in 万元 that is neither good nor bad."""
    return Cell(write_number(value / _WAN, 2, grouped=True), value)


def wan(value: Decimal | None) -> Cell:
    """Money in 万元; what is lost in the colour of what is worse."""
    if value is None:
        return Cell(MISSING, None)
    tone = "worse" if value < 0 else "better" if value > 0 else ""
    return Cell(write_number(value / _WAN, 2, grouped=True), value, tone)


def index(value: Decimal | None) -> Cell:
    """Against the region: above one is more than others."""
    tone = "" if value is None or value == 1 else "worse" if value > 1 else "better"
    return Cell(MISSING if value is None else write_number(value, 3), value, tone)


PLACE_HEADS = (
    "例数",
    "入组率",
    "CMI",
    "病组数",
    "时间指数",
    "费用指数",
    "单位权重费用（元）",
    "超标准占比",
    "结余（万元）",
)
GROUP_HEADS = ("例数", "权重", "平均住院日", "次均费用（元）", "标准（元）", "费用指数", "超标准占比", "结余（万元）")


def place_cells(line: Line) -> tuple[Cell, ...]:
    """A department or institution, under PLACE_HEADS."""
    return (
        count(line.cases), percent(line.grouped_share), number(line.cmi, 4), count(line.groups), index(line.time_index),
        index(line.fee_index), number(line.fee_per_weight), percent(line.losing_share), wan(line.balance),
    )  # fmt: skip


def group_cells(line: Line) -> tuple[Cell, ...]:
    """A group, under GROUP_HEADS. The standard and the weight are the mean of its cases: years differ."""
    weighed = Decimal(line.weighed)
    return (
        count(line.cases), number(line.weight / weighed if weighed else None, 4), number(line.mean_days, 1),
        number(line.mean_fee), number(line.mean_standard), index(line.fee_index),
        percent(line.losing_share), wan(line.balance),
    )  # fmt: skip


def rows(
    lines: Iterable[Line],
    cells: Callable[[Line], tuple[Cell, ...]],
    names: Mapping[str, str],
    url: Callable[[str], str],
) -> list[Row]:
    """Lines as rows; a key without a name is shown by its code alone."""
    return [Row(each.key, names.get(each.key, ""), url(each.key), cells(each)) for each in lines]
