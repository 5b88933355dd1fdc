"""Whether whoever brings in a workbook may do what its lines tell: a file opens nothing that the pages keep shut.

The history of a new task is the institution's own record of what was done before the system came; on a task that stands
every new record is a deed of the person who brings it in.
"""

import datetime as dt

from linghang.core.workbook import Row
from linghang.organization import access
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Institution
from linghang.tasks import flow, store
from linghang.tasks.importing.drafts import Draft, Drafts
from linghang.tasks.reach import ANSWERS

_ASK_OFFICE = "如工作需要，请联系督查督办部门"


def refuse_unseen(reading: Reading, drafts: Drafts, rows: dict[str, list[Row]], user: access.User) -> None:
    """Raise InputError for lines about tasks that the person may not see, before anything of these is compared."""
    standing = {draft.task.pk: draft.key for draft in drafts.values() if draft.task is not None}
    seen = set(store.visible(user).filter(pk__in=standing).values_list("pk", flat=True))
    hidden = {key for pk, key in standing.items() if pk not in seen}
    for row in (row for sheet in rows.values() for row in sheet):
        if (row.text("机构代码"), row.text("督办编号")) in hidden:
            reading.fault(row, "督办编号", "这项任务不在您的督办范围内", _ASK_OFFICE)
    if hidden:
        reading.raise_faults()


def refuse_without_right(reading: Reading, drafts: Drafts, user: access.User, today: dt.date) -> None:
    """Note every deed of the file that the person may not do."""
    for draft in drafts.values():
        before = len(reading.faults)
        if draft.task is None:
            _judge_history(reading, draft, user)
        else:
            _judge_line(reading, draft, user)
            _judge_records(reading, draft, user, today)
        draft.broken = draft.broken or len(reading.faults) > before


def _judge_history(reading: Reading, draft: Draft, user: access.User) -> None:
    """A new task: supervise where it is carried out, and approve for whoever gave the order, if it tells of that."""
    row = draft.row
    if row is None:
        return
    places = {"supervise_tasks": draft.institution}
    if any(flow.STEPS[record.event.kind].action == "approve" for record in draft.fresh):
        places["approve"] = draft.fields.get("issuer") or draft.institution
    for action, place in places.items():
        if not access.may(user, action, institution=place):
            title = access.ACTION_TITLES[action]
            reading.fault(row, "机构代码", f"您没有“{title}”的权限（{place}）", "请联系本单位系统管理员")


def _judge_line(reading: Reading, draft: Draft, user: access.User) -> None:
    """Other words for a standing task; only its issuer says that somebody else gave the order."""
    row, task = draft.row, draft.task
    if row is None or task is None or not (draft.changed or draft.other_lead or draft.replanned):
        return
    if not store.may(user, task, "amend"):
        reading.fault(row, "督办编号", "您不能修改这项任务", _ASK_OFFICE)
    elif "issuer" in draft.changed and task.issuer and not _supervises(user, task.issuer):
        reading.fault(row, "交办机构代码", f"任务由{task.issuer}交办，您不能改", "请由交办的机构修改")


def _supervises(user: access.User, place: Institution) -> bool:
    return access.may(user, "supervise_tasks", institution=place)


def _judge_records(reading: Reading, draft: Draft, user: access.User, today: dt.date) -> None:
    """Each new record by itself. What the file asks for is asked by who brings it in, who cannot answer it."""
    asked: set[str] = set()
    for record in draft.fresh:
        kind = record.event.kind
        title, request, task = flow.STEPS[kind].title, ANSWERS.get(kind, ""), draft.task
        if request in asked:
            reason = f"{flow.STEPS[request].title}由您登记，不能自己{title}"
            reading.fault(record.row, "事由", reason, "请由其他有审批权限的人办理")
        elif task is not None and not store.may(user, task, kind):
            reading.fault(record.row, "事由", f"您不能对这项任务{title}", _ASK_OFFICE)
        elif task is not None and record.event.on < today and not store.supervises(user, task):
            reading.fault(record.row, "日期", "只能登记今天的事", "只有督查督办部门可以补记以前的事")
        asked.add(kind)
