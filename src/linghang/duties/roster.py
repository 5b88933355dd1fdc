"""Who was there: one institution's Party organisations, posts, departments, members and pairs, read once for all days.

A fixed number of queries, however many branches and months are asked about.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from linghang.duties.facts import COMMITTEE_FROM
from linghang.duties.periods import Span, between
from linghang.membership.models import Membership, PairedLeader
from linghang.organization.as_of import BRANCHES, SEATS, leading_of
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    Department,
    Institution,
    PartyOrganizationForm,
    Validity,
)
from linghang.packs.library import Library

Dated = TypeVar("Dated", bound=Validity)
Facts = dict[str, Any]
COMMITTEE_POSTS = frozenset({"secretary", "deputy_secretary", "discipline_secretary", "committee_member"})
_ABOVE = ("committee", "general_branch")


def span_of(row: Validity) -> Span:
    """The days on which a row is valid. One that ends before it begins is valid on none: it is read as a single day."""
    first = row.valid_from or dt.date.min
    return between(first, max(row.valid_to or dt.date.max, first))


@dataclass(frozen=True)
class Term:
    """What somebody was for a time. `branch`: the Party organisation he was it in, "" for the house as a whole."""

    key: str
    title: str
    kind: str
    branch: str
    span: Span


class Roster:
    """One institution through time."""

    def __init__(self, institution: Institution, library: Library) -> None:
        self.institution, self._library = institution, library
        self._facts: dict[tuple[str, str, dt.date], Facts] = {}

    @cached_property
    def forms(self) -> list[PartyOrganizationForm]:
        found = PartyOrganizationForm.objects.filter(organization__institution=self.institution)
        return list(found.select_related("organization").order_by("organization__code", "valid_from"))

    @cached_property
    def appointments(self) -> list[Appointment]:
        found = Appointment.objects.filter(post__institution=self.institution, post__department=None)
        return list(found.select_related("person", "post__party_organization").order_by("post__position", "pk"))

    @cached_property
    def departments(self) -> list[Department]:
        return list(self.institution.departments.order_by("code", "valid_from"))

    @cached_property
    def links(self) -> dict[str, list[BranchDepartment]]:
        found = BranchDepartment.objects.filter(department__institution=self.institution)
        return _grouped(found.select_related("department"), lambda each: each.department.code)

    @cached_property
    def memberships(self) -> dict[str, list[Membership]]:
        """By Party organisation."""
        found = Membership.objects.filter(organization__institution=self.institution)
        return _grouped(found.select_related("person", "organization"), lambda each: each.organization.code)

    @cached_property
    def pairs(self) -> list[PairedLeader]:
        found = PairedLeader.objects.filter(organization__institution=self.institution)
        return list(found.select_related("person", "organization"))

    def form_of(self, code: str, day: dt.date) -> PartyOrganizationForm | None:
        """The form of a Party organisation on a day."""
        return next((each for each in self._forms_of.get(code, ()) if each.valid_on(day)), None)

    def name_of(self, code: str, day: dt.date) -> str:
        """Its name on a day; before its founding and after its end the nearest one; the code where it has none."""
        forms = self._forms_of.get(code, ())
        begun = [each for each in forms if each.valid_from is None or each.valid_from <= day]
        found = begun[-1] if begun else next(iter(forms), None)
        return found.name if found else code

    @cached_property
    def _forms_of(self) -> dict[str, list[PartyOrganizationForm]]:
        return _grouped(self.forms, lambda each: each.organization.code)

    @cached_property
    def branch_codes(self) -> frozenset[str]:
        """The organisations that were a branch at any time."""
        return frozenset(each.organization.code for each in self.forms if each.kind in BRANCHES)

    def leading(self, day: dt.date) -> frozenset[int]:
        """The leading Party organisations of a day, by primary key."""
        found = leading_of([each for each in self.forms if each.valid_on(day)])
        return frozenset(each.organization_id for each in found)

    @cached_property
    def branch_posts(self) -> dict[str, list[Appointment]]:
        """Posts held in branches, by the branch."""
        held = [each for each in self.appointments if each.post.party_organization is not None]
        by_place = _grouped(
            held, lambda each: each.post.party_organization.code if each.post.party_organization else ""
        )
        return {code: posts for code, posts in by_place.items() if code in self.branch_codes}

    def house_posts(self, kinds: frozenset[str]) -> Iterator[Appointment]:
        """Posts of the institution itself and of its committee (or general branch)."""
        above = {each.organization_id for each in self.forms if each.kind in _ABOVE}
        for each in self.appointments:
            if each.post.kind in kinds and each.post.party_organization_id in (None, *above):
                yield each

    def facts(self, base: str, key: str, day: dt.date) -> Facts:
        """What a condition may ask about an owner on a day (`facts.FACTS`)."""
        asked = (base, key, day)
        if asked not in self._facts:
            self._facts[asked] = _FACTS[base](self, key, day)
        return self._facts[asked]

    def organization_facts(self, code: str, day: dt.date) -> Facts:
        form = self.form_of(code, day)
        held = [each.post.kind for each in self.branch_posts.get(code, ()) if each.valid_on(day)]
        status = [each.status for each in self.memberships.get(code, ()) if each.valid_on(day)]
        full = status.count(Membership.Status.FULL)
        groups = [each for each in self.forms if each.kind == "group" and each.valid_on(day)]
        return {
            "kind": form.kind if form else None,
            "temporary": form is not None and form.kind == "temporary_branch",
            "has_committee": "committee_member" in held,
            "needs_committee": full >= COMMITTEE_FROM,
            "has_groups": form is not None and any(each.parent_id == form.organization_id for each in groups),
            "has_secretary": "secretary" in held,
            "full_members": full,
            "probationary_members": len(status) - full,
        }

    def department_facts(self, code: str, day: dt.date) -> Facts:
        known = self._library.code_names.get("rc023", {})
        return {
            "code": code,
            "clinical": any(code.startswith(each) for each in known),
            "has_branch": any(each.valid_on(day) for each in self.links.get(code, ())),
        }

    def institution_facts(self, code: str, day: dt.date) -> Facts:
        committee = any(each.kind == "committee" and each.valid_on(day) for each in self.forms)
        return {"kind": self.institution.kind, "level": self.institution.level, "has_party_committee": committee}

    def person_facts(self, code: str, day: dt.date) -> Facts:
        held, seats = self._branch_posts_of.get(code, ()), self._seats_of.get(code, ())
        member = [each for each in self._spans_of.get(code, ()) if each.valid_on(day)]
        return {
            "branch_committee": any(each.post.kind in COMMITTEE_POSTS and each.valid_on(day) for each in held),
            "party_seat": any(each.valid_on(day) for each in seats),
            "probationary": any(each.status == Membership.Status.PROBATIONARY for each in member),
        }

    @cached_property
    def _branch_posts_of(self) -> dict[str, list[Appointment]]:
        every = [each for posts in self.branch_posts.values() for each in posts]
        return _grouped(every, lambda each: each.person.code)

    @cached_property
    def _seats_of(self) -> dict[str, list[Appointment]]:
        return _grouped(self.house_posts(SEATS["party"]), lambda each: each.person.code)

    @cached_property
    def _spans_of(self) -> dict[str, list[Membership]]:
        every = [each for found in self.memberships.values() for each in found]
        return _grouped(every, lambda each: each.person.code)


_FACTS: dict[str, Callable[[Roster, str, dt.date], Facts]] = {
    "organization": Roster.organization_facts,
    "department": Roster.department_facts,
    "institution": Roster.institution_facts,
    "person": Roster.person_facts,
    "pair": lambda roster, key, day: {},
}


def _grouped(rows: Iterable[Dated], by: Callable[[Dated], str]) -> dict[str, list[Dated]]:
    found: defaultdict[str, list[Dated]] = defaultdict(list)
    for each in rows:
        found[by(each)].append(each)
    return dict(found)
