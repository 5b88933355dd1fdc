"""Rows of a table in a text: cells between tabs, bars or wide gaps, the unit in a column or behind the name. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from linghang.documents import units
from linghang.documents.cells import Cell, aligned, cells, goes_on, joined
from linghang.documents.comparison import Comparison
from linghang.documents.numerals import of_arabic
from linghang.documents.quantity import LIMIT, NUMBER, Bound, bound_of
from linghang.documents.years import years

_GAP = re.compile("[ \u3000](?<=\\S.)[ \u3000]+(?=\\S)")
_GAPS = 3
"""Fewer wide gaps than these may stand in prose."""
VALUE = re.compile(
    rf"(?P<bound>[≤≥≦≧＞＜<>]|不[低高]于|不少于|不超过|约)? ?"
    rf"(?P<sign>[-—–－+]?)(?P<value>{NUMBER})(?P<unit>[%％‰]?){LIMIT}"
)
_CHANGE = re.compile("同比|增减|增幅|增长率|变化")
_CAPTION = re.compile(rf"单位[:：]\s?(?P<unit>(?:[万亿])?{units.UNIT})")
_NAMES = re.compile("科室|部门|机构|单位|医院|院区|支部|党支部|地区|县区|乡镇|年份|季度|月份")
"""Heads over names of who or when; what is counted then stands over the other columns."""
_HEADS = re.compile(f"{_NAMES.pattern}|指标(?:名称)?|项目|序号")
"""Heads of a first column: with them a table begins, right behind another one too."""
_AIMED = re.compile("(?:目标|计划|预算|标准|红线|任务)[值数]?$")
_REACHED = re.compile("基期|基线|基数|现状|现值|实际|完成")
_BASE_YEAR = re.compile("(?:基期|基线|基数|现状|现值)[值数]?")
_BEFORE = re.compile("[上去]年(?:同期|度)?(?:实际|完成|决算|执行)?[值数]?")
_BEHIND_NAME = re.compile(rf"[（(](?P<unit>[万亿]?{units.UNIT})[）)]")


@dataclass(frozen=True)
class Entry:
    """A value of a table: `name` of its row (under 科室 and the like with that of its column: 骨科药占比), `unit` as
    written (with 万), the year of its column, its change. `aimed`: the column holds targets; `before`: last year's;
    `reached`: what is or was; `based`: that from which a plan sets out, in a year that the column does not name."""

    start: int
    end: int
    name: str
    value: Decimal
    scale: str
    unit: str
    period: str
    comparison: Comparison | None
    aimed: bool = False
    before: bool = False
    reached: bool = False
    based: bool = False
    bound: Bound = "eq"


def is_row(line: str) -> bool:
    """Whether cells stand in it; a tab before the first word only indents."""
    if "\t" in line.strip() or line.count("|") >= 2:
        return True
    return ("  " in line or "\u3000\u3000" in line) and len(_GAP.findall(line)) >= _GAPS and "。" not in line


def entries(text: str) -> Iterator[Entry]:
    """The values of all tables. A row without a head above it that names its columns gives values without years."""
    head: Sequence[Cell] = ()
    caption, at, fresh = "", 0, False
    for line in text.split("\n"):
        begins, at = at, at + len(line) + 1
        if not is_row(line):
            if head and "\t" in line.lstrip():
                continue  # 一、急诊, and nothing in the other columns: what the rows below have in common
            head, fresh = (), False
            caption = found["unit"] if (found := _CAPTION.search(line)) else caption if not line.strip() else ""
            continue
        row = cells(line, begins)
        valued = any(VALUE.fullmatch(each.text) for each in row)
        if fresh and not valued and goes_on(head, row):
            head = joined(head, row)
        elif not head or (not valued and _HEADS.fullmatch(row[0].text)):
            apart = "\t" not in line.strip() and "|" not in line
            head = () if apart and valued else row
            fresh = bool(head)
        elif len(row) > 1:
            fresh = fresh and not valued
            yield from _row(*aligned(head, row), caption)


def _row(head: Sequence[Cell], row: Sequence[Cell], caption: str) -> Iterator[Entry]:
    name, unit = row[0].text, caption
    if found := _BEHIND_NAME.search(name):
        unit, name = found["unit"], name[: found.start()]
    titles = [each.text for each in head] + [""] * (len(row) - len(head))
    if "单位" in titles[1 : len(row)]:
        unit = row[titles.index("单位", 1)].text
    of_columns = _NAMES.fullmatch(titles[0]) is not None
    values = {at: found for at, found in _values(row) if titles[at] != "单位" and not _CHANGE.search(titles[at])}
    changes = _changes(titles, row, sorted(values), of_columns)
    for at, found in values.items():
        title, cell = titles[at], row[at]
        own = _BEHIND_NAME.search(title)
        written = units.normal(found["unit"] or (own["unit"] if own else "") or unit)
        scale = written[0] if written[:1] in ("万", "亿") else ""
        named = [year.said for year in years(title)]
        over = title.removesuffix(own[0] if own else "")
        said = name + over if of_columns and not named else name
        yield Entry(
            cell.start, cell.end, said, of_arabic(found["value"]) * (-1 if _below_zero(found) else 1), scale,
            written.removeprefix(scale), named[0] if named else "", changes.get(at),
            _AIMED.search(over) is not None, _BEFORE.fullmatch(over) is not None, _REACHED.search(over) is not None,
            _BASE_YEAR.fullmatch(over) is not None, bound_of(found["bound"] or "", "", found["limit"] or ""),
        )  # fmt: skip


def _values(row: Sequence[Cell]) -> Iterator[tuple[int, re.Match[str]]]:
    for at, cell in enumerate(row):
        if at and (found := VALUE.fullmatch(cell.text)):
            yield at, found


def _below_zero(found: re.Match[str]) -> bool:
    return found["sign"] != "" and found["sign"] in "-—–－"


def _changes(
    titles: Sequence[str], row: Sequence[Cell], values: Sequence[int], of_columns: bool
) -> dict[int, Comparison]:
    """Place of a value → its change. A change in its own column is of the first value of the row; where the columns
    count different things, of the value left of it."""
    told: dict[int, Comparison] = {}
    for at, found in _values(row):
        before = [value for value in values if value < at] if of_columns else values[:1]
        if _CHANGE.search(titles[at]) and before:
            cell, unit = row[at], "百分点" if "百分点" in titles[at] else "%"
            change = Comparison(
                cell.start, cell.end, cell.text, "down" if _below_zero(found) else "up", of_arabic(found["value"]),
                unit, "同比" if "同比" in titles[at] else "", cell.start, cell.end,
            )  # fmt: skip
            told.setdefault(before[-1], change)
    return told
