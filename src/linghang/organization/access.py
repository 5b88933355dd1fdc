"""Who may do what, where: role × action × sensitivity × institution subtree × department or Party branch.

Everything that the table below does not open is denied. Its reasons:

- *Figures* (counts, rates) name nobody, so every role sees those of patients' records; figures of
  Party members' files are for the Party office and the administrator.
- *Rows of patients* are for those who answer for care: quality offices, the head of the patient's
  department, and the administrator, who must be able to look into a failed load. Only the quality
  office may carry them out of the house.
- *Rows of Party members* are for the Party office, and for a secretary those of his branch. Lists are masked; to be
  shown in full is an action of its own (`reveal`), and what is carried out of the house names who did it.
- *Party life* (what branches owe and did) is seen in the house without the files of members; who keeps it is the branch
  and the office, who excuses and judges it is the office.
- *Cases* (staged procedures) are conducted by whoever the step names; see `procedures`.
- *Discipline* (clues, findings, dispositions) is for the discipline office alone: no figure, no export,
  no administrator.
- *Tasks* are seen by everybody who works in the house; who answers for a task reports on it, the
  office supervises, leaders and the office approve.
- *Meetings* (agenda, votes, minutes) are for leaders and the office; whoever runs a department may
  put an item forward.
- *Assessment*: scores are figures; evidence is rated and results are locked by the office and the
  quality office, whoever is judged may appeal, and whoever approves decides the appeal.
- The health commission sees figures and how they were computed, never a row.
- A department head, and anyone else whose assignment names a department, reaches that department
  and nothing around it; whose assignment names a Party branch reaches that branch.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias, get_args

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from linghang.organization.models import Assignment, Department, Institution, PartyOrganization, in_force

Action = Literal[
    "view_figures",
    "view_trace",
    "view_rows",
    "edit_rows",
    "load",
    "supersede",
    "export_rows",
    "write_report",
    "administer",
    "edit_organization",
    "view_tasks",
    "execute_tasks",
    "supervise_tasks",
    "submit_items",
    "view_meetings",
    "hold_meetings",
    "approve",
    "assess",
    "appeal",
    "view_party",
    "keep_party",
    "oversee_party",
    "conduct_cases",
    "reveal",
]
Sensitivity = Literal["public", "internal", "patient", "member", "discipline"]
User: TypeAlias = AbstractBaseUser | AnonymousUser
ACTIONS: tuple[str, ...] = get_args(Action)
SENSITIVITIES: tuple[str, ...] = get_args(Sensitivity)

ACTION_TITLES = {
    "view_figures": "查看指标",
    "view_trace": "追溯指标",
    "view_rows": "查看明细",
    "edit_rows": "填报和修改",
    "load": "导入数据",
    "supersede": "更正或撤回数据",
    "export_rows": "导出明细",
    "write_report": "编写报告",
    "administer": "系统管理",
    "edit_organization": "维护组织机构",
    "view_tasks": "查看督办任务",
    "execute_tasks": "承办任务",
    "supervise_tasks": "督查督办",
    "submit_items": "提交议题",
    "view_meetings": "查看会议",
    "hold_meetings": "组织会议",
    "approve": "审批",
    "assess": "考核评分",
    "appeal": "考核申诉",
    "view_party": "查看党建工作",
    "keep_party": "登记党建工作",
    "oversee_party": "党建工作考评和豁免",
    "conduct_cases": "办理流程",
    "reveal": "显示完整信息",
}
SENSITIVITY_TITLES = {"public": "公开", "internal": "内部", "patient": "患者", "member": "党员", "discipline": "纪检"}

# One letter per sensitivity that is open: p(ublic), i(nternal), c(are: patients), m(embers), d(iscipline).
_ROLES = (
    "administrator",
    "office",
    "quality",
    "department_head",
    "leader",
    "commission",
    "viewer",
    "secretary",
    "discipline",
)
_POLICY = {
    #                     admin  office  quality  head  leader  commission  viewer  secretary  discipline
    "view_figures": ("picm", "picm", "pic", "pic", "picm", "pic", "pic", "picm", "pi"),
    "view_trace": ("picm", "picm", "pic", "pic", "picm", "pic", "pic", "pim", "pi"),
    "view_rows": ("pic", "pim", "pic", "pic", "pi", "", "pi", "pim", "pid"),
    "edit_rows": ("pi", "pim", "pic", "pi", "", "", "", "pim", "pid"),
    "load": ("pic", "pim", "pic", "", "", "", "", "", ""),
    "supersede": ("pic", "pim", "pic", "", "", "", "", "", ""),
    "export_rows": ("pi", "pim", "pic", "pi", "", "", "", "pim", ""),
    "write_report": ("picm", "picm", "pic", "", "", "", "", "", ""),
    "administer": ("picm", "", "", "", "", "", "", "", ""),
    "edit_organization": ("pi", "pi", "", "", "", "", "", "", ""),
    "view_tasks": ("pi", "pi", "pi", "pi", "pi", "", "pi", "", "pi"),
    "execute_tasks": ("", "pi", "pi", "pi", "pi", "", "", "", "pi"),
    "supervise_tasks": ("", "pi", "", "", "", "", "", "", ""),
    "submit_items": ("", "pi", "pi", "pi", "pi", "", "", "", "pi"),
    "view_meetings": ("", "pi", "", "", "pi", "", "", "", "pi"),
    "hold_meetings": ("", "pi", "", "", "", "", "", "", ""),
    "approve": ("", "pi", "", "", "pi", "", "", "", ""),
    "assess": ("", "pim", "pic", "", "", "", "", "", ""),
    "appeal": ("", "pi", "pi", "pi", "pi", "", "", "", ""),
    "view_party": ("pi", "pim", "pi", "pi", "pim", "", "pi", "pim", "pi"),
    "keep_party": ("", "pim", "", "", "", "", "", "pim", ""),
    "oversee_party": ("", "pim", "", "", "", "", "", "", ""),
    "conduct_cases": ("", "pim", "pi", "pi", "pim", "", "", "pim", "pid"),
    "reveal": ("", "m", "", "", "", "", "", "m", ""),
}
_LETTERS = {"p": "public", "i": "internal", "c": "patient", "m": "member", "d": "discipline"}
_NEEDS_DEPARTMENT = frozenset({Assignment.Role.DEPARTMENT_HEAD})
_NEEDS_BRANCH = frozenset({Assignment.Role.SECRETARY})


@cache
def allowed(role: str, action: str) -> frozenset[str]:
    """The sensitivities open to `role` for `action` wherever it is held. ValueError for an unknown action."""
    if action not in _POLICY:
        raise ValueError(f"unknown action {action}")
    if role not in _ROLES:
        return frozenset()
    return frozenset(_LETTERS[letter] for letter in _POLICY[action][_ROLES.index(role)])


@dataclass(frozen=True)
class Grant:
    """A role in force: over whole institutions, or over one department or Party branch (by code) of one institution."""

    role: str
    institutions: frozenset[int]
    department: str | None
    branch: str | None = None

    @property
    def narrow(self) -> bool:
        return self.department is not None or self.branch is not None

    def covers(self, institution: int, department: str | None, branch: str | None = None) -> bool:
        return (
            institution in self.institutions
            and (self.department is None or self.department == department)
            and (self.branch is None or self.branch == branch)
        )


def grants(user: User, day: dt.date | None = None) -> tuple[Grant, ...]:
    """The roles of `user` in force on `day` (today in Shanghai).

    Like Django's own permissions they are kept on the user object: fetch the user again to see a change.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ()
    day = day or timezone.localdate()
    kept: dict[dt.date, tuple[Grant, ...]] = user.__dict__.setdefault("_linghang_grants", {})
    if day not in kept:
        kept[day] = _read_grants(user, day)
    return kept[day]


