"""How membership begins, moves, changes and ends. A span ends and another begins; nothing is overwritten.

Every function takes the first day of the new state, raises InputError (with the rule) when that day or the person does
not fit, and must run inside a transaction; the person is locked first, so that of two at a time one finds the other's
work. None asks who may: pages and API do.

Rules of the house besides those of the Party: ML01, one active membership at a time; ML02, dates that can be.
"""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from linghang.core.errors import ConflictError, Fault, InputError, refuse
from linghang.membership import roll
from linghang.membership.models import Attachment, Member, Membership, Suspension
from linghang.organization.models import PartyOrganization, PartyOrganizationForm, Person, in_force
from linghang.organization.temporary import is_temporary, refuse_in_temporary

Status: Any = Membership.Status
Beginning: Any = Membership.Beginning
Ending: Any = Membership.Ending
LEAVING = (Ending.AWAY, Ending.CANCELLED, Ending.LEFT, Ending.DIED)
_HOMES = frozenset({PartyOrganizationForm.Kind.BRANCH, PartyOrganizationForm.Kind.JOINT_BRANCH})
_DAY = dt.timedelta(days=1)


def join(person: Person, organization: PartyOrganization, on: dt.date, *, document: str = "") -> Membership:
    """Admitted as a probationary member by the branch meeting of `on`: probation lasts a year from it (MD18)."""
    _lock(person)
    refuse_in_temporary(organization, on, "develop")
    _check_start(person, organization, on)
    file = file_of(person)
    _check_dates(file, joined_on=on, party_since=None)
    file.joined_on, file.party_since = on, None
    file.save()
    return Membership.objects.create(
        person=person, organization=organization, status=Status.PROBATIONARY, valid_from=on,
        probation_ends=roll.probation_end(on), began_by=Beginning.JOINED, document=document,
    )  # fmt: skip


def register(
    person: Person,
    organization: PartyOrganization,
    on: dt.date,
    *,
    status: str,
    joined_on: dt.date | None,
    party_since: dt.date | None = None,
    probation_ends: dt.date | None = None,
    document: str = "",
    began_by: str = Beginning.REGISTERED,
) -> Membership:
    """Somebody who is a member already comes onto the roll: from outside, or when the roll is first kept."""
    _lock(person)
    refuse_in_temporary(organization, on, "transfer")
    _check_start(person, organization, on)
    file = file_of(person)
    _check_status(status, joined_on, party_since, on)
    _check_dates(file, joined_on=joined_on, party_since=party_since)
    file.joined_on, file.party_since = joined_on, party_since
    file.save()
    if status == Status.PROBATIONARY and joined_on is not None:
        probation_ends = probation_ends or roll.probation_end(joined_on)
    return Membership.objects.create(
        person=person, organization=organization, status=status, valid_from=on, document=document, began_by=began_by,
        probation_ends=probation_ends if status == Status.PROBATIONARY else None,
    )  # fmt: skip


def transfer(person: Person, to: PartyOrganization, on: dt.date, *, document: str = "") -> Membership:
    """To another branch of the house, from `on`; status, probation and standing go along."""
    before = _current(person, on)
    refuse_in_temporary(to, on, "transfer")
    _check_home(to, on)
    if before.organization_id == to.pk:
        raise refuse("已在这个党支部", "请选择转入的党支部", field="转入党支部", value=str(to))
    return _follow(before, on, Ending.TRANSFERRED, organization=to, began_by=Beginning.TRANSFERRED, document=document)


def to_full(person: Person, on: dt.date, *, document: str = "") -> Membership:
    """Full member from `on`, which is not before the end of probation (MD18); standing counts from there (MD20)."""
    before = _probationary(person, on)
    if before.probation_ends is not None and on < before.probation_ends:
        reason = f"预备期到 {before.probation_ends} 届满，不能提前转正（MD18）"
        raise refuse(reason, "请核对转正日期；延长了预备期的以延长后的为准", field="转正日期", value=str(on))
    file = file_of(person)
    file.party_since = on
    file.save()
    return _follow(before, on, Ending.FULL, status=Status.FULL, probation_ends=None, extended=False,
                   began_by=Beginning.FULL, document=document)  # fmt: skip


