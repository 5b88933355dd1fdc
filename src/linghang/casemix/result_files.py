"""Results written as batches, so that a file appears whole or not at all: CSV or Parquet. Pure."""

import base64
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from linghang.casemix.case_files import FORMATS, UNIQUE, is_binary, is_list
from linghang.core.errors import refuse

PARQUET: dict[str, Any] = {
    "compression": "snappy",
    "write_statistics": False,
    "store_decimal_as_integer": True,
    "store_schema": False,
}
"""Results stand in the order of the input and are read whole by the next step: least and largest values of parts of the
file would pass over nothing, and a fifth of the time to write is worth more than a third of the bytes."""


@contextmanager
def writing(out: Path, schema: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Write batches under another name; the file gets its own when the last is written.

    InputError: the kind of file, the place, or a column that a CSV file cannot hold.
    """
    check_out(out)
    with appearing(out) as part:
        if out.suffix.lower() == ".csv":
            schema = pa.schema([_flat_field(field, out) for field in schema])
            with pacsv.CSVWriter(part, schema, write_options=pacsv.WriteOptions(quoting_header="needed")) as writer:
                yield lambda batch: writer.write_batch(_flat(batch, schema))
        else:
            with parquet_writer(part, schema) as writer:
                yield writer.write_batch
                writer.add_key_value_metadata({"ARROW:schema": told_plain(schema)})


def parquet_writer(out: Any, schema: pa.Schema) -> pq.ParquetWriter:
    """What writes results as a Parquet file; it does not say of itself which types it holds (`told_plain`)."""
    return pq.ParquetWriter(out, schema, use_dictionary=[field.name for field in schema if _repeats(field)], **PARQUET)


def unfolded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same with dictionaries as the texts they stand for."""
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=plain_schema(batch.schema))


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """The columns of `unfolded`."""
    return pa.schema([_decoded_field(field) for field in schema])


def told_plain(schema: pa.Schema) -> bytes:
    """What a file is to say of its types (ARROW:schema): plain texts, though they are handed over as dictionaries,
    which other programs would take for categories."""
    return base64.b64encode(plain_schema(schema).serialize().to_pybytes())


def _decoded_field(field: pa.Field) -> pa.Field:
    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field


def _repeats(field: pa.Field) -> bool:
    amount = pa.types.is_decimal(field.type) or pa.types.is_floating(field.type)
    return field.name not in UNIQUE and not amount


@contextmanager
def appearing(out: Path) -> Iterator[Path]:
    """A name beside `out` to write under; it becomes `out` when all went well, else it is gone."""
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
    except OSError as error:
        raise refuse("写不进这个文件夹", "请核对路径和权限", file=str(out)) from error
    try:
        yield part
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def check_out(out: Path, *sources: Path, formats: Sequence[str] = FORMATS) -> None:
    """InputError when `out` is no file that can be written, or one of the files that are read."""
    if out.suffix.lower() not in formats:
        raise refuse("不能写成这种文件", f"请用 {' 或 '.join(formats)}", file=str(out))
    if out.is_dir():
        raise refuse("这是文件夹，不能写成文件", "请换一个文件名", file=str(out))
    if out.exists() and any(source.exists() and out.samefile(source) for source in sources):
        raise refuse("结果不能覆盖病例文件", "请换一个文件名", file=str(out))


def _flat_field(field: pa.Field, out: Path) -> pa.Field:
    field = _decoded_field(field)
    kind = field.type
    if not pa.types.is_nested(kind) and not is_binary(kind):
        return field
    if is_list(kind) and not pa.types.is_nested(kind.value_type) and not is_binary(kind.value_type):
        return pa.field(field.name, pa.string())
    remedy = "请写成 .parquet，或先删去这一列"
    raise refuse("CSV 放不下这一列", remedy, file=out.name, field=field.name, value=str(kind))


def _flat(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Lists as one text joined by `|`, for a CSV file has no lists; dictionaries as the texts they stand for."""
    columns = [
        pc.binary_join(column.cast(pa.list_(pa.string())), "|") if pa.types.is_nested(column.type) else column
        for column in unfolded(batch).columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
