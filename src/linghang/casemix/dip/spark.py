"""DIP on Spark: cases entered and scored by the code that does it for files, so the answers are the same. Pure.

Needs the extra `spark` and Java; see `linghang.casemix.spark`.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa

from linghang.casemix.case_files import Work
from linghang.casemix.dip import enter, run
from linghang.casemix.dip import score as scores
from linghang.casemix.dip.catalogue import Catalogue
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.result_files import plain_schema, unfolded
from linghang.casemix.spark import through

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def group(dataframe: "DataFrame", catalogue: Catalogue) -> "DataFrame":
    """The cases with the columns `enter.ADDED`, as `run.enter_file`. InputError: a column is missing or unfit."""
    return through(dataframe, enter.NEEDED, catalogue, _entering)


def score(
    dataframe: "DataFrame", catalogue: Catalogue, parameters: Parameters, point_value: Decimal | None = None
) -> "DataFrame":
    """The entered cases with the columns `score.ADDED`, as `run.score_file`. InputError: as `group`, and what
    `score.Scoring` refuses."""
    return through(dataframe, scores.NEEDED, (catalogue, parameters, point_value), _scoring)


def _entering(catalogue: Catalogue, schema: pa.Schema) -> tuple[Work, pa.Schema]:
    return _plain(*run.entering(catalogue, schema))


def _scoring(terms: tuple[Catalogue, Parameters, Decimal | None], schema: pa.Schema) -> tuple[Work, pa.Schema]:
    return _plain(*run.scoring(terms, schema))


def _plain(work: Work, schema: pa.Schema) -> tuple[Work, pa.Schema]:
    """Spark knows no dictionaries."""
    return lambda batch: unfolded(work(batch)), plain_schema(schema)
