"""The expression language of packs: a closed set of operations, its parser and one printer per engine. Pure."""

from linghang.expressions.duckdb_sql import to_duckdb
from linghang.expressions.parse import parse, parse_condition, parse_number
from linghang.expressions.plain import evaluate
from linghang.expressions.polars_expr import to_polars
from linghang.expressions.schema import Schema, schema_of
from linghang.expressions.tree import Node, Type, fields_of

__all__ = [
    "Node",
    "Schema",
    "Type",
    "evaluate",
    "fields_of",
    "parse",
    "parse_condition",
    "parse_number",
    "schema_of",
    "to_duckdb",
    "to_polars",
]
