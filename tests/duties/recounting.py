"""The matrix of an institution counted again from the raw tables: plain loops, DuckDB for the conditions of rows.

Nothing of `roster`, `owners`, `ledger` or `matrix` is used. The conditions of the shipped duties are written out by
hand; one that is not among them fails, and has to be added.
"""

from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from itertools import combinations

import duckdb

from linghang.duties.asked import Setting
from linghang.duties.clock import Deed
from linghang.duties.compliance import recount
from linghang.expressions import parse_condition, schema_of
from linghang.expressions.duckdb_sql import to_duckdb
from linghang.membership.models import Membership, PairedLeader
from linghang.organization.models import Appointment, Department, PartyOrganizationForm
from linghang.packs.duty import Duty
from linghang.registers.content import library
from linghang.registers.kept import rows_table

SEATS = {"secretary", "deputy_secretary", "discipline_secretary", "committee_member"}
BRANCHES = {"branch", "joint_branch", "temporary_branch"}


class House:
    """Tables as lists, and questions about one day."""

    def __init__(self, institution):
        self.institution = institution
        self.forms = list(
            PartyOrganizationForm.objects.filter(organization__institution=institution).select_related(
                "organization", "parent"
            )
        )
        self.appointments = list(
            Appointment.objects.filter(post__institution=institution).select_related(
                "person", "post__party_organization"
            )
        )
        self.members = list(
            Membership.objects.filter(organization__institution=institution).select_related("person", "organization")
        )
        self.pairs = list(
            PairedLeader.objects.filter(organization__institution=institution).select_related("person", "organization")
        )
        self.departments = list(Department.objects.filter(institution=institution))
        self.is_a = cache(self._is_a)
        self.in_house = cache(self._in_house)
        self.seats = cache(self._seats)

    def kind(self, code, day):
        return next((f.kind for f in self.forms if f.organization.code == code and f.valid_on(day)), None)

    def ever_branch(self, code):
        return any(f.organization.code == code and f.kind in BRANCHES for f in self.forms)

    def _seats(self, code, day):
        """Kinds of post → people in a branch on a day."""
        found = defaultdict(set)
        for each in self.appointments:
            home = each.post.party_organization
            if home is not None and home.code == code and self.ever_branch(code) and each.valid_on(day):
                found[each.post.kind].add(each.person.code)
        return found

    def _in_house(self, each):
        home = each.post.party_organization
        if each.post.department_id is not None:
            return False
        return home is None or any(
            f.organization_id == home.pk and f.kind in ("committee", "general_branch") for f in self.forms
        )

    def holds_house_post(self, person, kinds, day):
        return any(
            a.person.code == person and a.post.kind in kinds and a.valid_on(day) and self.in_house(a)
            for a in self.appointments
        )

    def in_branch_committee(self, person, kinds, day):
        return any(
            a.person.code == person
            and a.post.kind in kinds
            and a.valid_on(day)
            and a.post.party_organization is not None
            and self.ever_branch(a.post.party_organization.code)
            for a in self.appointments
        )

    def full(self, code, day):
        return sum(m.organization.code == code and m.status == "full" and m.valid_on(day) for m in self.members)

    def groups(self, code, day):
        return any(f.kind == "group" and f.parent and f.parent.code == code and f.valid_on(day) for f in self.forms)

    def holds(self, when, owner, day):
        """The conditions of the shipped duties, by hand."""
        if when is None:
            return True
        if when == "has_committee or needs_committee":
            return bool(self.seats(owner, day)["committee_member"]) or self.full(owner, day) >= 7
        if when == "has_groups":
            return self.groups(owner, day)
        if when == "not branch_committee":
            return not self.in_branch_committee(owner, SEATS, day)
        if when == "not branch_committee and not party_seat":
            return not self.in_branch_committee(owner, SEATS, day) and not self.holds_house_post(owner, SEATS, day)
        if when == "has_party_committee":
            return any(f.kind == "committee" and f.valid_on(day) for f in self.forms)
        if when == "clinical":
            return any(owner.startswith(code) for code in library().code_names["rc023"])
        raise KeyError(when)

    def owners(self, duty):
        """Owner → whether it was there on a day."""
        found = {}
        if duty.base == "organization":
            for code in {f.organization.code for f in self.forms if not duty.kinds or f.kind in duty.kinds}:
                found[code] = lambda day, code=code: (
                    self.kind(code, day) in (duty.kinds or {self.kind(code, day)} - {None})
                )
        elif duty.base == "department":
            for code in {d.code for d in self.departments}:
                found[code] = lambda day, code=code: any(d.code == code and d.valid_on(day) for d in self.departments)
        elif duty.base == "institution":
            if not duty.kinds or self.institution.kind in duty.kinds:
                found[self.institution.code] = self.institution.valid_on
        elif duty.base == "person":
            for code in {a.person.code for a in self.appointments} | {m.person.code for m in self.members}:
                found[code] = lambda day, code=code: any(self.is_a(code, kind, day) for kind in duty.kinds)
        else:
            found = self.pairs_of(duty)
        return {owner: cache(there) for owner, there in found.items()}  # every period asks about the same days

    def _is_a(self, person, kind, day):
        return {
            "party_secretary": lambda: self.holds_house_post(person, {"secretary"}, day),
            "president": lambda: self.holds_house_post(person, {"president"}, day),
            "party_seat": lambda: self.holds_house_post(person, SEATS, day),
            "branch_secretary": lambda: self.in_branch_committee(person, {"secretary"}, day),
            "branch_committee": lambda: self.in_branch_committee(person, SEATS, day),
            "member": lambda: any(m.person.code == person and m.valid_on(day) for m in self.members),
        }[kind]()

    def pairs_of(self, duty):
        found = {}
        if "leader_branch" in duty.kinds:
            for one in self.pairs:
                key = "|".join(sorted((one.person.code, one.organization.code)))
                found[key] = lambda day, one=one: any(
                    p.person_id == one.person_id and p.organization_id == one.organization_id and p.valid_on(day)
                    for p in self.pairs
                )
        if "committee_pair" in duty.kinds:
            codes = {f.organization.code for f in self.forms if f.kind in BRANCHES}
            people = sorted({a.person.code for a in self.appointments})
            for one, other in combinations(people, 2):
                found["|".join((one, other))] = lambda day, one=one, other=other: any(
                    {one, other} <= {p for kind in SEATS for p in self.seats(code, day)[kind]} for code in codes
                )
        return found


