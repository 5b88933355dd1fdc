"""A meeting of the file is held again: every step through the function of the desk, at the time it was taken."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from linghang.core.errors import Fault, InputError, refuse
from linghang.decisions import items, meetings
from linghang.decisions import workbook as book
from linghang.decisions.importing.drafts import ItemDraft, Key, MeetingDraft, Written
from linghang.decisions.importing.giving import give_task
from linghang.decisions.models import Attendance, Item, Meeting, Resolution
from linghang.decisions.resolutions import make_task, resolve
from linghang.organization.importing.reading import Reading

_NOT_RECORDED = (None, "open", "not_reached")
"""Results that nobody records: they follow when the meeting is closed."""
_FIELDS = {
    "议题": "title",
    "金额": "amount",
    "提出科室代码": "department",
    "汇报人工号": "rapporteur",
    "汇报要点": "proposal",
    "备选方案": "alternatives",
    "依据和数据": "basis",
    "临机处置": "emergency",
    "上会理由": "route_reason",
}
_TALLY = ("赞成票", "反对票", "弃权票")


class StoppedError(Exception):
    """The fault is noted; the rest of this meeting cannot be brought in."""


@dataclass
class Holding:
    """Meetings on their way in, in order of time, and what came of them so far."""

    reading: Reading
    actor: Any
    resolutions: int = 0
    tasks: int = 0
    despite: int = 0
    failed: set[Key] = field(default_factory=set)

    def hold(self, draft: MeetingDraft) -> None:
        """The whole meeting up to its stage; the first fault ends it and is noted with its row."""
        try:
            self._hold(draft)
        except StoppedError:
            self.failed.add(draft.key)

    def _hold(self, draft: MeetingDraft) -> None:
        written, stage = draft.written, draft.written["状态"]
        self._require(draft)
        meeting = self._plan(draft)
        agenda = {number: self._put(draft, meeting, item) for number, item in sorted(draft.items.items())}
        self._order(draft, meeting, agenda)
        if stage == Meeting.Stage.CANCELLED:
            with self.told(written, "取消理由"):
                meetings.cancel(meeting, written["取消理由"] or "", actor=self.actor)
            return
        if stage == Meeting.Stage.PLANNED:
            return
        self._convene(draft, meeting, agenda)
        if stage == Meeting.Stage.CONVENED:
            return
        with self.told(written, "状态"):
            meetings.begin(meeting, actor=self.actor)
        self._attend(draft, meeting)
        for number, item in agenda.items():
            item.refresh_from_db()
            self._sit(draft.items[number], item)
        if stage != Meeting.Stage.OPEN:
            with self.told(written, "状态"):
                meetings.close(meeting, actor=self.actor, at=written["结束时间"])
        if stage == Meeting.Stage.ISSUED:
            with self.told(written, "印发日期"):
                meetings.issue(meeting, actor=self.actor, number=written["纪要文号"] or "", on=written["印发日期"])

    @contextmanager
    def told(self, written: Written, column: str) -> Iterator[None]:
        """What a function refuses becomes a fault of the row; then this meeting goes no further."""
        try:
            yield
        except InputError as error:
            for fault in error.faults:
                self._note(written, column, fault)
            raise StoppedError from error

    def _note(self, written: Written, column: str, fault: Fault) -> None:
        row = written.row
        column = fault.field if fault.field in book.SHEETS[row.sheet] else column
        value = fault.value or row.text(column)
        about = "" if column == fault.field or not fault.field else f"{fault.field}："
        self.reading.faults.append(
            Fault(self.reading.file, row.number, row.sheet, column, value, f"{about}{fault.reason}", fault.remedy)
        )

    def _require(self, draft: MeetingDraft) -> None:
        """What the stage of a meeting takes for granted."""
        stage = draft.written["状态"]
        needed = {"cancelled": ["取消理由"], "convened": ["通知时间"], "open": [], "closed": ["结束时间"]}
        needed["issued"] = ["结束时间", "印发日期"]
        for column in needed.get(stage, []):
            if draft.written[column] is None:
                with self.told(draft.written, column):
                    raise refuse(f"会议{book.STAGES[stage]}，这一列没有填写", "请补填，或改正状态", field=column)
        if stage in (Meeting.Stage.CLOSED, Meeting.Stage.ISSUED):
            for called in draft.roll:
                if called["到会情况"] == Attendance.Presence.EXPECTED:
                    with self.told(called, "到会情况"):
                        raise refuse("会议已经结束，还没有写是否到会", "请写 到会、请假 或 缺席")

    def _plan(self, draft: MeetingDraft) -> Meeting:
        written = draft.written
        with self.told(written, "会议编号"):
            meeting = meetings.plan(
                draft.institution,
                written["议事机构"].code,
                written["时间"],
                actor=self.actor,
                number=draft.key[1],
                title=written["名称"] or "",
                place=written["地点"] or "",
                chair=written["主持人工号"],
                recorder=written["记录人工号"],
                circulated=bool(written["传阅会签"]),
            )
        called = {each.person_id: each for each in meeting.attendances.all()}
        for row in draft.roll:
            standing = called.get(row["工号"].pk)
            with self.told(row, "应到"):
                if standing is None:
                    meetings.call(meeting, row["工号"], member=bool(row["应到"]), post=row["职务"] or "")
                elif row["应到"] is False:
                    raise refuse("按当天的任职是应到会成员", "请核对任职，或改为 是", field="应到")
        return meeting

    # The agenda

    def _put(self, draft: MeetingDraft, meeting: Meeting, item: ItemDraft) -> Item:
        written = item.written
        with self.told(written, "顺延自" if written["顺延自"] else "议题"):
            found = self._carried(draft, written) if written["顺延自"] else self._submit(draft, written)
            meetings.put_on_agenda(meeting, found, actor=self.actor, despite=written["仍上会的理由"] or "")
        self._prepare(found, item)
        return found

    def _submit(self, draft: MeetingDraft, written: Written) -> Item:
        return items.submit(draft.institution, actor=self.actor, **self._fields(draft, written))

    def _fields(self, draft: MeetingDraft, written: Written) -> dict[str, Any]:
        fields = {name: written[column] for column, name in _FIELDS.items() if written[column] is not None}
        fields["kind"] = written["类别"] or "matter"
        fields["matter"] = written["事项"].code if written["事项"] else ""
        if written["前一会议的议题"]:
            fields["prior"] = self._named(draft, written["前一会议的议题"], "前一会议的议题")
        return {**fields, "concerns": written["涉及人员工号"] or []}

    def _carried(self, draft: MeetingDraft, written: Written) -> Item:
        """What the closing of an earlier meeting left over, with its talks and opinions; put off items are taken up."""
        earlier = self._named(draft, written["顺延自"], "顺延自")
        left = earlier.carried_to.filter(meeting=None).first()
        found = left if left is not None else meetings.carry_over(earlier, actor=self.actor)
        return items.amend(found, self._fields(draft, written), actor=self.actor)

    def _named(self, draft: MeetingDraft, name: str, column: str) -> Item:
        """An item of a meeting of this institution that was held before."""
        number, _, position = name.rpartition("#")
        known = Item.objects.filter(meeting__institution=draft.institution, meeting__number=number)
        found = known.filter(position=int(position) if position.isdecimal() and len(position) < 6 else -1).first()
        if found is None:
            if (draft.institution.code, number) in self.failed:
                raise StoppedError
            raise refuse(
                "没有这个议题，或它在本次会议之后", "请写成 会议编号#次序，如 院长办公会〔2023〕3#2", field=column
            )
        return found

    def _prepare(self, item: Item, draft: ItemDraft) -> None:
        """Talks and opinions; those that came along with a carried item are there already."""
        talks = {(talk.on, frozenset(talk.people.all())) for talk in item.consultations.all()}
        for row in draft.of(book.TALKS):
            if (row["日期"], frozenset(row["参加人工号"])) not in talks:
                told = {"on": row["日期"], "people": row["参加人工号"], "agreed": row["意见一致"]}
                with self.told(row, "参加人工号"):
                    items.consult(item, text=row["内容"] or "", actor=self.actor, **told)
        opinions = {(each.kind, each.on, each.by) for each in item.opinions.all()}
        for row in draft.of(book.OPINIONS):
            if (row["类别"], row["日期"], row["出具人"]) not in opinions:
                said = {"kind": row["类别"], "on": row["日期"], "by": row["出具人"], "verdict": row["意见"]}
                with self.told(row, "意见"):
                    items.give_opinion(item, text=row["说明"] or "", actor=self.actor, **said)

    def _order(self, draft: MeetingDraft, meeting: Meeting, agenda: dict[int, Item]) -> None:
        """As the file says, also where a first topic did not come first."""
        order = [item.pk for item in agenda.values()]
        if order != list(meeting.items.order_by("position", "pk").values_list("pk", flat=True)):
            with self.told(draft.written, "会议编号"):
                meetings.order_agenda(meeting, order, actor=self.actor)

    def _convene(self, draft: MeetingDraft, meeting: Meeting, agenda: dict[int, Item]) -> None:
        said = meetings.verdicts(meeting)
        wanting = {
            item.pk: book.LATER
            for number, item in agenda.items()
            if said[item.pk].blocked and not draft.items[number].written["仍上会的理由"]
        }
        self.despite += len(wanting)
        at = draft.written["通知时间"]
        with self.told(draft.written, "状态"):
            meetings.convene(meeting, actor=self.actor, at=at, despite=wanting)
        if at is None:  # held without a notice on record, which the exception list says
            Meeting.objects.filter(pk=meeting.pk).update(notified_at=None)
            meeting.refresh_from_db()

    # The sitting

    def _attend(self, draft: MeetingDraft, meeting: Meeting) -> None:
        known = {row["工号"].pk: row["到会情况"] for row in draft.roll if _all_the_while(row)}
        with self.told(draft.written, "状态"):
            meetings.record_attendance(meeting, known, actor=self.actor)
        for row in draft.roll:
            if not _all_the_while(row):
                with self.told(row, "到会情况"):
                    self._come(meeting, row)
            if row["签收时间"] is not None:
                with self.told(row, "签收时间"):
                    received: dt.datetime = row["签收时间"]
                    meetings.confirm_receipt(meeting.attendances.get(person=row["工号"]), received)

    def _come(self, meeting: Meeting, row: Written) -> None:
        stay = {"arrived_before": row["第几项起到会"], "left_after": row["第几项后离会"]}
        if row["到会情况"] == Attendance.Presence.PRESENT and any(each is not None for each in stay.values()):
            meetings.record_stay(meeting, row["工号"], actor=self.actor, **stay)
        elif any(each is not None for each in stay.values()):
            raise refuse("没有到会，不会中途到会或离会", "请改正到会情况，或删去这一格", field="第几项起到会")
        else:
            meetings.record_attendance(meeting, {row["工号"].pk: row["到会情况"]}, actor=self.actor)

    def _sit(self, draft: ItemDraft, item: Item) -> None:
        for row in draft.of(book.RECUSALS):
            with self.told(row, "工号"):
                meetings.recuse(item, row["工号"], row["事由"], actor=self.actor)
        for row in sorted(draft.of(book.SPEECHES), key=lambda row: row["发言次序"] or 0):
            with self.told(row, "工号"):
                meetings.record_speech(item, row["工号"], row["要点"] or "", actor=self.actor)
        for row in draft.of(book.VOTES):
            with self.told(row, "表决"):
                choice, written = row["表决"], bool(row["书面意见"])
                meetings.record_vote(item, row["工号"], choice, actor=self.actor, written=written)
        counts = [draft.written[column] for column in _TALLY]
        if any(count is not None for count in counts):
            for_, against, abstain = (count or 0 for count in counts)
            with self.told(draft.written, "赞成票"):
                meetings.record_tally(item, for_=for_, against=against, abstain=abstain, actor=self.actor)
        self._resolve(draft, item)

    def _resolve(self, draft: ItemDraft, item: Item) -> None:
        outcome, rows = draft.written["结果"], draft.of(book.RESOLUTIONS)
        row = rows[0] if rows else draft.written
        resolution = None
        if outcome not in _NOT_RECORDED:
            with self.told(draft.written, "结果"):
                resolution = self._record(item, outcome, draft.written["议定意见"] or "", row if rows else None)
        if resolution is None:
            for extra in (*rows, *draft.of(book.TASKS)):
                with self.told(extra, "议题次序"):
                    raise refuse("这个议题没有形成决议", "请在“议题”表写明结果是决定或交办，或删去这一行")
            return
        self.resolutions += 1
        if rows:
            self._number(resolution, row)
        for each in draft.of(book.TASKS):
            with self.told(each, "牵头科室代码"):
                found = give_task(each, item.institution, resolution.decided_on, make_task, resolution, self.actor)
            resolution.tasks.add(found)
            self.tasks += 1

    def _record(self, item: Item, outcome: str, text: str, row: Written | None) -> Resolution | None:
        """The result; where quorum or majority are wanting it is recorded as brought in later."""
        given: dict[str, Any] = {"actor": self.actor}
        if row is not None:
            given |= {"on": row["议定日期"], "functions": row["职能"], "no_task_reason": row["不立项的理由"] or ""}
        reason = (row["仍记为决定的理由"] or "") if row is not None else ""
        try:
            return resolve(item, outcome, text, despite=reason, **given)
        except InputError:
            if reason:
                raise
        found = resolve(item, outcome, text, despite=book.LATER, **given)
        self.despite += 1
        return found

    def _number(self, resolution: Resolution, row: Written) -> None:
        """The number that the house gave it."""
        number = row["决议编号"]
        if not number or number == resolution.number:
            return
        known = Resolution.objects.filter(item__institution=resolution.item.institution_id, number=number)
        with self.told(row, "决议编号"):
            if known.exists():
                raise refuse("这个决议编号已经用过", "请核对决议编号", field="决议编号")
        resolution.number = number
        resolution.save(update_fields=["number"])


def _all_the_while(row: Written) -> bool:
    """Whether the row says who came, or did not, and nothing of coming late or leaving early."""
    stay = row["第几项起到会"], row["第几项后离会"]
    return row["到会情况"] in Attendance.Presence.values and stay == (None, None)
