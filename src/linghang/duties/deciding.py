"""What is decided about duties: local settings, and exemptions asked for by a branch and answered by the Party office.

Nobody's rights are asked here: the pages and the API do that (`reach`). What is written goes through the registers'
own reading, so that form, import and API accept and refuse the same.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from linghang.core.errors import InputError, refuse
from linghang.duties import ledger
from linghang.duties.keeping import EXEMPTION, SETTING, Exemption, exemptions, register_of
from linghang.duties.owners import holders
from linghang.duties.periods import say, span_of
from linghang.duties.reckoning import Line, reckon
from linghang.duties.roster import Roster
from linghang.organization.models import Institution
from linghang.packs.duty import Duty
from linghang.registers.content import library
from linghang.registers.kept.store import entry_reader, save_row
from linghang.registers.models import KeptRow
from linghang.registers.signals import data_changed


def known_duty(code: str) -> Duty:
    """The newest version of the duty. InputError when there is none."""
    packs = library()
    if not packs.has("duties", code):
        raise refuse("没有这项应办事项", "请从列表中选择", field="应办事项", value=code)
    return packs.duty(code)


def save_setting(institution: Institution, raw: Mapping[str, Any], *, actor: Any) -> KeptRow:
    """Store a setting of one duty, of the whole house or of one owner. InputError in the user's words."""
    duty, owner = known_duty(str(raw.get("duty", ""))), str(raw.get("owner", "") or "")
    if owner and owner not in {each.key for each in holders(duty, Roster(institution, library()))}:
        remedy = "请填承担这项要求的党组织代码、科室代码或工号；全机构适用就空着"
        raise refuse("这项要求没有这个承担者", remedy, field="单独适用于", value=owner)
    if raw.get("fixed_day") and not duty.fixed_day:
        raise refuse("这项要求没有固定日", "固定日只用于主题党日一类", field="固定日", value=str(raw["fixed_day"]))
    return _save(SETTING, institution, raw, actor)


def ask_exemption(
    institution: Institution,
    duty: str,
    owner: str,
    first: dt.date,
    reason: str,
    *,
    asked_by: str,
    actor: Any,
    on: dt.date,
) -> KeptRow:
    """A branch asks to be excused from the period that begins on `first`.

    InputError when the branch does not owe it, when it is done already, or when it was asked before.
    """
    line = _owed_line(institution, known_duty(duty), owner, first)
    if line.standing.state in ("done", "late"):
        raise refuse("这一期已经完成，不用豁免", field="期间", value=say(line.owed.span))
    if any(each.duty == duty and each.owner == owner and each.span.first == first for each in exemptions(institution)):
        raise refuse("这一期已经申请过", "请等待答复，或联系党务部门", field="期间", value=say(line.owed.span))
    span = line.owed.span
    values = {"duty": duty, "owner": owner, "branch": line.owner.branch or None, "span_from": span.first}
    values |= {"span_to": span.last, "reason": reason, "asked_on": on, "asked_by": asked_by}
    return _save(EXEMPTION, institution, values, actor)


def _owed_line(institution: Institution, duty: Duty, owner: str, first: dt.date) -> Line:
    """The period that begins on `first`, as it would stand long after. InputError when it is not owed."""
    for line in reckon(institution, first, first, ledger.latest(first), codes=[duty.code]):
        if line.owner.key == owner and line.standing.state != "not_owed":
            return line
    raise refuse("这一期不用完成这项要求，无须豁免", field="期间", value=say(span_of(duty.period, first)))


def answer_exemption(
    institution: Institution,
    row: uuid.UUID,
    granted: bool,
    answer: str,
    *,
    opened: int,
    answered_by: str,
    actor: Any,
    on: dt.date,
) -> KeptRow:
    """The Party office excuses, or does not and says why. ConflictError when somebody answered meanwhile."""
    found = next((each for each in exemptions(institution) if each.row.row == row), None)
    if found is None:
        raise refuse("没有这份申请", "请刷新页面")
    if granted and not answer.strip():
        answer = "同意"
    values = dict(found.row.data) | {"granted": "是" if granted else "否", "answered_on": on}
    values |= {"answered_by": answered_by, "answer": answer}
    return _save(EXEMPTION, institution, values, actor, row=row, opened=opened)


def pending(institution: Institution) -> list[Exemption]:
    """Requests that nobody has answered."""
    return [each for each in exemptions(institution) if each.granted is None]


def _save(
    code: str,
    institution: Institution,
    raw: Mapping[str, Any],
    actor: Any,
    *,
    row: uuid.UUID | None = None,
    opened: int | None = None,
) -> KeptRow:
    register = register_of(code)
    given = {name: "" if value is None else str(value) for name, value in raw.items()}
    entry = entry_reader(register, library(), institution).read(given)
    if entry.faults:
        raise InputError(entry.faults)
    saved = save_row(register, institution, entry.values, actor=actor, row=row, opened=opened)
    data_changed.send(sender=KeptRow, register=code, institution=institution.code)
    return saved
