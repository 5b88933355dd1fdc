"""Spark gives what the file gives, column by column, for records of every kind."""

import os

import polars as pl
import pytest

from casemix.grouping import SMALL
from linghang.bench.casemix import draw
from linghang.casemix import spark as casemix_spark
from linghang.casemix.group import group_file
from linghang.casemix.scheme_files import read_scheme
from linghang.core.errors import InputError
from linghang.indicators import spark

required = os.environ.get("LINGHANG_REQUIRE_SPARK") == "1"
pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.skipif(bool(spark.lacking()) and not required, reason=f"no Spark here: {spark.lacking()}"),
]


@pytest.fixture(scope="module", autouse=True)
def small():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(spark.MASTER, "local[2]")
        patch.setenv(spark.MEMORY, "1g")
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


def test_spark_says_what_the_file_says(tmp_path):
    scheme = read_scheme(SMALL)
    drawn = pl.from_arrow(draw(scheme, 500)).with_columns(
        pl.col("diagnoses").str.split("|"),
        sex=pl.when(pl.col("case") % 17 == 0).then(None).otherwise(pl.col("sex")),
        drg=pl.lit("old"),
    )
    drawn.write_parquet(tmp_path / "cases.parquet")
    group_file(tmp_path / "cases.parquet", scheme, tmp_path / "out.parquet")
    from pyspark.sql import SparkSession

    frame = SparkSession(spark.context()).read.parquet(str(tmp_path / "cases.parquet"))
    found = pl.from_arrow(casemix_spark.group(frame, scheme).toArrow()).sort("case")
    expected = pl.read_parquet(tmp_path / "out.parquet").sort("case")
    assert found.columns == expected.columns
    assert found.rows() == expected.rows()
    assert set(expected["status"]) == {"grouped", "ambiguous", "ungrouped", "refused"}
    with pytest.raises(InputError, match="“sex”: 缺少列"):
        casemix_spark.group(frame.drop("sex"), scheme)
