"""Which reports there are, a report as a page, and as a Word file."""

from dataclasses import replace
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.core.errors import InputError
from linghang.indicators.choices import Choice, choice_of, sensitivity_of
from linghang.organization import access, trail
from linghang.packs.library import Library
from linghang.packs.model import Report
from linghang.registers.content import library as content
from linghang.reports.at_hand import report_at_hand
from linghang.reports.compose import all_figures, ledgers_of, unit_figures
from linghang.reports.document import Document
from linghang.reports.page import blocks_of, gaps_of, piece_of
from linghang.reports.publish import FORMS, file_name, save
from linghang.reports.selfcheck import VERDICTS, check_report
from linghang.reports.sources import ACTIONS, SOURCES


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """All report templates, to be opened for an institution and a period."""
    choice = _choice(request)
    found = [entry.item for entry in content().of_kind("reports", choice.period.last_day)]
    return render(request, "reports/reports.html", {"choice": choice, "reports": found, "forms": _forms()})


@require_GET
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The report as on paper; a figure opens its trace, and what is missing or contradicts itself stands first."""
    choice, document = _document(request, code)
    checked = check_report(document)
    shown = {
        "choice": choice,
        "document": document,
        "blocks": blocks_of(document),
        "left_out": len(document.omitted) + len(document.zeros),
        "zeros": [piece_of(figure) for figure in document.zeros],
        "selfcheck": checked,
        "findings": [vars(each) | {"word": VERDICTS[each.verdict]} for each in checked.findings],
        "forms": _forms(),
        "doubtful_fonts": document.layout.doubtful_fonts,
    }
    gaps = {name: gaps_of(getattr(document, name)) for name in ("missing", "partial", "omitted")}
    return render(request, "reports/report.html", shown | gaps)


@require_GET
def file(request: HttpRequest, code: str, form: str) -> FileResponse:
    """The report as a file: Word, a workbook, a page by itself."""
    if form not in FORMS:
        raise Http404
    choice, document = _document(request, code)
    stream = BytesIO()
    save(document, stream, form)
    stream.seek(0)
    deed: dict[str, str | int] = {"报告": document.title, "数据版本": document.version, "形式": FORMS[form][0]}
    trail.record(request.user, "下载报告", choice.institution, **deed)
    return FileResponse(stream, as_attachment=True, filename=file_name(document, form), content_type=FORMS[form][1])


def _forms() -> list[tuple[str, str]]:
    """Ending and button: 下载 Word, 下载网页."""
    return [(form, f"下载 {title}" if title.isascii() else f"下载{title}") for form, (title, _, _) in FORMS.items()]


def _choice(request: HttpRequest) -> Choice:
    """Where and when; the picker shows institutions for which this person may write reports."""
    reachable = tuple(access.scope(request.user, "write_report"))
    if not reachable:
        raise PermissionDenied("您没有“编写报告”的权限。如工作需要，请联系本单位系统管理员。")
    choice = choice_of(request, request.GET.get("institution") or reachable[0].code)
    access.require(request.user, "write_report", institution=choice.institution)
    return replace(choice, reachable=reachable)


def _document(request: HttpRequest, code: str) -> tuple[Choice, Document]:
    """The report asked for; refused when one of its figures is closed to the person."""
    choice, library = _choice(request), content()
    try:
        found = library.report(code, choice.period.last_day)
    except InputError as error:
        raise Http404 from error
    for sensitivity in _sensitivities(library, found):
        access.require(request.user, "write_report", institution=choice.institution, sensitivity=sensitivity)
    for source in ledgers_of(found):
        known = library.register(source).sensitivity if source not in SOURCES else "internal"
        action = ACTIONS.get(source, "view_rows")
        access.require(request.user, action, institution=choice.institution, sensitivity=known)
    return choice, report_at_hand(found, choice.institution, choice.period)


def _sensitivities(library: Library, found: Report) -> set[str]:
    codes = {code for figure in (*all_figures(found), *unit_figures(found)) for code in figure.indicators}
    return {sensitivity_of(library, library.indicator(code)) for code in codes}
