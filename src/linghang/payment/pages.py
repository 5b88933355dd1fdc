"""Front-page batches of the lake read and grouped by a scheme in force."""

from collections.abc import Iterable

import polars as pl

from linghang.core.workspace import Workspace
from linghang.payment import front_page
from linghang.payment.models import Scheme
from linghang.payment.schemes import answering_of, rules_of
from linghang.registers import content
from linghang.registers.models import Batch
from linghang.registers.schema import arrow_schema

SOURCE = "inpatient"
NUMBERS = ("integer", "decimal")


def grouped(pages: pl.DataFrame, scheme: Scheme) -> pl.DataFrame:
    """mdc, adrg, drg, status, reason of front pages, in their order; no code where there is no group."""
    asked = front_page.cases(pages, rules_of(scheme).columns)
    added = answering_of(scheme).columns(front_page.batch_of(asked))
    found = pl.DataFrame({name: pl.Series(pl.from_arrow(column)) for name, column in added.items()})
    has = pl.col("status").is_in(["grouped", "ambiguous"])
    return found.with_columns(pl.when(has).then(pl.col(name)).alias(name) for name in ("mdc", "adrg", "drg"))


def read_pages(source: Batch, schemes: Iterable[Scheme | None] = ()) -> pl.DataFrame:
    """The columns of a front-page batch that grouping by these schemes needs; what an old batch lacks is empty."""
    path = Workspace.from_environment().lake / source.data_path
    register = content.library().register(SOURCE)
    known = {field.code for field in register.fields if field.type in NUMBERS and not field.list}
    asked = {column for scheme in schemes if scheme for column in rules_of(scheme).columns}
    wanted = list(dict.fromkeys([*front_page.NEEDED, *sorted(asked & known)]))
    there = pl.read_parquet_schema(path)
    pages = pl.read_parquet(path, columns=[name for name in wanted if name in there])
    types = pl.DataFrame(arrow_schema(register).empty_table()).schema
    absent = {name: pl.lit(None, types[name]) for name in wanted if name not in there}
    return pages.with_columns(**absent) if absent else pages
