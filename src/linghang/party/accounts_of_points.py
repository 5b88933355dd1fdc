"""The accounts of points of one branch in a year: its own, its secretary's and its members', from the ledger."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from linghang.organization.models import PartyOrganization, Person
from linghang.party.points import Balance, Entry, balance, base_on
from linghang.party.rows import day, name_of, rows


@dataclass(frozen=True)
class Account:
    """`person`: None for the branch itself, and for a staff number that nobody has."""

    scope: str
    scope_word: str
    code: str
    person: Person | None
    balance: Balance


def accounts(branch: PartyOrganization, year: int, members: list[Person]) -> list[Account]:
    """The branch first, then everybody with an entry of the year or on the roll, the highest total first."""
    entries: dict[tuple[str, str], list[Entry]] = {("branch", ""): []}
    entries |= {("member", person.code): [] for person in members}
    for row in rows("party_point", branch.institution, branch=branch.code):
        on = day(row["given_on"])
        if on is not None and on.year == year:
            entry = Entry(on, row["points"], str(row["reason"]), str(row["evidence"] or ""))
            entries.setdefault((str(row["scope"]), str(row["person"] or "")), []).append(entry)
    people = {person.code: person for person in Person.objects.filter(code__in={code for _, code in entries if code})}
    bases = _bases(branch)
    found = [
        Account(
            scope,
            name_of("point_scope", scope),
            code,
            people.get(code),
            balance(given, year, base_on(bases.get(scope, ()), year)),
        )
        for (scope, code), given in entries.items()
    ]
    order = ("branch", "secretary", "member")
    return sorted(found, key=lambda each: (order.index(each.scope), -each.balance.total, each.code))


def _bases(branch: PartyOrganization) -> dict[str, list[tuple[dt.date, Decimal]]]:
    found: dict[str, list[tuple[dt.date, Decimal]]] = {}
    for row in rows("party_point_base", branch.institution):
        if (since := day(row["from_date"])) is not None:
            found.setdefault(str(row["scope"]), []).append((since, row["base"]))
    return found
