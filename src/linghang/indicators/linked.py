"""The cube of linked measures: per institution over all its visible batches, kept until one of these changes."""

from collections.abc import Sequence
from itertools import groupby

import polars as pl
import pyarrow as pa

from linghang.indicators import cube, links, partials
from linghang.indicators.duckdb import aggregate_sql, department_sql, lacking, month_sql
from linghang.indicators.measures import Link, Scan
from linghang.indicators.scope import Tree, Unit, speaking
from linghang.indicators.sources import Memory, Snapshot, Source, batches, covered_months, kept_rows, last_change
from linghang.packs.library import fingerprint
from linghang.packs.model import Register
from linghang.registers.rows import Rows, connect

_frames = Memory(64)
_KEYS: dict[str, pl.DataType] = {"institution": pl.String(), "department": pl.String(), "month": pl.Int32()}


def frame(scan: Scan, register: Register, now: Snapshot) -> pl.DataFrame:
    """`institution`, `department`, `month` and a column per measure id. Institutions whose batches changed are scanned
    now, all their rows."""
    if register.kind == "kept":
        key = (scan.fingerprint, last_change(register.code, now))
        return _frames.get(key, lambda: _tidy(scan, pl.DataFrame(run(scan, register, kept_rows(register, now)))))
    return _frames.get((scan.fingerprint, now), lambda: _loaded_frame(scan, register, now))


def decided(link: Link, register: Register, unit: Unit, tree: Tree, now: Snapshot) -> bool:
    """Whether every institution that is part of the value has data of the months beyond the period in which the other
    row may lie. Otherwise the window is still open."""
    covered, beyond = covered_months(register.code, now), links.beyond(link, unit.period)
    return all(
        month.key in covered[code]
        for code in speaking(register, unit, now)
        for month in beyond
        if tree.places[code].exists_in(month)
    )


def run(scan: Scan, register: Register, rows: Rows) -> pa.Table:
    """`institution`, `department`, `month` and a column per measure: each link is one sorted pass over the rows."""
    with connect(rows) as connection:
        absent = lacking(connection, register, scan.measures, rows)
        tables = [
            connection.sql(_group_sql(scan, link, register, rows, absent)).pl()
            for link in dict.fromkeys(measure.link for measure in scan.measures)
            if link is not None
        ]
    joined = tables[0]
    for table in tables[1:]:
        joined = joined.join(table, on=list(_KEYS), how="inner", nulls_equal=True)
    return joined.to_arrow()


def scan_sql(scan: Scan, register: Register, rows: Rows) -> str:
    """The queries of `run`, to be shown."""
    found = dict.fromkeys(measure.link for measure in scan.measures)
    return ";\n".join(_group_sql(scan, link, register, rows, ()) for link in found if link is not None)


def _group_sql(scan: Scan, link: Link, register: Register, rows: Rows, absent: Sequence[str] | set[str]) -> str:
    measures = [measure for measure in scan.measures if measure.link == link]
    fields = {scan.date, *filter(None, [register.department])}.union(*(measure.fields for measure in measures))
    columns = [f"{aggregate_sql(links.unlinked(measure))} AS {measure.id}" for measure in measures]
    return (
        f"SELECT _owner AS institution, {department_sql(register)} AS department,\n"
        f"  {month_sql(scan.date, None)} AS month,\n  "
        + ",\n  ".join(columns)
        + f"\nFROM {links.relation(link, register, rows, sorted(fields), absent)}\nGROUP BY ALL"
    )


def _loaded_frame(scan: Scan, register: Register, now: Snapshot) -> pl.DataFrame:
    owners = {_name(group): group for group in _by_institution(batches(register.code, now))}
    folder, known = cube.folder_of(scan), partials.known(cube.folder_of(scan))
    for chunk in _chunks([(name, group) for name, group in owners.items() if name not in known]):
        sources = [source for _, group in chunk for source in group]
        rows = Rows(tuple(source.path for source in sources), owners=tuple(source.institution for source in sources))
        names = {group[0].institution: name for name, group in chunk}
        table = run(scan, register, rows)
        marked = pa.array([names[each] for each in table["institution"].to_pylist()], pa.string())
        partials.write(folder, table.append_column("batch", marked), list(names.values()))
    table = partials.read(folder, list(owners))
    if table is None:
        return pl.DataFrame(schema=_KEYS | {measure.id: pl.Int64() for measure in scan.measures})
    return _tidy(scan, pl.DataFrame(table))


def _tidy(scan: Scan, table: pl.DataFrame) -> pl.DataFrame:
    """Rows without a month belong to no period; no department is written ""."""
    sums = [pl.col(measure.id).sum() for measure in scan.measures]
    dated = table.filter(pl.col("month").is_not_null()).with_columns(pl.col("department").fill_null(""))
    return dated.group_by(list(_KEYS)).agg(sums).sort("institution", "month", "department")


def _by_institution(sources: Sequence[Source]) -> list[list[Source]]:
    ordered = sorted(sources, key=lambda source: (source.institution, source.name))
    return [list(group) for _, group in groupby(ordered, key=lambda source: source.institution)]


def _name(sources: Sequence[Source]) -> str:
    """Names an institution with exactly these batches."""
    return f"{sources[0].institution}@{fingerprint(source.name for source in sources)}"


def _chunks(groups: Sequence[tuple[str, list[Source]]]) -> list[list[tuple[str, list[Source]]]]:
    """Whole institutions, about as many rows at a time as the cube scans."""
    chunks: list[list[tuple[str, list[Source]]]] = []
    rows = 0
    for name, group in groups:
        size = sum(source.rows for source in group)
        if not chunks or rows + size > cube.CHUNK_ROWS:
            chunks.append([])
            rows = 0
        chunks[-1].append((name, group))
        rows += size
    return chunks
