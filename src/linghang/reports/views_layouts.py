"""The page layouts an institution writes in: which are in force, a sample of each, and a new one from a day on."""

import datetime as dt
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from linghang.core.errors import Fault, InputError
from linghang.core.periods import Period
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.reports.compose import number
from linghang.reports.document import Column, Document, Heading, Paragraph, Table, Text
from linghang.reports.layout import Layout, layouts
from linghang.reports.layout_form import LayoutForm, filled_with
from linghang.reports.own_layouts import add, of_institution
from linghang.reports.publish import FORMS, save
from linghang.reports.styles import own_layouts, style_of


@require_http_methods(["GET", "POST"])
def layouts_page(request: HttpRequest) -> HttpResponse:
    """The layouts of an institution; its administrator adds one."""
    place, reachable = _place(request)
    if request.method == "GET":
        form = LayoutForm(initial=filled_with(style_of(place, timezone.localdate()), timezone.localdate()))
        return _page(request, place, reachable, form)
    access.require(request.user, "administer", institution=place)
    form, faults = LayoutForm(request.POST), tuple[Fault, ...]()
    if form.is_valid():
        try:
            added = form.layout(place.code)
            add(added, own_layouts())
        except InputError as error:
            faults = error.faults
        else:
            trail.record(request.user, "添加公文版式", place, 版式=added.title, 自何日起=str(added.valid_from))
            messages.success(request, f"已保存：{place}自 {added.valid_from} 起用“{added.title}”。")
            return redirect(f"{reverse('report-layouts')}?institution={place.code}")
    return _page(request, place, reachable, form, faults, status=400)


@require_GET
def layout_sample(request: HttpRequest, code: str) -> FileResponse:
    """A page of text in that layout, to be held against the office's own paper."""
    place, _ = _place(request)
    found = [each for each in layouts(own_layouts()) if each.code == code and _is_open(each, place)]
    if not found:
        raise Http404
    stream = BytesIO()
    save(sample(found[-1], place, timezone.localdate()), stream)
    stream.seek(0)
    return FileResponse(
        stream, as_attachment=True, filename=f"样张-{found[-1].title}.docx", content_type=FORMS["docx"][1]
    )


def sample(page: Layout, place: Institution, on: dt.date) -> Document:
    """Title, the three levels of headings, text, a table and the signature."""
    lines = "这是正文样张，用来核对字体、字号、行距和每行的字数，与文件内容无关。" * 3
    headings = [
        Heading(level, number(level, 1, page.numbering), f"{name}标题")
        for level, name in enumerate(("一级", "二级", "三级"), 1)
    ]
    table = Table("表题", (Column("项目"), Column("数值", number=True)), ((Text("示例"), Text("1")),))
    return Document(
        "sample", "公文版式样张", place.code, place.name, Period.year(on.year), 0, page, "各科室：",
        (*headings, Paragraph((Text(lines),)), table), place.name, on,
    )  # fmt: skip


def _is_open(each: Layout, place: Institution) -> bool:
    return not each.institutions or place.code in each.institutions


def _place(request: HttpRequest) -> tuple[Institution, list[Institution]]:
    """Whose layouts are looked at, and of whom this person writes reports."""
    reachable = list(access.scope(request.user, "write_report"))
    named = (request.POST if request.method == "POST" else request.GET).get("institution", "")
    found = [each for each in reachable if not named or each.code == named]
    if not found:
        raise PermissionDenied("您没有“编写报告”的权限。如工作需要，请联系本单位系统管理员。")
    return found[0], reachable


def _page(
    request: HttpRequest,
    place: Institution,
    reachable: list[Institution],
    form: LayoutForm,
    faults: tuple[Fault, ...] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    now = style_of(place, timezone.localdate())
    own = of_institution(place.code, own_layouts())
    shipped = [each for each in layouts(own_layouts()) if not each.institutions]
    context = {
        "place": place,
        "institutions": reachable,
        "now": now,
        "from_above": now.institutions and place.code not in now.institutions,
        "own": [(each, each == now) for each in own],
        "shipped": [(each, each == now) for each in shipped],
        "form": form,
        "faults": faults,
        "may_add": access.may(request.user, "administer", institution=place),
    }
    return render(request, "reports/layouts.html", context, status=status)
