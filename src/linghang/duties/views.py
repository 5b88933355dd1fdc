"""The committee's matrix, one cell of it with its records, and what my branch owes now."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from linghang.duties import exporting, reach, records
from linghang.duties.choosing import EVERYTHING, Choice, choice_of
from linghang.duties.clock import STATE_TITLES
from linghang.duties.matrix import Cell, Matrix, matrix
from linghang.duties.mine import owed_now
from linghang.duties.reckoning import reckon
from linghang.organization import trail
from linghang.packs.duty import Duty
from linghang.registers.content import library

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def seen_matrix(choice: Choice) -> Matrix:
    """The matrix with the rows that the person may see."""
    found = matrix(
        choice.institution, choice.first, choice.last, choice.today, line=choice.line_asked, branch=choice.reach.only
    )
    if choice.reach.whole:
        return found
    rows = tuple(row for row in found.rows if choice.reach.sees(row.key))
    kept = {row.key for row in rows}
    cells = {place: cell for place, cell in found.cells.items() if place[0] in kept}
    return Matrix(found.institution, found.first, found.last, found.today, rows, found.columns, cells)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Branches × duties over a year, as of a day."""
    choice = choice_of(request)
    found = seen_matrix(choice)
    whole = found.whole
    lines = [(row, [(duty, found.cell(row.key, duty.code)) for duty in found.columns]) for row in found.rows]
    return render(
        request,
        "duties/overview.html",
        _around(request, choice)
        | {
            "matrix": found,
            "lines": [(row, cells, found.of_row(row.key)) for row, cells in lines],
            "totals": [(duty, found.of_column(duty.code)) for duty in found.columns],
            "whole": whole,
            "behind": sum(found.of_row(row.key).light == "bad" for row in found.rows),
        },
    )


@require_GET
def cell(request: HttpRequest) -> HttpResponse:
    """One cell: the rule in words, how each period stands, and the records it is read from. `row` `*`: all rows."""
    choice = choice_of(request, line=EVERYTHING)
    row, duty = request.GET.get("row", ""), _duty(request.GET.get("duty", ""))
    if not (choice.reach.whole if row in ("", "*") else choice.reach.sees(row)):
        raise PermissionDenied("您没有查看这个党组织应办事项的权限。如工作需要，请联系党务部门。")
    lines = reckon(choice.institution, choice.first, choice.last, choice.today, codes=[duty.code])
    found = Cell(tuple(each for each in lines if row in ("*", each.row)))
    shown = records.shown(request, choice.institution, row, found)
    template = "duties/_cell.html" if getattr(request, "htmx", False) else "duties/cell.html"
    return render(
        request,
        template,
        _around(request, choice)
        | {
            "duty": duty,
            "cell": found,
            "row": row,
            "shown": shown,
            "register": library().register(duty.activity.register_code),
        }
        | {"may_keep": row != "*" and reach.may_keep(request.user, choice.institution, _branch(row))},
    )


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is to be done now, the most urgent first."""
    choice = choice_of(request, line=EVERYTHING)
    return render(
        request, "duties/mine.html", _around(request, choice) | {"owed": owed_now(request.user, choice.today)}
    )


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The matrix as a spreadsheet: counts by branch and duty, names nobody."""
    choice = choice_of(request)
    found = seen_matrix(choice)
    trail.record(request.user, "导出应办事项矩阵", choice.institution, 年度=choice.year, 类别=choice.line)
    response = HttpResponse(exporting.to_xlsx(found, choice.line), content_type=XLSX)
    name = f"应办事项-{choice.institution}-{choice.year}-{choice.line}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _duty(code: str) -> Duty:
    packs = library()
    if not packs.has("duties", code):
        raise Http404
    return packs.duty(code)


def _branch(row: str) -> str:
    return "" if row.startswith("department:") else row


def _around(request: HttpRequest, choice: Choice) -> dict[str, Any]:
    """What every page of the subject shows."""
    return {
        "choice": choice,
        "place": choice.institution,
        "states": STATE_TITLES,
        "may_oversee": reach.may_oversee(request.user, choice.institution),
    }
