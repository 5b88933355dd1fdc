"""Tables into the discipline desk, and who has used it. Nothing goes out: there is no export."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from linghang.core.errors import Fault, InputError
from linghang.integrity import desk
from linghang.integrity.discreet import log, officers_only, places
from linghang.integrity.importing import MAX_BYTES, import_rows
from linghang.integrity.models import Deed
from linghang.integrity.views_desk import find
from linghang.organization.models import Institution
from linghang.registers import content
from linghang.registers.template import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 100
SHOWN = 200


@require_GET
@officers_only
def template(request: HttpRequest, institutions: list[Institution], code: str) -> HttpResponse:
    """The empty table of a ledger."""
    library, register = find(code)
    response = HttpResponse(workbook(register, desk.codes_at(register, library, institutions[:1])), content_type=XLSX)
    name = content_disposition_header(as_attachment=True, filename=f"{register.title}模板.xlsx")
    response.headers["Content-Disposition"] = name or ""
    return response


@csrf_exempt  # checked below, once the upload is kept from the disk: Django lets nobody say so after reading it
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, code: str) -> HttpResponse:
    """Import a table; one that does not fit into memory is not taken."""
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _bring(request, code)


@csrf_protect
@officers_only
def _bring(request: HttpRequest, institutions: list[Institution], code: str) -> HttpResponse:
    library, register = find(code)
    writable = places(request.user, "edit_rows")
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        institution = next((each for each in writable if each.code == request.POST.get("institution")), None)
        table: Any = request.FILES.get("file")
        if institution is None or table is None:
            reason = f"没有选择机构或文件，或文件超过 {MAX_BYTES // 2**20} MB"
            faults = (Fault(reason=reason, remedy="请选择机构和填好的表格；大的分几次导入"),)
        else:
            try:
                rows = import_rows(table.read(), register, library, institution, actor=request.user)
            except InputError as error:
                faults = error.faults
            else:
                for row in rows:
                    log(request.user, Deed.Kind.IMPORT, register.code, institution, row)
                messages.success(request, f"已导入 {len(rows)} 条。")
                return redirect("discipline-ledger", code=code)
    context = {"register": register, "institutions": writable, "faults": faults[:SHOWN], "count": len(faults)}
    return render(request, "integrity/desk_import.html", context, status=422 if faults else 200)


@require_GET
@officers_only
def used(request: HttpRequest, institutions: list[Institution]) -> HttpResponse:
    """Who has looked at or changed which row, newest first; of rows that these institutions have."""
    log(request.user, Deed.Kind.LOG)
    deeds = Deed.objects.filter(institution__in=institutions) | Deed.objects.filter(user=request.user)
    page = Paginator(deeds.select_related("user", "institution"), PAGE).get_page(request.GET.get("page"))
    titles = {register.code: register.title for register in desk.registers(content.library())}
    lines = [(each, titles.get(each.register, each.register)) for each in page]
    return render(request, "integrity/desk_used.html", {"page": page, "lines": lines})
