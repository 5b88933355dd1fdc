"""What a load did, or would do. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linghang.core.errors import Fault, InputError
from linghang.core.periods import Period


class LoadRefusedError(InputError):
    """A file was refused as a whole for its faulty rows. `rejects_path`: the name of their list, "" without one."""

    def __init__(self, faults: Iterable[Fault], rejects_path: str) -> None:
        super().__init__(faults)
        self.rejects_path = rejects_path


@dataclass(frozen=True)
class LoadResult:
    """The outcome of one file. `batch_id` is None in a dry run; `period` the months the file speaks for (None only
    in a dry run without a dated row). `faults` are those of rejected rows, `warnings` of rows kept in spite of them;
    both are at most a first few hundred, the counts are whole."""

    register: str
    institution: str
    period: Period | None
    rows_accepted: int
    rows_rejected: int
    rows_warned: int
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    batch_id: int | None = None
    rejects_path: Path | None = None
    dry_run: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain data for `--json`."""
        return {
            "register": self.register,
            "institution": self.institution,
            "period": str(self.period) if self.period else None,
            "rows_accepted": self.rows_accepted,
            "rows_rejected": self.rows_rejected,
            "rows_warned": self.rows_warned,
            "batch": self.batch_id,
            "rejects": str(self.rejects_path) if self.rejects_path else None,
            "dry_run": self.dry_run,
            "faults": [vars(fault) for fault in self.faults],
            "warnings": [vars(fault) for fault in self.warnings],
        }

    def __str__(self) -> str:
        """What the command line says."""
        outcome = "检查完毕，没有入库" if self.dry_run else f"已入库，批次 {self.batch_id}"
        counts = f"合格 {self.rows_accepted:,} 行，退回 {self.rows_rejected:,} 行，提醒 {self.rows_warned:,} 行"
        listed = f"。退回与提醒清单：{self.rejects_path}" if self.rejects_path else ""
        return f"{outcome}：{self.period.label if self.period else ''} {counts}{listed}"
