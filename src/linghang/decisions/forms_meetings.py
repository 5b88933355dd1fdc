"""What is asked when a meeting is planned, someone is called to it, an item is concluded, and a task is made of it."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from linghang.core.days import FIRST_DAY, LAST_DAY
from linghang.decisions.fields import PersonField
from linghang.decisions.forms_items import by_its_name_of_today, departments_of
from linghang.decisions.models import Item
from linghang.organization.days import DayField
from linghang.organization.models import Department, Institution
from linghang.packs.routing import PARTY_FUNCTIONS, Routing
from linghang.tasks.models import Task


class MomentField(forms.DateTimeField):
    """Day and time of a meeting, Shanghai time."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_error_messages: ClassVar = {
        "invalid": f"时间写成 2026-05-04 15:00，年份在 {FIRST_DAY.year} 与 {LAST_DAY.year} 之间。",
        "required": "请写开会时间。",
    }

    def to_python(self, value: Any) -> dt.datetime | None:
        moment: dt.datetime | None = super().to_python(value)
        if moment is not None and not FIRST_DAY <= moment.date() <= LAST_DAY:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class MeetingForm(forms.Form):
    """A meeting to be held. Chair and members follow from the body; they may be changed on the desk."""

    body = forms.ChoiceField(label="议事机构")
    begins_at = MomentField(label="开始时间")
    title = forms.CharField(label="名称", max_length=120, required=False)
    place = forms.CharField(label="地点", max_length=80, required=False)

    def __init__(self, *args: Any, institution: Institution, routing: Routing, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chair"] = PersonField(label="主持人", institution=institution, required=False)
        self.fields["recorder"] = PersonField(label="记录人", institution=institution, required=False)
        self.fields["body"].choices = [(body.code, body.title) for body in routing.bodies]


class CallForm(forms.Form):
    """Someone who attends without a vote (列席), or a member whom the roll did not name."""

    post = forms.CharField(label="职务", max_length=80, required=False)
    member = forms.TypedChoiceField(
        label="身份", choices=(("no", "列席"), ("yes", "应到会成员")), coerce=lambda word: word == "yes"
    )

    def __init__(self, *args: Any, institution: Institution, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"] = PersonField(
            label="人员", institution=institution, error_messages={"required": "请写姓名。"}
        )
        self.order_fields(("person", "post", "member"))


_NOT_RECORDED = (Item.Outcome.OPEN, Item.Outcome.NOT_REACHED, Item.Outcome.WITHDRAWN)


class OutcomeForm(forms.Form):
    """How an item ended: information, decision or task, put off, or not passed. `despite`: why it is recorded as
    decided although quorum or majority were not reached."""

    outcome = forms.ChoiceField(
        label="结果", choices=[choice for choice in Item.Outcome.choices if choice[0] not in _NOT_RECORDED]
    )
    text = forms.CharField(label="议定意见", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    functions = forms.MultipleChoiceField(
        label="体现的职能", required=False, choices=tuple(PARTY_FUNCTIONS.items()), widget=forms.CheckboxSelectMultiple
    )
    no_task_reason = forms.CharField(label="不立项的理由", max_length=200, required=False)
    despite = forms.CharField(label="人数或票数不足仍记为决定的理由", max_length=200, required=False)


class TaskForm(forms.Form):
    """A task made of a resolution or of a finding, in place: what, who leads, by when. The whole house reads it, so
    whoever makes it sees and decides what of the original it says."""

    title = forms.CharField(label="督办事项", max_length=200, error_messages={"required": "请写督办事项。"})
    lead_department = forms.ModelChoiceField(
        label="牵头科室",
        queryset=Department.objects.none(),
        error_messages={"required": "请选牵头科室。"},
    )
    quote = forms.CharField(
        label="任务上写明的原文（全院可见）", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due = DayField(label="办结时限", error_messages={"required": "请写办结时限。"})
    cycle = forms.ChoiceField(label="报告周期", choices=Task.Cycle.choices, required=False)

    def __init__(self, *args: Any, institution: Institution, **options: Any) -> None:
        super().__init__(*args, **options)
        lead = self.fields["lead_department"]
        lead.queryset = departments_of(institution, timezone.localdate(), None)
        self.initial["lead_department"] = by_its_name_of_today(lead, self.initial.get("lead_department"))
