"""Cases behind the figures, one case with its reasons, and the simulator."""

import re
from typing import Any

import polars as pl
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from linghang.casemix.scheme import Scheme as Rules
from linghang.casemix.telling import STATUS_WORDS, tell
from linghang.core.errors import Fault
from linghang.core.figures import write_number
from linghang.indicators.choices import Choice
from linghang.organization import trail
from linghang.payment import cases as finding
from linghang.payment import ledger, reach, simulating
from linghang.payment.basis import basis
from linghang.payment.measuring import measured_of
from linghang.payment.models import Scheme, Weights
from linghang.payment.plain import words
from linghang.payment.schemes import explainer_of, names_of, rules_of
from linghang.payment.shown import number, wan
from linghang.payment.simulating import Answered
from linghang.payment.validity import InForce
from linghang.payment.views import address, basis_of, place, scheme_of
from linghang.payment.weighing import standard
from linghang.registers import content
from linghang.registers.kept.store import department_names

PAGE = 50
MONEY = ("total_fee", "standard", "surplus", "dip_standard", "dip_surplus")
ORDERS = {
    "loss": ("surplus", False, "结余从少到多"),
    "gain": ("surplus", True, "结余从多到少"),
    "fee": ("total_fee", True, "费用从高到低"),
    "days": ("length_of_stay", True, "住院日从长到短"),
    "day": ("discharged_at", True, "出院日期从近到远"),
}
CODED = re.compile(r"[A-Za-z0-9]{1,10}")
DIP_CODED = re.compile(r"[\w.:+/、-]{1,100}")
CASE = re.compile(r"(\d{1,9})\.(\d{1,9})")
"""A case in an address: source batch and row."""


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The cases of a place, group or outcome, for those who may read them. Nobody is named."""
    choice = place(request)
    found, wish = _wished(request, choice)
    order = request.GET.get("order", "loss")
    column, descending, _ = ORDERS.get(order, ORDERS["loss"])
    found = found.sort([column, "source_batch", "source_row"], descending=[descending, False, False], nulls_last=True)
    page = Paginator(range(found.height), PAGE).get_page(request.GET.get("page"))
    rows = found[page.start_index() - 1 if found.height else 0 : page.end_index()].to_dicts()
    trail.record(request.user, "查看病例列表", choice.institution, 期间=str(choice.period), 行数=len(rows))
    scheme = scheme_of(choice)
    context = {
        "choice": choice, "tab": "cases", "page": page, "rows": [_row(each) for each in rows], "total": found.height,
        "wish": wish, "orders": [(code, title, code == order) for code, (_, _, title) in ORDERS.items()],
        "statuses": content.library().codeset("grouping_status").values, "departments": _offered(request, choice),
        "names": names_of(scheme) if scheme else {}, "departments_by_code": _department_names(choice),
        "address": address(choice, "payment-cases", order=order, **wish), **basis_of(choice),
    }  # fmt: skip
    return render(request, "payment/cases.html", context)


def _wished(request: HttpRequest, choice: Choice) -> tuple[pl.DataFrame, dict[str, str]]:
    """What the person may read of what the address asks for."""
    open_to = reach.cases_at(request.user, choice.institution)
    department = request.GET.get("department", "")
    if not open_to.whole and not department and len(open_to.departments) == 1:
        (department,) = open_to.departments
    if not open_to.may(department or None):
        reach.require_case(request.user, choice.institution, department or None)
    found = ledger.cases(choice.institution, choice.period, department or None)
    wish = {"department": department}
    for name in ("drg", "adrg", "mdc", "status"):
        value = request.GET.get(name, "")
        if CODED.fullmatch(value):
            found, wish[name] = found.filter(pl.col(name) == value), value
    if DIP_CODED.fullmatch(group := request.GET.get("dip", "")):
        found, wish["dip"] = found.filter(pl.col("dip") == group), group
    if CODED.fullmatch(doctor := request.GET.get("doctor", "")):
        found, wish["doctor"] = found.filter(pl.col("doctor").str.starts_with(doctor)), doctor
    return found, {name: value for name, value in wish.items() if value}


def _department_names(choice: Choice) -> dict[str, str]:
    """Of the place itself; below it the same code may name another department."""
    return department_names([choice.institution])


def _offered(request: HttpRequest, choice: Choice) -> list[tuple[str, str]]:
    open_to = reach.cases_at(request.user, choice.institution)
    named = department_names([choice.institution])
    return [(code, name) for code, name in sorted(named.items()) if open_to.may(code)]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "told": {name: number(row[name]).text for name in MONEY},
        "loses": row["surplus"] is not None and row["surplus"] < 0,
        "status_words": content.library().codeset("grouping_status").values.get(row["status"], row["status"]),
    }


@require_GET
def case(request: HttpRequest, source: int, row: int) -> HttpResponse:
    """One discharge: group, money and every step that led to the group."""
    found = finding.find(source, row)
    reach.require_case(request.user, found.institution, found.department)
    trail.record(request.user, "查看病组病例", found.institution, 首页批次=found.source.pk, 行号=found.row)
    answered = finding.explained(found)
    called = names_of(found.scheme) if found.scheme else {}
    context = {
        "case": found, "line": found.line, "answered": answered, "names": called,
        "department": department_names([found.institution]).get(found.department, found.department),
        "dip": finding.entered(found), "dip_money": _dip_money(found.line),
        "told": list(tell(answered.explanation, answered.reason)) if answered else [],
        "steps": _steps(answered, rules_of(found.scheme)) if answered and found.scheme else [],
        "money": _money(found), "basis": basis(found.weights) if found.weights else None,
        "path": _path(found.line, called),
        "diagnoses": _diagnoses(found), "operations": found.raw["operations"] or [],
        "status": content.library().codeset("grouping_status").values.get(found.line["status"], ""),
        "sex": content.library().codeset("rc001").values.get(str(found.line["sex"]), ""),
    }  # fmt: skip
    return render(request, "payment/case.html", context)


def _path(line: dict[str, Any], called: dict[str, str]) -> list[tuple[str, str]]:
    return [(line[level], called.get(line[level], "")) for level in ("mdc", "adrg", "drg") if line[level]]


def _steps(answered: Answered, rules: Rules) -> list[dict[str, Any]]:
    """The rules that held in words, each with what in the record made it so."""
    sizes = {name: len(found) for name, found in rules.sets.items()}
    held = [step for step in answered.explanation.asked if step.held]
    return [{"kind": each.group.kind.value, "code": each.group.code, "words": words(each.group.rule, sizes),
             "because": each.because} for each in held]  # fmt: skip


def _diagnoses(found: finding.Case) -> list[dict[str, Any]]:
    """Every diagnosis with what the grouping made of it."""
    answered = finding.explained(found)
    judged = {each.code: each for each in answered.explanation.complications} if answered else {}
    unknown = set(answered.explanation.unknown) if answered else set()
    spell = rules_of(found.scheme).options.spell if found.scheme else str
    return [
        {"code": code, "principal": place == 0, "judged": judged.get(spell(code)) if place else None,
         "unknown": spell(code) in unknown,
         "name": found.page.get("principal_diagnosis_name") if place == 0 else ""}
        for place, code in enumerate(found.raw["diagnoses"])
    ]  # fmt: skip


def _money(found: finding.Case) -> list[tuple[str, str, str]]:
    """What it cost and what it is held against."""
    line = found.line
    told = [("住院总费用", number(line["total_fee"]).text, "元"), ("住院天数", str(line["length_of_stay"]), "天")]
    if line["weight"] is not None:
        told += [
            ("权重", write_number(line["weight"], 4), ""),
            ("标准", number(line["standard"]).text, "元"),
            ("结余", number(line["surplus"]).text, "元"),
            ("费用与同组平均之比", number(line["fee_ratio"]).text, "倍"),
            ("住院日与同组平均之比", number(line["time_ratio"]).text, "倍"),
        ]
    return told


def _dip_money(line: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the case is worth by the catalogue in force; what is not known is left out."""
    told = (
        ("相对权重", line["dip_rw"], 4, ""),
        ("病例分值", line["dip_score"], 2, "分"),
        ("支付标准", line["dip_standard"], 2, "元"),
        ("结余", line["dip_surplus"], 2, "元"),
    )
    return [(title, number(value, places).text, unit) for title, value, places, unit in told if value is not None]


