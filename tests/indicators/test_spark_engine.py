"""Spark gives what DuckDB, another engine altogether, and plain Python give: on random definitions and random rows, and
for every measure that is shipped.

Starting Spark takes seconds and a scan takes half a second whatever its size, so one scan asks much.
"""

import os
import subprocess
import sys
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import linghang
from indicators.test_indicator_engines import MEASURE, ROW, in_files, plain, scan_of
from linghang.bench.compute import PACK
from linghang.bench.inpatient_lake import write_lake
from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.indicators import duckdb, polars, recount, spark
from linghang.indicators.compute import compute
from linghang.indicators.cube import engine_of
from linghang.indicators.measures import Scan, plan_for
from linghang.indicators.stored import scan as stored
from linghang.indicators.values import values
from linghang.packs.load import load_packs
from linghang.registers.content import shipped_packs
from linghang.registers.rows import Rows

required = os.environ.get("LINGHANG_REQUIRE_SPARK") == "1"
needs_spark = pytest.mark.skipif(bool(spark.lacking()) and not required, reason=f"no Spark here: {spark.lacking()}")


@pytest.fixture(scope="module", autouse=True)
def small():
    """One small Spark for all tests of this file."""
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
@pytest.mark.parametrize("dates", [("left_on", None), ("entered_on", "left_on")])
def test_a_scan_says_in_spark_what_it_says_in_duckdb_and_in_plain_python(library, dates, monkeypatch):
    """In many pieces, several of them in one task; one file comes in several."""
    monkeypatch.setattr(stored, "PIECE", 2)
    register = library.register("stay")
    scan = scan_of(library, drawn(MEASURE, 80), dates)
    files = drawn(st.lists(ROW, min_size=1, max_size=6), 40)
    rows = in_files(register, [[row for some in files[part::3] for row in some] for part in range(3)])
    for file in rows.files:
        pq.write_table(pq.read_table(file), file, row_group_size=9)
    assert len(list(stored.together(rows.files, stored.Opened()))) > 6
    found, other = spark.run_scan(scan, register, rows), duckdb.run_scan(scan, register, rows)
    assert plain(found) == plain(other) == plain(recount.run_scan(scan, register, rows))
    assert found.column_names == other.column_names
    assert found.schema == polars.run_scan(scan, register, rows).schema


@needs_spark
@pytest.mark.parametrize("packs", ["bench", "shipped"])
def test_every_shipped_measure_of_the_front_page_has_the_value_that_duckdb_gives(packs, tmp_path):
    every = [path for path in sorted(shipped_packs().iterdir()) if path.is_dir()]
    library = load_packs(every if packs == "shipped" else [shipped_packs() / "national-front-page", PACK])
    scans = [scan for scan in plan_for(library).scans if scan.register == "inpatient"]
    scan = max(scans, key=lambda scan: len(scan.measures))
    assert len(scan.measures) > {"bench": 40, "shipped": 300}[packs]
    files = write_lake(tmp_path, library, scan, rows=3000, institutions=2, months=2)
    rows, register = Rows(tuple(file.path for file in files)), library.register("inpatient")
    assert plain(spark.run_scan(scan, register, rows)) == plain(duckdb.run_scan(scan, register, rows))


@needs_spark
def test_a_file_of_another_type_is_refused_in_words(library, tmp_path):
    register = library.register("stay")
    scan = scan_of(library, [("sum", "fee", None)], ("left_on", None))
    [file] = in_files(register, [drawn(ROW, 5)]).files
    table = pq.read_table(file)
    odd = table.set_column(table.column_names.index("fee"), "fee", pa.array(["x"] * table.num_rows))
    pq.write_table(odd, tmp_path / "odd.parquet")
    with pytest.raises(InputError, match=r"column of .*string.*Spark 没有算完"):
        spark.run_scan(scan, register, Rows((tmp_path / "odd.parquet",)))