def extend(person: Person, until: dt.date, on: dt.date, *, document: str = "") -> Membership:
    """Probation goes on until `until`, once, for half a year to a year (MD19). `on`: the day of the decision."""
    before = _probationary(person, on)
    if before.extended:
        raise refuse("预备期只能延长一次（MD19）", "请按程序转正或取消预备党员资格", field="延长到", value=str(until))
    roll.check_extension(before.probation_ends or on, until)
    return _follow(before, on, Ending.EXTENDED, probation_ends=until, extended=True, began_by=Beginning.EXTENDED,
                   document=document)  # fmt: skip


def leave(person: Person, on: dt.date, cause: str, *, document: str = "") -> Membership:
    """From `on` no longer on the roll. `cause`: one of `LEAVING`."""
    before = _current(person, on)
    if cause not in LEAVING:
        words = "、".join(str(Ending(each).label) for each in LEAVING)
        raise refuse("没有这个选项", f"可填：{words}", field="原因", value=cause)
    if cause == Ending.CANCELLED and before.status != Status.PROBATIONARY:
        raise refuse("不是预备党员", "取消预备党员资格只用于预备党员", field="原因", value=Ending.CANCELLED.label)
    if cause != Ending.DIED and not document.strip():
        raise refuse("没有写明依据", "请填写介绍信编号或批复文号", field="依据")
    _end(before, on, cause)
    return before


def suspend(person: Person, first: dt.date, last: dt.date | None, document: str) -> Suspension:
    """From `first` the member neither votes nor stands (EL05). The cause belongs to discipline and is not asked."""
    _current(person, first)
    if last is not None and last < first:
        raise refuse("早于开始日期（ML02）", "请核对两个日期", field="最后一天", value=str(last))
    same = Suspension.objects.filter(person=person).filter(Q(valid_to=None) | Q(valid_to__gte=first))
    if last is not None:
        same = same.filter(valid_from__lte=last)
    if same.exists():
        raise refuse("这段时间已经登记了暂停", "请先结束原来的，或另选日期", field="开始日期", value=str(first))
    return Suspension.objects.create(person=person, valid_from=first, valid_to=last, document=document)


def resume(suspension: Suspension, on: dt.date) -> Suspension:
    """Rights are restored from `on`."""
    _lock(suspension.person)
    if suspension.valid_from is not None and on <= suspension.valid_from:
        raise refuse(f"{suspension.valid_from} 才开始暂停（ML02）", "请核对日期", field="恢复日期", value=str(on))
    suspension.valid_to = on - _DAY
    suspension.save(update_fields=["valid_to"])
    return suspension


def attach(person: Person, organization: PartyOrganization, first: dt.date, last: dt.date | None) -> Attachment:
    """Takes part in a temporary branch; the membership stays (BR05). Ends with the branch at the latest."""
    _current(person, first)
    form = organization.form(first)
    if form is None or not is_temporary(organization, first):
        raise refuse("这一天不是临时党支部", "请核对党组织和日期", field="临时党支部", value=str(organization))
    end = min(filter(None, (last, form.valid_to)), default=None)
    if end is not None and end < first:
        raise refuse("早于开始日期（ML02）", "请核对两个日期", field="最后一天", value=str(end))
    if Attachment.objects.filter(in_force(first), person=person, organization=organization).exists():
        raise refuse("已编入这个临时党支部", "请核对人员", field="人员", value=person.code)
    return Attachment.objects.create(person=person, organization=organization, valid_from=first, valid_to=end)


def file_of(person: Person) -> Member:
    """The file of a person, a new one when there is none."""
    return Member.objects.get_or_create(person=person)[0]


def amend_file(person: Person, changes: dict[str, Any], *, revision: int) -> Member:
    """Correct particulars of a file. ConflictError when it was changed since it was read; InputError for bad dates."""
    _lock(person)
    file = file_of(person)
    if file.revision != revision:
        raise ConflictError(file)
    _check_dates(file, **changes)
    for name, value in changes.items():
        setattr(file, name, value)
    file.revision += 1
    file.save()
    return file


def _lock(person: Person) -> None:
    Person.objects.select_for_update().get(pk=person.pk)


