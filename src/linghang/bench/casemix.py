"""How fast records are grouped, from Parquet to Parquet, beside a plain interpreter of the same rules in the same run.

The records are drawn from the shipped scheme: every ADRG equally often, a principal diagnosis and an operation of its
own sets, other diagnoses from all; lengths, ages and sexes as in the 12,000 cases the product is checked against. The
command is run as users run it, so its time holds the start of Python and the reading of the scheme, which *cold start*
shows alone. The plain interpreter (`plain_drg`) answers the first of the same records; the answers must be equal.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linghang.bench.plain_drg import PlainGrouper
from linghang.bench.timing import Taken, timed
from linghang.casemix.codes import Family
from linghang.casemix.language import Both, Count, Either, Member, Node
from linghang.casemix.scheme import Scheme
from linghang.casemix.scheme_files import read_scheme
from linghang.registers.content import shipped_packs

ROWS, PLAIN_ROWS = 1_000_000, 20_000
OTHERS = (19, 16, 13, 11, 8, 7, 5, 4, 3, 3, 2, 2, 1, 1, 5)
OPERATIONS = (43, 26, 14, 8, 4, 2, 1, 2)
"""Percent of records with 0, 1, 2 … other diagnoses, and operations."""
INFANTS = 0.04
_COMMAND = "import sys; from linghang.cli import app; sys.argv = ['linghang', *sys.argv[1:]]; app()"


def run(rows: int = ROWS) -> dict[str, Any]:
    """Draw the records, group them by the command, and compare."""
    folder = shipped_packs() / "chs-drg"
    scheme = read_scheme(folder)
    with tempfile.TemporaryDirectory(prefix="linghang-casemix-") as name:
        cases, few, out = (Path(name) / f"{file}.parquet" for file in ("cases", "few", "out"))
        table = draw(scheme, rows)
        pq.write_table(table, cases, compression="zstd")
        pq.write_table(table.slice(0, 1), few)
        cold = _command(few, folder, out)
        taken = _command(cases, folder, out)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        answered = pq.read_table(out, columns=["mdc", "adrg", "drg", "status"])
        plain, alone = _plain(folder, table.slice(0, min(rows, PLAIN_ROWS)), answered)
    share = rows / min(rows, PLAIN_ROWS)
    distinct, groups = (pc.count_distinct(column).as_py() for column in (table["diagnoses"], answered["drg"]))
    statuses = {entry["values"]: entry["counts"] for entry in pc.value_counts(answered["status"]).to_pylist()}
    return {
        "病例": f"{rows:,} 例，不同的诊断组合 {distinct:,} 种，{groups} 个 DRG",
        "结果": "，".join(f"{status} {count:,}" for status, count in sorted(statuses.items())),
        "机器": f"{os.cpu_count()} 核",
        "冷启动（一例，目标 2 秒以内）": str(cold),
        "从文件到文件": str(taken),
        "每秒（目标不低于 300,000）": f"{rows / taken.wall:,.0f} 例，每处理器秒 {rows / taken.processor:,.0f} 例",
        "内存峰值（目标不超过 2 GiB）": f"{peak / 2**30:.2f} GiB",
        "逐例直译同一规则": f"每处理器秒 {rows / share / alone.processor:,.0f} 例",
        "直译 ÷ 领航": alone.times(taken, share),
        "与直译一致": plain,
    }


def _command(cases: Path, scheme: Path, out: Path) -> Taken:
    """The time of the command as users run it."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    words = ["casemix", "drg", "group", str(cases), "--scheme", str(scheme), "--out", str(out), "--json"]
    words = [sys.executable, "-c", _COMMAND, *words]
    quiet = subprocess.DEVNULL
    subprocess.run(words, check=True, stdout=quiet, stderr=quiet)  # noqa: S603 - our own words
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Taken(perf_counter() - start, processor)


def _plain(folder: Path, table: pa.Table, answered: pa.Table) -> tuple[str, Taken]:
    """How many of the answers are the same, and how long the plain interpreter takes for them."""
    grouper = PlainGrouper(folder)
    texts = [{name: "" if value is None else str(value) for name, value in row.items()} for row in table.to_pylist()]
    found, alone = timed(lambda: [grouper.group(row) for row in texts])
    columns = (answered[name].slice(0, len(texts)).to_pylist() for name in ("mdc", "adrg", "drg"))
    same = sum(one == other for one, other in zip(found, zip(*columns, strict=True), strict=True))
    return f"{same:,} / {len(texts):,} 例", alone


def draw(scheme: Scheme, rows: int, seed: int = 2026) -> pa.Table:
    """So many records, always the same for a seed."""
    chance = np.random.default_rng(seed)
    pools = _pools(scheme)
    pool = chance.integers(0, len(pools), rows)
    first = {family: np.empty(rows, object) for family in Family}
    for number, sets in enumerate(pools):
        places = np.flatnonzero(pool == number)
        for family in Family:
            first[family][places] = chance.choice(sets[family], len(places))
    age = chance.integers(1, 100, rows)
    age[chance.random(rows) < INFANTS] = 0
    days, weight = chance.integers(0, 365, rows), chance.integers(600, 4500, rows)
    return pa.table(
        {
            "case": np.arange(rows),
            "sex": chance.integers(1, 3, rows),
            "age": age,
            "age_days": pa.array(days, mask=age > 0),
            "birth_weight": pa.array(weight, mask=(age > 0) | (days > 28)),
            "diagnoses": _codes(chance, first[Family.DIAGNOSIS], sorted(scheme.codes(Family.DIAGNOSIS)), OTHERS, 1),
            "operations": _codes(chance, first[Family.OPERATION], sorted(scheme.codes(Family.OPERATION)), OPERATIONS),
        }
    )


def _codes(
    chance: np.random.Generator, first: Any, known: list[str], percents: tuple[int, ...], least: int = 0
) -> pa.Array:
    """The first code and others of all known ones, joined by `|`; `percents` of the records have 0, 1, 2 … more."""
    lengths = least + chance.choice(len(percents), len(first), p=np.array(percents) / sum(percents))
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.array(known, object)[chance.integers(0, len(known), offsets[-1])]
    flat[offsets[:-1][lengths > 0]] = first[lengths > 0]
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(flat, pa.string()))
    return pc.binary_join(lists, "|")


def _pools(scheme: Scheme) -> list[dict[Family, Any]]:
    """For every ADRG, the codes its own rule names, else those of its MDC, else all."""
    found = []
    for mdc in scheme.mdcs:
        for adrg in scheme.adrgs.get(mdc.code, ()):
            named = {}
            for family in Family:
                sets = _sets(adrg.rule, family) or _sets(mdc.rule, family)
                codes = set().union(*(scheme.sets[name] for name in sets)) or scheme.codes(family)
                named[family] = np.array(sorted(codes), object)
            found.append(named)
    return found


def _sets(node: Node, family: Family) -> set[str]:
    match node:
        case Both(parts) | Either(parts):
            return set().union(*(_sets(part, family) for part in parts))
        case Member(scope, sets, False) if scope.family == family:
            return set(sets) - {"MCC", "CC"}
        case Count(scope, name, _, _) if scope.family == family:
            return {name}
    return set()
