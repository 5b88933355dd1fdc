"""What an import would do, for the page that asks before it does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linghang.core.errors import Fault
from linghang.core.periods import Period
from linghang.packs.model import Register
from linghang.registers.cells import WORDS
from linghang.registers.kept.reading import Reading, too_many
from linghang.registers.pseudonym import MASK

SHOWN_ROWS = 200


@dataclass(frozen=True)
class PreviewCell:
    """A cell as it stands in the file, and what is wrong with it."""

    text: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class PreviewRow:
    """`state`: new, changed, same or rejected. `faults` are those that no shown cell explains."""

    number: int
    state: str
    cells: tuple[PreviewCell, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def title(self) -> str:
        return {"new": "新增", "changed": "修改", "same": "不变", "rejected": "有误"}[self.state]


@dataclass(frozen=True)
class Preview:
    """Counts of the whole file and its first rows, faulty ones before the others. `refused`: too many are faulty, or
    there is nothing in it and no period is given."""

    headings: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    new: int
    changed: int
    same: int
    rejected: int
    gone: int
    warnings: tuple[Fault, ...]
    refused: str


def preview_of(reading: Reading, register: Register, period: Period | None) -> Preview:
    """The preview of a file that was read."""
    fields = [item for item in register.fields if item.code in reading.ledger.columns]
    rejected = [number for number, entry in reading.entries.items() if entry.faults]
    order = [*sorted(rejected), *reading.accepted][:SHOWN_ROWS]
    cells = dict(reading.ledger.rows)
    rows = tuple(_row(reading, register, number, cells[number]) for number in order)
    changed = sum(old is not None for old in reading.fresh.values())
    return Preview(
        tuple(item.title for item in fields),
        rows,
        len(reading.fresh) - changed,
        changed,
        len(reading.same),
        len(rejected),
        len(reading.gone),
        tuple(reading.warnings[:SHOWN_ROWS]),
        _refusal(len(reading.entries), len(rejected), register, period),
    )


def _refusal(total: int, rejected: int, register: Register, period: Period | None) -> str:
    if too_many(total, rejected, register):
        share = f"超过 {register.reject_share:%}" if rejected < total else "是全部"
        return f"有误的行{share}，整个文件不能导入。请在表格中改好后重新上传。"
    if not total and period is None:
        return "没有一行数据。若本期确实没有发生，请返回填写期间，作为零报告。"
    return ""


def _row(reading: Reading, register: Register, number: int, raw: Sequence[Any]) -> PreviewRow:
    faults = reading.entries[number].faults
    texts = reading.ledger.raw(register, raw)
    cells, placed = [], set[Fault]()
    for item in register.fields:
        if item.code in texts:
            here = tuple(fault for fault in faults if item.title in fault.field.split("、"))
            placed.update(here)
            hidden = item.identifier and texts[item.code] not in (None, "")
            cells.append(PreviewCell(MASK if hidden else as_shown(texts[item.code]), here))
    old = reading.fresh.get(number)
    state = "rejected" if faults else "same" if number in reading.same else "changed" if old is not None else "new"
    return PreviewRow(number, state, tuple(cells), tuple(fault for fault in faults if fault not in placed))


def as_shown(raw: Any) -> str:
    """A raw cell as a spreadsheet shows it."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return WORDS[raw]
    return format(raw, ".15g") if isinstance(raw, float) else str(raw)
