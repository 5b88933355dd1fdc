"""Elections of a branch: prepared, counted, run off, confirmed; the protocol as a Word file."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.core.days import parse_day
from linghang.core.errors import ConflictError, Fault, InputError, refuse
from linghang.core.keys import parse_key
from linghang.membership import electing, elections, protocol, reach, rolls
from linghang.membership.elections import Ballots
from linghang.membership.models import Election
from linghang.membership.views import rows_of
from linghang.organization import masking, trail
from linghang.organization.models import PartyOrganization, Person
from linghang.registers import watermark

POSTS = ("委员", "书记", "副书记", "组织委员", "宣传委员", "纪检委员")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def list_page(request: HttpRequest, code: str) -> HttpResponse:
    branch = reach.branch_of(request.user, code)
    context = {
        "branch": branch,
        "place": branch.institution,
        "elections": branch.elections.order_by("-on", "-pk"),
        "may_keep": reach.may(request.user, "keep_party", branch),
    }
    return render(request, "membership/elections.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Prepare an election: its day decides who may stand."""
    branch = reach.branch_of(request.user, code, "keep_party")
    if request.method == "GET":
        return _new_page(request, branch)
    try:
        with transaction.atomic():
            PartyOrganization.objects.select_for_update().get(pk=branch.pk)
            made = _prepare(request, branch)
    except InputError as error:
        return _new_page(request, branch, faults=error.faults, status=400)
    messages.success(request, "已登记选举。")
    return redirect("members-election", pk=made.pk)


def _prepare(request: HttpRequest, branch: PartyOrganization) -> Election:
    post = request.POST
    on = parse_day(post.get("on", ""))
    title, seats = post.get("title", "").strip(), parse_key(post.get("seats", ""))
    if on is None:
        raise refuse("不是日期", "请写成 2026-03-09 的形式", field="选举日期", value=post.get("on", ""))
    if not title or len(title) > 80:
        raise refuse("没有填写，或超过 80 个字", "如 支部委员会换届选举", field="选举内容")
    if seats is None or seats > 30:
        raise refuse("不是 1 到 30 的整数", "请核对批复的职数", field="应选人数", value=post.get("seats", ""))
    counters, despite = post.get("counters", "")[:80], post.get("despite", "")[:200]
    return electing.prepare(branch, on, title, seats, _candidates(request), counters=counters, despite=despite)


def _candidates(request: HttpRequest) -> list[tuple[Person, str]]:
    """Those ticked, each with the post chosen for him."""
    keys = [key for each in request.POST.getlist("candidate") if (key := parse_key(each)) is not None]
    people = Person.objects.in_bulk(keys)
    return [(people[key], _post(request, key)) for key in keys if key in people]


def _post(request: HttpRequest, key: int) -> str:
    found = request.POST.get(f"post-{key}", "")
    return found if found in POSTS else ""


def _new_page(
    request: HttpRequest, branch: PartyOrganization, *, faults: tuple[Fault, ...] = (), status: int = 200
) -> HttpResponse:
    given = request.POST or request.GET
    on = parse_day(given.get("on", "")) or timezone.localdate()
    lens = masking.lens(request, branch.institution, branch)
    rows = [row for row in rows_of(rolls.roll_on(branch, on), lens) if row.votes]
    chosen = {row.span.person_id: given.get(f"post-{row.span.person_id}", "") for row in rows}
    context = {
        "branch": branch,
        "place": branch.institution,
        "on": on,
        "given": given,
        "faults": [_said(each) for each in faults],
        "voters": [(row, chosen[row.span.person_id]) for row in rows],
        "ticked": request.POST.getlist("candidate"),
        "posts": POSTS,
        "lens": lens,
        "may_reveal": masking.may_reveal(request.user, branch.institution, branch),
    }
    lens.log()
    return render(request, "membership/election_new.html", context, status=status)


def _said(fault: Fault) -> str:
    return str(fault)


def _election(request: HttpRequest, pk: int, action: str = "view_party") -> Election:
    found = get_object_or_404(Election.objects.select_related("organization__institution"), pk=pk)
    reach.require(request.user, action, found.organization)
    return found


