"""Where the rows of a register are at a catalogue version, and for which months they speak."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

from django.db.models import Max
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.core.periods import Month
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.packs.library import fingerprint
from linghang.packs.model import Register
from linghang.registers import catalogue, kept
from linghang.registers.models import CatalogueVersion, KeptRow
from linghang.registers.rows import Rows

Result = TypeVar("Result")
MEMORY_SLOTS = 512


class Memory:
    """What was made last, for the threads of one process. Keys carry a catalogue version, so nothing found is stale."""

    def __init__(self, slots: int = MEMORY_SLOTS) -> None:
        self._slots, self._found, self._lock = slots, OrderedDict[Hashable, Any](), Lock()

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What was made for this key, or made now. Two threads may make the same thing at once; either will do."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return cast(Result, self._found[key])
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._slots:
                self._found.popitem(last=False)
        return made


_touched, _coverage, _tables = Memory(), Memory(), Memory(64)


@dataclass(frozen=True)
class Snapshot:
    """The visible data at one catalogue version. The time tells versions of two databases apart that share a number."""

    version: int
    at: datetime | None


@dataclass(frozen=True)
class Source:
    """A visible batch of a loaded register."""

    id: int
    name: str
    institution: str
    file_name: str
    rows: int

    @property
    def path(self) -> Path:
        """Its Parquet file. InputError when it is gone."""
        path = Workspace.from_environment().lake / self.name
        if not path.is_file():
            raise refuse("批次的数据文件不见了", "请从备份恢复数据文件夹", file=self.name, subject=f"批次 {self.id}")
        return path


def snapshot(version: int | None = None) -> Snapshot:
    """The data as of a version, or as they are now. InputError when there is no such version."""
    number = catalogue.current_version() if version is None else version
    at = CatalogueVersion.objects.filter(number=number).values_list("at", flat=True).first()
    if at is None and number:
        raise refuse("没有这个数据版本", "可在数据台查看各版本", field="数据版本", value=str(number))
    return Snapshot(number, at)


def batches(register_code: str, now: Snapshot) -> list[Source]:
    """The visible batches of a loaded register, oldest first."""
    found = catalogue.visible_batches(register_code, version=now.version).order_by("id")
    rows = found.values_list("id", "data_path", "institution__code", "file_name", "rows_accepted")
    return [Source(*row) for row in rows if row[1]]


def last_change(register_code: str, now: Snapshot) -> Snapshot:
    """The last catalogue version that changed the rows of a kept register."""

    def ask() -> Snapshot:
        rows = KeptRow.objects.filter(register=register_code)
        created = rows.filter(created__lte=now.version).aggregate(last=Max("created"))["last"] or 0
        ended = rows.filter(ended__lte=now.version).aggregate(last=Max("ended"))["last"] or 0
        return snapshot(max(created, ended))

    return _touched.get((register_code, now), ask)


def kept_rows(register: Register, now: Snapshot) -> Rows:
    """The rows of a kept register, all institutions."""
    key = (register.code, fingerprint([register]), last_change(register.code, now))
    return _tables.get(key, lambda: Rows(table=kept.rows_table(register, now.version)))


def covered_months(register_code: str, now: Snapshot) -> dict[str, set[int]]:
    """Institution code → months (yyyymm) for which its rows of this register speak."""
    today = timezone.localdate()

    def ask() -> dict[str, set[int]]:
        codes = list(Institution.objects.values_list("code", flat=True))
        return catalogue.coverage(register_code, codes, version=now.version, today=today)

    return _coverage.get((register_code, now, Month.of(today)), ask)