@require_http_methods(["GET", "POST"])
def simulator(request: HttpRequest) -> HttpResponse:
    """Which group a record is in before it is final, and with each other diagnosis as principal. Nothing is kept."""
    choice = place(request)
    scheme = scheme_of(choice)
    form: dict[str, str] = {name: request.POST.get(name, "") for name in ("sex", "diagnoses", "operations", *_NUMBERS)}
    faults: list[Fault] = []
    context: dict[str, Any] = {"choice": choice, "tab": "simulator", "scheme": scheme}
    if request.method == "GET":
        form = _prefilled(request)
    elif scheme is not None:
        raw, faults = simulating.read_form(form)
        if not faults:
            context |= _simulated(scheme, _weights_now(choice, scheme), raw)
    status = 400 if faults else 200
    return render(request, "payment/simulator.html", context | {"form": form, "faults": faults}, status=status)


_NUMBERS = ("age", "age_days", "birth_weight")


def _prefilled(request: HttpRequest) -> dict[str, str]:
    """The record of a case that the person may read; else an empty form."""
    asked = CASE.fullmatch(request.GET.get("case", ""))
    if not asked:
        return {}
    found = finding.find(int(asked[1]), int(asked[2]))
    reach.require_case(request.user, found.institution, found.department)
    trail.record(request.user, "试算病组病例", found.institution, 首页批次=found.source.pk, 行号=found.row)
    numbers = {name: "" if found.raw[name] is None else str(found.raw[name]) for name in _NUMBERS}
    listed_codes = {name: "\n".join(found.raw[name] or ()) for name in ("diagnoses", "operations")}
    return {"sex": str(found.raw["sex"])} | numbers | listed_codes


