"""DIP on Spark: cases entered and scored by the code that does it for files, so the answers are the same. Pure.

Needs the extra `spark` and Java; see `linghang.casemix.spark`.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from linghang.casemix.dip import enter, run
from linghang.casemix.dip import score as scores
from linghang.casemix.dip.catalogue import Catalogue
from linghang.casemix.dip.parameters import Parameters
from linghang.casemix.spark import through

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def group(dataframe: "DataFrame", catalogue: Catalogue) -> "DataFrame":
    """The cases with the columns `enter.ADDED`, as `run.enter_file`. InputError: a column is missing or unfit."""
    return through(dataframe, enter.NEEDED, catalogue, run.entering)


def score(
    dataframe: "DataFrame", catalogue: Catalogue, parameters: Parameters, point_value: Decimal | None = None
) -> "DataFrame":
    """The entered cases with the columns `score.ADDED`, as `run.score_file`. InputError: as `group`, and what
    `score.Scoring` refuses."""
    return through(dataframe, scores.NEEDED, (catalogue, parameters, point_value), run.scoring)
