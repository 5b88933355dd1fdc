"""From file to file: cases entered and scored in batches, in the order of the input, nothing dropped. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa

from linghang.casemix.carrying import carriable, carry
from linghang.casemix.case_files import Work, in_order, open_cases
from linghang.casemix.dip import enter as entry
from linghang.casemix.dip import fixed
from linghang.casemix.dip import score as scores
from linghang.casemix.dip.catalogue import Catalogue
from linghang.casemix.dip.entering import Entering
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.result_files import check_out, writing
from linghang.core.errors import refuse

Columns = Callable[[pa.RecordBatch], dict[str, pa.Array]]
"""Of a batch of cases: the columns that are added to it."""


@dataclass(frozen=True)
class Counts:
    """How many cases came in, and what became of them."""

    rows: int
    by_word: dict[str, int]


def enter_file(cases: Path, catalogue: Catalogue, out: Path) -> Counts:
    """Write the cases with the columns `enter.ADDED`. InputError: a file cannot be read or written, a column lacks."""
    way = _Way(entry.NEEDED, entry.NEEDED, "dip_status")
    found = _through(cases, out, way, lambda: _entering(catalogue))
    return Counts(found.total(), {status.value: found[status.value] for status in entry.Status})


def score_file(
    cases: Path, catalogue: Catalogue, parameters: Parameters, out: Path, point_value: Decimal | None = None
) -> Counts:
    """Write the entered cases with the columns `score.ADDED`; counted by reason ("": nothing to say)."""
    way = _Way(scores.NEEDED, scores.ASKED, "score_reason", coded=True)
    found = _through(cases, out, way, lambda: scores.Scoring(catalogue, parameters, point_value).columns)
    return Counts(found.total(), dict(sorted(found.items())))


def entering(catalogue: Catalogue, schema: pa.Schema) -> tuple[Work, pa.Schema]:
    """What enters batches of cases with these columns, and the columns of its results."""
    return _adding(_entering(catalogue), schema)


def scoring(terms: tuple[Catalogue, Parameters, Decimal | None], schema: pa.Schema) -> tuple[Work, pa.Schema]:
    """What scores batches of entered cases with these columns, and the columns of its results."""
    return _adding(scores.Scoring(*terms).columns, schema)


def _entering(catalogue: Catalogue) -> Columns:
    return entry.Answering(Entering(catalogue)).columns


@dataclass(frozen=True)
class _Way:
    """What a file of cases is put through. `needed`: the columns that must be there; `asked`: those that are looked at;
    `told`: the added column whose values are counted; `coded`: as `open_cases` has it."""

    needed: Sequence[str]
    asked: Sequence[str]
    told: str
    coded: bool = False


def _through(cases: Path, out: Path, way: _Way, made: Callable[[], Columns]) -> Counter[str]:
    """Columns that only pass through are not even read where both files are Parquet."""
    check_out(out, cases)
    footer = carriable(cases) if out.suffix.lower() == ".parquet" else None
    schema, batches = open_cases(cases, way.needed, coded=way.coded, only=way.asked if footer else None)
    counts: Counter[str] = Counter()
    columns = made()
    if footer:
        added = _added(columns, schema)
        results = in_order(lambda batch: pa.RecordBatch.from_pydict(columns(batch), added), batches)
        carry(cases, footer, out, _beside(schema, added), added, _counted(results, way.told, counts))
        return counts
    work, target = _adding(columns, schema)
    with writing(out, target) as write:
        for result in _counted(in_order(work, batches), way.told, counts):
            write(result)
    return counts


def _counted(results: Iterator[pa.RecordBatch], told: str, counts: Counter[str]) -> Iterator[pa.RecordBatch]:
    for result in results:
        counted = result.column(told).value_counts()
        for word, n in zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True):
            counts[word or ""] += n
        yield result


def _adding(columns: Columns, schema: pa.Schema) -> tuple[Work, pa.Schema]:
    """What adds the columns to batches with that schema, and the schema of its results."""
    added = _added(columns, schema)
    target = _beside(schema, added)

    def done(batch: pa.RecordBatch) -> pa.RecordBatch:
        found = columns(batch)
        return pa.RecordBatch.from_arrays(
            [found[name] if name in found else batch.column(name) for name in target.names], schema=target
        )

    return done, target


def _added(columns: Columns, schema: pa.Schema) -> pa.Schema:
    """The added columns of batches with that schema."""
    none = columns(pa.RecordBatch.from_pylist([], schema))
    return pa.schema([(name, column.type) for name, column in none.items()])


def _beside(schema: pa.Schema, added: pa.Schema) -> pa.Schema:
    """Added columns take the place of those of their names, and stand last."""
    return pa.schema([*(field for field in schema if field.name not in added.names), *added])


def _frame(batches: list[pa.RecordBatch], schema: pa.Schema) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pa.Table.from_batches(batches, schema)))


def read_frame(cases: Path) -> pl.DataFrame:
    """All cases of a file at once; what `score` added has its type again where a CSV file made texts of it.

    InputError: the file cannot be read, or something else than a number stands there.
    """
    schema, batches = open_cases(cases, ())
    frame = _frame(list(batches), schema)
    for name in ("score", "standard"):
        if frame.schema.get(name) == pl.String:
            frame = frame.with_columns(_amounts(frame[name], cases.name))
    if frame.schema.get("review") == pl.String:
        frame = frame.with_columns(pl.col("review") == "true")
    return frame


def _amounts(texts: pl.Series, file: str) -> pl.Series:
    """Texts as decimals with the places that they are written with; an unreadable one would be money lost unseen."""
    written = texts.str.strip_chars().replace("", None)
    read = written.str.to_decimal(scale=_places(written))
    for row in (written.is_not_null() & read.is_null()).arg_true():
        raise refuse(
            "不是数", "请用 dip score 写出的表", file=file, line=row + 2, field=texts.name, value=written[row][:60]
        )
    return read


def _places(texts: pl.Series) -> int:
    """The most decimal places with which one of the numbers is written."""
    lengths = texts.str.extract(r"\.(\d+)$").str.len_chars().max()
    return min(lengths, fixed.DIGITS) if isinstance(lengths, int) else 0
