"""Files of records, opened as batches in the order of the file; `result_files` writes them. Pure.

CSV (UTF-8 or GB18030, every cell a text as written) or Parquet (texts, numbers, lists of texts).
"""

import codecs
import csv
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from linghang.core.errors import InputError, refuse

COLUMNS = ("sex", "age", "age_days", "birth_weight", "diagnoses", "operations")
CODES = ("diagnoses", "operations")
UNIQUE = ("case", *CODES)
"""Columns in which hardly a text comes twice: a dictionary of them costs a fifth of the time and saves nothing. So it
is with amounts, which have a fraction."""
ROWS = 131_072
"""Records in one batch; a few batches are in memory at a time, whatever the length of the file."""
THREADS = 2
LARGEST = 2**24
"""Bytes in which a line of a CSV file must find room."""
FORMATS = (".parquet", ".csv")
Batches = Iterator[pa.RecordBatch]
Work = Callable[[pa.RecordBatch], pa.RecordBatch]
T = TypeVar("T")


def open_cases(
    path: Path, needed: Sequence[str] = COLUMNS, *, coded: bool = False, only: Collection[str] | None = None
) -> tuple[pa.Schema, Batches]:
    """The columns of a file of records, and its batches. InputError: no such file, a column missing or unfit.

    `coded`: texts of a Parquet file in which values repeat come as dictionaries, as the file keeps them: that spares
    unfolding each and, for those that `writing` passes on, finding out again which are alike. `only`: the columns that
    the batches of a Parquet file are to have, if they are there (None: all).
    """
    schema, batches = _opened(path, coded, only)
    check_columns(schema, needed, path.name)
    plain = pa.schema([_plain_field(field) for field in schema])
    if plain.equals(schema):
        return schema, _guarded(path, batches)
    read = plain if only is None else pa.schema([field for field in plain if field.name in only])
    return plain, (batch.cast(read) for batch in _guarded(path, batches))


def check_columns(schema: pa.Schema, needed: Sequence[str], file: str) -> None:
    """InputError: a column of `needed` is missing or of a type that cannot be read, or two have one name."""
    missing = [name for name in needed if name not in schema.names]
    if missing:
        raise refuse("缺少列", f"病例表应有 {'、'.join(needed)}", file=file, value="、".join(missing))
    if twice := [name for name in dict.fromkeys(schema.names) if schema.names.count(name) > 1]:
        raise refuse("有同名的列", "请改名", file=file, value="、".join(twice))
    for name in needed:
        _check_type(file, schema.field(name))


def _check_type(file: str, field: pa.Field) -> None:
    """Codes are texts, or lists of texts; everything else is one number or text in a cell."""
    kind = field.type
    if field.name in CODES:
        if is_list(kind):
            kind = kind.value_type
        fit = _is_text(kind) or pa.types.is_null(kind)
        should = "编码应为文本，用 | 相连，或文本的列表"
    else:
        fit = not (pa.types.is_nested(kind) or is_binary(kind))
        should = "应为数或文本"
    if not fit:
        raise refuse("列的类型不对", should, file=file, field=field.name, value=str(field.type))


def is_list(kind: pa.DataType) -> bool:
    """Whether the column holds lists."""
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def is_binary(kind: pa.DataType) -> bool:
    """Whether the column holds bytes."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    tests = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
    return any(test(kind) for test in tests)


def _plain_field(field: pa.Field) -> pa.Field:
    """Texts kept as views, which few functions of the library take, as plain texts."""
    kind = field.type
    if pa.types.is_string_view(kind):
        return field.with_type(pa.string())
    if is_list(kind) and pa.types.is_string_view(kind.value_type):
        return field.with_type(pa.list_(pa.string()))
    return field


def _opened(path: Path, coded: bool, only: Collection[str] | None) -> tuple[pa.Schema, Batches]:
    if not path.is_file():
        raise refuse("没有这个文件", "请核对路径", file=str(path))
    if path.suffix.lower() not in FORMATS:
        raise refuse("读不了这种文件", "请用 .parquet 或 .csv", file=str(path))
    try:
        return _open_csv(path) if path.suffix.lower() == ".csv" else _open_parquet(path, coded, only)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise _unknown_letters(path) from error


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


def _open_parquet(path: Path, coded: bool, only: Collection[str] | None) -> tuple[pa.Schema, Batches]:
    file = pq.ParquetFile(path)
    if coded:
        texts = [field.name for field in file.schema_arrow if field.type == pa.string() and field.name not in UNIQUE]
        file = pq.ParquetFile(path, read_dictionary=texts, metadata=file.metadata)
    read = None if only is None else [name for name in file.schema_arrow.names if name in only]
    return file.schema_arrow, file.iter_batches(ROWS, columns=read)


def _open_csv(path: Path) -> tuple[pa.Schema, Batches]:
    """Every column as text, as written; UTF-8 or GB18030."""
    encoding = "utf-8-sig" if _is_utf8(path) else "gb18030"
    with path.open(encoding=encoding, newline="") as handle:
        names = next(csv.reader(handle), [])
    if not names:
        raise refuse("表是空的", "请给出有列名的病例表", file=path.name)
    reader = pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(encoding=encoding.removesuffix("-sig"), block_size=LARGEST),
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


def _guarded(path: Path, batches: Batches) -> Batches:
    try:
        yield from batches
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise _unknown_letters(path) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    """The reading library says in English what it stumbled over; the line is told where it knows it."""
    said = str(error)
    found = re.search(r"(?:Row #(\d+): )?Expected (\d+) columns, got (\d+): (.*)", said)
    if found:
        line, expected, cells, written = found.groups()
        reason = f"列名有 {expected} 个，这一行有 {cells} 格"
        remedy = "请核对逗号和引号后重新导出"
        return refuse(reason, remedy, file=path.name, line=int(line or 0), field="这一行", value=written[:60])
    if "straddling" in said or "out of sync" in said:
        reason = f"有一行超过 {LARGEST // 2**20} MB，或引号不成对"
        return refuse(reason, "请核对后重新导出", file=path.name)
    return refuse("文件不完整或已损坏", "请重新导出、重新传输", file=path.name)


def _unknown_letters(path: Path) -> InputError:
    return refuse("既不是 UTF-8 也不是 GB18030 编码的文字", "请另存为“CSV UTF-8”", file=path.name)


def in_order(work: Callable[[pa.RecordBatch], T], batches: Batches) -> Iterator[T]:
    """The results of the work on every batch, in order, a few ahead of the one that is handed out."""
    with ThreadPoolExecutor(THREADS) as pool:
        ahead: deque[Future[T]] = deque()
        for batch in _read_ahead(batches):
            ahead.append(pool.submit(work, batch))
            if len(ahead) > THREADS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _read_ahead(batches: Batches) -> Batches:
    """The batches, the next one read while this one is worked on or its results are written."""
    with ThreadPoolExecutor(1) as reader:
        following = reader.submit(next, batches, None)
        while (batch := following.result()) is not None:
            following = reader.submit(next, batches, None)
            yield batch
