"""Which task must be closed before which: a task waits for its sub-tasks and for what it depends on."""

from linghang.tasks.models import Dependency, Task


def waits_upon(task: int, other: int) -> bool:
    """Whether `task` cannot be closed before `other` is, directly or through others. Both by primary key."""
    seen, frontier = {task}, {task}
    while frontier and other not in frontier:
        children = Task.objects.filter(parent__in=frontier).values_list("pk", flat=True)
        before = Dependency.objects.filter(task__in=frontier).values_list("before", flat=True)
        frontier = (set(children) | set(before)) - seen
        seen |= frontier
    return other in frontier
