"""What the committee sees: who owes what now, how every branch fares, terms, dues, development, integration."""

import datetime as dt
from dataclasses import dataclass

from linghang.core.errors import InputError
from linghang.duties import matrix
from linghang.duties.matrix import Cell, Matrix
from linghang.duties.mine import Owing
from linghang.membership import rolls, tenure
from linghang.membership.rolls import Counts
from linghang.organization.access import User
from linghang.organization.as_of import branches_on
from linghang.organization.models import Institution, PartyOrganization
from linghang.party import arrears, developing, due, hundred, integrated, reach, standings

COLUMNS = ("general_meeting", "committee_meeting", "branch_lesson", "theme_day", "life_meeting", "member_review")
"""The duties that the extract of the matrix shows; the whole of it is the duties' page."""


@dataclass(frozen=True)
class BranchLine:
    """One branch in the extract."""

    branch: PartyOrganization
    name: str
    counts: Counts
    cells: tuple[tuple[str, Cell], ...]
    whole: Cell


@dataclass(frozen=True)
class Overview:
    """`behind`: branches with members whose dues are in arrears, with how many; None where that is not open."""

    institution: Institution
    year: int
    due: tuple[Owing, ...]
    matrix: Matrix
    titles: tuple[str, ...]
    lines: tuple[BranchLine, ...]
    standing: tuple[standings.Line, ...]
    stages: tuple[tuple[str, int], ...]
    terms: tuple[tenure.Line, ...]
    behind: tuple[tuple[str, int], ...] | None
    integration: integrated.Integration
    hundred: tuple[hundred.Rate, ...]

    @property
    def members(self) -> Counts:
        return rolls.total(line.counts for line in self.lines)

    @property
    def late(self) -> tuple[Owing, ...]:
        return tuple(each for each in self.due if each.light == "bad")

    @property
    def branches_late(self) -> int:
        return len({each.row for each in self.late if each.row})


def overview(institution: Institution, year: int, user: User, today: dt.date, *, people: bool) -> Overview:
    """The committee's page of one institution. `people`: whether rows about members are open to the person."""
    end = min(dt.date(year, 12, 31), today)
    whole = matrix.matrix(institution, dt.date(year, 1, 1), dt.date(year, 12, 31), today)
    shown = [duty for duty in whole.columns if duty.code in COLUMNS]
    forms = branches_on(institution, end)
    counts = rolls.counts(institution, end)
    lines = tuple(
        BranchLine(
            form.organization,
            form.name,
            counts.get(form.organization, Counts()),
            tuple((duty.title, whole.cell(form.organization.code, duty.code)) for duty in shown),
            whole.of_row(form.organization.code),
        )
        for form in forms
    )
    judged = year - 1 if year == today.year else year
    branches = [form.organization for form in reach.permanent(forms)]
    return Overview(
        institution,
        year,
        due.of_matrix(whole, today) if year == today.year else due.now(institution, today),
        whole,
        tuple(duty.title for duty in shown),
        lines,
        tuple(_standing(institution, judged, user, today)),
        tuple(developing.in_stages(developing.open_cases(institution))),
        tuple(line for line in tenure.board([institution], today) if line.state not in (None, "running")),
        tuple(arrears.behind(branches, today)) if people else None,
        integrated.integrated(institution, year, today),
        hundred.rates(institution, end),
    )


def _standing(institution: Institution, year: int, user: User, today: dt.date) -> list[standings.Line]:
    """Nothing where the packs in use have no checklist."""
    try:
        return standings.lines(institution, year, user, today)
    except InputError:
        return []
