"""A table of discipline records, checked and sealed without ever lying on the disk in clear.

Uploads of the data desk wait in a folder and leave lists of rejected rows; here everything happens in one request, in
memory, and all rows are good or none is stored: the faults are shown on the page and nowhere else.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from linghang.core.errors import Fault, InputError
from linghang.integrity import vault
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers.entry import key_of
from linghang.registers.kept.store import entry_reader
from linghang.registers.sheets import read_ledger

MAX_BYTES = 2**20
NAME = "上传的表格"
"""Said instead of the file's own name, which may name somebody."""


def import_rows(
    table: bytes, register: Register, library: Library, institution: Institution, *, actor: Any
) -> list[Any]:
    """Store every row of the table. InputError with every fault, and then nothing is stored. Returns the row ids."""
    with _unlinked(table) as path:
        ledger = read_ledger(path, register, NAME)
    reader = entry_reader(register, library, institution)
    entries = [(number, reader.read(ledger.raw(register, cells), line=number)) for number, cells in ledger.rows]
    faults = [fault for _, entry in entries for fault in entry.faults]
    faults += _twice(register, [(number, entry.values) for number, entry in entries if not entry.faults])
    if not entries:
        faults.append(Fault(NAME, 0, reason="没有一行数据", remedy="请从第 2 行起填写"))
    if faults:
        raise InputError(faults)
    return vault.enter(register, institution, [entry.values for _, entry in entries], actor=actor)


def _twice(register: Register, rows: list[tuple[int, dict[str, Any]]]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    titles = "、".join(register.field(code).title for code in register.key)
    for number, values in rows:
        key = key_of(register, values)
        if key in first:
            yield Fault("", number, "", titles, "", f"与第 {first[key]} 行重复", "同一事项只保留一行")
        first.setdefault(key, number)


@contextmanager
def _unlinked(content: bytes) -> Iterator[Path]:
    """The content as a file for readers that want a path: in memory on Linux, else a private file that is removed."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("table")
        try:
            os.write(descriptor, content)
            yield Path(f"/proc/self/fd/{descriptor}")
        finally:
            os.close(descriptor)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(content)
        yield path
