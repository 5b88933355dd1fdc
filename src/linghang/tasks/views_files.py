"""The tasks as an Excel file: the template, what stands with its history, and a filled one looked at and brought in."""

from io import BytesIO
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linghang.organization import access, trail
from linghang.registers import workbook_pages
from linghang.tasks.exporting import export_tasks
from linghang.tasks.importing import Summary, load_tasks
from linghang.tasks.tabs import tabs
from linghang.tasks.views_ledger import found, institutions_of
from linghang.tasks.wishes import Wish
from linghang.tasks.workbook import BOOK


def _load(path: Path, user: access.User, name: str, dry_run: bool) -> Summary:
    return load_tasks(path, user, name=name, rights=user, dry_run=dry_run)


INTAKE = workbook_pages.Intake(
    name="tasks",
    title="督办任务",
    book=BOOK,
    action="supervise_tasks",
    page="tasks-import",
    done="tasks",
    template="tasks/import.html",
    titles={"new": "新增任务", "changed": "更新任务", "same": "没有变化", "records": "新记录", "rules": "督办规则"},
    load=_load,
    by_place=False,
)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    return workbook_pages.template(request, INTAKE)


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """The tasks of the ledger's filters with everything that happened to them: what the import reads."""
    institutions, today = institutions_of(request.user), timezone.localdate()
    wish = Wish.read(request.GET.dict())
    rows = found(request.user, wish, today)
    content = BytesIO()
    counts = export_tasks(content, [row.task for row in rows])
    place = next((each for each in institutions if each.code == wish.institution), institutions[0])
    trail.record(request.user, "导出督办任务及经过", place, 任务=counts["任务"], 记录=counts["记录"])
    return workbook_pages.download(content, f"督办任务（可回填工作簿）-{place}-{today:%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; on POST it is kept and looked at: nothing has changed yet."""
    return workbook_pages.look(request, INTAKE, {"tabs": tabs(request)})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Bring in the workbook that was looked at."""
    return workbook_pages.confirm(request, INTAKE)
