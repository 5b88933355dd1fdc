"""Items from the day they are put forward until an agenda is fixed: the pool, talks and opinions before the meeting.

Whoever calls these has asked `reach.py` whether the person may.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from linghang.core.errors import Fault, InputError, refuse
from linghang.decisions import routing as rules
from linghang.decisions.catalogue import routing_of
from linghang.decisions.models import Consultation, Item, Meeting, Opinion
from linghang.decisions.revisions import claim, hold
from linghang.decisions.traces import of_item
from linghang.organization.access import User
from linghang.organization.models import Department, Institution, Person
from linghang.packs.routing import OPINION_KINDS, Routing

FIELDS = (
    "kind",
    "matter",
    "title",
    "proposal",
    "alternatives",
    "basis",
    "amount",
    "department",
    "rapporteur",
    "prior",
    "emergency",
    "route_reason",
)
"""What its author says of an item, besides `concerns`."""


@transaction.atomic
def submit(institution: Institution, *, actor: User | None, concerns: Iterable[Person] = (), **fields: Any) -> Item:
    """Put an item into the pool. `fields`: of `FIELDS`. InputError names everything that is wrong with it."""
    item = Item(institution=institution, submitted_by=_saved(actor))
    _set(item, fields)
    item.save()
    item.concerns.set(concerns)
    of_item(item, "提交议题", actor)
    return item


@transaction.atomic
def amend(item: Item, changes: Mapping[str, Any], *, actor: User | None, revision: int | None = None) -> Item:
    """Change what stands in the item as long as the agenda is not fixed. ConflictError when another was faster."""
    _hold_meeting(item)
    claim(item, revision)
    _check_movable(item, "修改")
    changes = dict(changes)
    concerns = changes.pop("concerns", None)
    _set(item, changes)
    item.save()
    if concerns is not None:
        item.concerns.set(concerns)
    of_item(item, "修改议题", actor)
    return item


@transaction.atomic
def withdraw(item: Item, *, actor: User | None, revision: int | None = None) -> Item:
    """Take an item back out of the pool; it stays on record."""
    _hold_meeting(item)
    claim(item, revision)
    _check_movable(item, "撤回")
    if item.meeting is not None:
        raise refuse("议题已列入会议议程，不能撤回", "请先从议程中移出", field="议题", value=item.title)
    item.outcome = Item.Outcome.WITHDRAWN
    item.save(update_fields=["outcome"])
    of_item(item, "撤回议题", actor)
    return item


def pool(institution: Institution) -> QuerySet[Item]:
    """Items that wait for a meeting, oldest first."""
    return Item.objects.filter(institution=institution, meeting=None, outcome=Item.Outcome.OPEN).order_by(
        "submitted_at", "pk"
    )


@transaction.atomic
def consult(
    item: Item, *, on: dt.date, people: Iterable[Person], agreed: bool, text: str = "", actor: User | None
) -> Consultation:
    """Record a talk before the meeting: at least two people talked."""
    _check_before_meeting(item, "会前沟通")
    people = list(people)
    if len({person.pk for person in people}) < 2:
        raise refuse("会前沟通至少要有两个人", "请选择参加沟通的人", field="参加人")
    consultation = Consultation.objects.create(item=item, on=on, agreed=agreed, text=text.strip())
    consultation.people.set(people)
    of_item(item, "登记会前沟通", actor)
    return consultation


@transaction.atomic
def give_opinion(
    item: Item, *, kind: str, on: dt.date, by: str, verdict: str, text: str = "", actor: User | None
) -> Opinion:
    """Record a legal, finance, discipline … opinion. A condition or an objection says what it is."""
    _check_before_meeting(item, "前置意见")
    if kind not in OPINION_KINDS:
        raise refuse("没有这类意见", f"可选：{'、'.join(OPINION_KINDS.values())}", field="类别", value=kind)
    if verdict not in Opinion.Verdict.values:
        raise refuse("没有这种结论", f"可选：{'、'.join(Opinion.Verdict.labels)}", field="意见", value=verdict)
    if not by.strip():
        raise refuse("没有写出具人", "请写出具意见的部门或人", field="出具人")
    if verdict != Opinion.Verdict.AGREE and not text.strip():
        raise refuse("没有写说明", "有条件同意或不同意的，请写明条件或理由", field="说明")
    of_item(item, "登记前置意见", actor)
    return Opinion.objects.create(item=item, kind=kind, on=on, by=by.strip(), verdict=verdict, text=text.strip())


def facts(item: Item, on: dt.date | None = None) -> rules.ItemFacts:
    """What the rules ask of an item. `on`: the day of the meeting; what came later does not count."""
    on = on or _day_of(item)
    talks = sorted((each for each in item.consultations.all() if each.on <= on), key=lambda each: (each.on, each.pk))
    opinions = sorted((each for each in item.opinions.all() if each.on <= on), key=lambda each: (each.on, each.pk))
    return rules.ItemFacts(
        title=item.title,
        kind=item.kind,
        matter=item.matter,
        amount=item.amount,
        prior=_prior(item.prior),
        consultations=tuple(each.agreed for each in talks),
        opinions=tuple(rules.OpinionFacts(each.kind, each.verdict) for each in opinions),
        emergency=item.emergency,
        reason=item.route_reason,
    )


def verdict_of(item: Item, body: str | None = None) -> rules.Verdict:
    """What the rules say of it before `body`; without one, before its meeting's body or the next on its way."""
    known = facts(item)
    routing = routing_of(item.institution, _day_of(item))
    circulated = item.meeting.circulated if item.meeting else False
    body = body or (item.meeting.body if item.meeting else rules.next_body(known, routing))
    return rules.verdict(known, routing, body, circulated=circulated)


