"""Spark gives what DuckDB and plain Python give, on random expressions, random definitions and random rows.

Starting a query takes Spark most of a second whatever its size, so many random cases are asked in one.
"""

import os
import subprocess
import sys
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from expressions.rows import POLARS
from expressions.test_engines_agree import ROWS, conditions, numbers
from indicators.test_indicator_engines import MEASURE, ROW, in_files, plain, scan_of
from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.expressions import evaluate
from linghang.expressions.spark_sql import to_spark
from linghang.expressions.tree import Field, Type
from linghang.indicators import duckdb, recount, spark
from linghang.indicators.compute import compute
from linghang.indicators.cube import engine_of
from linghang.indicators.values import values
from linghang.registers.rows import Rows

required = os.environ.get("LINGHANG_REQUIRE_SPARK") == "1"
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
needs_spark = pytest.mark.skipif(bool(spark.lacking()) and not required, reason=f"no Spark here: {spark.lacking()}")


@pytest.fixture(scope="module", autouse=True)
def small():
    """One small session for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(spark.MASTER, "local[2]")
        patch.setenv(spark.MEMORY, "1g")
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # starts faster, runs slower
        yield


def drawn(strategy, count):
    """So many examples of a strategy, always the same."""
    found = []

    @settings(
        max_examples=count, database=None, derandomize=True, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(example):
        found.append(example)

    collect()
    return found


@needs_spark
def test_expressions_mean_in_spark_what_they_mean_in_plain_python():
    examples = drawn(st.tuples(conditions() | numbers(), ROWS), 150)
    nodes = list(dict.fromkeys(node for node, _ in examples))
    rows = [row for _, some in examples for row in some][:400]
    frame = spark.session().createDataFrame(pl.DataFrame(rows, schema=POLARS, orient="row").to_arrow())
    found = frame.selectExpr(*(f"{to_spark(node)} AS n{number}" for number, node in enumerate(nodes))).toArrow()
    assert (found.num_rows, found.num_columns) == (len(rows), len(nodes))
    for number, node in enumerate(nodes):
        assert found[f"n{number}"].to_pylist() == [evaluate(node, row) for row in rows], node


@needs_spark
@pytest.mark.parametrize("dates", [("left_on", None), ("entered_on", "left_on")])
def test_a_scan_says_in_spark_what_it_says_in_duckdb_and_in_plain_python(library, dates, monkeypatch):
    """In several queries, as for a scan of hundreds of measures."""
    monkeypatch.setattr(spark, "MEASURES_AT_ONCE", 30)
    register = library.register("stay")
    scan = scan_of(library, drawn(MEASURE, 80), dates)
    files = drawn(st.lists(ROW, min_size=1, max_size=6), 40)
    rows = in_files(register, [[row for some in files[part::3] for row in some] for part in range(3)])
    found, fast = spark.run_scan(scan, register, rows), duckdb.run_scan(scan, register, rows)
    assert plain(found) == plain(fast) == plain(recount.run_scan(scan, register, rows))
    assert found.schema.types == fast.schema.types
    assert found.column_names == fast.column_names


@needs_spark
def test_a_field_that_old_files_lack_is_missing_there(library, tmp_path):
    register = library.register("stay")
    scan = scan_of(library, [("sum", "fee", None), ("count", None, "days is null")], ("left_on", None))
    [full] = in_files(register, [drawn(ROW, 5)]).files
    table = pq.read_table(full)
    pq.write_table(table.drop_columns(["days", "fee"]), tmp_path / "old.parquet")
    rows = Rows((full, tmp_path / "old.parquet"))
    assert plain(spark.run_scan(scan, register, rows)) == plain(duckdb.run_scan(scan, register, rows))


@needs_spark
def test_a_folder_may_have_any_name(library, tmp_path):
    folder = tmp_path / "数据 %5b[1]{a,b}*"
    folder.mkdir()
    register = library.register("stay")
    scan = scan_of(library, [("count", None, None)], ("left_on", None))
    [file] = in_files(register, [drawn(ROW, 5)]).files
    moved = file.rename(folder / "一 批.parquet")
    assert plain(spark.run_scan(scan, register, Rows((moved,)))) == plain(
        recount.run_scan(scan, register, Rows((moved,)))
    )


@needs_spark
def test_rows_typed_in_are_counted_by_institution(library):
    register = library.register("talent")
    scan = spark.Scan("talent", "from_date", None, (recount.BaseMeasure("talent", "count", None, None, "from_date"),))
    table = pa.table(
        {"_institution": ["east", "west", "east"], "from_date": pa.array([19000, 19000, 19001], pa.date32())}
    )
    [east, west] = sorted(spark.run_scan(scan, register, Rows(table=table)).to_pylist(), key=lambda row: row["unit"])
    assert (east["unit"], east["rows"], east["month"], east["department"]) == ("east", 2, 202201, None)
    assert (west["unit"], west["rows"]) == ("west", 1)


@needs_spark
def test_a_measure_may_ask_for_the_department_by_its_name(library):
    """As the front page's own field is called: the department a row counts under, and one of its values."""
    talent = library.register("talent")
    code = {"ward": "department"}
    fields = [each.model_copy(update={"code": code.get(each.code, each.code)}) for each in talent.fields]
    register = talent.model_copy(update={"department": "department", "fields": fields})
    present = recount.BaseMeasure("talent", "present", Field("department", Type.TEXT), None, "from_date")
    table = pa.table(
        {
            "_institution": ["east"] * 3,
            "from_date": pa.array([19000] * 3, pa.date32()),
            "department": ["01", "01", None],
        }
    )
    found = spark.run_scan(spark.Scan("talent", "from_date", None, (present,)), register, Rows(table=table)).to_pylist()
    assert {(row["department"], row["rows"], row[present.id]) for row in found} == {("01", 2, 2), (None, 1, 0)}


@needs_spark
def test_a_file_of_another_type_is_refused_in_words(library, tmp_path):
    register = library.register("stay")
    scan = scan_of(library, [("sum", "fee", None)], ("left_on", None))
    [file] = in_files(register, [drawn(ROW, 5)]).files
    table = pq.read_table(file)
    odd = table.set_column(table.column_names.index("fee"), "fee", pa.array(["x"] * table.num_rows))
    pq.write_table(odd, tmp_path / "odd.parquet")
    with pytest.raises(InputError, match="Spark 没有算完"):
        spark.run_scan(scan, register, Rows((tmp_path / "odd.parquet",)))


@needs_spark
def test_figures_computed_by_spark_are_the_product_s(load):
    load("east", "2022-01", "number left_on days fee\n1 2022-01-03 4 100.25\n2 2022-01-09 - 0.50")
    summary = compute(engine="spark")
    assert (summary.engine, summary.rows) == ("spark", 2)
    [income, days] = values(["income", "mean_days"], Period.parse("2022-01"), "east")
    assert (income.value, days.value) == (Decimal("100.75"), 4)


def test_without_spark_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"不能用 Spark 计算。请安装附加组件.*linghang\[spark\]"):
        spark.session()


def test_without_java_the_message_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(spark, "find_spec", lambda name: object())
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(InputError, match="Java 17 或 21"):
        spark.session()


def test_spark_is_an_engine_that_is_loaded_only_when_asked_for():
    assert engine_of("spark") is spark.run_scan
    code = "import sys; from linghang.indicators import spark; print('pyspark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