@needs_spark
def test_workers_with_another_version_do_not_compute(library, monkeypatch):
    register = library.register("stay")
    scan, rows = scan_of(library, [("count", None, None)], ("left_on", None)), in_files(register, [drawn(ROW, 5)])
    there = linghang.__version__
    monkeypatch.setattr(linghang, "__version__", "next")
    with pytest.raises(InputError, match=rf"linghang {there}，需要 next.*计算节点上没有同样的程序.*PYSPARK_PYTHON"):
        spark.run_scan(scan, register, rows)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (
            'Traceback (most recent call last):\n  File "worker.py", line 1\n'
            "ModuleNotFoundError: No module named 'polars'\n SQLSTATE: 38000\n\tat org.apache.spark.api.python",
            "“ModuleNotFoundError: No module named 'polars'”: 计算节点上没有同样的程序。请在各计算节点",
        ),
        (
            "An error occurred\n: org.apache.spark.SparkException: Job aborted: Lost task 0.0 in stage 0.0: "
            'java.io.IOException: Cannot run program "/opt/python": error=2, No such file or directory\n\tat java',
            "“Cannot run program \"/opt/python\"”: 计算节点上没有同样的程序。请在各计算节点",
        ),
        (
            "Traceback (most recent call last):\nFileNotFoundError: [Errno 2] Failed to open local file 'lake/a'\n",
            "计算节点读不到数据文件。请让各计算节点在同一路径下读到数据文件夹",
        ),
        (
            "An error occurred while calling collectAndServe.\n: org.apache.spark.SparkException: Job aborted due to "
            "stage failure: java.lang.OutOfMemoryError: Java heap space\n\tat java.base",
            "Java heap space",
        ),
    ],
)  # fmt: skip
def test_what_workers_lack_is_said_with_its_remedy(said, fault):
    """As Spark 4.3 says it of a worker's Python without Polars, of a path without Python, of a file it cannot see, and
    of a driver without memory."""
    [found] = spark.given_up(said).faults
    assert fault in str(found)
    assert found.remedy


@needs_spark
def test_figures_computed_by_spark_are_the_product_s(load):
    """Also those that do not add up over batches: different people, and stays that another one follows."""
    load("east", "2022-01", "number entered_on left_on days fee person\n1 2022-01-01 2022-01-03 4 100.25 p1")
    load("east", "2022-02", "number entered_on left_on days fee person\n2 2022-02-01 2022-02-09 - 0.50 p1")
    summary = compute(engine="spark")
    assert (summary.engine, summary.rows) == ("spark", 2)
    found = values(["income", "mean_days", "persons"], Period.parse("2022-01..2022-02"), "east")
    assert [value.value for value in found] == [Decimal("100.75"), 4, 1]
    [readmitted] = values(["readmitted"], Period.parse("2022-01"), "east")
    assert readmitted.value == 1


def test_rows_that_are_in_memory_and_files_without_rows_need_no_spark(library, tmp_path, monkeypatch):
    monkeypatch.setattr(spark, "context", None)
    register = library.register("talent")
    measure = recount.BaseMeasure("talent", "count", None, None, "from_date")
    table = pa.table({"_institution": ["east", "east"], "from_date": pa.array([19000, 19001], pa.date32())})
    scan = Scan("talent", "from_date", None, (measure,))
    [east] = spark.run_scan(scan, register, Rows(table=table)).to_pylist()
    assert (east["unit"], east["rows"], east["month"]) == ("east", 2, 202201)
    assert spark.run_scan(scan, register, Rows()).num_rows == 0


def test_without_spark_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"不能用 Spark 计算。请安装附加组件.*linghang\[spark\]"):
        spark.context()


def test_without_java_the_message_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(spark, "find_spec", lambda name: object())
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(InputError, match="Java 17 或 21"):
        spark.context()


def test_spark_is_an_engine_that_is_loaded_only_when_asked_for():
    assert engine_of("spark") is spark.run_scan
    code = "import sys; from linghang.indicators import spark; print('pyspark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
