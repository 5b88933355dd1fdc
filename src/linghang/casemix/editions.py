"""Codes held against an edition of the code books, and turned into another edition when asked to. Pure.

Editions and the table between them are input. 国临版 and 医保版 share codes of different meaning, so a code that the
table does not settle is marked, never left standing where it could be read as a code of the other edition.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linghang.casemix.case_files import CODES, in_order, open_cases
from linghang.casemix.codes import family, key, stem
from linghang.casemix.columns import code_lists
from linghang.casemix.result_files import appearing, check_out, writing
from linghang.core.errors import Fault, InputError, refuse

UNSETTLED = "（未换算）"
"""Stands behind a code that was not turned, so that no scheme takes it for a code of the new edition."""


class Outcome(StrEnum):
    """What is to be said of a code, best first."""

    VALID = "有效"
    SPELLING = "只差写法"
    TURNED = "已换算"
    SHARED = "已换算；新版另有同样的编码，含义不同"
    SEVERAL = "有几个对应，未换算"
    NO_TARGET = "没有对应，未换算"
    EXTENSION = "不在此版本；去掉扩展码后有"
    UNKNOWN = "不在此版本"
    SHAPE = "不像诊断或手术编码"


SETTLED = {Outcome.TURNED, Outcome.SHARED}


@dataclass(frozen=True)
class Said:
    """One code as written in the records: how often, what is said of it, and the codes that stand in for it."""

    column: str
    code: str
    times: int
    outcome: Outcome
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """From one edition to another: the codes that may stand for each key, and which of them the table prefers."""

    targets: Mapping[str, tuple[str, ...]]
    preferred: Mapping[str, str]
    new: frozenset[str]

    def turned(self, written: str) -> tuple[Outcome, tuple[str, ...]]:
        """What becomes of a code."""
        found = self.targets.get(key(written), ())
        chosen = found if len(found) == 1 else (self.preferred[key(written)],) if key(written) in self.preferred else ()
        if not chosen:
            return (Outcome.SEVERAL if found else Outcome.NO_TARGET), found
        shared = key(written) in self.new and key(chosen[0]) != key(written)
        return (Outcome.SHARED if shared else Outcome.TURNED), chosen


def read_edition(path: Path) -> dict[str, str]:
    """The codes of an edition by key; a CSV table with a column code. InputError: no such table."""
    return {key(row["code"]): row["code"].strip() for _, row in _rows(path, ("code",)) if key(row["code"])}


def read_table(path: Path) -> Table:
    """A CSV table with columns source and target, and preferred (any text) where one of several is to be taken.

    InputError: columns are missing, a line has no source, or two targets of one code are preferred.
    """
    targets: dict[str, dict[str, None]] = {}
    preferred: dict[str, str] = {}
    for line, row in _rows(path, ("source", "target")):
        source, target = key(row["source"]), row["target"].strip()
        if not source:
            raise refuse("没有原编码", "请补填 source", file=path.name, line=line)
        targets.setdefault(source, {})
        if target:
            targets[source][target] = None
        if target and row.get("preferred", "").strip() and preferred.setdefault(source, target) != target:
            raise refuse("同一原编码有两个首选", "请只留一个", file=path.name, line=line, value=row["source"])
    found = {source: tuple(codes) for source, codes in targets.items()}
    return Table(found, preferred, frozenset(key(code) for codes in found.values() for code in codes))


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise refuse("没有这个文件", "请核对路径", file=str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, restval="")
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise refuse("缺少列", "请补上列名", file=path.name, line=1, value="、".join(missing))
            for row in reader:
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(Fault(path.name, reason="不是 UTF-8 的 CSV 表", remedy="请另存为“CSV UTF-8”")) from error


def check_codes(cases: Path, edition: Mapping[str, str]) -> list[Said]:
    """What is said of every different code in the records, those at fault first. InputError: as for `open_cases`."""
    _, batches = open_cases(cases, CODES)
    times: Counter[tuple[str, str]] = Counter()
    for counted in in_order(lambda batch: {name: _counted(batch.column(name)) for name in CODES}, batches):
        for column, codes in counted.items():
            times.update({(column, code): count for code, count in codes.items()})
    said = [Said(column, code, count, *_held(code, edition)) for (column, code), count in times.items()]
    return _sorted(said)


def _held(code: str, edition: Mapping[str, str]) -> tuple[Outcome, tuple[str, ...]]:
    found = key(code)
    if found in edition:
        return (Outcome.VALID, ()) if edition[found] == code else (Outcome.SPELLING, (edition[found],))
    if family(found) is None:
        return Outcome.SHAPE, ()
    shorter = edition.get(stem(found))
    return (Outcome.EXTENSION, (shorter,)) if shorter else (Outcome.UNKNOWN, ())


def _counted(column: pa.Array) -> dict[str, int]:
    entries = pc.value_counts(code_lists(column).flatten()).to_pylist()
    return {entry["values"]: entry["counts"] for entry in entries if entry["values"] and entry["values"].strip()}


def _sorted(said: Iterable[Said]) -> list[Said]:
    order = list(Outcome)
    return sorted(said, key=lambda one: (-order.index(one.outcome), -one.times, one.column, one.code))


def convert_file(cases: Path, table: Table, out: Path) -> list[Said]:
    """Write the records with their codes turned; returns what became of every different code, the unsettled first.

    A code that the table does not settle keeps its letters and gets UNSETTLED behind them. Rows out = rows in.
    """
    check_out(out, cases)
    schema, batches = open_cases(cases, CODES)
    times: Counter[tuple[str, str]] = Counter()

    def turned(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, dict[tuple[str, str], int]]:
        columns = {name: batch.column(name) for name in schema.names}
        found: dict[tuple[str, str], int] = {}
        for name in CODES:
            columns[name], counts = _turned(columns[name], table)
            found |= {(name, code): count for code, count in counts.items()}
        return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns)), found

    fields = [pa.field(name, pa.string()) if name in CODES else schema.field(name) for name in schema.names]
    with writing(out, pa.schema(fields)) as write:
        for batch, counts in in_order(turned, batches):
            write(batch)
            times.update(counts)
    return _sorted(Said(column, code, count, *table.turned(code)) for (column, code), count in times.items())


def _turned(column: pa.Array, table: Table) -> tuple[pa.Array, dict[str, int]]:
    """The column as texts joined by `|`, and how often each different code is in it. Each is looked up once."""
    lists = code_lists(column)
    encoded = lists.flatten()
    if not pa.types.is_dictionary(encoded.type):
        encoded = encoded.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    new = pa.array([_new(text or "", table) for text in texts] + [""], pa.string())
    places = pc.fill_null(encoded.indices.cast(pa.int32()), len(texts))
    counts = np.bincount(places.to_numpy(zero_copy_only=False), minlength=len(texts) + 1).tolist()
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), new.take(places)), "|")
    return joined, {text: count for text, count in zip(texts, counts, strict=False) if text and text.strip() and count}


def _new(written: str, table: Table) -> str:
    if not written.strip():
        return written
    outcome, codes = table.turned(written)
    return codes[0] if outcome in SETTLED else f"{written.strip()}{UNSETTLED}"


def write_said(said: Iterable[Said], path: Path) -> None:
    """The report as CSV: column, code, times, outcome, codes."""
    with appearing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("column", "code", "times", "outcome", "codes"))
        writer.writerows((one.column, one.code, one.times, one.outcome.value, "|".join(one.codes)) for one in said)
