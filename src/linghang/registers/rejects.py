"""The list of what was rejected or should be looked at, as a CSV that Excel opens rightly. Pure."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from linghang.core.errors import Fault
from linghang.registers.sheets import neutral

HEADINGS = ("行号", "列", "值", "原因", "处理建议", "处理结果")
REJECTED, WARNED = "未入库", "已入库，请核对"
ALSO = "未入库，另请核对"
"""Of a doubt about a row that was rejected for something else."""
SHOWN = 500


class Rejects:
    """Writes faults as they are found and keeps the first few hundred to show. The file exists once there is one."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self._file: TextIO | None = None

    def add(self, faults: Sequence[Fault], warnings: Iterable[Fault] = ()) -> None:
        """Write the faults of rejected rows, and the warnings about the same stretch of rows: of rows that are stored,
        and of those that their faults keep out."""
        for fault in faults:
            self._write(fault, REJECTED, self.faults)
        rejected = {fault.line for fault in faults}
        for warning in warnings:
            if warning.line in rejected:
                self._write(warning, ALSO, self.faults)
            else:
                self._write(warning, WARNED, self.warnings)

    def _write(self, fault: Fault, outcome: str, shown: list[Fault]) -> None:
        if self._file is None:
            self._open()
        said = (str(fault.line), fault.field, fault.value, fault.reason, fault.remedy, outcome)
        self._writer.writerow(map(neutral, said))
        if len(shown) < SHOWN:
            shown.append(fault.in_file(self.name))

    def _open(self) -> None:
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADINGS)

    def close(self) -> Path | None:
        """The finished file, or None when nothing was found."""
        if self._file is None:
            return None
        self._file.close()
        return self.path
