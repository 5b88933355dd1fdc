"""Pages are served by several threads: each sees its own rows."""

from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from linghang.indicators import duckdb
from linghang.indicators.measures import Scan, base_measure
from linghang.registers.rows import Rows
from linghang.registers.schema import arrow_schema


def test_tables_in_memory_are_not_mixed_up(library):
    register = library.register("talent")
    measure = base_measure(library, "talent", "count", value=None, where=None, date=None)
    schema = arrow_schema(register).append(pa.field("_institution", pa.string()))

    def count(number):
        day = schema.field("from_date").type
        days = pa.array([18262] * number, pa.int32()).cast(day)
        rows = pa.table({"from_date": days, "_institution": ["east"] * number})
        empty = {field.name: pa.nulls(number, field.type) for field in schema if field.name not in rows.column_names}
        table = pa.table({**{name: rows[name] for name in rows.column_names}, **empty}).select(schema.names)
        found = duckdb.run_scan(Scan("talent", "from_date", None, (measure,)), register, Rows(table=table))
        return found[measure.id].to_pylist()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(count, range(1, 41))) == [[number] for number in range(1, 41)]
