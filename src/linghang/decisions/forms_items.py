"""What is asked when an item is put forward, talked over beforehand, and judged by those who must be heard."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from linghang.decisions.fields import AmountField, PeopleField, PersonField, written
from linghang.decisions.models import Item, Opinion
from linghang.decisions.reach import Reach
from linghang.organization.days import DayField
from linghang.organization.models import Department, Institution, in_force
from linghang.packs.routing import OPINION_KINDS, Routing


def departments_of(institution: Institution, day: dt.date, narrow: list[Department] | None) -> Any:
    """The departments of a house in force that day, or those of them, whatever their name, to which the person is
    confined."""
    found = Department.objects.filter(in_force(day), institution=institution)
    return found if narrow is None else found.filter(code__in=[department.code for department in narrow])


def by_its_name_of_today(field: Any, department: Any) -> Any:
    """The department of the field's choices that a department on record is now; None when it has ended."""
    return field.queryset.filter(code=department.code).first() if isinstance(department, Department) else department


class ItemForm(forms.Form):
    """An item. Which bodies it passes follows from matter and amount, so nobody is asked for that."""

    kind = forms.ChoiceField(label="类别", choices=Item.Kind.choices, initial=Item.Kind.MATTER)
    matter = forms.ChoiceField(label="事项（议事清单）", required=False)
    title = forms.CharField(label="议题", max_length=200, error_messages={"required": "请写议题名称。"})
    amount = AmountField(label="金额（元）", required=False, min_value=0, max_digits=18, decimal_places=2)
    department = forms.ModelChoiceField(
        label="提出科室", queryset=Department.objects.none(), required=False, empty_label="—"
    )
    prior = forms.ModelChoiceField(
        label="前一机构的议定", queryset=Item.objects.none(), required=False, empty_label="没有"
    )
    proposal = forms.CharField(label="汇报要点", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    alternatives = forms.CharField(label="备选方案", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label="依据和数据", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    emergency = forms.BooleanField(label="已临机处置，提请报告", required=False)
    route_reason = forms.CharField(label="清单里没有时，上会的理由", max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        reach: Reach,
        institution: Institution,
        routing: Routing,
        narrow: list[Department] | None = None,
        item: Item | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.narrow = narrow
        self.fields["rapporteur"] = PersonField(label="汇报人", institution=institution, required=False)
        self.fields["concerns"] = PeopleField(label="涉及本人或亲属的成员", institution=institution, required=False)
        self.fields["matter"].choices = [("", "不在清单内"), *((m.code, m.title) for m in routing.matters)]
        self.fields["department"].queryset = departments_of(institution, timezone.localdate(), narrow)
        self.fields["department"].required = narrow is not None
        self.initial["department"] = by_its_name_of_today(self.fields["department"], self.initial.get("department"))
        self.fields["prior"].queryset = prior_items(reach, institution, item)
        if item is not None and not sees_prior(reach, item):
            del self.fields["prior"]
        if not reach.may_hold(institution):  # whether one had to act first is for those to say who run the meetings
            del self.fields["emergency"]

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        """What stands in an item, for its form."""
        names = ("kind", "matter", "title", "amount", "department", "prior", "proposal", "alternatives", "basis")
        values = {name: getattr(item, name) for name in (*names, "emergency", "rapporteur", "route_reason")}
        return values | {"concerns": "、".join(written(person) for person in item.concerns.all())}


def prior_items(reach: Reach, institution: Institution, item: Item | None = None) -> Any:
    """Items within reach that a body of the house has concluded and that another may build on, newest first; and the
    one already chosen, if it is within reach."""
    concluded = (Item.Outcome.DECISION, Item.Outcome.TASK, Item.Outcome.INFORMATION)
    wanted = Q(outcome__in=concluded, meeting__isnull=False)
    if item is not None:
        wanted = (wanted | Q(pk=item.prior_id)) & ~Q(pk=item.pk)
    found = reach.items().filter(wanted, institution=institution)
    return found.select_related("meeting").order_by("-meeting__begins_at", "position")


def sees_prior(reach: Reach, item: Item) -> bool:
    """Whether the item that this one builds on may be named to the person; true when there is none."""
    return item.prior_id is None or reach.items().filter(pk=item.prior_id).exists()


class ConsultationForm(forms.Form):
    """会前沟通."""

    on = DayField(label="日期")
    agreed = forms.TypedChoiceField(
        label="结果", choices=(("yes", "意见一致"), ("no", "意见不一致")), coerce=lambda word: word == "yes"
    )
    text = forms.CharField(label="内容", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, institution: Institution, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"] = PeopleField(
            label="参加人", institution=institution, error_messages={"required": "请写参加沟通的人。"}
        )
        self.order_fields(("on", "people", "agreed", "text"))


class OpinionForm(forms.Form):
    """前置意见."""

    kind = forms.ChoiceField(label="类别", choices=tuple(OPINION_KINDS.items()))
    on = DayField(label="日期")
    by = forms.CharField(label="出具人", max_length=80, error_messages={"required": "请写出具意见的科室或人。"})
    verdict = forms.ChoiceField(label="意见", choices=Opinion.Verdict.choices)
    text = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))
