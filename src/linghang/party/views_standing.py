"""Pages of standing: all branches of an institution, and the sheet of one branch through its four rounds."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.assessment.reasons import points as say_points
from linghang.core.errors import ConflictError, Fault, InputError
from linghang.core.keys import parse_key
from linghang.organization.as_of import name_of, party_organizations_on
from linghang.organization.models import PartyOrganization
from linghang.party import classes, classing, reach, standing, standing_store, standings
from linghang.party.known import facts
from linghang.party.place import place_of, year_of
from linghang.party.standing import Mark, Round
from linghang.party.standing_store import File
from linghang.party.tabs import tabs


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """Every branch with stage, scores, class and movement."""
    place = place_of(request)
    today = timezone.localdate()
    found = standings.lines(place.institution, place.year, request.user, today)
    frameworks = [score.framework for score in next((line.scores for line in found if line.scores), ())]
    stages = [(title, sum(line.file.stage == code for line in found)) for code, title in standing.STAGES.items()]
    context = {
        "place": place,
        "tabs": tabs(place, "party-standing"),
        "lines": found,
        "frameworks": frameworks,
        "stages": stages,
        "today": today,
    }
    return render(request, "party/standing.html", context)


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One branch, every check point with what each round says of it; on POST marks of the present round are added."""
    branch = reach.branch_of(code)
    known = _file(request, branch)
    scorer = _scorer(request, branch, known)
    if request.method == "GET":
        return _page(request, branch, known, scorer)
    if scorer is None:
        raise PermissionDenied(f"现在是“{standing.STAGES[known.stage]}”，您没有这一环节的评定权限。")
    marks = [mark for point in known.points if (mark := _posted(request, point.item.code, known, scorer)) is not None]
    try:
        made = standing_store.mark(
            known, marks, actor=request.user, by=name_of(request.user), seen=parse_key(request.POST.get("seen", ""))
        )
    except InputError as error:
        return _page(request, branch, known, scorer, faults=error.faults, status=400)
    except ConflictError as error:
        return _page(request, branch, _file(request, branch), scorer, conflict=str(error), status=409)
    messages.success(request, f"已保存 {len(made)} 个考核点。" if made else "没有改动。")
    return redirect(_url(branch, known))


def _file(request: HttpRequest, branch: PartyOrganization) -> File:
    year = year_of(request, branch.institution)
    framework = standing_store.checklist(request.GET.get("framework", "") or standing_store.CHECKLIST, year)
    return standing_store.file(framework, branch.institution, branch.code, year)


def _url(branch: PartyOrganization, known: File) -> str:
    query = urlencode({"year": known.year, "framework": known.framework.code})
    return f"{reverse('party-standing-sheet', args=(branch.code,))}?{query}"


def _scorer(request: HttpRequest, branch: PartyOrganization, known: File) -> str | None:
    """In whose name the person rates now: "" for the branch itself or the superior, the code of the own branch as a
    peer; None for nobody's."""
    oversees = reach.may_oversee(request.user, branch.institution)
    if known.stage == "self":
        return "" if reach.may_keep(request.user, branch) else None
    if known.stage in ("superior", "result"):
        return "" if oversees else None
    if known.stage == "mutual":
        own = [each.code for each in reach.own_branches(request.user) if each.institution_id == branch.institution_id]
        peers = [each for each in own if each != branch.code]
        asked = request.POST.get("scorer", "") or request.GET.get("scorer", "")
        if oversees and asked and asked != branch.code and _is_branch(branch, asked):
            return asked
        return peers[0] if peers else None
    return None


def _is_branch(branch: PartyOrganization, code: str) -> bool:
    return PartyOrganization.objects.filter(institution=branch.institution, code=code).exists()


def _posted(request: HttpRequest, item: str, known: File, scorer: str) -> Mark | None:
    """The mark that the form gives a check point; None for one that was left open."""
    rating, reason = request.POST.get(f"rating-{item}", ""), request.POST.get(f"reason-{item}", "")
    if not rating and not reason.strip():
        return None
    round_: Any = known.stage
    return Mark(item, round_, rating, reason[:500], scorer=scorer)