def naming_persons(routing: Routing) -> frozenset[str]:
    """The matters whose very title may name somebody: appointments, and whatever the discipline office is heard on."""
    return frozenset(
        each.code for each in routing.matters if each.category == "personnel" or "discipline" in each.opinions
    )


def names_persons(item: Item) -> bool:
    """Whether the item is of such a matter, in the catalogue of its day or of today."""
    days = {_day_of(item), timezone.localdate()}
    return any(item.matter in naming_persons(routing_of(item.institution, day)) for day in days)


def _prior(prior: Item | None) -> rules.PriorFacts | None:
    if prior is None:
        return None
    return rules.PriorFacts(prior.meeting.body if prior.meeting else "", prior.matter, prior.outcome)


def _day_of(item: Item) -> dt.date:
    return timezone.localdate(item.meeting.begins_at) if item.meeting else timezone.localdate()


def _check_movable(item: Item, deed: str) -> None:
    if item.outcome != Item.Outcome.OPEN:
        raise refuse(
            f"议题的结果已是“{item.get_outcome_display()}”，不能{deed}", "请另提新议题", field="议题", value=item.title
        )
    if item.meeting is not None and item.meeting.stage != Meeting.Stage.PLANNED:
        state = item.meeting.get_stage_display()
        remedy = "请联系党办院办从议程中移出后再改" if item.meeting.stage == Meeting.Stage.CONVENED else "请另提新议题"
        raise refuse(f"会议{state}，议程已定，不能{deed}", remedy, field="议题", value=item.title)


def _hold_meeting(item: Item) -> None:
    """So that an agenda is not fixed while an item of it changes."""
    if item.meeting is not None:
        hold(item.meeting)


def _check_before_meeting(item: Item, what: str) -> None:
    _hold_meeting(item)
    hold(item)
    begun = item.meeting is not None and item.meeting.stage not in (Meeting.Stage.PLANNED, Meeting.Stage.CONVENED)
    if begun or item.outcome != Item.Outcome.OPEN:
        raise refuse(f"会议已经开始，不能再补{what}", "会后补的记录不作为会前依据", field="议题", value=item.title)


def _set(item: Item, fields: Mapping[str, Any]) -> None:
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise TypeError(f"an item has no {unknown}")
    for name, value in fields.items():
        setattr(item, name, value.strip() if isinstance(value, str) else value)
    if faults := list(_faults(item)):
        raise InputError(faults)


def _faults(item: Item) -> Iterable[Fault]:
    at = item.title[:20]
    if not item.title:
        yield Fault(field="议题", reason="没有写题目", remedy="请写明议什么事")
    elif len(item.title) > 200:
        yield Fault(subject=at, field="议题", reason="题目超过200字", remedy="请把内容写进汇报要点")
    if item.kind not in Item.Kind.values:
        yield Fault(subject=at, field="类别", value=str(item.kind), reason="没有这种类别")
    if item.amount is not None and item.amount < 0:
        yield Fault(subject=at, field="金额", value=str(item.amount), reason="金额不能是负数")
    known = {each.code for each in routing_of(item.institution, _day_of(item)).matters} if item.matter else set()
    if item.matter and item.matter not in known:
        remedy = "请从清单中选择"
        yield Fault(subject=at, field="事项", value=item.matter, reason="议事清单里没有这个事项", remedy=remedy)
    if isinstance(item.department, Department) and item.department.institution_id != item.institution.pk:
        yield Fault(subject=at, field="提出科室", value=str(item.department), reason="不是本机构的科室")
    if item.prior is not None and (item.prior.institution_id != item.institution.pk or item.prior.pk == item.pk):
        yield Fault(subject=at, field="前一会议的议题", value=item.prior.title, reason="不是本机构的其他议题")


def _saved(actor: User | None) -> Any:
    return actor if actor is not None and actor.pk else None
