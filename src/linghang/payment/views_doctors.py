"""Surplus and loss by attending doctor, for those who may read the cases. Doctors are pseudonyms: nobody is named.

Who has a doctor's code from the hospital's own roll may ask which pseudonym it is; the code is neither kept nor shown.
"""

from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from linghang.core.workspace import Workspace
from linghang.indicators.choices import Choice
from linghang.organization import trail
from linghang.payment import ledger, reach, summaries
from linghang.payment.shown import PLACE_HEADS, Row, place_cells
from linghang.payment.views import address, basis_of, place
from linghang.registers.kept.store import department_names
from linghang.registers.pseudonym import pseudonymise

CODE_SHOWN = 6
"""Digits of the pseudonym that tell the doctors of a house apart."""
LONGEST_CODE = 50
FEW = 30
"""Below that many cases a doctor's index says little."""


@require_http_methods(["GET", "POST"])
def doctors(request: HttpRequest) -> HttpResponse:
    """The institution's own discharges by doctor; a head sees those of his department. Posted a code: that doctor's."""
    choice = place(request)
    open_to = reach.cases_at(request.user, choice.institution)
    if not open_to:
        reach.require_case(request.user, choice.institution, None)
    found = ledger.cases(choice.institution, choice.period).filter(institution=choice.institution.code)
    if not open_to.whole:
        found = found.filter(pl.col("department").is_in(sorted(open_to.departments)))
    named = found.filter(pl.col("doctor").is_not_null())
    asked = request.POST.get("code", "").strip()[:LONGEST_CODE]
    if asked:
        named = named.filter(doctor=as_made(asked))
    rows = _rows(choice, named)
    deed = "按编码查医师" if asked else "查看医师结余"
    trail.record(request.user, deed, choice.institution, 期间=str(choice.period), 行数=len(rows))
    context = {
        "choice": choice, "tab": "doctors", "heads": PLACE_HEADS, "rows": rows, "few": FEW,
        "case_count": found.height, "without": found["doctor"].null_count(), "asked": bool(asked),
        "members": found.is_empty() and len(choice.institution.subtree()) > 1, **basis_of(choice),
    }  # fmt: skip
    return render(request, "payment/doctors.html", context)


def as_made(code: str) -> str:
    """What a code of the front page became in `case_payment`: hashed when it was loaded, and again when grouped."""
    key = Workspace.from_environment().pseudonym_key
    return pseudonymise(pseudonymise(code, key), key)


def _rows(choice: Choice, cases: pl.DataFrame) -> list[Row]:
    """A line a doctor, named by pseudonym and the department most of the cases left from."""
    where = cases.group_by("doctor", "department").len().sort(["len", "department"], descending=[True, False])
    most: dict[str, Any] = {}
    for doctor, department, _ in where.iter_rows():
        most.setdefault(doctor, department)
    departments = department_names([choice.institution])
    found = []
    for line in summaries.by(cases, "doctor"):
        code, department = line.key[:CODE_SHOWN], most[line.key]
        url = address(choice, "payment-cases", department=department, doctor=code)
        found.append(Row(code, f"{departments.get(department, department)} {code}", url, place_cells(line)))
    return found
