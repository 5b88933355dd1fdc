"""The dues of a branch in a month: who owes what, what was paid, who is behind; taken with one press."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linghang.core.days import parse_day
from linghang.core.errors import InputError, refuse
from linghang.core.keys import parse_key
from linghang.core.periods import Month
from linghang.membership import collecting, dues, dues_file, particulars, reach
from linghang.membership.collecting import Line, Sheet
from linghang.membership.dues import LEVEL_WORDS
from linghang.membership.models import DuesPayment
from linghang.organization import access, masking, trail
from linghang.organization.fingerprints import fingerprint
from linghang.organization.masking import Lens
from linghang.organization.models import PartyOrganization
from linghang.registers import watermark
from linghang.registers.workbook_pages import download

LIGHTS = {"": "good", "behind": "", "warn": "bad", "escalate": "bad"}


@dataclass(frozen=True)
class Row:
    """A line of the sheet through the lens."""

    line: Line
    name: str
    code: str
    income: str
    due: str
    why: str
    paid: str
    behind: str
    category: str
    word: str
    light: str


def month_of(request: HttpRequest) -> dt.date:
    """The month of the address (2026-03), this one without it."""
    text = request.GET.get("month", "") or request.POST.get("month", "")
    day = parse_day(f"{text}-01")
    return dues.month_of(day or timezone.localdate())


@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet; on POST take the dues of those ticked. 409 when somebody else took some meanwhile."""
    branch = reach.branch_of(request.user, code, "view_rows")
    month = month_of(request)
    if request.method == "GET":
        return _page(request, branch, month)
    reach.require(request.user, "keep_party", branch)
    try:
        with transaction.atomic():
            PartyOrganization.objects.select_for_update().get(pk=branch.pk)
            if _seen(branch, month) != request.POST.get("_seen"):
                return _page(request, branch, month, conflict=True, status=409)
            taken = _collect(request, branch, month)
    except InputError as error:
        return _page(request, branch, month, faults=[str(each) for each in error.faults], status=400)
    messages.success(request, f"已登记 {len(taken)} 人，共 {sum(each.amount for each in taken)} 元。")
    return redirect(reverse("members-dues", args=[code]) + f"?month={month:%Y-%m}")


def _collect(request: HttpRequest, branch: PartyOrganization, month: dt.date) -> list[DuesPayment]:
    """What is open of those ticked is paid in full."""
    paid_on = parse_day(request.POST.get("paid_on", ""))
    if paid_on is None:
        raise refuse("不是日期", "请写成 2026-03-09 的形式", field="交纳日期", value=request.POST.get("paid_on", ""))
    ticked = {parse_key(each) for each in request.POST.getlist("person")}
    lines = [line for line in collecting.sheet(branch, month).lines if line.membership.person_id in ticked]
    amounts = [(line.membership.person, line.open) for line in lines if line.open > 0]
    if not amounts:
        raise refuse("没有选中未交的党员", "请勾选后再登记", field="党员")
    return collecting.collect(branch, month, amounts, paid_on, by=request.user)


def _seen(branch: PartyOrganization, month: dt.date) -> str:
    return fingerprint(DuesPayment.objects.filter(organization=branch, month=month).values_list("pk", "amount"))


def rows_of(found: Sheet, lens: Lens) -> list[Row]:
    return [_row(line, lens) for line in found.lines]


def _row(line: Line, lens: Lens) -> Row:
    person = line.membership.person
    return Row(
        line,
        lens.name(person),
        lens.code(person),
        lens.show(person, particulars.INCOME, line.base if line.base is not None else ""),
        lens.show(person, particulars.DUES, line.due.amount if line.due else ""),
        lens.show(person, particulars.DUES, line.due.reason if line.due else ""),
        lens.show(person, particulars.DUES, line.paid or ""),
        lens.show(person, particulars.DUES, line.arrears.reason),
        dues.CATEGORIES.get(line.category, ""),
        LEVEL_WORDS[line.arrears.level],
        LIGHTS[line.arrears.level],
    )


def _page(
    request: HttpRequest,
    branch: PartyOrganization,
    month: dt.date,
    *,
    faults: list[str] | None = None,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    lens = masking.lens(request, branch.institution, branch)
    try:
        found = collecting.sheet(branch, month)
    except InputError as error:  # a temporary branch: said in its own words, without a sheet
        found, faults, status = Sheet(branch, month, ()), [str(each) for each in error.faults], max(status, 400)
    this = Month.of(month)
    context: dict[str, Any] = {
        "branch": branch,
        "place": branch.institution,
        "form": branch.form(this.last_day),
        "month": month,
        "before": this.shift(-1).first_day,
        "after": this.shift(1).first_day,
        "sheet": found,
        "rows": rows_of(found, lens),
        "lens": lens,
        "faults": faults,
        "conflict": conflict,
        "seen": _seen(branch, month),
        "ticked": request.POST.getlist("person"),
        "paid_on": request.POST.get("paid_on") or timezone.localdate().isoformat(),
        "may_keep": reach.may(request.user, "keep_party", branch),
        "may_reveal": masking.may_reveal(request.user, branch.institution, branch),
        "may_export": access.may(
            request.user, "export_rows", institution=branch.institution, sensitivity="member", branch=branch
        ),
    }
    lens.log()
    return render(request, "membership/dues.html", context, status=status)


@require_GET
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of the month as an Excel file with names and watermark. Logged."""
    branch = reach.branch_of(request.user, code, "export_rows")
    month = month_of(request)
    found, user = collecting.sheet(branch, month), request.user
    reason = request.GET.get("reason", "").strip()[:60] or "收缴党费"
    said = watermark.words(user.first_name, user.get_username(), timezone.localtime(), reason)
    trail.record(
        user,
        "导出党费收缴表",
        branch.institution,
        党组织=code,
        月份=f"{month:%Y-%m}",
        人数=len(found.lines),
        用途=reason,
    )
    return download(dues_file.write(found, said), f"党费收缴表-{branch}-{month:%Y%m}.xlsx")
