"""Which rows of a file may be stored: every cell read and checked, every rule applied, a whole column at a time. Pure.

Nothing is dropped or changed without being said. A row with a fault is rejected and every fault of it is told; a
warning tells what to look at in a row that is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from linghang.core.errors import Fault
from linghang.packs.model import RegisterField
from linghang.registers.cells import LONGEST_TEXT
from linghang.registers.checks import Checks
from linghang.registers.layout import Layout
from linghang.registers.lists import LongGroup, elongate, gather
from linghang.registers.pseudonym import pseudonymise_all
from linghang.registers.records import Records
from linghang.registers.shown import shown
from linghang.registers.sound import sound_values
from linghang.registers.values import READ_AS, read_values, storage_type, to_storage

Flags = np.ndarray
"""One boolean per row of a block."""


@dataclass
class Checked:
    """The outcome of a block: `rows` to be stored, `faults` of rejected rows, `warnings`, and how many rows of each."""

    rows: pl.DataFrame
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    rejected: int = 0
    warned: int = 0


def check(records: Records, layout: Layout, checks: Checks) -> Checked:
    """Read and judge the records of one block."""
    block = _Block(records, layout, checks)
    columns = {
        item.code: block.scalar(item, column)
        for item, column in layout.scalars
        if item.code in block.slots or item.required
    }
    for group in layout.groups:
        columns |= block.lists(elongate(records, group))
    nothing = {dtype: _nothing(dtype, block.rows.len()) for dtype in set(map(_type, checks.register.fields))}
    rows = pl.DataFrame(
        [columns.get(item.code, nothing[_type(item)]).alias(item.code) for item in checks.register.fields]
        + [block.rows]
    )
    block.outside_period(rows)
    block.rules(rows)
    block.ragged(records.ragged, len(layout.header))
    warned = int((block.warned & ~block.bad).sum())
    kept = rows.filter(pl.Series(~block.bad)) if block.bad.any() else rows
    return Checked(kept, block.faults, block.warnings, int(block.bad.sum()) + len(records.ragged), warned)


def _type(item: RegisterField) -> pl.DataType:
    dtype = storage_type(item)
    return pl.List(dtype) if item.list else dtype


def _nothing(dtype: pl.DataType, height: int) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, height)


Name = Callable[[int], str]
"""How a fault names the column of the n-th value looked at."""


class _Block:
    """Collects what is found in one block. `bad` and `warned` flag its rows by position."""

    def __init__(self, records: Records, layout: Layout, checks: Checks) -> None:
        self.layout, self.checks, self.rows = layout, checks, records.rows
        self.cells, slots = records.cells, records.slots
        self.slots = {item.code: (item, int(slots[column])) for item, column in layout.scalars if slots[column] >= 0}
        self.sound = sound_values(self.cells, self.slots, checks)
        self.bad: Flags = np.zeros(self.rows.len(), dtype=bool)
        self.warned: Flags = np.zeros(self.rows.len(), dtype=bool)
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def scalar(self, item: RegisterField, column: int) -> pl.Series:
        """The typed values of a single-valued field."""
        title, text = self.layout.title(item, column), None
        if item.code in self.sound:
            values = self.sound[item.code]
        elif item.code in self.slots:
            text = self.cells.texts(self.slots[item.code][1])
            values = self._read(item, text, None, lambda _: title)
        else:
            values = _nothing(storage_type(item), self.rows.len())
        if item.required:
            self._required(item, values, text, title)
        return pseudonymise_all(values, self.checks.key) if item.identifier else values

    def lists(self, long: LongGroup) -> dict[str, pl.Series]:
        """The typed lists of a group, in step with its first field."""
        group = long.group
        names = [self._names(long, member) for member in range(len(group.fields))]
        sound = sound_values(
            long.cells, {item.code: (item, member) for member, item in enumerate(group.fields)}, self.checks
        )
        values = [
            sound[item.code] if item.code in sound else self._read(item, long.cells.texts(member), long.index, name)
            for member, (item, name) in enumerate(zip(group.fields, names, strict=True))
        ]
        led = long.cells.there(0)
        for member in () if led.all() else range(1, len(group.fields)):
            item = group.fields[member]
            self._find(
                item,
                pl.Series(long.cells.there(member) & ~led),
                long.cells.texts(member),
                long.index,
                names[member],
                blocks=False,
                reason=f"对应的“{group.master.title}”为空，这个值没有入库",
                remedy="请补上对应的编码，或删去这个值",
            )
        lists = gather(long, values, self.rows.len())
        if group.master.required:
            empty = lists[0].list.len().fill_null(0) == 0
            self._find(
                group.master, empty, None, None, lambda _: group.master.title, reason="必填项为空", remedy="请补填"
            )
        return {
            item.code: column
            for item, column in zip(group.fields, lists, strict=True)
            if item is group.master or group.present(group.fields.index(item))
        }

    def _names(self, long: LongGroup, member: int) -> Name:
        item, positions = long.group.fields[member], long.group.positions
        return lambda n: self.layout.title(item, positions[int(long.position[n])][member] or 0)

    def _read(self, item: RegisterField, text: pl.Series, index: np.ndarray | None, name: Name) -> pl.Series:
        if item.type == "text":
            text = _stripped(text, self.checks.register.missing)
        values = read_values(text, item)
        if values.null_count() > text.null_count() or (item.codeset and self._unknown(item, values)):
            text = _stripped(text, self.checks.register.missing)
            values = read_values(text, item)
            if item.codeset:
                values = text = values.replace(self.checks.codes[item.code].by_name)
            self._unreadable(item, text, values, index, name)
        stored = to_storage(values, item)
        self._limits(item, text, values, stored, index, name)
        return stored

    def _unknown(self, item: RegisterField, values: pl.Series) -> list[str]:
        return self.checks.codes[item.code].unknown(values.unique())

    def _unreadable(
        self, item: RegisterField, text: pl.Series, values: pl.Series, index: np.ndarray | None, name: Name
    ) -> None:
        unread = text.is_not_null() & values.is_null()
        if item.type in READ_AS:
            reason, remedy = READ_AS[item.type]
            self._find(item, unread, text, index, name, reason=reason, remedy=remedy)
        if item.codeset and (unknown := self._unknown(item, values)):
            check = self.checks.codes[item.code]
            self._find(
                item,
                text.is_in(unknown),
                text,
                index,
                name,
                blocks=check.blocks,
                reason=f"不是“{check.title}”里的代码",
                remedy="请按接口标准的代码填写，注意前面的 0 不能丢",
            )

    def _limits(
        self,
        item: RegisterField,
        text: pl.Series,
        values: pl.Series,
        stored: pl.Series,
        index: np.ndarray | None,
        name: Name,
    ) -> None:
        if item.type == "decimal":
            huge = stored.is_null() & values.is_not_null()
            self._find(item, huge, text, index, name, reason="数值过大", remedy="请核对位数和单位")
            self._find(
                item,
                stored.cast(values.dtype) != values,
                text,
                index,
                name,
                reason=f"小数超过 {item.decimals} 位",
                remedy=f"请保留到 {item.decimals} 位小数后重新导出",
            )
        if item.type in ("integer", "decimal"):
            if item.min is not None:
                self._find(
                    item, stored < item.min, text, index, name, reason=f"小于下限 {item.min}", remedy="请核对数值和单位"
                )
            if item.max is not None:
                self._find(
                    item, stored > item.max, text, index, name, reason=f"大于上限 {item.max}", remedy="请核对数值和单位"
                )
        if item.type == "text":
            longest = item.length or LONGEST_TEXT
            if (text.str.len_bytes() > longest).any():  # cheaper than counting letters, and never less
                self._find(
                    item,
                    text.str.len_chars() > longest,
                    text,
                    index,
                    name,
                    reason=f"超过 {longest} 个字",
                    remedy="请核对是否错列，或缩短",
                )

    def _required(self, item: RegisterField, values: pl.Series, text: pl.Series | None, title: str) -> None:
        if values.null_count():
            missing = values.is_null()
            if text is not None:
                missing &= _stripped(text, self.checks.register.missing).is_null()
            self._find(item, missing, None, None, lambda _: title, reason="必填项为空", remedy="请补填")

    def _find(
        self,
        item: RegisterField,
        mask: pl.Series,
        text: pl.Series | None,
        index: np.ndarray | None,
        name: Name,
        *,
        reason: str,
        remedy: str,
        blocks: bool = True,
    ) -> None:
        """Note a fault (a warning, unless it blocks) for each value where `mask` holds; `index` tells its row."""
        for hit in mask.arg_true():
            position = int(index[hit]) if index is not None else hit
            value = "" if text is None else shown(text[hit], item)
            self._note(position, Fault("", self.rows[position], "", name(hit), value, reason, remedy), blocks=blocks)

    def _note(self, position: int, fault: Fault, *, blocks: bool) -> None:
        (self.bad if blocks else self.warned)[position] = True
        (self.faults if blocks else self.warnings).append(fault)

    def outside_period(self, rows: pl.DataFrame) -> None:
        """Rows dated outside the months that the file is said to speak for."""
        period, item = self.checks.period, self.checks.register.field(self.checks.register.date)
        if period is not None:
            day = rows[item.code].cast(pl.Date)
            outside = ~day.is_between(period.first_day, period.last_day)
            self._find(
                item,
                outside,
                day.cast(pl.String),
                None,
                lambda _: item.title,
                reason=f"不在本次数据的期间（{period.label}）内",
                remedy="请核对日期，或改选期间",
            )

    def rules(self, rows: pl.DataFrame) -> None:
        """The register's own conditions. One that cannot be told for want of data is not broken."""
        if not self.checks.rules:
            return
        outcome = rows.select(expr.alias(rule.code) for rule, expr in self.checks.rules)
        for rule, _ in self.checks.rules:
            broken = (~outcome[rule.code]).fill_null(value=False).arg_true()
            items = [self.checks.register.field(code) for code in rule.fields]
            titles, blocks = "、".join(item.title for item in items), rule.severity == "reject"
            for position in broken:
                value = "，".join(_said(rows[item.code][position], item) for item in items)
                fault = Fault("", self.rows[position], "", titles, value, rule.message, rule.remedy)
                self._note(position, fault, blocks=blocks and not self.checks.register.unverified)

    def ragged(self, ragged: tuple[tuple[int, int], ...], width: int) -> None:
        """Records with more or fewer cells than the header: their cells cannot be told apart."""
        for row, count in ragged:
            remedy = "内容里的英文逗号要用双引号括起来" if count > width else "请检查这一行是否被截断或少了逗号"
            self.faults.append(Fault("", row, "", "整行", "", f"有 {count} 列，应为 {width} 列", remedy))


def _said(value: object, item: RegisterField) -> str:
    return "；".join(shown(each, item) for each in value) if isinstance(value, pl.Series) else shown(value, item)


def _stripped(text: pl.Series, missing: tuple[str, ...]) -> pl.Series:
    """Without blanks at the ends; what is then one of the missing marks is missing."""
    bare = text.str.strip_chars()
    words = [word for word in missing if word] + [""]
    nothing = bare.is_in(words)
    return pl.select(pl.when(~nothing).then(bare)).to_series() if nothing.any() else bare
