"""Party standing beside performance: each department with its branch of the period's last day, and where they part."""

from dataclasses import dataclass
from decimal import Decimal

from linghang.assessment.assess import Assessed, Result, assess
from linghang.assessment.pairing import MIDDLE, THRESHOLD, Pair, Standing, pairs
from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.organization.as_of import branch_of, departments_on
from linghang.organization.models import Institution

DEPARTMENTS, BRANCHES = "own-department", "own-branch"
"""The shipped scorecards (领航自拟)."""


@dataclass(frozen=True)
class Paired:
    """`pairs`: widest gap first; their `department` and `branch` are codes, whose names are in `names`."""

    departments: Assessed
    branches: Assessed
    pairs: tuple[Pair, ...]
    names: dict[str, str]

    @property
    def apart(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.apart)


def paired(
    institution: Institution,
    period: Period,
    *,
    department_framework: str = DEPARTMENTS,
    branch_framework: str = BRANCHES,
    version: int | None = None,
    threshold: Decimal = THRESHOLD,
    middle: Decimal = MIDDLE,
) -> Paired:
    """Every department that was assessed beside its branch. InputError for frameworks that judge something else."""
    work = assess(department_framework, period, institutions=[institution.code], version=version, before=False)
    party = assess(branch_framework, period, institutions=[institution.code], version=version, before=False)
    for assessed, judges in ((work, "department"), (party, "branch")):
        if assessed.judges != judges:
            raise refuse("这个考核办法的考核对象不对", "请选考核科室和考核党组织的办法", value=assessed.framework.code)
    performance = {result.unit.code: result for result in work.results}
    standing = {result.unit.code: result for result in party.results}
    rows = []
    for department in departments_on(institution, period.last_day):
        if department.code in performance:
            branch = branch_of(department, period.last_day)
            code = branch.code if branch else ""
            rows.append((department.code, code, _standing(performance[department.code]), _standing(standing.get(code))))
    names = {result.unit.code: result.unit.name for result in (*work.results, *party.results)}
    return Paired(work, party, tuple(pairs(rows, threshold=threshold, middle=middle)), names)


def _standing(result: Result | None) -> Standing | None:
    return Standing(result.sheet.share, result.place) if result else None
