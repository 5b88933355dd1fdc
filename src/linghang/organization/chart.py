"""The organisation chart of a day: institutions in their tree, with leaders, departments and Party organisations."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from linghang.organization.checking import read_facts
from linghang.organization.findings import Facts, Finding, check
from linghang.organization.models import (
    Department,
    Institution,
    InstitutionName,
    PartyOrganizationForm,
    in_force,
)

MANY = 6
"""More members than this are drawn as a list instead of a branch each."""


@dataclass
class PartyNode:
    """A Party organisation under its superior."""

    form: PartyOrganizationForm
    departments: tuple[str, ...] = ()
    members: list["PartyNode"] = field(default_factory=list)


@dataclass
class Node:
    """An institution as it was called and led on the day."""

    institution: Institution
    name: str
    leaders: list[tuple[str, str]]
    departments: list[Department]
    parties: list[PartyNode]
    findings: list[Finding]
    members: list["Node"] = field(default_factory=list)

    @property
    def many(self) -> bool:
        return len(self.members) > MANY

    @property
    def warnings(self) -> int:
        return sum(finding.weight == "warn" for finding in self.findings)

    @property
    def party_count(self) -> int:
        return sum(1 for _ in walk(self.parties))


def walk(nodes: Iterable[PartyNode]) -> Iterable[PartyNode]:
    """All Party organisations of a tree."""
    for node in nodes:
        yield node
        yield from walk(node.members)


def tree(institutions: Sequence[Institution], day: dt.date) -> list[Node]:
    """The chart of these institutions; who has no superior among them stands at the top."""
    nodes = {node.institution.pk: node for node in nodes_of(institutions, day)}
    tops: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.institution.parent_id) if node.institution.parent_id else None
        (above.members if above else tops).append(node)
    return tops


def nodes_of(institutions: Sequence[Institution], day: dt.date) -> list[Node]:
    """A node for each that existed on `day`, in their order, without members."""
    facts = {each.code: each for each in read_facts(institutions, day)}
    here = [each for each in institutions if each.code in facts]
    names, departments = names_on(here, day), _departments(here, day)
    parties = _parties(here, day, facts)
    return [
        Node(
            each,
            names[each.pk],
            _leaders(facts[each.code]),
            departments[each.pk],
            parties[each.pk],
            check(facts[each.code]),
        )
        for each in here
    ]


def names_on(institutions: Iterable[Institution], day: dt.date) -> dict[int, str]:
    """How each was called on `day`: a former name while it was in force, else its short name or name."""
    found = {each.pk: str(each) for each in institutions}
    former = InstitutionName.objects.filter(in_force(day), institution__in=list(found), note="曾用名")
    return found | dict(former.values_list("institution_id", "name"))


def _leaders(facts: Facts) -> list[tuple[str, str]]:
    """Title and name of the secretary and the president."""
    posts = [post for post in facts.posts if post.leading and post.kind in ("secretary", "president")]
    return [(post.title, term.name) for post in posts for term in post.terms if term.on(facts.day)]


def _departments(institutions: Sequence[Institution], day: dt.date) -> dict[int, list[Department]]:
    found: dict[int, list[Department]] = defaultdict(list)
    for each in Department.objects.filter(in_force(day), institution__in=institutions).order_by("code"):
        found[each.institution_id].append(each)
    return found


def _parties(institutions: Sequence[Institution], day: dt.date, facts: dict[str, Facts]) -> dict[int, list[PartyNode]]:
    """The Party organisations of each institution as a tree; whose superior is elsewhere stand at its top."""
    built_in = {party.code: party.departments for each in facts.values() for party in each.parties}
    forms = PartyOrganizationForm.objects.filter(in_force(day), organization__institution__in=institutions)
    nodes = {
        form.organization_id: PartyNode(form, built_in.get(form.organization.code, ()))
        for form in forms.select_related("organization", "parent").order_by("organization__code")
    }
    found: dict[int, list[PartyNode]] = defaultdict(list)
    for node in nodes.values():
        place = node.form.organization.institution_id
        above = nodes.get(node.form.parent_id) if node.form.parent_id else None
        if above is not None and above.form.organization.institution_id == place:
            above.members.append(node)
        else:
            found[place].append(node)
    return found
