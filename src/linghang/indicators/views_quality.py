"""Data quality: how many rows break a warning rule, where, and which they are."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.indicators import quality, quality_page, tables
from linghang.indicators.choices import choice_of
from linghang.organization import access, trail
from linghang.packs.library import Library
from linghang.packs.model import Register, RowRule
from linghang.registers.content import library as content

SHOWN = 100
"""Failing rows on a page: enough to find what went wrong; the rest is found once these are put right."""


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every register with warning rules whose figures the person may see here."""
    choice = choice_of(request)
    found, without = quality_page.checked(request.user, content(), choice)
    return render(request, "indicators/quality.html", {"choice": choice, "found": found, "without": without})


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The counts as one CSV or one workbook; never a row."""
    if form not in tables.FORMS:
        raise Http404
    choice = choice_of(request)
    found, _ = quality_page.checked(request.user, content(), choice)
    trail.record(request.user, "导出数据质量", choice.institution, 期间=str(choice.period))
    return tables.file_of(quality_page.sheets(found), f"数据质量-{choice.title}-{choice.period}", form)


@require_GET
def rows(request: HttpRequest, register: str, rule: str) -> HttpResponse:
    """The failing rows of a rule by key, for those who may see rows; of one department with `department` in the
    address (blank: rows that name none)."""
    library, choice = content(), choice_of(request)
    found, broken = _rule(library, register, rule)
    department = choice.department.code if choice.department else request.GET.get("department")
    access.require(
        request.user,
        "view_rows",
        institution=choice.institution,
        sensitivity=found.sensitivity,
        department=department or None,
    )
    shown = quality.rows(register, rule, choice.institution.code, choice.period, department=department, limit=SHOWN)
    if found.sensitivity in ("patient", "member"):
        details: dict[str, str | int] = {"台账": found.title, "规则": broken.message, "期间": str(choice.period)}
        if department:
            details["科室"] = department
        trail.record(request.user, "查看不符规则的行", choice.institution, **details, 行数=len(shown))
    names = {each.code: str(each) for each in choice.institution.subtree()}
    counts = quality_page.counts_here(found, choice, department)
    return render(
        request,
        "indicators/quality_rows.html",
        {
            "choice": choice,
            "register": found,
            "rule": broken,
            "department": None if department is None else quality_page.department_name(choice, department),
            "rows": [(names[place.institution], place, cells) for place, cells in shown],
            "columns": list(shown[0][1]) if shown else [],
            "count": sum(each.failing for each in counts if each.rule == rule),
        },
    )


def _rule(library: Library, register: str, rule: str) -> tuple[Register, RowRule]:
    """The register and its warning rule of that code. Http404 when there is none."""
    if not library.has("registers", register):
        raise Http404
    found = library.register(register)
    broken = next((each for each in quality.rules_of(found) if each.code == rule), None)
    if broken is None:
        raise Http404
    return found, broken
