"""The list of papers, the desk of one, its words and indicators, its sign-off, two versions side by side."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.days import parse_day
from linghang.core.errors import InputError, refuse
from linghang.core.keys import parse_key
from linghang.organization.models import Institution
from linghang.papers import reach, store, versions
from linghang.papers.desk import desk
from linghang.papers.models import Paper, PaperMapping
from linghang.papers.waiving import sort, waive
from linghang.registers import content
from linghang.registers.catalogue import current_version
from linghang.tasks.evidence import open_file

PAGE = 30
WORDS_SHOWN = 30


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    return _list(request, {})


def _list(request: HttpRequest, given: dict[str, Any], status: int = 200) -> HttpResponse:
    """The papers within reach, newest first, and the form to add one."""
    institutions = _institutions(request)
    chosen = _chosen(request, institutions)
    found = reach.visible(request.user).defer("raw", "text").prefetch_related("sign_offs", "adoptions")
    found = found.filter(institution=chosen) if chosen else found
    if query := request.GET.get("q", "").strip()[:80]:
        found = found.filter(title__icontains=query)
    keeping = [each for each in institutions if reach.may_keep(request.user, each)]
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "institutions": institutions,
        "chosen": chosen,
        "query": query,
        "keeping": keeping,
        "kinds": Paper.Kind.choices,
        "posted": request.POST,
    }
    return render(request, "papers/list.html", context | given, status=status)


def _institutions(request: HttpRequest) -> list[Institution]:
    found = reach.institutions(request.user)
    if not found:
        raise PermissionDenied("您没有“查看公文”的权限。如工作需要，请联系本单位系统管理员。")
    return found


def _chosen(request: HttpRequest, institutions: list[Institution]) -> Institution | None:
    asked = request.GET.get("institution", "")
    return next((each for each in institutions if each.code == asked), None)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a document in."""
    if request.method == "GET":
        return redirect("papers")
    asked = request.POST.get("institution", "")
    institution = next((each for each in _institutions(request) if each.code == asked), None)
    reach.require(institution is not None and reach.may_keep(request.user, institution), "上传公文")
    assert institution is not None
    try:
        made = _take(request, institution)
    except InputError as error:
        return _list(request, {"faults": error.faults}, 400)
    messages.success(request, f"已上传“{made.title}”。")
    return redirect("paper", made.pk)


def _take(request: HttpRequest, institution: Institution) -> Paper:
    upload = request.FILES.get("file")
    if upload is None:
        raise refuse("没有选择文件", "请选择 txt、html、docx 或有文字层的 pdf", field="文件")
    written = request.POST.get("published", "").strip()
    published = parse_day(written) if written else None
    if written and published is None:
        raise refuse("不是日期", "请写成 2023-05-31", field="成文日期", value=written[:20])
    title, kind = request.POST.get("title", ""), request.POST.get("kind", "")
    return store.take(upload, institution, actor=request.user, title=title, kind=kind, published=published)


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    return _desk(request, reach.find(request.user, pk), {})


def _desk(request: HttpRequest, found: Paper, given: dict[str, Any], status: int = 200) -> HttpResponse:
    """The text with its marks, and the queue."""
    packs = content.library()
    open_to = reach.figures_open(request.user, found.institution, packs)
    reading, held = store.read_kept(found), store.hold(found, open_to)
    titles = {each.code: each.title for each in packs.indicators() if open_to(each)}
    offered = [
        (figure, [(each.code, titles[each.code]) for each in candidates if each.code in titles])
        for figure, candidates in held.open_words[:WORDS_SHOWN]
    ]
    signed = found.sign_offs.first()
    context = {
        "paper": found,
        "desk": desk(reading, held, sort(found, reading)),
        "held": held,
        "offered": [(figure, each) for figure, each in offered if each],
        "titles": sorted(titles.items(), key=lambda each: each[1]),
        "figures": len(reading.figures.figures),
        "signed": signed,
        "newer": signed is not None and signed.version != current_version(),
        "may_keep": reach.may_keep(request.user, found.institution),
        "may_adopt": reach.may_adopt(request.user, found.institution),
        "adoptions": found.adoptions.select_related("task"),
        "others": Paper.objects.filter(institution=found.institution).exclude(pk=found.pk).only("title")[:50],
    }
    return render(request, "papers/desk.html", context | given, status=status)


