"""The Spark engine: the engine of one machine on many, for lakes that one machine does not hold. Pure.

Optional: needs the extra `spark` and Java 17 or 21. Spark hands pieces of files to its workers, which read them and add
them up with the code of `stored`: values are equal, and no row passes through Java. What comes back is a row per group
and is put together here. The same tree printed as Spark SQL was many times dearer: docs/decisions/0011.
"""

import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from shutil import which
from threading import Lock
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

import linghang
from linghang.core.errors import InputError, refuse
from linghang.indicators import polars
from linghang.indicators.measures import Scan
from linghang.packs.model import Register
from linghang.registers.rows import Rows

if TYPE_CHECKING:
    from pyspark import Broadcast, SparkContext

    from linghang.indicators.stored.scan import Form, Piece

MASTER, MEMORY = "LINGHANG_SPARK_MASTER", "LINGHANG_SPARK_MEMORY"
"""Environment: where Spark runs (`local[*]`), and the memory of its driver (`2g`). The workers of a cluster must see
the lake under the same path, and have the Python that PYSPARK_PYTHON names, with this package in the same version."""

_SETTINGS = {
    "spark.app.name": "linghang",
    "spark.executorEnv.POLARS_MAX_THREADS": "1",  # a task has one core
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_AT_HOME = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
"""On one machine nobody else may speak to it."""
_MOST, _PER_CORE = 16, 3
"""So many requests (of `stored.scan.PIECE` rows) are a task at most; so many tasks are wanted for each core at least,
that all end at about the same time. A task costs a tenth of a second besides its rows."""
_LAST = re.compile(r"^[\w.]*(?:Error|Exception): \S.*$", re.MULTILINE)
"""The last line of what Python says; Java's lines begin otherwise."""
_LACKING = {
    re.compile(
        r"^(?:ModuleNotFoundError|ImportError|AttributeError: Can't get attribute).*"
        r"|Cannot run program \"[^\"]*\"|\[PYTHON_VERSION_MISMATCH\].*",
        re.MULTILINE,
    ): (
        "计算节点上没有同样的程序",
        "请在各计算节点的 Python 里装同一版本的领航，并用环境变量 PYSPARK_PYTHON 指到它",
    ),
    re.compile(r"^FileNotFoundError: .*", re.MULTILINE): (
        "计算节点读不到数据文件",
        "请让各计算节点在同一路径下读到数据文件夹",
    ),
}
"""What workers may lack, by the words in which Spark says so."""
_contexts: "dict[int, SparkContext]" = {}
_starting = Lock()


def run_scan(scan: Scan, register: Register, rows: Rows) -> pa.Table:
    """The same partial aggregates as `polars.run_scan`. Raises InputError when Spark is missing or gives up.

    Rows in memory are counted where they are.
    """
    if rows.table is not None:
        return polars.run_scan(scan, register, rows)
    from linghang.indicators.stored.scan import Form, Opened, together

    form = Form(scan, register)
    requests = list(together(rows.files, Opened()))
    found = _by_workers(form, requests) if requests else [polars.of_nothing(scan, register)]
    return polars.added_up(found).to_arrow()


def lacking() -> str:
    """What has to be installed before Spark can run; "" when nothing is missing."""
    if find_spec("pyspark") is None:
        return "请安装附加组件：pip install 'linghang[spark]'"
    home = os.environ.get("JAVA_HOME")
    if which("java", path=str(Path(home) / "bin") if home else None) is None:
        return "请安装 Java 17 或 21（如 openjdk-17-jre-headless），或把 JAVA_HOME 指到它的文件夹"
    return ""


def context() -> "SparkContext":
    """The one Spark of this process, started when first asked for. Raises InputError when something is missing."""
    if remedy := lacking():
        raise refuse("不能用 Spark 计算", remedy, field="引擎", value="spark")
    with _starting:
        process = os.getpid()
        if process not in _contexts:
            with warnings.catch_warnings(action="ignore", category=FutureWarning):  # of pandas, which is not used here
                _contexts[process] = _start()
        return _contexts[process]


def _start() -> "SparkContext":
    """Java writes its greetings and warnings into a file of its own, not into the output of a command."""
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    master = os.environ.get(MASTER) or "local[*]"
    settings = _SETTINGS | (_AT_HOME if master.startswith("local") else {})
    settings |= {"spark.master": master, "spark.driver.memory": os.environ.get(MEMORY) or "2g"}
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    with tempfile.TemporaryFile() as said:
        try:
            gateway = launch_gateway(conf, {"stderr": said})
        except PySparkRuntimeError as error:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:]
            raise refuse(
                "Spark 没有启动起来", "需要 Java 17 或 21，请用 java -version 查看", value=" ".join(last)
            ) from error
    started = SparkContext(conf=conf, gateway=gateway)
    if master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        started.pythonExec = sys.executable  # on one machine the workers have the libraries of this Python
    return started


def _by_workers(form: "Form", requests: "Sequence[Sequence[Piece]]") -> list[pl.DataFrame]:
    """The groups that the tasks found, each in its own requests."""
    spark = context()
    tasks = max(-(-len(requests) // _MOST), min(len(requests), _PER_CORE * spark.defaultParallelism))
    with _explained():
        work = _in_worker(spark.broadcast(form), linghang.__version__)
        answers = spark.parallelize(requests, tasks).mapPartitions(work).collect()
    return [pl.read_ipc(answer) for answer in answers]


def _in_worker(sent: "Broadcast[Form]", version: str) -> "Callable[[Iterable[Sequence[Piece]]], Iterator[bytes]]":
    def answered(requests: "Iterable[Sequence[Piece]]") -> Iterator[bytes]:
        from linghang.indicators.stored.scan import Opened

        if linghang.__version__ != version:
            raise ImportError(f"linghang {linghang.__version__}，需要 {version}")
        opened, written = Opened(), BytesIO()
        polars.added_up([sent.value.of(pieces, opened) for pieces in requests]).write_ipc(written)
        yield written.getvalue()

    return answered


@contextmanager
def _explained() -> Iterator[None]:
    """What Spark gives up on, as a fault."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("pyspark", "py4j"):
            raise
        raise given_up(str(error)) from error


def given_up(said: str) -> InputError:
    """The fault behind what Spark says: workers lack the program or the files, a field of another type, no memory."""
    for signs, (reason, remedy) in _LACKING.items():
        if found := signs.search(said):
            return refuse(reason, remedy, value=found[0][:300])
    last = (_LAST.findall(said) or [" ".join(said.split())])[-1]
    remedy = "可改用 --engine polars 或 duckdb；若内存不足，请加大 LINGHANG_SPARK_MEMORY，或减少同时运行的任务"
    return refuse("Spark 没有算完", remedy, value=last[:300])
