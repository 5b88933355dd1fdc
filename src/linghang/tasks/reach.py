"""Who sees which tasks and may take which step, asked of `organization.access`.

An institution's people see its tasks and those it gave to others; a department head sees what the department leads or
joins; who is named as leader or as owner sees the task wherever it is. What is approved (复核、延期、中止 …)
is approved by whoever gave the order, and never by the person who asked for it.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.models import Department
from linghang.tasks import flow
from linghang.tasks.history import State
from linghang.tasks.models import Task, TaskEvent

JOINT = frozenset({"report", "decompose"})
"""What a co-operating department may do; the rest is the leading department's."""
ANSWERS = {
    "approve": "ask_approval",
    "grant_extension": "ask_extension",
    "refuse_extension": "ask_extension",
    "return": "ask_close",
    "close": "ask_close",
}
"""Steps that answer a request → the request; whoever made it does not answer it."""


def visible(user: User) -> QuerySet[Task]:
    """The tasks that `user` may see."""
    whole = access.scope(user, "view_tasks")
    seen = Q(institution__in=whole) | Q(issuer__in=whole)
    for department in access.departments(user, "view_tasks"):
        seen |= of_department("lead_department", department) | of_department("departments", department)
    if access.may_anywhere(user, "view_tasks"):
        seen |= Q(owner__user=user.pk) | Q(leader__user=user.pk)
    return Task.objects.filter(pk__in=Task.objects.filter(seen).values("pk"))


def of_department(relation: str, department: Department) -> Q:
    """What a department leads or joins: it is its institution and code, under whatever name it stood there."""
    return Q(**{f"{relation}__institution": department.institution_id, f"{relation}__code": department.code})


def may(user: User, task: Task, kind: str) -> bool:
    """Whether `user` may record an event of `kind` on `task`, as far as it is a question of who; `flow.check` tells
    whether the task allows it now.
    """
    match flow.STEPS[kind].action:
        case "execute_tasks":
            return _executes(user, task, kind)
        case "approve":
            return access.may(user, "approve", institution=task.issuer or task.institution) and not _asked(
                user, task, kind
            )
        case _:
            return supervises(user, task)


def supervises(user: User, task: Task) -> bool:
    """Whether `user` keeps watch over the task, for the institution that carries it out or the one that ordered it."""
    places = [task.institution, *([task.issuer] if task.issuer else [])]
    return any(access.may(user, "supervise_tasks", institution=place) for place in places)


def require(user: User, task: Task, kind: str) -> None:
    """Raise PermissionDenied, in the user's words, unless `may`."""
    if may(user, task, kind):
        return
    title = flow.STEPS[kind].title
    if _asked(user, task, kind):
        raise PermissionDenied(f"您是“{task}”的申请人，不能自己{title}。请由其他有审批权限的人办理。")
    raise PermissionDenied(f"您不能对“{task}”{title}。如工作需要，请联系督查督办部门。")


def steps(user: User, task: Task, state: State) -> list[str]:
    """The kinds of event that the task and the person's role both allow now."""
    return [kind for kind in flow.possible(state) if may(user, task, kind)]


def _executes(user: User, task: Task, kind: str) -> bool:
    if access.may(user, "execute_tasks", institution=task.institution):
        return True
    departments = [task.lead_department] if task.lead_department else []
    if kind in JOINT and task.pk:
        departments += list(task.departments.all())
    if any(
        access.may(user, "execute_tasks", institution=task.institution, department=each.code) for each in departments
    ):
        return True
    persons = [person.user_id for person in (task.owner, task.leader) if person is not None]
    return bool(user.pk) and user.pk in persons and access.may_anywhere(user, "execute_tasks")


def _asked(user: User, task: Task, kind: str) -> bool:
    """Whether the user made the request that this event would answer."""
    asking = ANSWERS.get(kind)
    if asking is None or not task.pk or not user.pk:
        return False
    last = (
        TaskEvent.objects.filter(task=task, kind=asking).order_by("-position").values_list("actor", flat=True).first()
    )
    return last == user.pk
