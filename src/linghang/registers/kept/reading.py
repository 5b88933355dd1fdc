"""A ledger file checked row by row and matched with what stands in the ledger; nothing is changed yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from linghang.core.errors import Fault, refuse
from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.packs.model import Register
from linghang.registers import content
from linghang.registers.entry import Entry, EntryReader, key_of, month_of, stored
from linghang.registers.kept.store import entry_reader, refuse_sealed, values_of
from linghang.registers.models import Batch, KeptRow, visible_at
from linghang.registers.schema import ROW
from linghang.registers.sheets import INSTITUTION, ROW_ID, Ledger, read_ledger
from linghang.registers.shown import shown

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""

CHUNK = 500


@dataclass
class Reading:
    """A file after checking: what each row says, and what it would change. `fresh` are the rows to be stored: with the
    standing row that each follows, or None."""

    ledger: Ledger
    entries: dict[int, Entry]
    fresh: dict[int, KeptRow | None] = field(default_factory=dict)
    same: set[int] = field(default_factory=set)
    """Rows that say what stands already: accepted, nothing to store."""
    gone: list[KeptRow] = field(default_factory=list)
    """Rows of the superseded batch that are not in the corrected file."""

    @property
    def accepted(self) -> list[int]:
        return sorted([*self.fresh, *self.same])

    @property
    def faults(self) -> list[Fault]:
        return [fault for number in sorted(self.entries) for fault in self.entries[number].faults]

    @property
    def rejected(self) -> int:
        return sum(bool(entry.faults) for entry in self.entries.values())

    @property
    def warnings(self) -> list[Fault]:
        unknown = [
            Fault("", 1, field=name, reason="模板里没有这一列，不会导入", remedy="不需要导入可不管")
            for name in self.ledger.unknown
        ]
        return unknown + [fault for number in self.accepted for fault in self.entries[number].warnings]

    def fault(self, number: int, title: str, value: str, reason: str, remedy: str) -> None:
        entry = self.entries[number]
        self.entries[number] = Entry(entry.values, (*entry.faults, Fault("", number, "", title, value, reason, remedy)))


def read(
    path: Path,
    register: Register,
    institution: Institution,
    *,
    period: Period | None = None,
    supersede: Batch | None = None,
    progress: Progress | None = None,
    file_name: str | None = None,
) -> Reading:
    """Check a file against the ledger and what stands in it, without changing anything."""
    refuse_sealed(register)
    name = file_name or path.name
    _refuse_wrong_batch(register, institution, supersede, name)
    ledger = read_ledger(path, register, name)
    standing = _Standing.of(register, institution)
    reader = entry_reader(register, content.library(), institution)
    reading = Reading(ledger, {})
    for done, (number, cells) in enumerate(ledger.rows, 1):
        reading.entries[number] = _read_row(reader, ledger, number, cells, standing)
        if progress and done % CHUNK == 0:
            progress(done, len(ledger.rows))
    _check_places(reading, register, institution, period)
    _match(reading, register, standing, supersede)
    return reading


@dataclass(frozen=True)
class _Standing:
    """The rows of the ledger that stand now, by name and by key."""

    by_row: dict[str, KeptRow]
    by_key: dict[str, KeptRow]

    @classmethod
    def of(cls, register: Register, institution: Institution) -> "_Standing":
        rows = list(
            KeptRow.objects.filter(visible_at(None), register=register.code, institution=institution).order_by("id")
        )
        return cls({str(row.row): row for row in rows}, {row.key: row for row in rows})

    def named(self, row_id: str) -> KeptRow | None:
        """The row that an exported row id means, whatever its version."""
        return self.by_row.get(row_id.partition(":")[0])


def row_id(row: KeptRow) -> str:
    """What an export writes into the hidden column: the row and the version that was exported."""
    return f"{row.row}:{row.pk}"


def _read_row(reader: EntryReader, ledger: Ledger, number: int, cells: Sequence[Any], standing: _Standing) -> Entry:
    """Read one row; columns that the file does not have keep what a standing row says."""
    register = reader.register
    old = standing.named(ledger.aside(ROW_ID, cells))
    before = values_of(register, old) if old else {}
    return reader.read(ledger.raw(register, cells), before=before, line=number)


def too_many(total: int, rejected: int, register: Register) -> bool:
    """Whether so many of the rows are faulty that the file is refused as a whole. One without a single good row always
    is: it is no 零报告."""
    return rejected > 0 and (rejected == total or Decimal(rejected) / total > register.reject_share)


def _refuse_wrong_batch(register: Register, institution: Institution, batch: Batch | None, name: str) -> None:
    if batch is not None and (batch.register, batch.institution_id) != (register.code, institution.pk):
        raise refuse("要更正的批次不属于这个台账或这个机构", "请重新选择批次", file=name)
    if batch is not None and batch.ended_id is not None:
        raise refuse("要更正的批次已经失效", "请刷新页面，选择仍有效的批次", file=name)


def _check_places(reading: Reading, register: Register, institution: Institution, period: Period | None) -> None:
    """Rows of another institution, or dated outside the period that the file speaks for."""
    own = {institution.code, institution.name, institution.short_name}
    for number, cells in reading.ledger.rows:
        named = reading.ledger.aside(INSTITUTION, cells)
        if named and named not in own:
            reading.fault(number, INSTITUTION, shown(named), f"这一行不属于{institution}", "请分机构导入")
        values = reading.entries[number].values
        if period and register.date in values and not period.contains(_month(register, values)):
            reading.fault(
                number,
                register.field(register.date).title,
                str(values[register.date]),
                f"不在本次填报的期间（{period.label}）内",
                "请核对日期，或改选期间",
            )


def _month(register: Register, values: dict[str, Any]) -> Period:
    month = month_of(register, values)
    return Period(month, month)


def _match(reading: Reading, register: Register, standing: _Standing, supersede: Batch | None) -> None:
    """Decide for every good row whether it is new, changes a standing row, or says what stands already."""
    taken: dict[str, int] = {}
    used: set[str] = set()
    for number, cells in reading.ledger.rows:
        entry = reading.entries[number]
        if entry.faults:
            continue
        key = key_of(register, entry.values)
        if key in taken:
            reading.fault(number, _key_titles(register), "", f"与第 {taken[key]} 行重复", "同一事项只保留一行")
            continue
        old = _follows(reading, register, standing, supersede, number, reading.ledger.aside(ROW_ID, cells), key)
        if reading.entries[number].faults:
            continue
        if old is not None and str(old.row) in used:
            reading.fault(number, ROW_ID, "", "与上面某行的记录编号相同", "复制出来的行请清空记录编号")
            continue
        taken[key] = number
        if old is not None:
            used.add(str(old.row))
        if old is not None and not _ends_with(old, supersede) and _same(old, register, entry):
            reading.same.add(number)
        else:
            reading.fresh[number] = old
    if supersede is not None:
        reading.gone = [
            row for row in standing.by_row.values() if _ends_with(row, supersede) and str(row.row) not in used
        ]


def _follows(
    reading: Reading,
    register: Register,
    standing: _Standing,
    supersede: Batch | None,
    number: int,
    named: str,
    key: str,
) -> KeptRow | None:
    """The standing row that row `number` changes, or None for a new one; notes a fault when it may do neither."""
    by_key = standing.by_key.get(key)
    if not named:
        if by_key is not None and not _ends_with(by_key, supersede):
            reading.fault(number, _key_titles(register), "", "台账里已有相同的记录", "不要重复登记；要修改请先导出再改")
        return by_key
    old = standing.named(named)
    if old is None:
        reading.fault(number, ROW_ID, "", "台账里没有这条记录，可能已被删除", "要作为新记录登记，请清空这一格")
    elif named != row_id(old) and not _ends_with(old, supersede):
        reading.fault(number, ROW_ID, "", "导出之后，这条记录又被他人修改", "请重新导出，在新的内容上修改")
    elif by_key is not None and by_key.pk != old.pk and not _ends_with(by_key, supersede):
        reading.fault(number, _key_titles(register), "", "台账里已有相同的记录", "请核对这几列，改成不同的内容")
    return old


def _ends_with(row: KeptRow, batch: Batch | None) -> bool:
    return batch is not None and row.batch_id == batch.pk


def _same(old: KeptRow, register: Register, entry: Entry) -> bool:
    return {code: value for code, value in old.data.items() if code != ROW} == stored(register, entry.values)


def _key_titles(register: Register) -> str:
    return "、".join(register.field(code).title for code in register.key)
