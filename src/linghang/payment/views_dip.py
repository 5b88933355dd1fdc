"""DIP for the region as a simulation: one budget, what each institution receives, and every step of the reckoning."""

import re
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.assessment.downloads import download
from linghang.casemix.dip.settle import Settlement
from linghang.core.errors import Fault, InputError
from linghang.core.figures import round_half_up
from linghang.core.periods import Period
from linghang.indicators.choices import Choice
from linghang.organization import trail
from linghang.organization.models import Institution
from linghang.payment import dip, dip_files, reach, reviews
from linghang.payment.grouping import waiting
from linghang.payment.shown import Cell, count, money, number, wan
from linghang.payment.used import schemes_used
from linghang.payment.views import address, place

WAN = Decimal(10_000)
_POOL = re.compile(r"\d{1,9}(\.\d{1,6})?")
_RATIO = re.compile(r"\d{1,3}(\.\d{1,2})?")
HEADS = (
    "例数", "分值", "清算额（万元）", "比默认总额（万元）", "已预付（万元）", "应补（万元）",
    "总费用（万元）", "结余（万元）",
)  # fmt: skip
REVIEWED_HEADS = ("单议（例）", "单议金额（万元）")
"""Where individual review decided anything."""


@require_GET
def simulation(request: HttpRequest) -> HttpResponse:
    """The settlement of a year under the ordinary budget, and under the one asked for."""
    choice = place(request)
    reach.require(choice.department is None, "查看全院和全区域的付费模拟")
    asked = {name: request.GET.get(name, "").strip() for name in ("pool", "ratio")}
    context: dict[str, Any] = {"choice": choice, "tab": "dip", "asked": asked, "heads": HEADS}
    context["together"] = _together(choice.institution)
    context["regions"] = [(each, address(choice, "payment-dip", institution=each.code))
                          for each in choice.reachable if _together(each)]  # fmt: skip
    context["run"] = "run" in request.GET or bool(schemes_used(choice.institution, _year(choice), "dip"))
    context["waiting"] = sum(waiting(choice.institution.subtree()).values()) if context["together"] else 0
    status = 200
    if context["run"] and context["together"]:
        try:
            context |= _simulated(choice, asked)
        except InputError as error:
            context["faults"], status = error.faults, 400
    return render(request, "payment/dip.html", context, status=status)


def _together(place: Institution) -> bool:
    """Whether there are several to divide a pool among."""
    return Institution.objects.filter(parent=place).exists()


def _year(choice: Choice) -> Period:
    return Period.year(choice.period.first.year)


def _simulated(choice: Choice, asked: dict[str, str]) -> dict[str, Any]:
    year = choice.period.first.year
    known = dip.scored(choice.institution, year)
    if known is None:
        return {"nothing": True}
    pool, ratio = _budget(asked, known)
    approved, gone = reviews.approved(known, choice.institution.subtree(), year)
    before = dip.settled(known, year, known.pool, dip.FUND_RATIO, approved)
    after = dip.settled(known, year, pool, ratio, approved)
    names = {each.code: str(each) for each in choice.institution.subtree()}
    compared = dip.compared(known, before, after)
    reviewed = sum(each.line.reviewed for each in compared)
    lines = [
        {
            "name": names.get(each.line.institution, each.line.institution),
            "cells": (
                count(each.line.cases), number(each.line.score), money(each.line.final), wan(each.change),
                money(each.line.prepaid), money(each.line.balance), money(each.cost), wan(each.surplus),
                *((count(each.line.reviewed), money(each.line.reviewed_amount)) if reviewed else ()),
            ),
        }
        for each in compared
    ]  # fmt: skip
    steps = [{"step": each, "name": names.get(each.institution, each.institution or "全区域")} for each in after.trail]
    return {
        "known": known, "year": year, "settlement": after, "lines": lines, "trail": steps,
        "gone": gone, "reviewed": reviewed, "heads": (*HEADS, *REVIEWED_HEADS) if reviewed else HEADS,
        "pool": money(pool).text, "ratio": ratio * 100, "review": int(after.review["within_cap"].sum()),
        "months": _months(after, names), "month_numbers": range(1, 13),
        "paid": money(sum((each.final for each in after.lines), Decimal(0))),
    }  # fmt: skip


def _months(settlement: Settlement, names: dict[str, str]) -> list[tuple[str, list[Cell]]]:
    """Institutions with what is paid in advance for each month; the year last."""
    found = []
    for code, paid in dip_files.months(settlement).items():
        cells = [number(paid.get(month, Decimal(0)) / WAN) for month in range(1, 13)]
        found.append((names.get(code, code), [*cells, number(sum(paid.values(), Decimal(0)) / WAN)]))
    return found


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The settlement under the budget asked for, as a workbook; written down, for figures leave the house."""
    choice = place(request)
    reach.require(choice.department is None and _together(choice.institution), "导出全区域的付费模拟")
    year = choice.period.first.year
    known = dip.scored(choice.institution, year)
    if known is None:
        raise Http404("这一年没有住院病案首页")
    try:
        pool, ratio = _budget({name: request.GET.get(name, "").strip() for name in ("pool", "ratio")}, known)
    except InputError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    approved, _ = reviews.approved(known, choice.institution.subtree(), year)
    found = dip.settled(known, year, pool, ratio, approved)
    names = {each.code: str(each) for each in choice.institution.subtree()}
    about = {
        "范围": str(choice.institution), "年度": str(year), "目录": known.catalogue, "基金总额（元）": str(pool),
        "基金支付比例": str(ratio), "年终点值（元）": str(found.point_value),
        "预估点值（元）": str(found.forecast) if found.forecast else "没有往年的分值，不算按月预付",
        "没有参加清算": f"没有分值 {found.left_out} 例，没有施行的目录 {known.without} 例",
    }  # fmt: skip
    trail.record(request.user, "导出 DIP 模拟", choice.institution, 年度=year, 基金总额=str(pool))
    return download(dip_files.to_xlsx(found, about, names), f"DIP清算模拟-{choice.institution}-{year}", "xlsx")


def _budget(asked: dict[str, str], known: dip.Scored) -> tuple[Decimal, Decimal]:
    """Pool in yuan and share of the fund; what is not written is the ordinary one. InputError."""
    faults = []
    if asked["pool"] and not (_POOL.fullmatch(asked["pool"]) and Decimal(asked["pool"])):
        faults.append(
            Fault(field="基金总额", value=asked["pool"][:20], reason="不是金额", remedy="请写万元，如 120000")
        )
    if asked["ratio"] and not (_RATIO.fullmatch(asked["ratio"]) and 0 < Decimal(asked["ratio"]) <= 100):
        faults.append(
            Fault(
                field="基金支付比例", value=asked["ratio"][:20], reason="不在 0 到 100 之间", remedy="请写百分数，如 70"
            )
        )
    if faults:
        raise InputError(faults)
    pool = round_half_up(Decimal(asked["pool"]) * WAN, 2) if asked["pool"] else known.pool
    return pool, Decimal(asked["ratio"]) / 100 if asked["ratio"] else dip.FUND_RATIO
