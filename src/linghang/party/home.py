"""Everything about one branch on a day: what it owes, its year, its people in numbers, cases, standing, joint items."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from linghang.duties import matrix
from linghang.duties.matrix import Matrix
from linghang.duties.mine import Owing
from linghang.membership import rolls, tenure, terms
from linghang.membership.models import PairedLeader
from linghang.membership.rolls import Counts
from linghang.organization.access import User
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    PartyOrganization,
    PartyOrganizationForm,
    in_force,
)
from linghang.party import developing, due, joint, standings
from linghang.party.joint import JointItem, Progress
from linghang.party.models import ActivityFile
from linghang.party.rows import Row, name_of, of_year, rows, standing
from linghang.party.strip import Row as StripRow
from linghang.party.strip import strip

RECENT = 8
"""Activities shown on the home page; the ledger has all."""


@dataclass(frozen=True)
class Carriers:
    """Posts, zones, windows, teams in being. `reviewed`: of them, how many were reviewed in the year."""

    rows: tuple[Row, ...]
    reviewed: int
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Home:
    """One branch. `secretary`, `leader` are posts held: those are public in the house."""

    branch: PartyOrganization
    form: PartyOrganizationForm | None
    year: int
    due: tuple[Owing, ...]
    matrix: Matrix
    strip: tuple[StripRow, ...]
    counts: Counts
    departments: tuple[str, ...]
    secretary: str
    leaders: tuple[str, ...]
    term: terms.State | None
    term_end: dt.date | None
    cases: tuple[developing.Line, ...]
    standing: standings.Line | None
    joint_items: tuple[tuple[JointItem, Progress], ...]
    carriers: Carriers
    services: int
    hours: Decimal
    served: int
    activities: tuple[tuple[Row, str, tuple[ActivityFile, ...]], ...]

    @property
    def overdue(self) -> int:
        return sum(each.light == "bad" for each in self.due)


def branch_home(branch: PartyOrganization, day: dt.date, user: User, *, year: int | None = None) -> Home:
    """The home of a branch on `day`; strip, standing and work of `year` (that of the day)."""
    year = year or day.year
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    whole = matrix.matrix(branch.institution, first, last, day, branch=branch.code)
    lived = [
        item for item in joint.items(branch.institution, branch=branch.code)
        if item.begun <= last and (item.closed is None or item.closed >= first)
    ]  # fmt: skip
    served = of_year(rows("volunteer_service", branch.institution, branch=branch.code), "served_on", year)
    term = tenure.running_term(branch, day)
    judged = standings.lines(branch.institution, _standing_year(year, day), user, day, branch=branch.code)
    return Home(
        branch,
        branch.form(day),
        year,
        due.of_matrix(whole, day, branch=branch.code) if year == day.year else due.of_branch(branch, day),
        whole,
        strip(whole, branch.code, year),
        rolls.roll_on(branch, day).counts,
        tuple(_departments(branch, day)),
        _secretary(branch, day),
        tuple(_leaders(branch, day)),
        terms.state(term.due, day) if term else None,
        term.due if term else None,
        tuple(developing.lines(developing.open_cases(branch.institution, branch=branch), day)),
        judged[0] if judged else None,
        tuple(joint.judged(lived, day)),
        carriers(branch, year, day),
        len(served),
        sum((row["hours"] or Decimal(0) for row in served), Decimal(0)),
        sum(int(row["served"] or 0) for row in served),
        tuple(_activities(branch, year)),
    )


def _standing_year(year: int, day: dt.date) -> int:
    """Until a year is over, the standing that is known is that of the year before."""
    return year - 1 if year == day.year else year


def _departments(branch: PartyOrganization, day: dt.date) -> list[str]:
    links = BranchDepartment.objects.filter(in_force(day), organization=branch).order_by("department__code")
    return list(links.values_list("department__name", flat=True))


def _secretary(branch: PartyOrganization, day: dt.date) -> str:
    held = Appointment.objects.filter(in_force(day), post__party_organization=branch, post__kind="secretary")
    found = held.select_related("person").first()
    return found.person.name if found else ""


def _leaders(branch: PartyOrganization, day: dt.date) -> list[str]:
    found = PairedLeader.objects.filter(in_force(day), organization=branch).select_related("person")
    return [each.person.name for each in found]


def carriers(branch: PartyOrganization, year: int, day: dt.date) -> Carriers:
    """Those of the branch that were in being at the year's end, or are today."""
    end, built = min(dt.date(year, 12, 31), day), set(_departments(branch, day))
    mine = [row for row in rows("party_carrier", branch.institution) if _of_branch(row, branch.code, built)]
    found = standing(mine, end, begins="established_on", ends="ended_on")
    reviews = of_year(rows("carrier_review", branch.institution), "reviewed_on", year)
    seen = {str(row["carrier_no"]) for row in reviews}
    kinds: dict[str, int] = {}
    for row in found:
        kinds[str(row["kind"])] = kinds.get(str(row["kind"]), 0) + 1
    named = tuple((name_of("carrier_kind", kind), count) for kind, count in sorted(kinds.items()))
    return Carriers(tuple(found), sum(str(row["carrier_no"]) in seen for row in found), named)


def _of_branch(row: Row, code: str, departments: set[str]) -> bool:
    """A carrier that names no branch belongs to the one built in its department."""
    return str(row["branch"]) == code if row.get("branch") else row["unit"] in departments


def _activities(branch: PartyOrganization, year: int) -> list[tuple[Row, str, tuple[ActivityFile, ...]]]:
    held = of_year(rows("party_activity", branch.institution, branch=branch.code), "held_on", year)
    recent = held[::-1][:RECENT]
    files: dict[str, list[ActivityFile]] = {}
    for file in ActivityFile.objects.filter(row__in=[row["_row_id"] for row in recent]):
        files.setdefault(str(file.row), []).append(file)
    return [
        (row, name_of("party_activity_kind", row["kind"]), tuple(files.get(str(row["_row_id"]), ()))) for row in recent
    ]
