"""Who sees which cases and may take which step, asked of `organization.access`.

A case is seen by whoever may conduct cases of its sensitivity where it is: in the whole institution, in the branch or
the department that conducts it; and by the person it is about. A step is taken by the roles that it names, and by them
only within that reach.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from linghang.core.errors import InputError
from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.models import Department, Institution, PartyOrganization
from linghang.packs.procedure import Procedure
from linghang.procedures.cases import EVENT_TITLES, TAKEN_BACK
from linghang.procedures.courses import course_of
from linghang.procedures.models import Case, CaseEvent
from linghang.registers import content

ACTION = "conduct_cases"
OWN = "subject"
"""The role of the person whom a case is about."""
KEEPERS = ("office",)
"""Who may suspend, end, move and take back besides those who may open the case."""


def visible(user: User) -> QuerySet[Case]:
    """The cases that `user` may see."""
    if not getattr(user, "is_authenticated", False):
        return Case.objects.none()
    seen = Q(person__user=user.pk)
    for sensitivity in ("internal", "member"):
        places = Q(institution__in=access.scope(user, ACTION, sensitivity))
        places |= Q(branch__in=access.branches(user, ACTION, sensitivity))
        for department in access.departments(user, ACTION, sensitivity):
            places |= Q(department__institution=department.institution_id, department__code=department.code)
        seen |= _of_sensitivity(sensitivity) & places
    return Case.objects.filter(pk__in=Case.objects.filter(seen).values("pk"))


def may_see(user: User, case: Case) -> bool:
    return visible(user).filter(pk=case.pk).exists()


def may_act(user: User, case: Case, step: str) -> bool:
    """Whether `user` may record this step, as far as it is a question of who; `flow.check` tells whether the case
    allows it now."""
    if step in EVENT_TITLES:
        return _may_keep(user, case, step)
    try:
        by = course_of(case).procedure.step(step).by
    except (KeyError, InputError):
        return False
    return bool(set(by) & roles(user, case))


def require(user: User, case: Case, step: str) -> None:
    """Raise PermissionDenied, in the user's words, unless `may_act`."""
    if not may_act(user, case, step):
        raise PermissionDenied("这一步不由您办理。请由流程规定的人办理，或联系党务部门。")


def roles(user: User, case: Case) -> set[str]:
    """The roles in which `user` may conduct the case."""
    found = roles_at(
        user, sensitivity_of(case.procedure), case.institution, branch=case.branch, department=case.department
    )
    if (
        case.person is not None
        and case.person.user_id is not None
        and case.person.user_id == user.pk
        and user.is_active
    ):
        found.add(OWN)
    return found


def roles_at(
    user: User,
    sensitivity: str,
    institution: Institution,
    *,
    branch: PartyOrganization | None = None,
    department: Department | None = None,
) -> set[str]:
    """The roles in which `user` may conduct cases of this sensitivity at a place."""
    found: set[str] = set()
    places: list[dict[str, str]] = [{}]
    places += [{"branch": branch.code}] if branch else []
    places += [{"department": department.code}] if department else []
    for place in places:
        if access.may(user, ACTION, institution=institution, sensitivity=sensitivity, **place):
            held = access.roles(user, institution=institution, **place)
            found |= {role for role in held if sensitivity in access.allowed(role, ACTION)}
    return found


def may_open(
    user: User,
    procedure: Procedure,
    institution: Institution,
    *,
    branch: PartyOrganization | None = None,
    department: Department | None = None,
) -> bool:
    """Whether `user` may open a case there: those whom the procedure names, else those of its first step."""
    named = set(procedure.opened_by or procedure.steps[0].by) | set(KEEPERS)
    return bool(named & roles_at(user, procedure.sensitivity, institution, branch=branch, department=department))


def may_open_somewhere(user: User, procedure: Procedure, institution: Institution) -> bool:
    """Whether `user` may open a case there, for the whole of it or for a branch or department of his."""
    if may_open(user, procedure, institution):
        return True
    branches = access.branches(user, ACTION, procedure.sensitivity)
    departments = access.departments(user, ACTION, procedure.sensitivity)
    return any(
        may_open(user, procedure, institution, branch=each)
        for each in branches
        if each.institution_id == institution.pk
    ) or any(
        may_open(user, procedure, institution, department=each)
        for each in departments
        if each.institution_id == institution.pk
    )


def may_export(user: User, case: Case) -> bool:
    """Whoever carries rows of this sensitivity out of the house, where the case is."""
    sensitivity = sensitivity_of(case.procedure)
    places: list[dict[str, str]] = [{}]
    places += [{"branch": case.branch.code}] if case.branch else []
    places += [{"department": case.department.code}] if case.department else []
    return any(
        access.may(user, "export_rows", institution=case.institution, sensitivity=sensitivity, **place)
        for place in places
    )


def sensitivity_of(procedure: str) -> str:
    """That of the newest version; a procedure that no pack holds any more is kept from all but those of members."""
    library = content.library()
    return library.procedure(procedure).sensitivity if library.has("procedures", procedure) else "member"


def _may_keep(user: User, case: Case, step: str) -> bool:
    """Suspend, resume, end, move, take back: the office, and whoever may open such a case; what somebody recorded
    himself he may take back."""
    held = roles(user, case)
    if step == TAKEN_BACK:
        last = CaseEvent.objects.filter(case=case).order_by("-position").values_list("actor", flat=True).first()
        if last is not None and last == user.pk and held:
            return True
        return bool(held & set(KEEPERS))
    try:
        procedure = course_of(case).procedure
    except InputError:
        return bool(held & set(KEEPERS))
    return bool(held & ({*KEEPERS, *(procedure.opened_by or procedure.steps[0].by)} - {OWN}))


def _of_sensitivity(sensitivity: str) -> Q:
    internal = [each.code for each in content.library().procedures() if each.sensitivity == "internal"]
    return Q(procedure__in=internal) if sensitivity == "internal" else ~Q(procedure__in=internal)
