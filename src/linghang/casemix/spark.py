"""The same grouping on Spark, for a province whose records one machine does not hold. Pure.

Needs the extra `spark` and Java. Every worker makes ready once and answers the batches Spark hands it with the code
that answers files, so the answers are the same.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa

from linghang.casemix.case_files import COLUMNS, Work, check_columns
from linghang.casemix.group import grouping
from linghang.casemix.scheme import Scheme

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Answering = Callable[[Any, pa.Schema], tuple[Work, pa.Schema]]
"""Of what is shared and the columns of the rows: what answers batches of them, and the columns of the answers."""
_ready: dict[str, tuple[pa.Schema, Work]] = {}
"""In a worker: what answers, by the call it belongs to."""


def group(dataframe: "DataFrame", scheme: Scheme) -> "DataFrame":
    """The rows with mdc, adrg, drg, status and reason, which replace columns of these names, as `group.group_file`.

    InputError: a column is missing or cannot be read.
    """
    return through(dataframe, (*COLUMNS, *scheme.columns), scheme, grouping)


def through(dataframe: "DataFrame", needed: Sequence[str], shared: object, answering: Answering) -> "DataFrame":
    """The rows answered batch by batch; `shared` goes to every worker once. InputError: as `check_columns`."""
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    rows = to_arrow_schema(dataframe.schema)
    check_columns(rows, needed, "Spark")
    _, answers = answering(shared, rows)
    context = dataframe.sparkSession.sparkContext
    if context.master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        context.pythonExec = sys.executable  # on one machine the workers have the libraries of this Python
    sent = context.broadcast(shared)
    work = _in_worker(uuid4().hex, lambda: sent.value, answering)
    return dataframe.mapInArrow(work, from_arrow_schema(answers))


def _in_worker(
    call: str, shared: Callable[[], object], answering: Answering
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def answered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            ready = _ready.get(call)
            if ready is None or ready[0] != batch.schema:
                work, _ = answering(shared(), batch.schema)
                ready = _ready[call] = batch.schema, work
            yield ready[1](batch)

    return answered
