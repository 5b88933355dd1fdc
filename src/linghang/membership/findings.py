"""The facts of `setup` read from the database, and the one check of appointments.

The organisation asks for both, which stands below and knows neither (`apps` registers them).
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from linghang.core.errors import refuse
from linghang.membership import rolls, tenure
from linghang.membership.models import Membership
from linghang.membership.roll import may_be_secretary
from linghang.membership.rolls import Counts
from linghang.membership.setup import Branch, Place, Secretary, check
from linghang.organization.findings import Finding
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Post,
    in_force,
)

_HOMES = frozenset({"branch", "joint_branch"})
_OFFICERS = ("secretary", "deputy_secretary", "committee_member", "discipline_secretary")


def findings(institutions: Sequence[Institution], day: dt.date) -> list[Finding]:
    """About every institution that keeps a roll: one that does not is not reproached with it."""
    found = []
    keeping = set(Membership.objects.values_list("organization__institution", flat=True).distinct())
    for institution in institutions:
        if institution.pk in keeping and institution.valid_on(day):
            found += check(place_of(institution, day))
    return found


def place_of(institution: Institution, day: dt.date) -> Place:
    """The branches of an institution on a day, in a fixed number of queries."""
    counted = rolls.counts(institution, day)
    forms = PartyOrganizationForm.objects.filter(in_force(day), organization__institution=institution)
    officers, secretaries, deputies = _officers(institution, day)
    due = {
        line.form.organization_id: line.term.due for line in tenure.board([institution], day) if line.term is not None
    }
    branches = []
    for form in forms.select_related("organization").order_by("organization__code"):
        pk, count = form.organization_id, counted.get(form.organization, Counts())
        branches.append(
            Branch(
                form.organization.code,
                form.name,
                form.kind,
                count.full,
                count.probationary,
                officers=tuple(officers[pk]),
                deputies=deputies[pk],
                secretaries=tuple(secretaries[pk]),
                first=form.valid_from,
                last=form.valid_to,
                due=due.get(pk),
            )
        )
    return Place(day, institution.code, tuple(branches), _without_branch(institution, day))


_Officers = tuple[dict[int, list[str]], dict[int, list[Secretary]], Counter[int]]


def _officers(institution: Institution, day: dt.date) -> _Officers:
    """By branch: titles of the posts that are held, the secretaries, how many deputies."""
    titles: dict[int, list[str]] = defaultdict(list)
    secretaries: dict[int, list[Secretary]] = defaultdict(list)
    deputies: Counter[int] = Counter()
    held = Appointment.objects.filter(in_force(day), post__party_organization__institution=institution)
    leading = held.filter(post__kind=Post.Kind.SECRETARY).values("person")
    members = {each.person_id: each for each in rolls.memberships_on(day).filter(person__in=leading)}
    for each in held.filter(post__kind__in=_OFFICERS).select_related("post").order_by("post__position"):
        branch = each.post.party_organization_id
        titles[branch].append(each.post.title)
        deputies[branch] += each.post.kind == Post.Kind.DEPUTY_SECRETARY
        if each.post.kind == Post.Kind.SECRETARY:
            span = members.get(each.person_id)
            full = span is not None and span.status == Membership.Status.FULL
            secretaries[branch].append(Secretary(each.valid_from, full, span.party_since if span else None))
    return titles, secretaries, deputies


def _without_branch(institution: Institution, day: dt.date) -> dict[str, int]:
    """Department that no branch is built in → full members who work there."""
    links = BranchDepartment.objects.filter(in_force(day), department__institution=institution)
    built = set(links.values_list("department__code", flat=True))
    full = Membership.objects.filter(in_force(day), status=Membership.Status.FULL)
    working = full.filter(person__institution=institution)
    working = working.exclude(person__department=None).exclude(person__department__code__in=built)
    return dict(Counter(working.values_list("person__department__name", flat=True)))


def check_secretary(post: Post, person: Person, on: dt.date) -> None:
    """Refuse a secretary of a branch with less than a year of Party standing (BR13).

    A branch that keeps no roll is not judged; a full member whose standing is not on record only gets a finding.
    """
    branch = post.party_organization
    if post.kind != Post.Kind.SECRETARY or branch is None or not _keeps_roll(branch, on):
        return
    span = rolls.membership_of(person, on)
    if span is None or span.status != Membership.Status.FULL:
        reason = "那时还不是正式党员，支部书记一般应有 1 年以上党龄（BR13）"
        raise refuse(reason, "请先登记组织关系，或另选人员", field="人员", value=person.code)
    since = span.party_since
    if since is not None and not may_be_secretary(since, on):
        reason = f"转正于 {since}，到 {on} 党龄不满 1 年，一般不担任支部书记（BR13）"
        raise refuse(reason, "请另选人员", field="人员", value=person.code)


def _keeps_roll(branch: PartyOrganization, on: dt.date) -> bool:
    form = branch.form(on)
    return form is not None and form.kind in _HOMES and Membership.objects.filter(organization=branch).exists()
