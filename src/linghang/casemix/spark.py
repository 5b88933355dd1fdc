"""The same grouping on Spark, for a province whose records one machine does not hold. Pure.

Needs the extra `spark` and Java. Every worker compiles the scheme once and answers the batches Spark hands it with the
code that answers files, so the answers are the same.
"""

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa

from linghang.casemix.answers import ADDED
from linghang.casemix.case_files import COLUMNS, Work, check_columns
from linghang.casemix.group import grouping
from linghang.casemix.scheme import Scheme

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_compiled: dict[str, tuple[pa.Schema, Work]] = {}
"""In a worker: what answers, by the call it belongs to."""


def group(dataframe: "DataFrame", scheme: Scheme) -> "DataFrame":
    """The rows with mdc, adrg, drg, status and reason, which replace columns of these names, as `group.group_file`.

    InputError: a column is missing or cannot be read.
    """
    from pyspark.sql.pandas.types import to_arrow_schema
    from pyspark.sql.types import StringType, StructField, StructType

    check_columns(to_arrow_schema(dataframe.schema), (*COLUMNS, *scheme.columns), "Spark")
    kept = [field for field in dataframe.schema.fields if field.name not in ADDED]
    added = [StructField(name, StringType()) for name in ADDED]
    context = dataframe.sparkSession.sparkContext
    if context.master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        context.pythonExec = sys.executable  # on one machine the workers have the libraries of this Python
    shared = context.broadcast(scheme)
    return dataframe.mapInArrow(_answering(uuid4().hex, lambda: shared.value), StructType([*kept, *added]))


def _answering(
    call: str, scheme: Callable[[], Scheme]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def answered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            known = _compiled.get(call)
            if known is None or known[0] != batch.schema:
                work, _ = grouping(scheme(), batch.schema)
                known = _compiled[call] = batch.schema, work
            yield known[1](batch)

    return answered