def _weights_now(choice: Choice, scheme: Scheme) -> Weights | None:
    """The newest weights of what is in force at the end of the period."""
    published = InForce().weights(scheme, choice.institution, choice.period.last_day)
    found = scheme.weights.filter(published=published).select_related("published__institution")
    return found.order_by("-year", "-id").first()


def _simulated(scheme: Scheme, weights: Weights | None, raw: dict[str, Any]) -> dict[str, Any]:
    explainer, called = explainer_of(scheme), names_of(scheme)
    answered = simulating.answer(explainer, raw)
    others = [
        {"diagnosis": each.diagnosis, "same": each.same} | _outcome(each.answered, weights, called)
        for each in simulating.others(explainer, answered)
    ]
    return {
        "answered": answered, "now": _outcome(answered, weights, called), "others": others,
        "basis": basis(weights) if weights else None,
        "told": list(tell(answered.explanation, answered.reason)), "asked_at": timezone.now(),
    }  # fmt: skip


def _outcome(answered: Answered, weights: Weights | None, called: dict[str, str]) -> dict[str, Any]:
    """Group, weight and standard of an answer."""
    explanation = answered.explanation
    measured = measured_of(weights) if weights else None
    group = measured.groups.get(explanation.drg) if measured and explanation.status.value == "grouped" else None
    worth = standard(group.weight, measured.rate) if group and measured else None
    return {
        "drg": explanation.drg if answered.grouped else "", "name": called.get(explanation.drg, ""),
        "status": STATUS_WORDS[explanation.status], "reason": answered.reason,
        "weight": write_number(group.weight, 4) if group else "", "standard": number(worth).text if worth else "",
        "fee": number(group.mean_fee).text if group and group.mean_fee else "",
        "days": write_number(group.mean_days, 1) if group and group.mean_days else "",
        "cases": group.cases if group else 0, "worth": wan(worth) if worth else None,
    }  # fmt: skip
