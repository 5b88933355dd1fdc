"""Queries for PostgreSQL, whose own order puts NULL last."""

from collections.abc import Iterator
from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLCompiler(compiler.SQLCompiler):
    def _order_by_pairs(self) -> Iterator[tuple[Any, bool]]:
        for expression, selected in super()._order_by_pairs():
            if expression.nulls_first or expression.nulls_last:
                yield expression, selected
                continue
            ordered = expression.copy()
            ordered.nulls_last, ordered.nulls_first = expression.descending or None, not expression.descending or None
            yield ordered, selected
