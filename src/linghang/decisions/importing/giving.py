"""Tasks that resolutions and findings of the file became: those that stand are linked, others are given out."""

import datetime as dt
from typing import Any

from linghang.decisions.importing.drafts import Written
from linghang.organization.models import Institution
from linghang.tasks.models import Task


def give_task(row: Written, institution: Institution, day: dt.date | None, make: Any, origin: Any, actor: Any) -> Task:
    """The task of a row. `make`: `make_task` of resolutions or of research, given `origin`. Raises InputError.

    A number that stands names that task, wherever it is by now; a number that does not becomes that of the new one.
    """
    number = row["督办编号"] or ""
    standing = Task.objects.filter(institution=institution, number=number).first() if number else None
    if standing is not None:
        return standing
    fields = {"lead_department": row["牵头科室代码"], "leader": row["责任领导工号"], "line": row["工作条线"]}
    given = {name: value for name, value in fields.items() if value is not None}
    if row["报告周期"]:
        given["cycle"] = row["报告周期"]
    if number:
        given["number"] = number
    made: Task = make(origin, actor=actor, title=row["事项"] or "", on=row["立项日期"] or day, due=row["时限"], **given)
    return made
