"""Run by test_load_memory: stages a file in a process of its own, with low limits, and reports its peak memory."""

import json
import re
import resource
import sys
from pathlib import Path

from linghang.packs.load import load_packs
from linghang.registers import spool, staging
from linghang.registers.checks import Checks


def peak() -> int:
    """Peak memory in bytes. Linux: of this program alone, `getrusage` would count the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(path: str, folder: str, pack: str, register: str) -> None:
    staging.IN_FLIGHT, spool.IN_MEMORY, spool._SPILLED = 2**22, 2**22, 2**20
    library = load_packs([Path(pack)])
    staged = staging.stage(
        Path(path), Checks.of(library.register(register), library, b"key"), Path(folder), name="whole.csv"
    )
    print(json.dumps({"peak": peak(), "rows": staged.rows_accepted, "rejected": staged.rows_rejected}))


if __name__ == "__main__":
    main(*sys.argv[1:])