@never_cache
@require_GET
def election(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _election(request, pk))


def _page(
    request: HttpRequest,
    found: Election,
    *,
    faults: tuple[Fault, ...] = (),
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    branch = found.organization
    lens = masking.lens(request, branch.institution, branch)
    roll = rolls.roll_on(branch, found.on)
    there = {str(pk) for pk in found.present.values_list("pk", flat=True)}
    candidates = found.candidates.select_related("person")
    context: dict[str, Any] = {
        "election": found,
        "branch": branch,
        "place": branch.institution,
        "lens": lens,
        "voters": [row for row in rows_of(roll, lens) if row.votes],
        "ticked": request.POST.getlist("present") if request.method == "POST" else there,
        "candidates": [
            (each, lens.name(each.person), request.POST.get(f"votes-{each.person_id}", "")) for each in candidates
        ],
        "quorum": elections.quorum_needed(len(roll.voters)),
        "given": request.POST,
        "faults": [_said(each) for each in faults],
        "conflict": conflict,
        "may_keep": reach.may(request.user, "keep_party", branch),
        "may_oversee": reach.may(request.user, "oversee_party", branch),
        "may_reveal": masking.may_reveal(request.user, branch.institution, branch),
        "today": timezone.localdate(),
        "term": found.terms.first(),
    }
    lens.log()
    return render(request, "membership/election.html", context, status=status)


def _do(request: HttpRequest, pk: int, action: str, deed: Callable[[Election], Election], told: str) -> HttpResponse:
    """One change of an election, with the revision that the form was opened at."""
    found = _election(request, pk, action)
    revision = parse_key(request.POST.get("revision", ""))
    try:
        with transaction.atomic():
            after = deed(electing.lock(pk, -1 if revision is None else revision))
    except ConflictError:
        found.refresh_from_db()
        return _page(request, found, conflict=True, status=409)
    except InputError as error:
        return _page(request, found, faults=error.faults, status=400)
    messages.success(request, told)
    return redirect("members-election", pk=after.pk)


@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came, the ballots, the votes."""

    def deed(found: Election) -> Election:
        present = Person.objects.filter(pk__in=[parse_key(each) for each in request.POST.getlist("present")])
        votes = {
            each.person.code: _number(request, f"votes-{each.person_id}", "得票")
            for each in found.candidates.select_related("person")
        }
        paper = [_number(request, name, title) for name, title in _PAPER.items()]
        electing.count(found, present, Ballots(paper[0], paper[1], paper[2], votes))
        return found

    return _do(request, pk, "keep_party", deed, "已计票。")


_PAPER = {"issued": "发出票数", "returned": "收回票数", "invalid": "废票"}


def _number(request: HttpRequest, name: str, title: str) -> int:
    text = request.POST.get(name, "").strip()
    number = parse_key(text) if text else 0
    if number is None or number > 100_000:
        raise refuse("不是整数", "请写 0 或正整数", field=title, value=text)
    return number


@require_POST
def run_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Another ballot for the seats that are open, on the same day unless told."""

    def deed(found: Election) -> Election:
        return electing.run_off(found, parse_day(request.POST.get("on", "")) or found.on)

    return _do(request, pk, "keep_party", deed, "已登记另行选举。")


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The superior's approval; the term begins."""

    def deed(found: Election) -> Election:
        return electing.confirm(found, request.POST.get("document", "")[:80])

    return _do(request, pk, "oversee_party", deed, "已登记批复。")


@require_GET
def protocol_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The protocol with names, watermarked and logged."""
    found = _election(request, pk, "export_rows")
    user, reason = request.user, request.GET.get("reason", "").strip()[:60] or "选举结果报告"
    said = watermark.words(user.first_name, user.get_username(), timezone.localtime(), reason)
    trail.record(user, "导出选举结果报告", found.organization.institution, 党组织=found.organization.code, 用途=reason)
    response = HttpResponse(protocol.docx(found, said).getvalue(), content_type=DOCX)
    name = f"选举结果报告-{found.organization}-{found.on}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response
