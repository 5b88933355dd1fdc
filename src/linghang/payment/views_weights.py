"""Published weights brought in on the page of schemes, a file from outside read line by line; and taken back there."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linghang.casemix.official_weights import Said
from linghang.core.days import parse_day
from linghang.core.errors import InputError, refuse
from linghang.organization import access, trail
from linghang.organization.models import Institution
from linghang.payment import reach
from linghang.payment.jobs import regroup
from linghang.payment.models import Scheme
from linghang.payment.pages import SOURCE
from linghang.payment.published import Terms, import_weights, read_rate
from linghang.payment.views import address, place, schemes_page
from linghang.payment.withdrawing import withdraw

LARGEST = 5 * 2**20
"""Some thousand groups with their names fill half of one."""
FAULTS_SHOWN = 30
SUFFIXES = (".csv", ".xlsx")
_TOP = "#top"
"""Where messages stand; without it a browser stays at the form that was sent."""
DEED, TAKEN_BACK = "施行公布的权重", "撤回公布的权重"
_TYPED = ("where", "scheme", "edition", "source", "valid_from", "valid_to", "rate", "confidence")


@require_POST
def weights(request: HttpRequest) -> HttpResponse:
    """Put a table in force; refused, the page comes back with every line that cannot be used and what was typed."""
    choice = place(request)
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    where = Institution.objects.filter(code=typed["where"]).first()
    reach.require(where is not None and reach.may_put_in_force(request.user, where), access.ACTION_TITLES["load"])
    assert where is not None
    try:
        made = _brought(request, where, typed)
    except InputError as error:
        upload = request.FILES.get("file")
        given = {
            "faults": error.faults[:FAULTS_SHOWN], "more_faults": max(0, len(error.faults) - FAULTS_SHOWN),
            "typed": typed, "file_name": (upload.name or "")[:200] if upload else "",
        }  # fmt: skip
        return schemes_page(request, choice, given, 400)
    _record(request, DEED, made, where, 出处=made.source, 内容摘要=made.sha256[:12])
    told = f"“{made}”从 {made.valid_from} 起在{where}施行，{made.groups} 个组。"
    messages.success(request, told + _regrouped(where))
    for notice in made.notices:
        messages.warning(request, notice)
    return redirect(address(choice, "payment-schemes") + _TOP)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a table that should not have been put in force, or not on that day."""
    choice = place(request)
    table = Scheme.objects.filter(kind=Scheme.Kind.WEIGHTS, pk=number).select_related("institution", "weighs").first()
    where = table.institution if table else None
    reach.require(where is not None and reach.may_put_in_force(request.user, where), access.ACTION_TITLES["load"])
    assert table is not None
    assert where is not None
    reason = request.POST.get("reason", "")
    try:
        withdraw(table, reason, request.user)
    except InputError as error:
        given = {"taking_back": number, "not_taken_back": error.faults, "reason": reason}
        return schemes_page(request, choice, given, 400)
    _record(request, TAKEN_BACK, table, where, 编号=number)
    messages.success(request, f"已撤回“{table}”（{table.valid_from} 起）。{_regrouped(where)}")
    return redirect(address(choice, "payment-schemes") + _TOP)


def _brought(request: HttpRequest, where: Institution, typed: dict[str, str]) -> Scheme:
    upload = request.FILES.get("file")
    if upload is None:
        raise refuse("没有选择文件", "请选择公布的权重表", field="权重表")
    name = (upload.name or "")[:200]
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise refuse("不是 CSV 或 .xlsx 文件", "请用表格软件另存为其中一种", file=name)
    if (upload.size or 0) > LARGEST:
        raise refuse(f"文件超过 {LARGEST // 2**20} MB", "请核对是不是权重表", file=name)
    scheme, terms = _scheme(typed["scheme"]), _terms(typed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        _store(upload, path)
        return import_weights(path, scheme, terms, institution=where, file_name=name, actor=request.user)


def _store(upload: UploadedFile[Any], path: Path) -> None:
    with path.open("wb") as handle:
        handle.writelines(upload.chunks())


def _scheme(key: str) -> Scheme:
    standing = Scheme.objects.filter(kind=Scheme.Kind.DRG, withdrawal=None)
    found = standing.filter(pk=int(key)).first() if key.isdecimal() else None
    if found is None:
        raise refuse("没有选择权重所属的方案", "请选择一个 DRG 方案", field="方案", value=key[:20])
    return found


def _terms(typed: dict[str, str]) -> Terms:
    days = []
    for name, title in (("valid_from", "施行日期"), ("valid_to", "截止日期")):
        day = parse_day(typed[name])
        if day is None and typed[name]:
            raise refuse("不是日期", "请写成 2026-01-01", field=title, value=typed[name][:30])
        days.append(day)
    said = Said(typed["edition"], typed["source"], *days)
    return Terms(said, read_rate(typed["rate"]), typed["confidence"])


def _record(request: HttpRequest, deed: str, table: Scheme, where: Institution, **more: str | int) -> None:
    said: dict[str, str | int] = {"方案": str(table.weighs), "版本": table.edition, "施行日期": str(table.valid_from)}
    trail.record(request.user, deed, where, **(said | more))


def _regrouped(where: Institution) -> str:
    """What rests on weights is made anew at the place and below; says so."""
    codes = [each.code for each in where.subtree()]
    for code in Institution.objects.filter(code__in=codes, batches__register=SOURCE).distinct().values_list("code"):
        regroup.enqueue(*code)
    return "首页正在后台重新分组，完成后指标随之更新。"
