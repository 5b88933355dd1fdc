"""Records of a file grouped into a file: CSV or Parquet, in the order of the input, nothing dropped. Pure."""

import codecs
import csv
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from linghang.casemix.answers import ADDED, Answering
from linghang.casemix.compiled import COLUMNS, Compiled
from linghang.casemix.explain import Status
from linghang.casemix.scheme import Scheme
from linghang.core.errors import refuse

ROWS = 131_072
"""Records in one batch; a few batches are in memory at a time, whatever the length of the file."""
THREADS = 2
FORMATS = (".parquet", ".csv")


@dataclass(frozen=True)
class Counts:
    """How many records came in and what became of them."""

    rows: int
    by_status: dict[str, int]


def group_file(cases: Path, scheme: Scheme, out: Path) -> Counts:
    """Write the records to `out` with mdc, adrg, drg, status and reason, which replace columns of these names.

    `out` appears when all is written. InputError: the file cannot be read, or lacks a column.
    """
    if out.suffix.lower() not in FORMATS:
        raise refuse("不能写成这种文件", "请用 .parquet 或 .csv", file=str(out))
    if out.exists() and cases.exists() and out.samefile(cases):
        raise refuse("结果不能覆盖病例文件", "请换一个文件名", file=str(out))
    counts: Counter[str] = Counter({status.value: 0 for status in Status})
    answering = Answering(Compiled(scheme))
    schema, batches = open_cases(cases)
    kept = [name for name in schema.names if name not in ADDED]

    def answered(batch: pa.RecordBatch) -> pa.RecordBatch:
        added = answering.columns(batch)
        columns = {name: batch.column(name) for name in kept} | added
        return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))

    added_fields = [pa.field(name, pa.string()) for name in ADDED]
    with writing(out, pa.schema([*(schema.field(name) for name in kept), *added_fields])) as write:
        for result in in_order(answered, batches):
            write(result)
            for entry in pc.value_counts(result.column("status")).to_pylist():
                counts[entry["values"]] += entry["counts"]
    return Counts(sum(counts.values()), dict(counts))


def find_case(cases: Path, case: str) -> dict[str, Any]:
    """The record of that number as written; InputError when there is none."""
    schema, batches = open_cases(cases)
    if "case" not in schema.names:
        raise refuse("没有 case 列，找不到单个病例", "请补上病例号", file=cases.name)
    for batch in batches:
        found = pc.index(batch.column("case").cast(pa.string()), case).as_py()
        if found >= 0:
            row: dict[str, Any] = batch.slice(found, 1).to_pylist()[0]
            return row
    raise refuse("没有这个病例", "请核对病例号", file=cases.name, field="case", value=case)


def open_cases(path: Path) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The columns of a file of records, and its batches."""
    if not path.is_file():
        raise refuse("没有这个文件", "请核对路径", file=str(path))
    opened = {".parquet": _open_parquet, ".csv": _open_csv}.get(path.suffix.lower())
    if opened is None:
        raise refuse("读不了这种文件", "请用 .parquet 或 .csv", file=str(path))
    try:
        schema, batches = opened(path)
    except pa.ArrowInvalid as error:
        raise _unreadable(path) from error
    missing = [name for name in COLUMNS if name not in schema.names]
    if missing:
        raise refuse("缺少列", f"病例表应有 {'、'.join(COLUMNS)}", file=path.name, value="、".join(missing))
    if len(set(schema.names)) < len(schema.names):
        raise refuse("有同名的列", "请改名", file=path.name)
    return schema, _guarded(path, batches)


def _open_parquet(path: Path) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    file = pq.ParquetFile(path)
    return file.schema_arrow, file.iter_batches(ROWS)


def _open_csv(path: Path) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """Every column as text, as written; UTF-8 or GB18030."""
    encoding = "utf-8-sig" if _is_utf8(path) else "gb18030"
    with path.open(encoding=encoding, newline="") as handle:
        names = next(csv.reader(handle), [])
    if not names:
        raise refuse("表是空的", "请给出有列名的病例表", file=path.name)
    reader = pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(encoding=encoding.removesuffix("-sig"), block_size=2**24),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )
    return reader.schema, iter(reader)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as handle:
        try:
            while piece := handle.read(2**20):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _guarded(path: Path, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    try:
        yield from batches
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> Exception:
    return refuse("文件不完整，或有的行与列名数目不符", "请重新导出", file=path.name)


def in_order(
    work: Callable[[pa.RecordBatch], pa.RecordBatch], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """The results of the work on every batch, in order, a few ahead of the one that is handed out."""
    with ThreadPoolExecutor(THREADS) as pool:
        ahead: deque[Future[pa.RecordBatch]] = deque()
        for batch in batches:
            ahead.append(pool.submit(work, batch))
            if len(ahead) > THREADS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


@contextmanager
def writing(out: Path, schema: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Write batches under another name; the file gets its own when the last is written."""
    part = out.with_name(f".{out.name}.part")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        if out.suffix.lower() == ".csv":
            schema = pa.schema([_flat_field(field) for field in schema])
            with pacsv.CSVWriter(part, schema, write_options=pacsv.WriteOptions(quoting_header="needed")) as writer:
                yield lambda batch: writer.write_batch(_flat(batch, schema))
        else:
            with pq.ParquetWriter(part, schema, compression="zstd") as writer:
                yield writer.write_batch
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def _flat_field(field: pa.Field) -> pa.Field:
    return pa.field(field.name, pa.string()) if pa.types.is_nested(field.type) else field


def _flat(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Lists as one text joined by `|`, for a CSV file has no lists."""
    columns = [
        pc.binary_join(column.cast(pa.list_(pa.string())), "|") if pa.types.is_nested(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