def _read_grants(user: User, day: dt.date) -> tuple[Grant, ...]:
    assignments = list(user.assignments.filter(in_force(day)).select_related("department", "party_organization"))
    if not assignments:
        return ()
    members: dict[int | None, list[int]] = {}
    for pk, parent in Institution.objects.values_list("pk", "parent_id"):
        members.setdefault(parent, []).append(pk)
    return tuple(grant for each in assignments if (grant := _grant(each, members)))


def _grant(assignment: Assignment, members: dict[int | None, list[int]]) -> Grant | None:
    if assignment.department is not None:
        if assignment.department.institution_id != assignment.institution_id:
            return None
        return Grant(assignment.role, frozenset({assignment.institution_id}), assignment.department.code)
    if assignment.party_organization is not None:
        if assignment.party_organization.institution_id != assignment.institution_id:
            return None
        branch = assignment.party_organization.code
        return Grant(assignment.role, frozenset({assignment.institution_id}), None, branch)
    if assignment.role in _NEEDS_DEPARTMENT | _NEEDS_BRANCH:
        return None
    reached, frontier = {assignment.institution_id}, [assignment.institution_id]
    while frontier:
        frontier = [pk for parent in frontier for pk in members.get(parent, []) if pk not in reached]
        reached.update(frontier)
    return Grant(assignment.role, frozenset(reached), None)


