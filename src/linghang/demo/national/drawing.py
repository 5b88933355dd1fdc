"""One month of some hospitals, drawn from the pool: whom they treat and how these fare follows from their traits."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from linghang.demo.clinical import Floats, Ints
from linghang.demo.national.hospitals import GENERAL, Hospital
from linghang.demo.national.pool import Kind, Pool
from linghang.demo.stays import Flags
from linghang.packs.model import Register

INSTITUTION = "institution"
_DAY = 86_400_000_000
_OWN_SPECIALITY, _OTHER = 6.0, -4.0
"""Added to the logarithm of a kind's weight: of the hospital's own speciality; in a hospital of another one."""
_PARTS_OF_TEN_THOUSAND = 10_000
_WITHIN = {"antibacterial_fee": "western_medicine_fee"}
_MOVED = {"western_medicine_fee": "non_surgical_treatment_fee", "treatment_material_fee": "nursing_fee"}
"""Better hospitals earn more with services and less with goods: a part of the first fee is the second one instead."""


def chances(pool: Pool, some: Sequence[Hospital]) -> Floats:
    """For each hospital (row) the chance of each kind of discharge (column)."""
    weights = np.stack([_tilt(hospital, pool.kinds) for hospital in some]) + np.log(pool.shares)
    chance = np.exp(weights - weights.max(axis=1, keepdims=True))
    shares: Floats = chance / chance.sum(axis=1, keepdims=True)
    return shares


def _tilt(hospital: Hospital, kinds: Sequence[Kind]) -> Floats:
    return np.array([_speciality(hospital.category, kind) + _case(hospital, kind) for kind in kinds])


def _speciality(category: str, kind: Kind) -> float:
    if category == GENERAL:
        return _OTHER if kind.speciality == "中医" else 0.0
    return _OWN_SPECIALITY if kind.speciality == category else 0.0


def _case(hospital: Hospital, kind: Kind) -> float:
    """Harder cases go to more complex hospitals; better ones have fewer deaths and complications, efficient ones
    shorter stays."""
    weight = 0.0
    if kind.died:
        weight += 0.15 * hospital.complexity - 0.35 * hospital.quality
    if kind.acquired:
        weight -= 0.3 * hospital.quality
    if kind.level >= 3:
        weight += 0.3 * hospital.complexity + (0.25 * hospital.quality if kind.level == 4 else 0.0)
    return weight + (1 - kind.stay) * 0.25 * hospital.efficiency


def draw_month(
    rng: np.random.Generator, pool: Pool, some: Sequence[Hospital], counts: Sequence[int], month: date,
    columns: Collection[str],
) -> pa.Table:  # fmt: skip
    """So many discharges of each of these hospitals in the month that `month` begins, ordered by hospital and day; the
    fields `columns` of the register and the hospital's code."""
    hospital = np.repeat(np.arange(len(some)), counts)
    chosen = _rows(rng, pool, chances(pool, some), hospital)
    days = np.sort(hospital * 32 + rng.integers(0, monthrange(month.year, month.month)[1], len(hospital))) % 32
    day = np.datetime64(month, "D").astype(np.int64) + days
    rows = pool.rows.select([*dict.fromkeys([*columns, pool.register.date, *_needed(columns)])]).take(pa.array(chosen))
    moved = _dated(rows, pool.register, day)
    charged = _charged(moved, some, hospital)
    codes = pa.DictionaryArray.from_arrays(pa.array(hospital.astype(np.int32)), [each.code for each in some])
    return charged.select(list(columns)).append_column(INSTITUTION, codes.cast(pa.string()))


def _rows(rng: np.random.Generator, pool: Pool, chance: Floats, hospital: Ints) -> Ints:
    """A kind by the hospital's chances, then any row of that kind: one search for all rows."""
    steps = (np.cumsum(chance, axis=1) + np.arange(len(chance))[:, None]).ravel()
    wanted = hospital + rng.random(len(hospital)) * (1 - 1e-12)
    kind = np.minimum(np.searchsorted(steps, wanted, side="right"), len(steps) - 1) % chance.shape[1]
    rows: Ints = pool.starts[kind] + np.floor(rng.random(len(hospital)) * pool.shares[kind]).astype(np.int64)
    return rows


