"""What can be carried away: a system with its values, a score sheet, the inspectors' file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from linghang.assessment import browsing, system_files
from linghang.assessment.company import peers_of
from linghang.assessment.downloads import download
from linghang.assessment.place import place_of
from linghang.organization import trail


@require_GET
def export(request: HttpRequest, code: str, what: str, form: str) -> HttpResponse:
    """The system as a spreadsheet or an official paper."""
    if what != "system" or form not in ("xlsx", "docx"):
        raise Http404
    place = place_of(request, code)
    rows = browsing.rows(place, peers_of(place))
    if form == "xlsx":
        content = system_files.to_xlsx(place, rows, request.build_absolute_uri("/").rstrip("/"))
    else:
        content = system_files.to_docx(place, rows)
    trail.record(
        request.user,
        "导出指标体系",
        place.choice.institution,
        体系=place.framework.title,
        期间=str(place.choice.period),
    )
    return download(content, f"{place.framework.title}-{place.choice.title}-{place.choice.period}", form)