@require_POST
def map_words(request: HttpRequest, pk: int) -> HttpResponse:
    """What words of a paper mean, for all papers of its institution."""
    found = reach.find(request.user, pk)
    reach.require(reach.may_keep(request.user, found.institution), "对应指标")
    metric, unit = request.POST.get("metric", ""), request.POST.get("unit", "")
    try:
        store.remember(found.institution, metric, unit, request.POST.get("indicator", ""), actor=request.user)
    except InputError as error:
        return _desk(request, found, {"faults": error.faults}, 400)
    messages.success(request, f"已记住“{metric}”的对应指标。")
    return redirect("paper", found.pk)


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """What the text seems to say against itself and does not, with the reason."""
    found = reach.find(request.user, pk)
    reach.require(reach.may_keep(request.user, found.institution), "说明核对结果")
    key, reason = request.POST.get("finding", ""), request.POST.get("reason", "")
    try:
        waive(found, store.read_kept(found), key=key, reason=reason, actor=request.user)
    except InputError as error:
        return _desk(request, found, {"faults": error.faults}, 400)
    messages.success(request, "已记下说明，这一条不再列为差错。")
    return redirect("paper", found.pk)


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The meanings remembered at an institution; on POST one is changed, or forgotten."""
    institutions = _institutions(request)
    chosen = _chosen(request, institutions) or institutions[0]
    may = reach.may_keep(request.user, chosen)
    if request.method == "POST":
        reach.require(may, "对应指标")
        row = PaperMapping.objects.filter(
            institution=chosen, pk=parse_key(request.POST.get("mapping", "")) or 0
        ).first()
        if row is not None and "_forget" in request.POST:
            row.delete()
        elif row is not None:
            store.remember(chosen, row.metric, row.unit, request.POST.get("indicator", ""), actor=request.user)
        messages.success(request, "已保存。")
        return redirect(f"{request.path}?institution={chosen.code}")
    titles = sorted(((each.code, each.title) for each in content.library().indicators()), key=lambda each: each[1])
    rows = PaperMapping.objects.filter(institution=chosen)
    context = {"institutions": institutions, "chosen": chosen, "rows": rows, "titles": titles, "may_keep": may}
    return render(request, "papers/words.html", context)


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a paper off that contradicts nothing."""
    found = reach.find(request.user, pk)
    reach.require(reach.may_keep(request.user, found.institution), "核定公文")
    try:
        store.sign_off(
            found, actor=request.user, open_to=reach.figures_open(request.user, found.institution, content.library())
        )
    except InputError as error:
        return _desk(request, found, {"faults": error.faults}, 400)
    messages.success(request, f"已核定，{timezone.localtime():%Y-%m-%d %H:%M}。")
    return redirect("paper", found.pk)


@require_GET
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The document as it came, as a download: it was written by others and is never shown as a page of the site."""
    found = reach.find(request.user, pk)
    response = FileResponse(open_file(found), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_GET
def versions_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper beside another of its institution."""
    left = reach.find(request.user, pk)
    right = reach.find(request.user, parse_key(request.GET.get("with", "")) or 0)
    if right.institution_id != left.institution_id:
        raise PermissionDenied("只能比较同一机构的公文。")
    changed = versions.changed(store.read_kept(left), store.read_kept(right))
    context = {"left": left, "right": right, "rows": versions.rows(left.text, right.text), "changed": changed}
    return render(request, "papers/compare.html", context)
