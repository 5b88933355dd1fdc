"""“3个100%” recomputed: from the organisation, the roll, posts held and settled standing; never from a typed yes."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from linghang.core.figures import divide, write_figure
from linghang.membership.models import Membership
from linghang.membership.rolls import memberships_on
from linghang.organization.as_of import departments_on, party_organizations_on
from linghang.organization.models import Appointment, BranchDepartment, Institution, PartyOrganizationForm, in_force
from linghang.party import reach
from linghang.party.rows import of_year, rows

MINIMUM = 3
"""Full members from which on a unit sets up a branch (party_rules BR01)."""
_BUILT = {True: "已设在党支部之内", False: "没有设在党支部之内"}
_LEADS = frozenset({"department_head", "deputy_head", "head_nurse"})
_SENIOR = ("主任医师", "主任护师", "主任药师", "主任技师", "教授", "研究员")


@dataclass(frozen=True)
class Case:
    """One department or branch that counts: whether it fulfils, and why."""

    name: str
    met: bool
    why: str


@dataclass(frozen=True)
class Rate:
    """`cases`: everything that counts; the rate is those that are met."""

    code: str
    title: str
    rule: str
    indicator: str
    cases: tuple[Case, ...]

    @property
    def met(self) -> int:
        return sum(case.met for case in self.cases)

    @property
    def whole(self) -> bool:
        return bool(self.cases) and self.met == len(self.cases)

    @property
    def said(self) -> str:
        value = divide(Decimal(self.met), Decimal(len(self.cases)))
        return "没有可算的对象" if value is None else f"{write_figure(value, '%', 1)}（{self.met}/{len(self.cases)}）"

    @property
    def lacking(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if not case.met)


def rates(institution: Institution, day: dt.date) -> tuple[Rate, Rate, Rate]:
    """All three on a day, each with every case behind it."""
    branches = reach.permanent(party_organizations_on(institution, day))
    links = _links(institution, day)
    return (
        Rate(
            "departments",
            "支部建在科室比例",
            f"正式党员 {MINIMUM} 人以上的科室里，设在某个党支部之内的（BR01）",
            "departments_with_branch_rate",
            tuple(_departments(institution, day, links, {form.organization_id for form in branches})),
        ),
        Rate(
            "secretaries",
            "业务骨干担任临床医技科室党支部书记比例",
            "建在临床医技科室的党支部里，书记担任科室负责人、副职、护士长或有正高、副高级职称的",
            "key_staff_secretary_rate",
            tuple(_secretaries(institution, day, branches, links)),
        ),
        Rate(
            "standardised",
            "党支部标准化规范化率",
            "党支部里，最近一次年度考评达标的（党支部年度等次登记，由考评结果写入）",
            "standardised_branch_rate",
            tuple(_standardised(institution, day, branches)),
        ),
    )


Links = dict[int, list[tuple[str, str]]]
"""Party organisation → codes and names of the departments in which it is built."""


def _links(institution: Institution, day: dt.date) -> Links:
    found: Links = {}
    links = BranchDepartment.objects.filter(in_force(day), organization__institution=institution)
    for organization, code, name in links.values_list("organization", "department__code", "department__name"):
        found.setdefault(organization, []).append((code, name))
    return found


def _departments(institution: Institution, day: dt.date, links: Links, branches: set[int]) -> list[Case]:
    members = memberships_on(day).filter(
        status=Membership.Status.FULL, organization__institution=institution, person__department__isnull=False
    )
    counts = Counter(members.values_list("person__department__code", flat=True))
    covered = {code for organization in branches for code, _ in links.get(organization, ())}
    return [
        Case(each.name, each.code in covered, f"正式党员 {counts[each.code]} 人，{_BUILT[each.code in covered]}")
        for each in departments_on(institution, day)
        if counts[each.code] >= MINIMUM
    ]


def _secretaries(
    institution: Institution, day: dt.date, branches: list[PartyOrganizationForm], links: Links
) -> list[Case]:
    held = Appointment.objects.filter(in_force(day), post__institution=institution).select_related("person", "post")
    secretaries = {
        each.post.party_organization_id: each.person
        for each in held
        if each.post.kind == "secretary" and each.post.party_organization_id
    }
    leads = {each.person_id: each.post.title for each in held if each.post.kind in _LEADS}
    found = []
    for form in branches:
        if not any(_is_clinical(code) for code, _ in links.get(form.organization_id, ())):
            continue
        person = secretaries.get(form.organization_id)
        if person is None:
            found.append(Case(form.name, False, "书记空缺，或没有登记"))
            continue
        post, senior = leads.get(person.pk, ""), any(word in person.title for word in _SENIOR)
        why = f"书记任{post}" if post else f"书记职称{person.title}" if senior else "书记没有科室职务和高级职称的登记"
        found.append(Case(form.name, bool(post) or senior, why))
    return found


def _is_clinical(code: str) -> bool:
    """Departments of care and of medical technology carry the numbers of the national list (RC023); offices do not."""
    return code[:1].isdigit()


def _standardised(institution: Institution, day: dt.date, branches: list[PartyOrganizationForm]) -> list[Case]:
    classed = {}
    for year in (day.year - 1, day.year):
        for row in of_year(rows("branch_class", institution), "classed_on", year):
            if row["standardised"] is not None and row["classed_on"] <= day:
                classed[str(row["branch"])] = (year, bool(row["standardised"]))
    found = []
    for form in branches:
        year, met = classed.get(form.organization.code, (0, False))
        why = f"{year} 年考评{'达标' if met else '没有达标'}" if year else "近两年没有考评结果"
        found.append(Case(form.name, met, why))
    return found
