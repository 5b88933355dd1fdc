"""The roll from the database, always of a day: who belongs where, who may vote, how many.

A temporary branch has no members of its own (BR05): who is attached to it is asked for by the same functions.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from linghang.membership.models import Attachment, Membership, Suspension
from linghang.membership.roll import Break, Span
from linghang.organization.as_of import party_organizations_on
from linghang.organization.models import Institution, PartyOrganization, PartyOrganizationForm, Person, in_force
from linghang.organization.temporary import is_temporary

Kind = PartyOrganizationForm.Kind


@dataclass(frozen=True)
class Counts:
    """Members of one organisation on a day. `voting`: full members whose rights are not suspended.

    `temporary`: of a temporary branch, whose members are counted in their own branches as well.
    """

    full: int = 0
    probationary: int = 0
    voting: int = 0
    temporary: bool = False

    @property
    def all(self) -> int:
        return self.full + self.probationary


@dataclass(frozen=True)
class Roll:
    """The members of one organisation on a day, by staff number, and which of them may vote."""

    organization: PartyOrganization
    day: dt.date
    members: tuple[Membership, ...]
    suspended: frozenset[int] = field(default_factory=frozenset)

    @property
    def voters(self) -> tuple[Membership, ...]:
        return tuple(each for each in self.members if may_vote(each, self.suspended))

    @property
    def counts(self) -> Counts:
        full = sum(each.status == Membership.Status.FULL for each in self.members)
        return Counts(full, len(self.members) - full, len(self.voters))


def may_vote(membership: Membership, suspended: Collection[int]) -> bool:
    return membership.status == Membership.Status.FULL and membership.person_id not in suspended


def memberships_on(day: dt.date) -> QuerySet[Membership]:
    """Every membership in force on `day`, with person and file."""
    return Membership.objects.filter(in_force(day)).select_related("person__department", "person__party_file")


def members_on(organization: PartyOrganization, day: dt.date) -> list[Membership]:
    """The members of the organisation itself on `day`, by staff number; of a temporary branch those attached to it."""
    found = memberships_on(day).filter(_belonging(organization, day))
    return list(found.select_related("organization").order_by("person__code"))


def _belonging(organization: PartyOrganization, day: dt.date) -> Q:
    if not is_temporary(organization, day):
        return Q(organization=organization)
    attached = Attachment.objects.filter(in_force(day), organization=organization)
    return Q(person__in=attached.values("person"))


def roll_on(organization: PartyOrganization, day: dt.date) -> Roll:
    members = members_on(organization, day)
    return Roll(organization, day, tuple(members), suspended_on(day, [each.person_id for each in members]))


def voting_roll(organization: PartyOrganization, day: dt.date) -> list[Person]:
    """Who may vote, elect and stand there on `day` (EL05), by staff number."""
    return [each.person for each in roll_on(organization, day).voters]


def suspended_on(day: dt.date, people: Iterable[int]) -> frozenset[int]:
    """Of these people, those whose rights are suspended on `day`."""
    found = Suspension.objects.filter(in_force(day), person__in=list(people))
    return frozenset(found.values_list("person", flat=True))


def counts(institution: Institution, day: dt.date) -> dict[PartyOrganization, Counts]:
    """Every Party organisation of the institution on `day` with its own members; three queries.

    A committee counts its own members only, not those of its branches: `total` adds them up.
    """
    forms = party_organizations_on(institution, day)
    temporary = {form.organization_id for form in forms if form.kind == Kind.TEMPORARY_BRANCH}
    tally: dict[int, Counter[str]] = {form.organization_id: Counter() for form in forms}
    suspended = set(Suspension.objects.filter(in_force(day)).values_list("person", flat=True))
    for home, person, status in _rows(tally.keys() - temporary, temporary, day):
        tally[home][status] += 1
        tally[home]["voting"] += status == Membership.Status.FULL and person not in suspended
    return {
        form.organization: Counts(
            found["full"], found["probationary"], found["voting"], form.organization_id in temporary
        )
        for form in forms
        for found in (tally[form.organization_id],)
    }


def _rows(permanent: Collection[int], temporary: Collection[int], day: dt.date) -> list[tuple[int, int, str]]:
    members = Membership.objects.filter(in_force(day))
    rows = list(members.filter(organization__in=permanent).values_list("organization", "person", "status"))
    if temporary:
        attached = Attachment.objects.filter(in_force(day), organization__in=temporary)
        homes = list(attached.values_list("organization", "person"))
        status = dict(members.filter(person__in=[person for _, person in homes]).values_list("person", "status"))
        rows += [(home, person, status[person]) for home, person in homes if person in status]
    return rows


def total(found: Iterable[Counts]) -> Counts:
    """All members of the organisations, each once: who is attached to a temporary branch counts in his own."""
    own = [each for each in found if not each.temporary]
    return Counts(
        sum(each.full for each in own), sum(each.probationary for each in own), sum(each.voting for each in own)
    )


def membership_of(person: Person, day: dt.date) -> Membership | None:
    """The span in force on `day`; None for who is no member then."""
    return memberships_on(day).filter(person=person).select_related("organization").first()


def spans(people: Iterable[int] | None = None) -> list[Span]:
    """Every span, or those of some people, for the pure rules."""
    found = Membership.objects.select_related("person", "organization").order_by("person__code", "valid_from")
    if people is not None:
        found = found.filter(person__in=list(people))
    return [
        Span(each.person.code, each.organization.code, each.status, each.valid_from or dt.date.min, each.valid_to)
        for each in found
    ]


def breaks(people: Iterable[int] | None = None) -> list[Break]:
    found = Suspension.objects.select_related("person")
    if people is not None:
        found = found.filter(person__in=list(people))
    return [Break(each.person.code, each.valid_from or dt.date.min, each.valid_to) for each in found]