def may(
    user: User,
    action: str,
    *,
    institution: Institution,
    sensitivity: str = "internal",
    department: Department | str | None = None,
    branch: PartyOrganization | str | None = None,
) -> bool:
    """Whether `user` may do `action` with data of `sensitivity` at `institution`.

    `department` or `branch` (object or code) narrows the question to the data of one department or Party branch;
    without it the question is about the whole institution, and who holds a department or a branch is refused.
    """
    if isinstance(department, Department):
        if department.institution_id != institution.pk:
            return False
        department = department.code
    if isinstance(branch, PartyOrganization):
        if branch.institution_id != institution.pk:
            return False
        branch = branch.code
    return any(
        sensitivity in allowed(grant.role, action) and grant.covers(institution.pk, department, branch)
        for grant in grants(user)
    )


def require(
    user: User,
    action: str,
    *,
    institution: Institution,
    sensitivity: str = "internal",
    department: Department | str | None = None,
    branch: PartyOrganization | str | None = None,
) -> None:
    """Raise PermissionDenied, in the user's words, unless `may`."""
    if not may(user, action, institution=institution, sensitivity=sensitivity, department=department, branch=branch):
        place = "·".join(str(each) for each in (institution, department, branch) if each)
        kind = SENSITIVITY_TITLES.get(sensitivity, sensitivity)
        raise PermissionDenied(
            f"您没有“{ACTION_TITLES[action]}”的权限（{place}，{kind}数据）。如工作需要，请联系本单位系统管理员。"
        )


def scope(user: User, action: str, sensitivity: str = "internal") -> list[Institution]:
    """The institutions that are open as a whole, in their order. See `departments` and `branches` for parts of them."""
    whole = [grant for grant in grants(user) if not grant.narrow]
    whole = [grant for grant in whole if sensitivity in allowed(grant.role, action)]
    reached = {pk for grant in whole for pk in grant.institutions}
    return list(Institution.objects.filter(pk__in=reached)) if reached else []


def departments(user: User, action: str, sensitivity: str = "internal") -> list[Department]:
    """The departments that are open by themselves, for people who do not see the whole institution."""
    narrow = [grant for grant in grants(user) if grant.department]
    narrow = [grant for grant in narrow if sensitivity in allowed(grant.role, action)]
    found = [
        Department.objects.filter(institution__in=grant.institutions, code=grant.department)
        .select_related("institution")
        .order_by("-valid_from")
        .first()
        for grant in narrow
    ]
    return list({department.pk: department for department in found if department}.values())


def branches(user: User, action: str, sensitivity: str = "internal") -> list[PartyOrganization]:
    """The Party organisations that are open by themselves, for those who do not see the whole institution."""
    codes = {grant.branch for grant in grants(user) if grant.branch and sensitivity in allowed(grant.role, action)}
    return list(PartyOrganization.objects.filter(code__in=codes).select_related("institution")) if codes else []


def roles(
    user: User, *, institution: Institution, department: str | None = None, branch: str | None = None
) -> set[str]:
    """The roles that reach this place: a step of a case names who may do it by role (`may` still decides whether)."""
    return {grant.role for grant in grants(user) if grant.covers(institution.pk, department, branch)}


def may_anywhere(user: User, action: str) -> bool:
    """Whether `user` may do `action` with anything at all: decides what the menu shows."""
    return any(allowed(grant.role, action) for grant in grants(user))


def may_everywhere(user: User, action: str) -> bool:
    """Whether `user` may do `action` at every institution: what concerns the house as a whole, like its audit log."""
    covered = {institution.pk for institution in scope(user, action)}
    everyone = set(Institution.objects.values_list("pk", flat=True))
    return bool(everyone) and everyone <= covered
