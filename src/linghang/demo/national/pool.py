"""Discharges to draw from: a few ten thousand rows of the demonstration's hospitals, read as any front page is.

So every field of the register is filled, rows fit together (operation and diagnosis, fees and their sum), and a field
that the register gets later is there as soon as the demonstration writes it.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linghang.demo.clinical import Ints
from linghang.demo.fees import charge
from linghang.demo.files import write_lines
from linghang.demo.front_page import columns_of, to_lines
from linghang.demo.institutions import institutions
from linghang.demo.region import official_headers
from linghang.demo.seeds import generator
from linghang.demo.stays import Order, draw
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers.checks import Checks
from linghang.registers.schema import arrow_schema
from linghang.registers.staging import stage

REGISTER = "inpatient"
_SOURCES = {"prefecture": 12_000, "tcm": 3_000}
"""Stays drawn from each hospital of the region, in each month drawn."""
_MONTHS = (1, 7)
_YEAR = 2022
_OPERATED, _MAJOR = 0.4, 0.2
_BY_SPECIALITY = {"05": "妇产", "07": "儿童", "19": "肿瘤", "50": "中医"}
"""Beginnings of the department's code."""


@dataclass(frozen=True)
class Kind:
    """What the rows of a kind have in common. `level`: of the highest operation, 0 for none. `stay`: 0 short, 1
    middling, 2 long. `acquired`: a diagnosis that arose in hospital."""

    speciality: str
    died: bool
    level: int
    stay: int
    acquired: bool


@dataclass(frozen=True)
class Pool:
    """Rows ordered by kind: those of `kinds[k]` are `starts[k]` to `starts[k + 1]`."""

    register: Register
    rows: pa.Table
    kinds: tuple[Kind, ...]
    starts: Ints

    @property
    def shares(self) -> Ints:
        """How many rows each kind has."""
        return np.diff(self.starts)


def pool(library: Library, seed: int) -> Pool:
    """The pool of a seed: the same seed and definitions give the same rows."""
    register = library.register(REGISTER)
    with tempfile.TemporaryDirectory(prefix="linghang-pool-") as name:
        folder = Path(name)
        write_lines(folder / "pool.csv", (header := official_headers(library)["2020"]), _lines(header, seed), "utf-8")
        staged = stage(folder / "pool.csv", Checks.of(register, library, b"pool"), folder, name="pool.csv")
        rows = pq.read_table(staged.data).cast(arrow_schema(register)).combine_chunks()
    marks = _marks(rows)
    order = np.lexsort(marks.T)
    ordered = marks[order]
    first = np.flatnonzero(np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)])
    specialities = ("", *_BY_SPECIALITY.values())
    kinds = tuple(
        Kind(specialities[place], bool(died), int(level), int(stay), bool(acquired))
        for place, died, level, stay, acquired in ordered[first].tolist()
    )
    return Pool(register, rows.take(pa.array(order)), kinds, np.r_[first, len(order)])


def _lines(header: list[str], seed: int) -> list[str]:
    lines = []
    for number, (code, stays) in enumerate(_SOURCES.items()):
        for month in _MONTHS:
            rng = generator(seed, "national", "pool", code, month)
            order = Order(institutions()[code], _YEAR, month, stays, int(stays * _OPERATED), int(stays * _MAJOR))
            drawn = draw(rng, order)
            fees = charge(rng, drawn, order.institution)
            lines += to_lines(columns_of(rng, drawn, fees, order.institution, f"{number}{month}"), header)
    return lines


def _marks(rows: pa.Table) -> Ints:
    """The kind of every row, as whole numbers in the order of the fields of `Kind`."""
    beginnings = pc.utf8_slice_codeunits(rows["department"], 0, 2).to_pylist()
    places = {code: number for number, code in enumerate(_BY_SPECIALITY, 1)}
    levels = [max(map(int, filter(None, found or ())), default=0) for found in rows["operation_levels"].to_pylist()]
    days = rows["length_of_stay"].to_numpy()
    short, long = np.quantile(days, [0.35, 0.7])
    columns = [
        [places.get(code, 0) for code in beginnings],
        pc.equal(rows["discharge_way"], "5").to_numpy(),
        levels,
        (days > short).astype(int) + (days > long),
        ["4" in (found or ()) for found in rows["other_conditions"].to_pylist()],
    ]
    return np.stack([np.asarray(column, np.int64) for column in columns], axis=1)
