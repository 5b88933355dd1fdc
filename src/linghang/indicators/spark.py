"""The Spark engine: the scan of the DuckDB engine, for lakes that one machine does not hold. Pure.

Optional: needs the extra `spark` and Java 17 or 21. The same tree is printed for Spark, over the same Parquet files,
and counts and exact sums come back equal to the last digit; what engines do differently (division, rounding) is never
asked of one. ANSI mode makes an overflow an error, never a wrong figure. Times have no zone; the session is in UTC.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from linghang.core.errors import refuse
from linghang.expressions.spark_sql import quoted, to_spark
from linghang.expressions.tree import AnyMatches, AnyPairMatches, CountMatches, CountPairs
from linghang.indicators.measures import BaseMeasure, Scan
from linghang.indicators.sharing import parts, share
from linghang.packs.model import Register, RegisterField
from linghang.registers.rows import Rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MASTER, MEMORY = "LINGHANG_SPARK_MASTER", "LINGHANG_SPARK_MEMORY"
"""Environment: where Spark runs (`local[*]`), and the memory of its driver (`2g`). Executors of a cluster must see the
lake under the same path."""

_SETTINGS = {
    "spark.app.name": "linghang",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",
}
_AT_HOME = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
"""On one machine nobody else may speak to it."""
_TYPES = {
    "text": "STRING",
    "code": "STRING",
    "integer": "BIGINT",
    "date": "DATE",
    "datetime": "TIMESTAMP_NTZ",
    "boolean": "BOOLEAN",
}
_OF_LISTS = (AnyMatches, CountMatches, AnyPairMatches, CountPairs)
MEASURES_AT_ONCE = 40
_KEYS = ["unit", "month", "department"]
_sessions: "dict[int, SparkSession]" = {}
_starting = Lock()


def run_scan(scan: Scan, register: Register, rows: Rows) -> pa.Table:
    """The same partial aggregates as `duckdb.run_scan`. Raises InputError when Spark is missing or gives up."""
    with _explained():
        relation = _relation(session(), register, scan, rows)
        found = [_sorted(_aggregated(relation, each, register, rows).toArrow()) for each in _pieces(scan)]
        whole = _side_by_side(found)
        return _as_partials(whole.select([*_KEYS, "rows", *(measure.id for measure in scan.measures)]), rows)


def lacking() -> str:
    """What has to be installed before Spark can run; "" when nothing is missing."""
    if find_spec("pyspark") is None:
        return "请安装附加组件：pip install 'linghang[spark]'"
    home = os.environ.get("JAVA_HOME")
    if which("java", path=str(Path(home) / "bin") if home else None) is None:
        return "请安装 Java 17 或 21（如 openjdk-17-jre-headless），或把 JAVA_HOME 指到它的文件夹"
    return ""


def session() -> "SparkSession":
    """The one session of this process, started when first asked for. Raises InputError when something is missing."""
    if remedy := lacking():
        raise refuse("不能用 Spark 计算", remedy, field="引擎", value="spark")
    with _starting:
        process = os.getpid()
        if process not in _sessions:
            _sessions[process] = _start()
        return _sessions[process]


def _start() -> "SparkSession":
    """Java writes its greetings and warnings into a file of its own, not into the output of a command."""
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

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
    return SparkSession(SparkContext(conf=conf, gateway=gateway))


@contextmanager
def _explained() -> Iterator[None]:
    """What Spark refuses, as a fault: an old file with a field of another type, an overflow, no memory."""
    try:
        yield
    except ImportError as error:
        raise refuse("不能用 Spark 计算", "请安装附加组件：pip install 'linghang[spark]'", value=str(error)) from error
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("pyspark", "py4j"):
            raise
        first = str(error).strip().partition("\n")[0][:300]
        raise refuse(
            "Spark 没有算完", "可改用 --engine duckdb；若内存不足，请加大 LINGHANG_SPARK_MEMORY", value=first
        ) from error


def _pieces(scan: Scan) -> list[Scan]:
    """A scan in parts: what Spark compiles for hundreds of aggregates in one query costs more than reading again.

    Measures that ask the same of a list stand side by side: a question is shared within a part only, and one about a
    list walks over every value (docs/decisions/0011).
    """
    measures = sorted(scan.measures, key=_asked)
    starts = range(0, max(1, len(measures)), MEASURES_AT_ONCE)
    return [replace(scan, measures=tuple(measures[start : start + MEASURES_AT_ONCE])) for start in starts]


def _asked(measure: BaseMeasure) -> tuple[list[str], str]:
    """What a measure asks of lists, and of the rest."""
    nodes = [node for node in (measure.where, measure.value) if node is not None]
    of_lists = {to_spark(part) for node in nodes for part in parts(node) if isinstance(part, _OF_LISTS)}
    return sorted(of_lists), " ".join(map(to_spark, nodes))


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by([(key, "ascending") for key in _KEYS])


def _side_by_side(tables: Sequence[pa.Table]) -> pa.Table:
    """Parts of one scan have the same groups, for they are over the same rows, and here in the same order."""
    first, *others = tables
    for part in others:
        if part.select(_KEYS) != first.select(_KEYS):
            raise refuse("Spark 没有算完", "数据文件在计算时变了，请再算一次")
        for name in part.column_names[len(_KEYS) + 1 :]:
            first = first.append_column(part.schema.field(name), part[name])
    return first


def _relation(spark: "SparkSession", register: Register, scan: Scan, rows: Rows) -> "DataFrame":
    """The rows with the fields the scan reads; a field that a file does not have is missing in its rows."""
    if rows.table is not None:
        extra = [name for name in _fields_read(register, scan) if name not in rows.table.column_names]
        nulls = [f"CAST(NULL AS {type_sql(register.field(name))}) AS {quoted(name)}" for name in extra]
        return spark.createDataFrame(rows.table).selectExpr("*", *nulls)
    columns = ", ".join(f"{quoted(name)} {type_sql(register.field(name))}" for name in _fields_read(register, scan))
    return spark.read.schema(columns).parquet(*(_plain(path) for path in rows.files))


def _plain(path: Path) -> str:
    """A path in which Spark sees no pattern."""
    return "".join("\\" + letter if letter in "{}[]*?\\" else letter for letter in str(path.absolute()))


def _fields_read(register: Register, scan: Scan) -> list[str]:
    names = {scan.date, *filter(None, [scan.ends, register.department])}
    return sorted(names.union(*(measure.fields for measure in scan.measures)))


def _aggregated(relation: "DataFrame", scan: Scan, register: Register, rows: Rows) -> "DataFrame":
    from pyspark.sql.functions import expr

    sharing = share(scan.measures)
    columns = [
        ("_metadata.file_path" if rows.table is None else quoted("_institution")) + " AS _unit",
        f"{month_sql(scan.date, scan.ends)} AS _month",
        f"{quoted(register.department) if register.department else 'CAST(NULL AS STRING)'} AS _department",
    ]
    columns += [f"{to_spark(node)} AS {quoted(name)}" for name, node in sharing.shared.items()]
    columns += [quoted(name) for name in sharing.fields]
    aggregates = [expr("count(*)").alias("rows")]
    aggregates += [
        expr(aggregate_sql(measure)).alias(original.id)
        for original, measure in zip(scan.measures, sharing.measures, strict=True)
    ]
    grouped = relation.selectExpr(*columns).groupBy(*(f"_{key}" for key in _KEYS)).agg(*aggregates)
    return grouped.toDF(*_KEYS, *grouped.columns[len(_KEYS) :])  # a field may be called department itself


def month_sql(date: str, ends: str | None) -> str:
    """yyyymm in which a row counts; see `measures` for `ends`."""
    day = quoted(date)
    if ends is not None:
        left = f"date_add(CAST({quoted(ends)} AS DATE), 1)"
        day = f"CASE WHEN {quoted(ends)} IS NOT NULL THEN greatest({left}, CAST({day} AS DATE)) END"
    return f"(year({day}) * 100 + month({day}))"


def aggregate_sql(measure: BaseMeasure) -> str:
    """One measure over a group: BIGINT for counts, a decimal for sums; 0 over no rows.

    Whole numbers are added as decimals, so that they cannot overflow before they do in DuckDB.
    """
    where = None if measure.where is None else to_spark(measure.where)
    value = None if measure.value is None else to_spark(measure.value)
    match measure.aggregate:
        case "count":
            return f"count_if({where})" if where else "count(*)"
        case "present":
            return f"count_if({where} AND {value} IS NOT NULL)" if where else f"count({value})"
        case "distinct":
            raise ValueError("distinct values are counted at the grain asked for, not in a scan")
    assert measure.value is not None
    if measure.value.type.name == "INTEGER":
        value = f"CAST({value} AS DECIMAL(19, 0))"
    return f"coalesce(sum({f'CASE WHEN {where} THEN {value} END' if where else value}), 0)"


def type_sql(field: RegisterField) -> str:
    """The Spark type in which a field is stored."""
    name = f"DECIMAL(18, {field.decimals})" if field.type == "decimal" else _TYPES[field.type]
    return f"ARRAY<{name}>" if field.list else name


def _as_partials(table: pa.Table, rows: Rows) -> pa.Table:
    """The types of `duckdb.run_scan`: files by number, sums 38 digits wide."""
    if rows.table is None:
        numbers = {str(path.absolute()): number for number, path in enumerate(rows.files)}
        units = [numbers[unquote(urlsplit(uri).path)] for uri in table["unit"].to_pylist()]
        table = table.set_column(0, "unit", pa.array(units, pa.int32()))
    fields = [pa.field(field.name, _widened(field.type)) for field in table.schema]
    return table.cast(pa.schema(fields))


def _widened(kind: pa.DataType) -> pa.DataType:
    return pa.decimal128(38, kind.scale) if pa.types.is_decimal(kind) else kind