def deeds(duty, institution):
    """Owner → deeds, read from the table of the register by DuckDB."""
    packs, activity = library(), duty.activity
    register = packs.register(activity.register_code)
    rows = rows_table(register, institution_codes=[institution.code])  # noqa: F841 - DuckDB reads it by name
    where = to_duckdb(parse_condition(activity.where, schema_of(register), packs)) if activity.where else "TRUE"
    found = defaultdict(list)
    table = duckdb.sql(f"SELECT * FROM rows WHERE {where}")
    for values in table.fetchall():
        row = dict(zip(table.columns, values, strict=True))
        named = [row[name] for name in (activity.owner, activity.other) if name and row[name]]
        if activity.owner is None:
            keys = [institution.code]
        elif duty.base == "pair":
            keys = ["|".join(sorted(named))]
        else:
            keys = sorted(set(named))
        made = Deed(
            row[activity.date or register.date],
            Decimal(row[activity.value] or 0) if activity.value else Decimal(1),
            row["_row_id"],
            row[activity.serves] if activity.serves else None,
            row[activity.distinct] or "" if activity.distinct else "",
        )
        for key in keys:
            found[key].append(made)
    return found


def kept(register, institution):
    table = rows_table(library().register(register), institution_codes=[institution.code])
    return table.to_pylist()


def recounted(institution, first, last, today):
    """(duty, owner, kind of period, first day) → state, for everything that anybody might owe."""
    house, found = House(institution), {}
    settings = [
        Setting(
            row["duty"],
            row["owner"] or "",
            row["from_date"],
            row["to_date"],
            row["adopted"],
            row["period"],
            row["minimum"],
            row["fixed_day"],
            row["extended_days"],
        )
        for row in kept("duty_setting", institution)
    ]
    pardons = [row for row in kept("duty_exemption", institution) if row["granted"]]
    versions = defaultdict(list)
    for entry in library().entries:
        if isinstance(entry.item, Duty):
            versions[entry.item.code].append(entry.item)
    for code, duties in versions.items():
        (duty,) = duties
        done = deeds(duty, institution)
        for owner, there in house.owners(duty).items():
            states = recount(
                duties,
                [each for each in settings if each.duty == code],
                done.get(owner, ()),
                owner=owner,
                there=cache(there),
                holds=lambda day, duty=duty, owner=owner: house.holds(duty.when, owner, day),
                excused=[(p["span_from"], p["span_to"]) for p in pardons if (p["duty"], p["owner"]) == (code, owner)],
                first=first,
                last=last,
                today=today,
            )
            for (period, begins), state in states.items():
                found[code, owner, period, begins] = state
    return found


def of_matrix(matrix):
    """The same of the matrix itself."""
    return {
        (line.duty.code, line.owner.key, line.owed.asked.period, line.owed.span.first): line.standing.state
        for cell in matrix.cells.values()
        for line in cell.lines
    }


def counted(states):
    """How many of each state, by duty."""
    found = defaultdict(Counter)
    for (duty, *_), state in states.items():
        found[duty][state] += 1
    return found
