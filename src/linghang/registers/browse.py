"""A loaded ledger on a page: its batches in brief and a look at some of its rows, straight from the Parquet files."""

from pathlib import Path
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linghang.core.periods import Month, Period
from linghang.core.workspace import Workspace
from linghang.expressions.duckdb_sql import quoted
from linghang.organization import access, trail
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField
from linghang.registers.cells import Codes, write_cell
from linghang.registers.entry import codes_of
from linghang.registers.models import Batch, visible_at
from linghang.registers.pseudonym import MASK
from linghang.registers.reach import Reach
from linghang.registers.rows import Rows, completed, connect, fields_in
from linghang.registers.tables import Wish

LIMIT = 100


def page(request: HttpRequest, library: Library, register: Register, reach: Reach) -> HttpResponse:
    """The page of a loaded ledger for a person with this reach. Looking at rows is logged."""
    institutions = reach.institutions(register)
    wish = Wish.read(register, request.GET.dict(), institutions)
    place = wish.institution or (institutions[0] if len(institutions) == 1 else None)
    whole = Batch.objects.filter(visible_at(None), register=register.code, institution__in=reach.whole)
    summary = list(
        whole.order_by()
        .values("institution__name", "institution__code")
        .annotate(
            batches=Count("pk"),
            rows=Sum("rows_accepted"),
            rejected=Sum("rows_rejected"),
            first=Min("period_first"),
            last=Max("period_last"),
            loaded=Max("loaded_at"),
        )
        .order_by("institution__position")
    )
    for line in summary:
        line["period"] = Period(Month.from_key(line["first"]), Month.from_key(line["last"])).label
    rows: list[list[str]] = []
    if place is not None:
        batches = Batch.objects.filter(visible_at(None), register=register.code, institution=place)
        rows = sample(library, register, batches, wish.period, _departments(reach, place.pk))
        trail.record(request.user, "查看明细", place, 台账=register.title, 行数=len(rows))
    return render(
        request,
        "registers/loaded.html",
        {
            "register": register,
            "wish": wish,
            "institutions": institutions,
            "place": place,
            "summary": summary,
            "rows": rows,
            "limit": LIMIT,
            "may_load": bool(access.scope(request.user, "load", register.sensitivity)),
        },
    )


def _departments(reach: Reach, institution: int) -> list[str] | None:
    """None when the whole institution is open, else the departments that are."""
    if any(place.pk == institution for place in reach.whole):
        return None
    return [department.code for department in reach.departments if department.institution_id == institution]


def sample(
    library: Library, register: Register, batches: QuerySet[Batch], period: Period | None, departments: list[str] | None
) -> list[list[str]]:
    """The first rows of these batches as text, identifiers masked; newest first."""
    if period:
        batches = batches.filter(period_first__lte=period.last.key, period_last__gte=period.first.key)
    lake = Workspace.from_environment().lake
    paths = [
        path
        for batch in batches.order_by("-period_last", "-id")
        if batch.data_path and (path := lake / batch.data_path).is_file()
    ]
    if not paths or departments == []:
        return []
    codes = codes_of(register, library)
    return [
        [_shown(field, value, codes.get(field.code)) for field, value in zip(register.fields, row, strict=True)]
        for row in _query(register, paths, period, departments)
    ]


def _query(
    register: Register, paths: list[Path], period: Period | None, departments: list[str] | None
) -> list[tuple[Any, ...]]:
    day = quoted(register.date)
    columns = ", ".join("NULL" if field.identifier else quoted(field.code) for field in register.fields)
    where, values = ["true"], list[Any]()
    if period:
        where.append(f"{day} >= ? and {day} < ?")
        values += [period.first_day, period.last.shift(1).first_day]
    if departments is not None and register.department:
        where.append(f"{quoted(register.department)} in ({', '.join('?' * len(departments))})")
        values += departments
    rows = Rows(files=tuple(paths))
    with connect(rows) as connection:
        absent = {field.code for field in register.fields} - fields_in(connection, rows)
        sql = (
            f"select {columns} from {completed(rows.relation, register, absent)} "  # noqa: S608 - checked definitions
            f"where {' and '.join(where)} order by {day} desc limit {LIMIT}"
        )
        return connection.execute(sql, values).fetchall()


def _shown(field: RegisterField, value: Any, codes: Codes | None) -> str:
    if field.identifier:
        return MASK
    if isinstance(value, list):
        value = [item for item in value if item is not None]
    return write_cell(field, value, codes)
