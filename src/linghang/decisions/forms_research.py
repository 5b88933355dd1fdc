"""What is asked of a recurring meeting, and of a research topic, its visits, findings and report."""

from typing import Any

from django import forms

from linghang.core.days import FIRST_DAY, LAST_DAY
from linghang.decisions.fields import PersonField
from linghang.organization.days import DayField
from linghang.organization.models import Institution
from linghang.packs.routing import Routing

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
FIRST_TOPIC = "第一议题"


class SeriesForm(forms.Form):
    """A meeting that comes again: of which body, how often, when, and what is always on its agenda."""

    body = forms.ChoiceField(label="议事机构")
    title = forms.CharField(label="名称", max_length=120, error_messages={"required": "请写例会名称。"})
    every_weeks = forms.IntegerField(label="每几周一次", min_value=1, max_value=26, initial=2)
    weekday = forms.TypedChoiceField(label="星期", coerce=int, choices=tuple(enumerate(WEEKDAYS, 1)))
    time = forms.TimeField(
        label="时间",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "请写开会时间。", "invalid": "时间写成 15:00。"},
    )
    place = forms.CharField(label="地点", max_length=80, required=False)
    valid_from = DayField(label="自何日起")
    standing_items = forms.CharField(label="固定议题", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, routing: Routing, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].choices = [(body.code, body.title) for body in routing.bodies]

    def clean_standing_items(self) -> list[dict[str, str]]:
        """One per line; what begins with 第一议题 is one, everything else is reported."""
        lines = [line.strip() for line in self.cleaned_data["standing_items"].splitlines() if line.strip()]
        return [
            {"kind": ("first_topic" if line.startswith(FIRST_TOPIC) else "report"), "title": line[:200]}
            for line in lines
        ]


class TopicForm(forms.Form):
    """调研课题."""

    year = forms.IntegerField(label="年度", min_value=FIRST_DAY.year, max_value=LAST_DAY.year)
    title = forms.CharField(label="课题", max_length=160, error_messages={"required": "请写课题名称。"})

    def __init__(self, *args: Any, institution: Institution, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["leader"] = PersonField(
            label="牵头领导", institution=institution, error_messages={"required": "请写牵头领导。"}
        )


class VisitForm(forms.Form):
    """实地调研."""

    on = DayField(label="日期")
    place = forms.CharField(label="地点", max_length=120, error_messages={"required": "请写去了哪里。"})
    text = forms.CharField(label="了解到的情况", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class FindingForm(forms.Form):
    """调研发现的问题."""

    problem = forms.CharField(
        label="问题", widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "请写发现的问题。"}
    )
    measure = forms.CharField(label="措施", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ReportForm(forms.Form):
    """调研成果."""

    on = DayField(label="形成日期")
    text = forms.CharField(
        label="成果", widget=forms.Textarea(attrs={"rows": 8}), error_messages={"required": "请写调研成果。"}
    )
