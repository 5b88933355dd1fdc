"""Spark enters and scores as the files do, column by column, cases of every kind."""

import os
from decimal import Decimal

import polars as pl
import pytest

from casemix_dip.sample import SHIPPED, case, drawn, frame
from linghang.casemix.dip import spark as dip_spark
from linghang.casemix.dip.build import build
from linghang.casemix.dip.run import enter_file, score_file
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


def test_spark_enters_and_scores_as_the_files_do(tmp_path):
    odd = [case(""), case("F99.900"), case("I63.900", cost="x"), case("Z99", age=200)]
    cases = frame([*drawn(11, 300), *odd]).with_row_index("case").with_columns(dip=pl.lit("old"))
    catalogue = build(cases[:300], SHIPPED)
    paths = [tmp_path / f"{name}.parquet" for name in ("cases", "entered", "scored")]
    cases.write_parquet(paths[0])
    enter_file(paths[0], catalogue, paths[1])
    score_file(paths[1], catalogue, SHIPPED, paths[2], Decimal("9.5"))
    from pyspark.sql import SparkSession

    read = SparkSession(spark.context()).read.parquet(str(paths[0]))
    found = dip_spark.score(dip_spark.group(read, catalogue), catalogue, SHIPPED, Decimal("9.5"))
    told, expected = pl.from_arrow(found.toArrow()).sort("case"), pl.read_parquet(paths[2]).sort("case")
    assert told.columns == expected.columns
    assert told.rows() == expected.rows()
    assert set(expected["dip_status"]) >= {"entered", "refused", "unentered"}
    assert expected["score"].null_count() < expected.height
    with pytest.raises(InputError, match="“diagnoses”: 缺少列"):
        dip_spark.group(read.drop("diagnoses"), catalogue)
