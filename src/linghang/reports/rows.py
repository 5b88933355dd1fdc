"""The rows that lists and tables of a report are told from: of ledgers, and of what other subjects provide."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from linghang.core.figures import write_number
from linghang.core.periods import Period
from linghang.expressions.parse import parse_condition
from linghang.expressions.plain import evaluate
from linghang.expressions.schema import schema_of
from linghang.indicators.scope import By
from linghang.indicators.sources import kept_rows, snapshot
from linghang.indicators.values import Value
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField, ReportList, ReportTable
from linghang.reports.binding import Binding
from linghang.reports.document import BoundFigure, Cell
from linghang.reports.listing import Tables, Unit
from linghang.reports.nodes import Figure
from linghang.reports.saying import Bind
from linghang.reports.sources import SOURCES, source_of

Row = Mapping[str, Any]
"""Field code → value as the ledger keeps it; a BoundFigure keeps its trace."""


@dataclass(frozen=True)
class Asked:
    """Whose rows are wanted: of the institution and all below it, as they stood at the end of the period."""

    institution: Institution
    first: dt.date
    last: dt.date
    version: int
    period: Period | None = None


_Item = TypeVar("_Item")
_BY: Mapping[str, By] = {"departments": "department", "institutions": "institution", "months": "month"}
Provider = Callable[[Asked], Sequence[Row]]
_providers: dict[str, Provider] = {}


def provide(source: str, provider: Provider) -> None:
    """From now on this function gives the rows of a source (`sources.SOURCES`)."""
    _providers[source] = provider


def rows_of(source: Register, asked: Asked) -> Sequence[Row]:
    """All rows of a source or ledger."""
    if source.code in SOURCES:
        provider = _providers.get(source.code)
        return provider(asked) if provider else ()
    table = kept_rows(source, snapshot(asked.version)).table
    if table is None:
        return ()
    codes = pa.array([each.code for each in asked.institution.subtree()])
    found: list[Row] = table.filter(pc.is_in(table["_institution"], codes)).to_pylist()
    return found


def tables_of(library: Library, asked: Asked, binding: Binding) -> Tables:
    """Where the lists and tables of a report get their rows."""
    read = cache(partial(_read, library, asked))
    return Tables(partial(_rows, library, read), partial(_units, library, asked, binding))


def _read(library: Library, asked: Asked, code: str) -> tuple[Register, list[dict[str, Any]]]:
    """A source and all its rows; several lists of a report share them."""
    source, span = source_of(code, library), {"period_first": asked.first, "period_last": asked.last}
    return source, [{**row, **span} for row in rows_of(source, asked)]


def _rows(
    library: Library, read: Callable[[str], tuple[Register, list[dict[str, Any]]]], told: ReportTable | ReportList
) -> list[Bind]:
    source, rows = read(told.list if isinstance(told, ReportList) else told.rows)
    if told.where:
        condition = parse_condition(told.where, schema_of(source), library)
        rows = [row for row in rows if evaluate(condition, row)]
    for wish in reversed(told.sort):
        rank = _rank(source.field(wish.removeprefix("-")), library)
        rows = _in_order(rows, rank, backwards=wish.startswith("-"))
    fields = {field.code: field for field in source.fields}
    return [partial(_cell, library, fields, row) for row in rows]


def _rank(field: RegisterField, library: Library) -> Callable[[Row], Any]:
    """What rows are put in order by: the field, a coded one in the order of its codeset."""
    order = list(library.codeset(field.codeset).values) if field.codeset else []

    def rank(row: Row) -> Any:
        value = row.get(field.code)
        return order.index(value) if value in order else len(order) if order and value is not None else value

    return rank


def _in_order(items: Iterable[_Item], rank: Callable[[_Item], Any], *, backwards: bool) -> list[_Item]:
    """By their rank, those without one last whichever way round."""
    ranked = [(rank(item), item) for item in items]
    known = sorted((each for each in ranked if each[0] is not None), key=lambda each: each[0], reverse=backwards)
    return [item for _, item in known] + [item for value, item in ranked if value is None]


def _cell(library: Library, fields: Mapping[str, RegisterField], row: Row, figure: Figure) -> BoundFigure | Cell:
    value, field = row.get(figure.indicator), fields[figure.indicator]
    return value if isinstance(value, BoundFigure) else written(value, field, library)


def written(value: Any, field: RegisterField, library: Library) -> Cell:
    """A field as it is written in a report: days and numbers as in prose, codes by their names."""
    match value:
        case None | "":
            return Cell("")
        case bool():
            return Cell("是" if value else "否")
        case dt.date():
            return Cell(f"{value.year}年{value.month}月{value.day}日", day=value)
        case int():
            return Cell(f"{value}{field.unit}", Decimal(value), field.unit)
        case Decimal():
            return Cell(f"{write_number(value, field.decimals, trim=True)}{field.unit}", value, field.unit)
    names = library.code_names.get(field.codeset or "", {})
    return Cell(names.get(str(value), str(value)).strip())


def _units(
    library: Library, asked: Asked, binding: Binding, told: ReportTable, figures: tuple[Figure, ...]
) -> list[Unit]:
    by = _BY[told.rows]
    found = binding.units(by, figures)
    names = _names(asked, by)
    units = [
        (
            Unit(_named(unit, by, names), bound.__getitem__),
            {figure.indicator: bound[figure].value for figure in figures if figure.kind == "value"},
        )
        for unit, bound in found
        if unit.department != "" and (by != "institution" or unit.institution != asked.institution.code)
    ]
    for wish in reversed(told.sort):
        rank = partial(_value_of, wish.removeprefix("-"))
        units = _in_order(units, rank, backwards=wish.startswith("-"))
    return [unit for unit, _ in units]


def _value_of(code: str, unit: tuple[Unit, Mapping[str, Decimal | None]]) -> Decimal | None:
    return unit[1].get(code)


def _names(asked: Asked, by: str) -> dict[str, str]:
    if by == "institution":
        return {each.code: str(each) for each in asked.institution.subtree()}
    if by == "department":
        return dict(asked.institution.departments.order_by("valid_from").values_list("code", "name"))
    return {}


def _named(unit: Value, by: str, names: Mapping[str, str]) -> str:
    if by == "month":
        return f"{unit.period.first.number}月"
    key = unit.institution if by == "institution" else unit.department or ""
    return names.get(key, key)
