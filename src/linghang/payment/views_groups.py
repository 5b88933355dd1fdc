"""The catalogue of groups: MDC, ADRG, DRG with their rules in words, and what of them was treated here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linghang.casemix.scheme import Group, Kind
from linghang.casemix.scheme import Scheme as Rules
from linghang.indicators.choices import Choice
from linghang.organization.names import matches
from linghang.payment import costs, ledger, reach, summaries
from linghang.payment.names import names
from linghang.payment.plain import sets_of, words
from linghang.payment.schemes import rules_of
from linghang.payment.shown import GROUP_HEADS, PLACE_HEADS, group_cells, number, percent, place_cells, rows
from linghang.payment.views import address, basis_of, lines, place, scheme_of
from linghang.registers.kept.store import department_names

FOUND = 60
CODES_SHOWN = 200


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """The major categories; those below one of them; or what a search finds."""
    choice = place(request)
    scheme = scheme_of(choice)
    context: dict[str, Any] = {"choice": choice, "tab": "groups", "scheme": scheme, "heads": GROUP_HEADS}
    context |= basis_of(choice)
    if scheme is not None:
        rules, query = rules_of(scheme), request.GET.get("q", "").strip()[:40]
        known = {each.key: each for each in lines(choice, "drg")}
        context |= {"query": query} | (_search(choice, rules, query, known) if query else _majors(choice, rules))
    return render(request, "payment/groups.html", context)


def _cases(choice: Choice) -> Any:
    return ledger.cases(choice.institution, choice.period, choice.department.code if choice.department else None)


def _majors(choice: Choice, rules: Rules) -> dict[str, Any]:
    called, found = names(rules), {each.key: each for each in lines(choice, "mdc")}
    majors = []
    for group in rules.mdcs:
        adrgs = {each.code for each in rules.adrgs.get(group.code, ())}
        drgs = {each.code for adrg in adrgs for each in rules.drgs.get(adrg, ())}
        here = found.get(group.code)
        cells = group_cells(here) if here else ()
        url = address(choice, "payment-group", group.code)
        majors.append({"code": group.code, "name": called.get(group.code, ""), "url": url, "adrgs": len(adrgs),
                       "drgs": len(drgs), "cells": cells})  # fmt: skip
    return {"majors": majors}


def _search(choice: Choice, rules: Rules, query: str, known: dict[str, Any]) -> dict[str, Any]:
    """Groups whose code or name answers; without any, those whose rules name a code that is written so."""
    called = names(rules)
    hits = [code for code, name in called.items() if matches(query, code, name)]
    if not hits:
        asked = rules.options.spell(query)
        sets = {name for name, codes in rules.sets.items() if asked in codes}
        hits = [each.code for groups in rules.adrgs.values() for each in groups if sets & set(sets_of(each.rule))]
    listed = [
        {"code": code, "name": called.get(code, ""), "url": address(choice, "payment-group", code),
         "cells": group_cells(known[code]) if code in known else ()}
        for code in list(dict.fromkeys(hits))[:FOUND]
    ]  # fmt: skip
    return {"hits": listed, "hit_count": len(set(hits))}


@require_GET
def group(request: HttpRequest, code: str) -> HttpResponse:
    """One group: its rules, the groups below it, what was treated here."""
    choice = place(request)
    scheme = scheme_of(choice)
    if scheme is None:
        raise Http404("还没有施行的分组方案")
    rules = rules_of(scheme)
    written, kind = _lines(rules, code)
    if not written:
        raise Http404("方案里没有这个组")
    found = _cases(choice)
    here = found.filter(found[kind.value.lower()] == code)
    context = {
        "choice": choice, "tab": "groups", "scheme": scheme, "code": code, "kind": kind.value,
        "name": names(rules).get(code, ""), "path": _path(choice, rules, kind, written[0]),
        "rules": [_rule(rules, line) for line in written], "heads": GROUP_HEADS, "place_heads": PLACE_HEADS,
        "below": _below(choice, rules, kind, code, found), "line": summaries.whole(here) if here.height else None,
        "line_cells": list(zip(GROUP_HEADS, group_cells(summaries.whole(here)), strict=True)) if here.height else (),
        "costs": [(each, number(each.mean), percent(each.share), percent(each.usual))
                  for each in costs.structure(here, found)] if here.height else (),
        "departments": _departments(request, choice, here, kind, code),
        "cases_url": address(choice, "payment-cases", **{kind.value.lower(): code})
        if reach.cases_at(request.user, choice.institution) and kind == Kind.DRG else "", **basis_of(choice),
    }  # fmt: skip
    return render(request, "payment/group.html", context)


def _lines(rules: Rules, code: str) -> tuple[list[Group], Kind]:
    """The rules of a group, in their order; a group may have several."""
    for kind, found in (
        (Kind.DRG, (each for groups in rules.drgs.values() for each in groups)),
        (Kind.ADRG, (each for groups in rules.adrgs.values() for each in groups)),
        (Kind.MDC, iter(rules.mdcs)),
    ):
        if lines := [each for each in found if each.code == code]:
            return lines, kind
    return [], Kind.MDC


def _path(choice: Choice, rules: Rules, kind: Kind, line: Group) -> list[tuple[str, str, str]]:
    called, above = names(rules), []
    parent = line.parent
    if kind == Kind.DRG:
        above.append(parent)
        adrg, _ = _lines(rules, parent)
        parent = adrg[0].parent if adrg else ""
    if parent:
        above.append(parent)
    return [(code, called.get(code, ""), address(choice, "payment-group", code)) for code in reversed(above)]


def _rule(rules: Rules, line: Group) -> dict[str, Any]:
    """A rule in words, as written, and the codes of the sets that it names."""
    sizes = {name: len(found) for name, found in rules.sets.items()}
    asked = [
        {"name": name, "size": sizes.get(name, 0), "codes": sorted(rules.sets.get(name, ()))[:CODES_SHOWN]}
        for name in dict.fromkeys(sets_of(line.rule))
    ]
    return {"words": words(line.rule, sizes), "text": line.text, "sets": asked}


def _below(choice: Choice, rules: Rules, kind: Kind, code: str, found: Any) -> list[Any]:
    if kind == Kind.DRG:
        return []
    groups = rules.adrgs.get(code, ()) if kind == Kind.MDC else rules.drgs.get(code, ())
    column = "adrg" if kind == Kind.MDC else "drg"
    known = {each.key: each for each in summaries.by(found, column)}
    called = names(rules)
    codes = list(dict.fromkeys(each.code for each in groups))
    return [{"code": each, "name": called.get(each, ""), "url": address(choice, "payment-group", each),
              "cells": group_cells(known[each]) if each in known else ()} for each in codes]  # fmt: skip


def _departments(request: HttpRequest, choice: Choice, here: Any, kind: Kind, code: str) -> list[Any]:
    """By department where the place is one institution, else by institution."""
    if not here.height:
        return []
    places = here["institution"].unique().to_list()
    if len(places) > 1:
        called = {each.code: str(each) for each in choice.institution.subtree()}
        return rows(summaries.by(here, "institution"), place_cells, called,
                    lambda each: address(choice, "payment-group", code, institution=each))  # fmt: skip
    own = next(each for each in choice.institution.subtree() if each.code == places[0])
    return rows(summaries.by(here, "department"), place_cells, department_names([own]), lambda each: "")
