"""The few numbers of every case that a catalogue is built from, gathered in one reading of the cases. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.case_files import in_order
from linghang.casemix.dip.auxiliary import Subtypes
from linghang.casemix.dip.cases import NO_MONEY, Cases, batches_of, encoded, read_money
from linghang.casemix.dip.enter import NEEDED
from linghang.casemix.dip.gate import Gate, Stop
from linghang.casemix.dip.parameters import Institutions
from linghang.casemix.dip.words import Array
from linghang.core.errors import Fault, refuse

COLUMNS = (*NEEDED, "cost", "year")
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_DAYS = 100_000
"""More days than anybody lives: beyond them the column holds something else."""
LEFT_OUT = {
    "stop": "没有主要诊断、年龄不可能、不是 ICD-10 编码、不能作主要诊断，或规则写明不按 DIP 付费",
    "cost": "费用没有填、不是数，或不大于 0",
    "year": f"年份没有填，或不在 {FIRST_YEAR}–{LAST_YEAR} 之间",
}


@dataclass(frozen=True)
class Gathered:
    """`frame`: rule (place of the rule group, -1: none), principal and main (ids), others (ids of other operations),
    fen, year, days, level, and a column for every kind of subtype. `left_out`: cases that do not count, by reason."""

    frame: pl.DataFrame
    left_out: Counter[str]

    def notices(self) -> list[Fault]:
        """What did not count, for the reader of the catalogue."""
        return [Fault(reason=f"{n} 例不计入：{LEFT_OUT[why]}") for why, n in sorted(self.left_out.items()) if n]


def gather(
    cases: Path | pl.LazyFrame | pl.DataFrame, gate: Gate, subtypes: Subtypes, institutions: Institutions
) -> Gathered:
    """One reading of the cases. InputError: the file cannot be read, lacks a column, or no case counts."""
    left_out: Counter[str] = Counter()

    def work(table: pa.RecordBatch) -> pa.RecordBatch:
        return _projected(gate.cases(table), gate, subtypes, institutions)

    kept = list(_counted(in_order(work, batches_of(cases, COLUMNS)), left_out))
    if not kept:
        raise refuse("没有一例可用的病例", "请核对诊断、费用和年份")
    return Gathered(pl.DataFrame(pl.from_arrow(pa.Table.from_batches(kept))), left_out)


def _counted(batches: Iterator[pa.RecordBatch], left_out: Counter[str]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        why = batch.column("why")
        for entry in pc.value_counts(why).to_pylist():
            if entry["values"]:
                left_out[entry["values"]] += entry["counts"]
        good = batch.filter(pc.equal(why, "")).drop_columns(["why"])
        if good.num_rows:
            yield good


def _projected(cases: Cases, gate: Gate, subtypes: Subtypes, institutions: Institutions) -> pa.RecordBatch:
    passed = gate.passed(cases)
    fen = read_money(cases.table.column("cost"))
    year, days = cases.numbers("year"), cases.numbers("days")
    stayed = (days >= 0) & (days <= MOST_DAYS)
    in_time = (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (year == np.floor(year))
    why = np.select(
        [passed.stop != Stop.NONE, (fen == NO_MONEY) | (fen <= 0), ~in_time], ["stop", "cost", "year"], default=""
    )
    columns = {
        "why": pa.array(why, pa.string()),
        "rule": pa.array(passed.rule, pa.int32()),
        "principal": pa.array(passed.principal, pa.int32()),
        "main": pa.array(passed.main, pa.int32()),
        "others": _others(cases, passed.main),
        "fen": pa.array(fen, pa.int64()),
        "year": pa.array(np.where(in_time, year, 0).astype(np.int16)),
        "days": pa.array(np.where(stayed, days, 0).astype(np.int32), mask=~stayed),
        "level": levels_of(cases.table, institutions).dictionary_decode().dictionary_encode(),  # each level once
    }
    columns |= {kind: pa.array(places, pa.int8()) for kind, places in subtypes.read(cases).items()}
    return pa.RecordBatch.from_pydict(columns)


def _others(cases: Cases, main: Array) -> pa.Array:
    """The other operations of each case as ids, the main one wherever it stands not among them."""
    codes = cases.operations
    other = (codes.flat != 0) & (codes.flat != main[codes.rows])
    counts = np.bincount(codes.rows[other], minlength=cases.size)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(codes.flat[other], pa.int32()))


def levels_of(table: pa.RecordBatch, institutions: Institutions) -> pa.DictionaryArray:
    """The level of the institution of each case: the column `level`, else what the parameters say; null: unknown."""
    names = table.schema.names
    if "level" in names:
        return _each_once(table.column("level"), lambda text: text or None)
    if "institution" not in names or not institutions.levels:
        return pa.nulls(table.num_rows, pa.string()).dictionary_encode()
    return _each_once(table.column("institution"), institutions.levels.get)


def _each_once(texts: pa.Array, read: Callable[[str], str | None]) -> pa.DictionaryArray:
    """What each different text, without spaces at its ends, is read as; different ones may be read alike."""
    known = encoded(texts)
    read_ = [read((one or "").strip()) for one in known.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(known.indices, pa.array(read_, pa.string()))
