"""What a load did, or would do. Pure."""

from dataclasses import dataclass
from pathlib import Path

from linghang.core.errors import Fault
from linghang.core.periods import Period


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
