"""API: items before their meeting — put forward, changed, talked over, judged by those who must be heard."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from linghang.core.errors import refuse
from linghang.decisions import items as store
from linghang.decisions.api_out import ItemOut, VerdictOut, cleaned, item_out, verdict_out
from linghang.decisions.fields import written
from linghang.decisions.forms_items import ConsultationForm, ItemForm, OpinionForm
from linghang.decisions.models import Item
from linghang.decisions.place import Place
from linghang.decisions.reach import Reach, item_of
from linghang.decisions.views_items import changeable, item_form, require_submitting
from linghang.organization.api import Day
from linghang.organization.as_of import departments_on
from linghang.organization.models import Institution

router = Router(tags=["会议"])
Revision = Annotated[int, Field(ge=0, le=2**31)]
"""The revision that was read; 409 when somebody wrote since."""


class OneItemOut(ItemOut):
    """`meeting`: on whose agenda it is, null in the pool."""

    institution: str
    meeting: int | None
    proposal: str
    alternatives: str
    basis: str
    route_reason: str


class ItemFields(Schema):
    """What the page asks of an item. `amount` in yuan; `department` by its code; people by staff number, or name when
    only one is called so; `prior`: the item of the body before on whose conclusion this one builds."""

    kind: str = "matter"
    matter: str = ""
    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=2, allow_inf_nan=False)] | None = None
    department: str = ""
    prior: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    rapporteur: str = ""
    concerns: list[str] = Field(default_factory=list)
    proposal: str = ""
    alternatives: str = ""
    basis: str = ""
    emergency: bool = False
    route_reason: str = ""


class ItemIn(ItemFields):
    institution: str
    title: str


class ItemChanges(ItemFields):
    """Only what is to change."""

    title: str = ""
    revision: Revision


class ConsultationIn(Schema):
    on: Day | None = None
    people: list[str]
    agreed: bool
    text: str = ""


class OpinionIn(Schema):
    kind: str
    on: Day | None = None
    by: str
    verdict: str
    text: str = ""


class RecordedOut(Schema):
    """What was recorded, and what the rules say of the item since."""

    id: int
    on: dt.date
    verdict: VerdictOut


@router.post("", response={201: OneItemOut}, summary="提交议题")
def submit(request: HttpRequest, body: ItemIn) -> Status[Any]:
    reach = Reach.of(request.user)
    place = Place(reach, reach.institution(body.institution), timezone.localdate().year)
    require_submitting(place)
    given = body.model_dump(exclude={"institution"}, exclude_unset=True)
    form = item_form(place, _data(place.institution, {"kind": body.kind, **given}))
    _expect_known(form, given)
    made = store.submit(place.institution, actor=request.user, **cleaned(form))
    return Status(201, _one(made))


@router.get("/{int:pk}", response=OneItemOut, summary="一个议题")
def item(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _one(item_of(request.user, pk))


@router.patch("/{int:pk}", response=OneItemOut, summary="修改议题（只写要改的）")
def amend(request: HttpRequest, pk: int, body: ItemChanges) -> dict[str, Any]:
    found = changeable(request, pk)
    place = Place(Reach.of(request.user), found.institution, timezone.localdate().year)
    given = body.model_dump(exclude={"revision"}, exclude_unset=True)
    form = item_form(place, _standing(item_form(place, item=found)) | _data(found.institution, given), found)
    _expect_known(form, given)
    changes = {name: value for name, value in cleaned(form).items() if name in given}
    return _one(store.amend(found, changes, actor=request.user, revision=body.revision))


@router.get("/{int:pk}/verdict", response=VerdictOut, summary="规则对一个议题怎么看")
def verdict(request: HttpRequest, pk: int) -> dict[str, Any]:
    return verdict_out(store.verdict_of(item_of(request.user, pk)))


@router.post("/{int:pk}/consultations", response={201: RecordedOut}, summary="登记会前沟通")
def consult(request: HttpRequest, pk: int, body: ConsultationIn) -> Status[Any]:
    found = changeable(request, pk)
    data = body.model_dump() | {
        "on": body.on or timezone.localdate(),
        "people": "、".join(body.people),
        "agreed": "yes" if body.agreed else "no",
    }
    fields = cleaned(ConsultationForm(data, institution=found.institution))
    return Status(201, _recorded(store.consult(found, actor=request.user, **fields)))


@router.post("/{int:pk}/opinions", response={201: RecordedOut}, summary="登记前置意见")
def opinion(request: HttpRequest, pk: int, body: OpinionIn) -> Status[Any]:
    found = changeable(request, pk)
    fields = cleaned(OpinionForm(body.model_dump() | {"on": body.on or timezone.localdate()}))
    return Status(201, _recorded(store.give_opinion(found, actor=request.user, **fields)))


def department_key(institution: Institution, code: str) -> int | None:
    """The department of today with this code, as forms name it. InputError when there is none."""
    if not code:
        return None
    for each in departments_on(institution, timezone.localdate()):
        if each.code == code:
            return each.pk
    raise refuse("没有这个科室", "请写科室代码", field="department", value=code[:40])


def _data(institution: Institution, given: dict[str, Any]) -> dict[str, Any]:
    """What was sent, as the form of the page would send it."""
    data = dict(given)
    if "department" in data:
        data["department"] = department_key(institution, data["department"])
    if "concerns" in data:
        data["concerns"] = "、".join(data["concerns"])
    return data


def _standing(form: ItemForm) -> dict[str, Any]:
    """What stands in the item, as the form of the page would send it back unchanged."""
    data = dict(form.initial)
    for name in ("department", "prior"):
        data[name] = data[name].pk if data[name] else None
    return data | {"rapporteur": written(data["rapporteur"])}


def _expect_known(form: ItemForm, given: dict[str, Any]) -> None:
    """Refuse what the page does not ask of this person instead of dropping it."""
    if closed := sorted(name for name in given if name not in form.fields):
        raise refuse("您不能填写这一项", "请联系党办院办填写", field=closed[0])


def _recorded(found: Any) -> dict[str, Any]:
    return {"id": found.pk, "on": found.on, "verdict": verdict_out(store.verdict_of(found.item))}


def _one(found: Item) -> dict[str, Any]:
    names = ("proposal", "alternatives", "basis", "route_reason")
    return (
        item_out(found)
        | {name: getattr(found, name) for name in names}
        | {"institution": found.institution.code, "meeting": found.meeting_id}
    )
