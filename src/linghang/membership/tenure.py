"""Terms on record, which are due when, and who is told six, three and one months before (BR09–BR12)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from linghang.core.errors import ConflictError, refuse
from linghang.membership import terms
from linghang.membership.models import Election, Term
from linghang.notices.send import notify
from linghang.organization.models import (
    Assignment,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    in_force,
)
from linghang.organization.temporary import refuse_in_temporary

ENDING_DAYS = 30
"""A temporary branch is reminded of its end so many days before (领航自拟)."""


@dataclass(frozen=True)
class Line:
    """One organisation on the list: its running term, or None when none is on record."""

    form: PartyOrganizationForm
    term: Term | None
    state: terms.State | None

    @property
    def word(self) -> str:
        return terms.STATE_WORDS[self.state] if self.state else "没有登记任期"

    @property
    def light(self) -> str:
        return terms.STATE_LIGHTS[self.state] if self.state else ""


def begin(
    organization: PartyOrganization, elected_on: dt.date, *, document: str = "", election: Election | None = None
) -> Term:
    """A new term from the day of the election; its length goes by the kind of organisation."""
    refuse_in_temporary(organization, elected_on, "election")
    form = organization.form(elected_on)
    years = terms.years_of(form.kind, organization.institution.kind) if form else None
    if years is None:
        raise refuse(
            f"{elected_on} 不是有任期的党组织（BR09）", "请核对党组织和日期", field="党组织", value=organization.code
        )
    if elected_on > timezone.localdate():
        raise refuse("还没有到这一天（ML02）", "请在选举之后登记", field="选举日期", value=str(elected_on))
    later = Term.objects.filter(organization=organization, elected_on__gte=elected_on).first()
    if later is not None:
        reason = f"已登记 {later.elected_on} 开始的任期"
        raise refuse(reason, "请核对选举日期", field="选举日期", value=str(elected_on))
    end = terms.term_end(elected_on, years)
    return Term.objects.create(
        organization=organization, elected_on=elected_on, years=years, ends_on=end, document=document, election=election
    )


def shift(term: Term, to: dt.date, document: str, *, revision: int) -> Term:
    """An earlier or later election, approved by the superior, within a year (BR12)."""
    term = Term.objects.select_for_update().get(pk=term.pk)
    if term.revision != revision:
        raise ConflictError(term)
    terms.check_shift(term.ends_on, to, document)
    term.shifted_to, term.document, term.revision = to, document, term.revision + 1
    term.save(update_fields=["shifted_to", "document", "revision"])
    return term


def board(institutions: Sequence[Institution], today: dt.date) -> list[Line]:
    """Every organisation that has terms, with the running one; those due soonest first, without a term at the end."""
    forms = PartyOrganizationForm.objects.filter(in_force(today), organization__institution__in=institutions)
    forms = forms.filter(kind__in=terms.YEARS).select_related("organization__institution")
    running = _running(forms.values_list("organization", flat=True), today)
    lines = [
        Line(form, term, terms.state(term.due, today) if term else None)
        for form in forms.order_by("organization__institution__position", "organization__code")
        for term in (running.get(form.organization_id),)
    ]
    return sorted(lines, key=lambda line: (line.term is None, line.term.due if line.term else dt.date.max))


def running_term(organization: PartyOrganization, today: dt.date) -> Term | None:
    return _running([organization.pk], today).get(organization.pk)


def _running(organizations: Iterable[int], today: dt.date) -> dict[int, Term]:
    found = Term.objects.filter(organization__in=list(organizations), elected_on__lte=today).order_by("elected_on")
    return {term.organization_id: term for term in found}


def remind(today: dt.date | None = None) -> int:
    """Tell superior offices and secretaries what is due (BR11) and which temporary branch ends; once for each stage."""
    today = today or timezone.localdate()
    institutions = list(Institution.objects.filter(in_force(today)))
    count = 0
    for line in board(institutions, today):
        if line.term is not None and line.state and line.state != "running":
            count += _tell_term(line, line.term, today)
    temporary = PartyOrganizationForm.objects.filter(in_force(today), kind="temporary_branch")
    for form in temporary.select_related("organization__institution"):
        if form.valid_to is not None and (form.valid_to - today).days <= ENDING_DAYS:
            count += _tell(
                form,
                today,
                key=f"temporary:{form.pk}:{form.valid_to}",
                title=f"{form.name}将于 {form.valid_to} 结束",
                text="任务结束即自然撤销；需要延长的请报批后修改结束日期（BR05）。",
            )
    return count


def _tell_term(line: Line, term: Term, today: dt.date) -> int:
    return _tell(
        line.form,
        today,
        key=f"term:{term.pk}:{term.due}:{line.state}",
        title=f"{line.form.name}{line.word}（{term.due}）",
        text="请上级党组织提醒换届，支部提前筹备；确需延期或提前的须经批准（BR11、BR12）。",
        urgent=line.state == "overdue",
    )


def _tell(form: PartyOrganizationForm, today: dt.date, *, key: str, title: str, text: str, urgent: bool = False) -> int:
    users = _recipients(form.organization, today)
    url = reverse("members-terms") + f"?institution={form.organization.institution.code}"
    return notify(users, key=key, subject="term", title=title, text=text, url=url, urgent=urgent)


def _recipients(organization: PartyOrganization, today: dt.date) -> list[Any]:
    """The Party office of the institution, or of the nearest above that has one, and the secretary of the branch."""
    held = Assignment.objects.filter(in_force(today), department=None).select_related("user")
    found = {each.user.pk: each.user for each in held.filter(role="secretary", party_organization=organization)}
    place: Institution | None = organization.institution
    while place is not None:
        office = held.filter(role="office", institution=place, party_organization=None)
        found |= {each.user.pk: each.user for each in office}
        if office:
            break
        place = place.parent
    return list(found.values())
