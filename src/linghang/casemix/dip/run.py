"""From file to file: cases entered and scored in batches, in the order of the input, nothing dropped. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa

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
    found = _through(cases, out, entry.NEEDED, lambda schema: entering(catalogue, schema), "dip_status")
    return Counts(found.total(), {status.value: found[status.value] for status in entry.Status})


def score_file(
    cases: Path, catalogue: Catalogue, parameters: Parameters, out: Path, point_value: Decimal | None = None
) -> Counts:
    """Write the entered cases with the columns `score.ADDED`; counted by reason ("": nothing to say)."""
    terms = catalogue, parameters, point_value
    found = _through(cases, out, scores.NEEDED, lambda schema: scoring(terms, schema), "score_reason", coded=True)
    return Counts(found.total(), dict(sorted(found.items())))


def entering(catalogue: Catalogue, schema: pa.Schema) -> tuple[Work, pa.Schema]:
    """What enters batches of cases with these columns, and the columns of its results."""
    return _adding(entry.Answering(Entering(catalogue)).columns, schema)


def scoring(terms: tuple[Catalogue, Parameters, Decimal | None], schema: pa.Schema) -> tuple[Work, pa.Schema]:
    """What scores batches of entered cases with these columns, and the columns of its results."""
    return _adding(scores.Scoring(*terms).columns, schema)


def _adding(columns: Columns, schema: pa.Schema) -> tuple[Work, pa.Schema]:
    """The columns take the place of those of their names, and stand last."""
    added = columns(pa.RecordBatch.from_pylist([], schema))
    kept = [name for name in schema.names if name not in added]
    fields = [schema.field(name) for name in kept]
    target = pa.schema([*fields, *(pa.field(name, column.type) for name, column in added.items())])

    def done(batch: pa.RecordBatch) -> pa.RecordBatch:
        return pa.RecordBatch.from_arrays(
            [*(batch.column(name) for name in kept), *columns(batch).values()], schema=target
        )

    return done, target


def _through(
    cases: Path,
    out: Path,
    needed: Sequence[str],
    answering: Callable[[pa.Schema], tuple[Work, pa.Schema]],
    told: str,
    *,
    coded: bool = False,
) -> Counter[str]:
    check_out(out, cases)
    schema, batches = open_cases(cases, needed, coded=coded)
    work, target = answering(schema)
    counts: Counter[str] = Counter()
    with writing(out, target) as write:
        for result in in_order(work, batches):
            write(result)
            for word, n in zip(*_words(result.column(told)), strict=True):
                counts[word or ""] += n
    return counts


def _frame(batches: list[pa.RecordBatch], schema: pa.Schema) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pa.Table.from_batches(batches, schema)))


def _words(column: pa.Array) -> tuple[list[str | None], list[int]]:
    counted = column.value_counts()
    return counted.field("values").to_pylist(), counted.field("counts").to_pylist()


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
