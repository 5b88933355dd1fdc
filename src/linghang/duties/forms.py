"""The forms of duties: a local setting, a request to be excused and its answer."""

from typing import Any

from django import forms

from linghang.duties.periods import PERIOD_TITLES
from linghang.duties.reckoning import versions_of
from linghang.organization.days import DayField
from linghang.registers.content import library


class SettingForm(forms.Form):
    """What is asked otherwise than the rules have it. Empty boxes stay as the rule has them."""

    duty = forms.ChoiceField(label="应办事项")
    owner = forms.CharField(
        label="单独适用于",
        max_length=60,
        required=False,
        help_text="输入名称从列表里选；全机构适用就空着",
        widget=forms.TextInput(attrs={"list": "owners", "autocomplete": "off"}),
    )
    from_date = DayField(label="从哪一天起", help_text="填所在那一期的第一天")
    to_date = DayField(label="到哪一天止", required=False, help_text="一直有效就空着")
    adopted = forms.ChoiceField(
        label="是否要求", required=False, choices=[("", "照规定"), ("是", "要求"), ("否", "不要求")]
    )
    period = forms.ChoiceField(label="周期", required=False, choices=[("", "照规定"), *PERIOD_TITLES.items()])
    minimum = forms.DecimalField(label="每期至少", required=False, min_value=0, decimal_places=1)
    fixed_day = forms.IntegerField(label="固定日（几日）", required=False, min_value=1, max_value=31)
    extended_days = forms.IntegerField(label="顺延天数", required=False, min_value=0, max_value=184)
    document = forms.CharField(label="依据", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = [versions[-1] for versions in versions_of(library()).values()]
        chosen = self.fields["duty"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(each.code, f"{each.line}·{each.title}") for each in newest]


class ExemptionForm(forms.Form):
    """A branch asks to be excused from one period of one duty."""

    duty = forms.CharField(widget=forms.HiddenInput)
    owner = forms.CharField(widget=forms.HiddenInput)
    first = DayField(widget=forms.HiddenInput)
    reason = forms.CharField(label="申请理由", max_length=300)


class AnswerForm(forms.Form):
    """The Party office answers."""

    row = forms.UUIDField(widget=forms.HiddenInput)
    opened = forms.IntegerField(widget=forms.HiddenInput)
    granted = forms.ChoiceField(choices=[("yes", "同意"), ("no", "不同意")])
    answer = forms.CharField(label="意见", max_length=300, required=False)