def _check_start(person: Person, organization: PartyOrganization, on: dt.date) -> None:
    _refuse_future(on)
    _check_home(organization, on)
    other = Membership.objects.filter(person=person).filter(Q(valid_to=None) | Q(valid_to__gte=on)).first()
    if other is not None:
        reason = f"自 {other.valid_from} 起已在{other.organization}，一人只有一处组织关系（ML01）"
        raise refuse(reason, "请在原党支部办理转接，或核对日期", field="工号", value=person.code)


def _refuse_future(on: dt.date) -> None:
    if on > timezone.localdate():
        raise refuse("还没有到这一天（ML02）", "请在当天或之后登记", field="日期", value=str(on))


def _check_home(organization: PartyOrganization, on: dt.date) -> None:
    form = organization.form(on)
    if form is None:
        raise refuse(f"{on} 没有这个党组织（ML02）", "请核对党组织和日期", field="党组织", value=organization.code)
    if form.kind not in _HOMES:
        reason = f"是{form.get_kind_display()}，党员编入党支部或联合党支部"
        raise refuse(reason, "请选择党支部", field="党组织", value=form.name)


def _check_status(status: str, joined: dt.date | None, since: dt.date | None, on: dt.date) -> None:
    if status == Status.PROBATIONARY and since is not None:
        raise refuse(
            "预备党员没有转正日期（ML02）", "请删去转正日期，或改为正式党员", field="转正日期", value=str(since)
        )
    if status == Status.PROBATIONARY and joined is None:
        raise refuse("预备党员须写明入党日期（MD18）", "请填写支部大会通过的日期", field="入党日期")
    if joined is not None and joined > on:
        raise refuse("晚于编入支部的日期（ML02）", "请核对两个日期", field="入党日期", value=str(joined))
    if status == Status.FULL and since is not None and since > on:
        raise refuse("晚于编入支部的日期，那时还不是正式党员（ML02）", "请核对", field="转正日期", value=str(since))


def _check_dates(file: Member, **changes: Any) -> None:
    born, joined, since = (changes.get(name, getattr(file, name)) for name in ("birthday", "joined_on", "party_since"))
    found = roll.impossible(born=born, joined=joined, full=since, today=timezone.localdate())
    if found:
        values = {"出生日期": born, "入党日期": joined, "转正日期": since}
        raise InputError(
            Fault(field=name, value=str(values[name]), reason=_with_rule(reason), remedy="请核对日期")
            for name, reason in found
        )


def _with_rule(reason: str) -> str:
    return reason if reason.endswith("）") else f"{reason}（ML02）"


def _current(person: Person, on: dt.date) -> Membership:
    """The open span that `on` falls into. InputError without one, or when `on` lies in the future."""
    _lock(person)
    _refuse_future(on)
    found = Membership.objects.filter(in_force(on), person=person).select_related("organization").first()
    if found is None:
        raise refuse(f"{on} 不在任何党支部（ML01）", "请先登记组织关系，或核对日期", field="工号", value=person.code)
    if found.valid_to is not None:
        reason = f"这段组织关系已于 {found.valid_to} 结束（ML02）"
        raise refuse(reason, "请核对日期", field="日期", value=str(on))
    return found


def _probationary(person: Person, on: dt.date) -> Membership:
    found = _current(person, on)
    if found.status != Status.PROBATIONARY:
        raise refuse("不是预备党员", "请核对人员", field="工号", value=person.code)
    return found


def _end(before: Membership, on: dt.date, cause: str) -> None:
    if before.valid_from is not None and on <= before.valid_from:
        reason = f"这段组织关系 {before.valid_from} 才开始（ML02）"
        raise refuse(reason, "请把日期改到这一天之后", field="日期", value=str(on))
    before.valid_to, before.ended_by = on - _DAY, cause
    before.save(update_fields=["valid_to", "ended_by"])


def _follow(before: Membership, on: dt.date, cause: str, **changes: Any) -> Membership:
    """End `before` with the day before `on`, and begin what follows it: the same but for `changes`."""
    _end(before, on, cause)
    same = {name: getattr(before, name) for name in ("person", "organization", "status", "probation_ends", "extended")}
    return Membership.objects.create(valid_from=on, **(same | changes))
