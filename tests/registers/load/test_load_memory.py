"""Memory does not grow with the file: what is held is bounded by the blocks in flight and the limits of the spool."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
from loadfiles import official_header

from linghang.bench.load import write_front_pages
from linghang.registers.content import shipped_packs

HERE = Path(__file__).resolve().parent
MEGABYTE = 2**20
GIVING_BACK = {
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0",
    "MIMALLOC_PURGE_DELAY": "0",
    "MALLOC_ARENA_MAX": "1",
}
"""Freed memory goes back at once, so that what is measured is what is held and not what happened to be kept."""


def staged(folder, rows):
    folder.mkdir()
    path = folder.parent / f"{rows}.csv"
    write_front_pages(path, official_header(2020), rows)
    done = subprocess.run(
        [sys.executable, HERE / "staged_load.py", path, folder, shipped_packs() / "national-front-page", "inpatient"],
        env=os.environ | GIVING_BACK | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found = json.loads(done.stdout)
    assert (found["rows"], found["rejected"]) == (rows, 0)
    return found["peak"], path.stat().st_size


def test_a_file_three_times_as_large_takes_no_more_memory(tmp_path):
    small_peak, small_size = staged(tmp_path / "small", 15_000)
    large_peak, large_size = staged(tmp_path / "large", 45_000)
    assert large_size - small_size > 50_000_000
    assert large_peak - small_peak < 0.6 * (large_size - small_size)  # what the allocator keeps, not rows
    assert large_peak < 1024 * MEGABYTE
    stored = pq.read_table(tmp_path / "large" / "data.parquet", columns=["discharged_at", "_row"]).to_pydict()
    assert stored["discharged_at"] == sorted(stored["discharged_at"])
    assert sorted(stored["_row"]) == list(range(2, 45_002))
