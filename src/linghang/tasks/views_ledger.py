"""The ledger of tasks (督办台账), on the page and as a file."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from linghang.organization import access, trail
from linghang.organization.models import Department, Institution, Person, in_force
from linghang.registers.content import library
from linghang.tasks import ledger_files, store
from linghang.tasks.boxes import Option, options
from linghang.tasks.bulk import ACTIONS
from linghang.tasks.models import Task
from linghang.tasks.rows import WORDS, Count, Row, counts_of, rows_of, with_relations
from linghang.tasks.tabs import tabs
from linghang.tasks.wishes import SORTS, STAGE_SETS, Wish

PAGE_ROWS = 50
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Filter:
    name: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Heading:
    title: str
    address: str
    order: str

    @property
    def look(self) -> str:
        return "number" if self.title == SORTS["percent"] else ""


def institutions_of(user: Any) -> list[Institution]:
    """Where the person sees tasks: whole institutions and those of single departments. PermissionDenied when none."""
    narrow = [department.institution for department in access.departments(user, "view_tasks")]
    found = {each.pk: each for each in [*access.scope(user, "view_tasks"), *narrow]}
    if not found:
        raise PermissionDenied("您没有“查看督办任务”的权限。如工作需要，请联系本单位系统管理员。")
    return list(found.values())


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The tasks that fit the address, fifty to a page, with how many show which light."""
    institutions, today = institutions_of(request.user), timezone.localdate()
    wish = Wish.read(request.GET.dict())
    before = found(request.user, wish, today, any_light=True)
    rows = of_light(before, wish)
    institution = next((each for each in institutions if each.code == wish.institution), None)
    only = institution or (institutions[0] if len(institutions) == 1 else None)
    return render(
        request,
        "tasks/ledger.html",
        {
            "tabs": tabs(request),
            "wish": wish,
            "today": today,
            "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
            "counts": _counts(before, wish),
            "all_lights": wish.address(light=""),
            "headings": _headings(wish),
            "filters": filters_of(request.user, wish, only),
            "institutions": institutions,
            "institution": institution,
            "many": only is None,
            "caption": request.GET.get("caption", "")[:60],
            **_powers(request.user, only),
        },
    )


def found(user: Any, wish: Wish, today: dt.date, *, any_light: bool = False) -> list[Row]:
    """The rows within the person's reach that fit the wish, sorted."""
    tasks = [task for task in with_relations(wish.applied(store.visible(user))) if wish.says(task)]
    rows = rows_of(tasks, today)
    return sorted_rows(rows if any_light else of_light(rows, wish), wish.sort)


def of_light(rows: Iterable[Row], wish: Wish) -> list[Row]:
    return [row for row in rows if not wish.light or row.colour == wish.light]


def sorted_rows(rows: Sequence[Row], sort: str) -> list[Row]:
    """In the order of the wish; what has no value stands last either way."""
    name = sort.removeprefix("-")
    keys = {row.task.pk: _key(row, name) for row in rows}
    known = [row for row in rows if keys[row.task.pk] is not None]
    known.sort(key=lambda row: (row.task.institution_id, row.task.number))
    known.sort(key=lambda row: keys[row.task.pk], reverse=sort.startswith("-"))
    return known + [row for row in rows if keys[row.task.pk] is None]


def _key(row: Row, name: str) -> Any:
    task = row.task
    match name:
        case "light":
            return row.rank
        case "department":
            return task.lead_department.code if task.lead_department else None
        case "leader":
            return str(task.leader) if task.leader else None
        case "stage":
            return list(Task.Stage.values).index(task.stage)
    return getattr(task, name)


def _counts(rows: Sequence[Row], wish: Wish) -> list[Count]:
    return [
        Count(each.colour, each.word, each.count, wish.address(light=each.colour), each.colour == wish.light)
        for each in counts_of(rows)
    ]


def _headings(wish: Wish) -> list[Heading]:
    made = []
    for name, title in SORTS.items():
        order = {name: "ascending", f"-{name}": "descending"}.get(wish.sort, "none")
        made.append(Heading(title, wish.address(sort=f"-{name}" if order == "ascending" else name), order))
    ordered = ("number", "title", "light", "department", "leader", "due", "percent", "stage")
    return [made[list(SORTS).index(name)] for name in ordered]


def filters_of(user: Any, wish: Wish, institution: Institution | None) -> list[Filter]:
    """Drop-downs with what occurs among the tasks in reach."""
    tasks = store.visible(user)
    if institution:
        tasks = tasks.filter(institution=institution)
    stages = [*list(STAGE_SETS.items())[:1], *Task.Stage.choices, *list(STAGE_SETS.items())[1:]]
    made = [Filter("stage", "状态", options(stages, [wish.stage])), _filter("light", "灯", WORDS.items(), wish.light)]
    departments = tasks.exclude(lead_department=None).order_by("lead_department__code")
    named = departments.values_list("lead_department__code", "lead_department__name").distinct()
    made.append(_filter("department", "牵头科室", [*dict(named).items(), ("-", "（全院）")], wish.department))
    sources = set(tasks.order_by().values_list("source", flat=True).distinct())
    made.append(_filter("source", "来源", [each for each in Task.Source.choices if each[0] in sources], wish.source))
    made.append(_filter("programme", "工程", _programmes(tasks), wish.programme))
    leaders = tasks.exclude(leader=None).order_by("leader__code").values_list("leader__code", "leader__name").distinct()
    made.append(_filter("leader", "责任领导", leaders, wish.leader))
    return [each for each in made if len(each.options) > 1]


def _programmes(tasks: Any) -> list[tuple[str, str]]:
    content = library()
    codes = tasks.exclude(programme_links=None).order_by("programme_links__programme")
    known = codes.values_list("programme_links__programme", flat=True).distinct()
    return [(code, content.programme(code).title if content.has("programmes", code) else code) for code in known]


def _filter(name: str, title: str, choices: Iterable[tuple[str, str]], taken: str) -> Filter:
    return Filter(name, title, options([("", "全部"), *choices], [taken]))


def _powers(user: Any, institution: Institution | None) -> dict[str, Any]:
    """What the toolbar and the bulk bar offer. Departments and people are those of the one institution shown."""
    supervised = access.scope(user, "supervise_tasks")
    here = institution if institution in supervised else None
    today = timezone.localdate()
    return {
        "may_register": bool(supervised),
        "may_supervise": bool(supervised),
        "bulk_actions": [each for each in ACTIONS if here or not each.local],
        "departments": Department.objects.filter(in_force(today), institution=here).order_by("code") if here else [],
        "people": Person.objects.filter(in_force(today), portfolios__isnull=False, institution=here).distinct()
        if here
        else [],
        "cycles": Task.Cycle.choices,
    }


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The same rows as a file."""
    if form not in _TYPES:
        raise Http404("只能导出 Excel 或 Word。")
    institutions, today = institutions_of(request.user), timezone.localdate()
    wish = Wish.read(request.GET.dict())
    rows = found(request.user, wish, today)
    place = next((each for each in institutions if each.code == wish.institution), institutions[0])
    write = ledger_files.to_xlsx if form == "xlsx" else ledger_files.to_docx
    response = HttpResponse(write(rows, place, today), content_type=_TYPES[form])
    name = f"督办台账（打印版）-{place}-{today:%Y%m%d}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    trail.record(request.user, "导出督办台账", place, 行数=len(rows), 格式=form)
    return response
