"""Who owes a duty: Party organisations, departments, the institution, people by post or membership, and pairs."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from linghang.duties.facts import pair_key
from linghang.duties.periods import Span, merged
from linghang.duties.roster import COMMITTEE_POSTS, Roster, Term, span_of
from linghang.organization.as_of import SEATS
from linghang.organization.models import Appointment, Institution
from linghang.packs.duty import Duty
from linghang.registers.content import library


@dataclass(frozen=True)
class Owner:
    """Who owes, as of a day. `branch`: the Party organisation under which he is shown, "" for the house itself."""

    key: str
    title: str
    kind: str
    facts: dict[str, Any] = field(default_factory=dict, compare=False)
    branch: str = ""


@dataclass(frozen=True)
class Holder:
    """Who was ever an owner of a duty, with the times for which he was it, in order."""

    key: str
    terms: tuple[Term, ...]

    @property
    def exists(self) -> list[Span]:
        return merged(each.span for each in self.terms)

    def term(self, window: Span) -> Term:
        """What he was last within the window (as who left for another branch is shown in the new one)."""
        if len(self.terms) == 1:
            return self.terms[0]
        within = [each for each in self.terms if each.span.common(window)]
        return max(within or self.terms, key=lambda each: (each.span.first, each.branch))


def owners(duty: Duty, institution: Institution, day: dt.date, *, roster: Roster | None = None) -> list[Owner]:
    """The owners of `duty` on `day`, whether or not its condition holds for them."""
    roster = roster or Roster(institution, library())
    here = Span(day, day)
    found = []
    for holder in holders(duty, roster):
        if any(each.covers(day) for each in holder.exists):
            term = holder.term(here)
            facts = roster.facts(duty.base, holder.key, day)
            found.append(Owner(holder.key, term.title, term.kind, facts, term.branch))
    return found


def holders(duty: Duty, roster: Roster) -> list[Holder]:
    """Everybody who owes or owed the duty at some time, by key."""
    found: dict[str, list[Term]] = {}
    for term in _terms(duty, roster):
        found.setdefault(term.key, []).append(term)
    return [Holder(key, tuple(sorted(terms, key=lambda each: each.span))) for key, terms in sorted(found.items())]


def _terms(duty: Duty, roster: Roster) -> Iterator[Term]:
    match duty.base:
        case "organization":
            for form in roster.forms:
                if not duty.kinds or form.kind in duty.kinds:
                    code = form.organization.code
                    yield Term(code, form.name, form.kind, code, span_of(form))
        case "department":
            for each in roster.departments:
                yield Term(each.code, each.name, "department", "", span_of(each))
        case "institution":
            place = roster.institution
            if not duty.kinds or place.kind in duty.kinds:
                yield Term(place.code, str(place), place.kind, "", span_of(place))
        case "person":
            for kind in duty.kinds:
                yield from _PEOPLE[kind](roster, kind)
        case "pair":
            for kind in duty.kinds:
                yield from _PAIRS[kind](roster, kind)


def _held(appointment: Appointment, kind: str, branch: str) -> Term:
    return Term(appointment.person.code, appointment.person.name, kind, branch, span_of(appointment))


def _in_house(kinds: frozenset[str]) -> Any:
    def terms(roster: Roster, kind: str) -> Iterator[Term]:
        for each in roster.house_posts(kinds):
            yield _held(each, kind, "")

    return terms


def _in_branches(kinds: frozenset[str]) -> Any:
    def terms(roster: Roster, kind: str) -> Iterator[Term]:
        for branch, posts in roster.branch_posts.items():
            for each in posts:
                if each.post.kind in kinds:
                    yield _held(each, kind, branch)

    return terms


def _members(roster: Roster, kind: str) -> Iterator[Term]:
    for branch, spans in roster.memberships.items():
        for each in spans:
            yield Term(each.person.code, each.person.name, kind, branch, span_of(each))


def _leaders_and_branches(roster: Roster, kind: str) -> Iterator[Term]:
    for each in roster.pairs:
        branch = each.organization.code
        title = f"{each.person.name}—{roster.name_of(branch, each.valid_from or dt.date.min)}"
        yield Term(pair_key(each.person.code, branch), title, kind, branch, span_of(each))


def _committee_pairs(roster: Roster, kind: str) -> Iterator[Term]:
    """Any two who sat in the committee of a branch at the same time."""
    for branch, posts in roster.branch_posts.items():
        seats = [each for each in posts if each.post.kind in COMMITTEE_POSTS]
        for one, other in combinations(seats, 2):
            together = span_of(one).common(span_of(other))
            if together and one.person_id != other.person_id:
                title = f"{one.person.name}—{other.person.name}"
                yield Term(pair_key(one.person.code, other.person.code), title, kind, branch, together)


_PEOPLE = {
    "party_secretary": _in_house(frozenset({"secretary"})),
    "president": _in_house(frozenset({"president"})),
    "party_seat": _in_house(SEATS["party"]),
    "leader": _in_house(SEATS["party"] | SEATS["administration"]),
    "branch_secretary": _in_branches(frozenset({"secretary"})),
    "branch_committee": _in_branches(COMMITTEE_POSTS),
    "member": _members,
}
_PAIRS = {"leader_branch": _leaders_and_branches, "committee_pair": _committee_pairs}