def _page(
    request: HttpRequest,
    branch: PartyOrganization,
    known: File,
    scorer: str | None,
    *,
    faults: tuple[Fault, ...] = (),
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    peer = known.stage == "mutual" and scorer is not None
    reach.require(reach.may_see(request.user, branch) or peer, "查看党建工作", branch)
    oversees = reach.may_oversee(request.user, branch.institution)
    today = timezone.localdate()
    # A peer sees what the branch says of itself, and nothing of what others found.
    blind = peer and not oversees
    context = {
        "branch": branch,
        "known": known,
        "stage_word": standing.STAGES[known.stage],
        "groups": _groups(request, branch, known, scorer, blind=blind),
        "rounds": [] if blind else _rounds(known),
        "scorer": scorer,
        "can_rate": scorer is not None and known.stage != "settled",
        "ratings": standing.RATING_WORDS,
        "oversees": oversees,
        "steps": [(standing.DEEDS[each.deed], standing.STAGES[each.stage], each) for each in known.steps],
        "deeds": _deeds(request, branch, known),
        "classed": _classed(known) if oversees and known.stage == "settled" else None,
        "scores": () if blind else _scores(request, branch, known, today),
        "checklists": standing_store.checklists(),
        "branches": [form for form in party_organizations_on(branch.institution, today) if form.organization != branch],
        "faults": faults,
        "conflict": conflict,
        "years": sorted({*range(today.year - 3, today.year + 1), known.year}, reverse=True),
        "query": urlencode({"year": known.year, "framework": known.framework.code}),
    }
    return render(request, "party/standing_sheet.html", context, status=status)


Groups = list[tuple[str, list[dict[str, Any]]]]


def _groups(request: HttpRequest, branch: PartyOrganization, known: File, scorer: str | None, *, blind: bool) -> Groups:
    """Check points by dimension, each with what was said, what the form holds, and what is on record."""
    found: dict[str, list[dict[str, Any]]] = {}
    recorded = {} if blind else facts(branch, known.year, timezone.localdate())
    for point in known.points:
        mine = {"self": point.own, "superior": point.superior, "result": point.result}.get(known.stage)
        if known.stage == "mutual":
            mine = next((peer for peer in point.peers if peer.scorer == scorer), None)
        code = point.item.code
        found.setdefault(point.group, []).append(
            {
                "point": point,
                "blind": blind,
                "rating": request.POST.get(f"rating-{code}", mine.rating if mine else ""),
                "reason": request.POST.get(f"reason-{code}", mine.reason if mine else ""),
                "fact": recorded.get(code, ""),
            }
        )
    return list(found.items())


def _rounds(known: File) -> list[tuple[str, str, int]]:
    """Every round with the score it alone would give, and how many check points it rated."""
    found = []
    names: tuple[Round, ...] = ("self", "mutual", "superior", "result")
    for name in names:
        read = standing.readings(known.points, name)
        points = known.sheet(name).points if read else None
        found.append((standing.ROUNDS[name], "" if points is None else say_points(points), len(read)))
    return found


def _deeds(request: HttpRequest, branch: PartyOrganization, known: File) -> list[tuple[str, str, bool]]:
    """What may be done with the whole sheet now: deed, words, whether a reason is asked for."""
    oversees = reach.may_oversee(request.user, branch.institution)
    offered = {
        "self": [("submit", "提交自评", False)],
        "mutual": [("submit", "结束互评", False), ("return", "退回自评", True)],
        "superior": [("submit", "提交上级考评", False), ("return", "退回自评", True)],
        "result": [("settle", "综合评定", False), ("return", "退回自评", True)],
        "settled": [("reopen", "重新评定", True)],
    }[known.stage]
    if known.stage == "self":
        return offered if reach.may_keep(request.user, branch) else []
    return offered if oversees else []


def _scores(request: HttpRequest, branch: PartyOrganization, known: File, today: dt.date) -> tuple[Any, ...]:
    if known.stage != "settled":
        return ()
    found = standings.lines(branch.institution, known.year, request.user, today, branch=branch.code)
    return found[0].scores if found else ()


def _classed(known: File) -> dict[str, Any]:
    row = classing.present(known.institution, known.branch, known.year)
    return {"row": row, "data": row.data if row else {}, "choices": classes.CLASSES, "asks": classes.FOLLOW_UPS}


@require_POST
def step(request: HttpRequest, code: str) -> HttpResponse:
    """Hand the sheet on, send it back, settle it, open it again."""
    branch = reach.branch_of(code)
    known = _file(request, branch)
    deed = request.POST.get("deed", "")
    allowed = {name for name, _, _ in _deeds(request, branch, known)}
    reach.require(deed in allowed, standing.DEEDS.get(deed, "办理支部考评"), branch)
    try:
        standing_store.step(
            known,
            deed,
            request.POST.get("text", "")[:500],
            actor=request.user,
            by=name_of(request.user),
            seen=parse_key(request.POST.get("seen", "")),
        )
    except InputError as error:
        return _page(request, branch, known, _scorer(request, branch, known), faults=error.faults, status=400)
    except ConflictError as error:
        fresh = _file(request, branch)
        return _page(request, branch, fresh, _scorer(request, branch, fresh), conflict=str(error), status=409)
    messages.success(request, f"已{standing.DEEDS[deed]}。")
    return redirect(_url(branch, known))


@require_POST
def classify(request: HttpRequest, code: str) -> HttpResponse:
    """Give the class of the year."""
    branch = reach.branch_of(code)
    reach.require(reach.may_oversee(request.user, branch.institution), "党建工作考评和豁免", branch)
    known = _file(request, branch)
    due = request.POST.get("due", "")
    passed = {"yes": True, "no": False}.get(request.POST.get("passed", ""))
    try:
        classing.classify(
            known,
            request.POST.get("grade", ""),
            follow_up=request.POST.get("follow_up", "")[:300],
            due=dt.date.fromisoformat(due) if due else None,
            document=request.POST.get("document", "")[:200],
            passed=passed,
            actor=request.user,
            opened=parse_key(request.POST.get("opened", "")),
        )
    except ValueError:
        fault = Fault("", 0, "", "跟进时限", due, "不是一个日期", "请写成 2026-06-30")
        return _page(request, branch, known, None, faults=(fault,), status=400)
    except InputError as error:
        return _page(request, branch, known, None, faults=error.faults, status=400)
    except ConflictError:
        return _page(request, branch, known, None, conflict="等次刚被他人改过，请核对后再保存", status=409)
    messages.success(request, f"已定为“{classes.CLASSES[request.POST['grade']]}”。")
    return redirect(_url(branch, known))