def _needed(columns: Collection[str]) -> list[str]:
    """Fees that are changed together."""
    return [name for pair in (*_MOVED.items(), *_WITHIN.items()) if set(pair) & set(columns) for name in pair]


def _dated(rows: pa.Table, register: Register, day: Ints) -> pa.Table:
    """Every date and time moved by the same days, so that the discharge falls on `day`."""
    left = rows[register.date].combine_chunks().cast(pa.int64()).to_numpy() // _DAY
    shift = day - left
    for number, name in enumerate(rows.column_names):
        kind = register.field(name).type
        if kind not in ("date", "datetime"):
            continue
        by = shift if kind == "date" else shift * _DAY
        column = rows[name].combine_chunks()
        moved = _moved_list(column, by) if pa.types.is_list(column.type) else _moved(column, by)
        rows = rows.set_column(number, rows.schema.field(number), moved)
    return rows


def _moved(column: pa.Array, by: Ints) -> pa.Array:
    width = pa.int32() if pa.types.is_date32(column.type) else pa.int64()
    values = column.cast(width).fill_null(0).to_numpy() + by
    return pa.array(values, mask=~_valid(column)).cast(width).cast(column.type)


def _moved_list(column: pa.Array, by: Ints) -> pa.Array:
    lengths = column.value_lengths().fill_null(0).to_numpy()
    values = _moved(column.flatten(), np.repeat(by, lengths))
    offsets = pa.array(np.r_[0, np.cumsum(lengths)].astype(np.int32), mask=np.r_[~_valid(column), False])
    return pa.ListArray.from_arrays(offsets, values).cast(column.type)


def _valid(column: pa.Array) -> Flags:
    found: Flags = column.is_valid().to_numpy(zero_copy_only=False)
    return found


def _charged(rows: pa.Table, some: Sequence[Hospital], hospital: Ints) -> pa.Table:
    """Fees at the hospital's price level; parts are rounded down and the total too, so the parts never exceed it."""
    price = np.array([round(_PARTS_OF_TEN_THOUSAND * np.exp(0.15 * each.cost)) for each in some])[hospital]
    share = np.array([round(1500 + 700 * np.tanh(each.quality)) for each in some])[hospital]
    cents = {
        name: _cents(rows[name]) * price // _PARTS_OF_TEN_THOUSAND
        for name in rows.column_names
        if name.endswith("_fee")
    }
    for source, target in _MOVED.items():
        if source in cents and target in cents:
            moved = cents[source] * share // _PARTS_OF_TEN_THOUSAND
            cents[source] = cents[source] - moved
            cents[target] = cents[target] + moved
    for part, whole in _WITHIN.items():
        if part in cents and whole in cents:
            cents[part] = cents[part] * (_PARTS_OF_TEN_THOUSAND - share) // _PARTS_OF_TEN_THOUSAND
    for name, values in cents.items():
        empty = ~_valid(rows[name].combine_chunks()) & (values == 0)
        rows = rows.set_column(rows.column_names.index(name), rows.schema.field(name), _decimals(values, empty))
    return rows


def _cents(column: pa.ChunkedArray) -> Ints:
    """Hundredths of a column of decimals with two places."""
    whole = np.frombuffer(column.combine_chunks().fill_null(0).buffers()[1], np.int64).reshape(-1, 2)
    return whole[: len(column), 0]


def _decimals(cents: Ints, empty: Flags) -> pa.Array:
    """Back to decimals of two places: 128 bits, the lower half first."""
    wide = np.stack([cents, cents >> 63], axis=1)
    present = pa.array(~empty).buffers()[1]
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [present, pa.py_buffer(np.ascontiguousarray(wide))])
