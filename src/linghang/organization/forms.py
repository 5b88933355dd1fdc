"""The forms in which the organisation is changed. A date is the first day of the new state unless it says otherwise."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import slug_re

from linghang.organization.days import DayField
from linghang.organization.models import (
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    in_force,
)
from linghang.organization.names import fold


class Day(DayField):
    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(label=label, required=required, help_text=help_text)


class PersonField(forms.CharField):
    """A person of `people`, typed as staff number or name, or taken from the list that the browser offers."""

    def __init__(self, label: str, people: Any) -> None:
        super().__init__(label=label, help_text="输入工号或姓名")
        self.people = people
        self.options = [f"{each.code} {each.name}" for each in people[:1000]]

    def clean(self, value: str) -> Person:
        text = super().clean(value)
        code = text.split()[0]
        found = list(self.people.filter(code=code)[:1]) or [
            each for each in self.people if fold(each.name) == fold(text)
        ]
        if len(found) != 1:
            reason = "没有这个人" if not found else f"有 {len(found)} 个人叫这个名字"
            raise forms.ValidationError(f"{reason}。请输入工号，或从列表中选择。")
        return found[0]


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=80)
    on = Day("启用日期", help_text="原名称到前一天为止")
    document = forms.CharField(label="依据文号", max_length=80, required=False)


class InstitutionRenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=120)
    on = Day("启用日期", help_text="原名称到前一天为止，作为曾用名保留")

    def clean_on(self) -> dt.date:
        from django.utils import timezone

        on: dt.date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError("还没有到这一天。机构更名请在启用当天或之后登记。")
        return on


class DepartmentForm(forms.Form):
    code = forms.CharField(label="科室代码", max_length=30, help_text="数据文件中出现的代码")
    name = forms.CharField(label="科室名称", max_length=80)
    on = Day("设立日期")
    head = forms.BooleanField(label="同时设立主任职务", required=False, initial=True)


class EndForm(forms.Form):
    successors = forms.ModelMultipleChoiceField(
        label="承接科室", queryset=Department.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="拆分选几个，合并选一个，撤销且无承接不选",
    )  # fmt: skip
    on = Day("变更日期", help_text="从这一天起不再有这个科室；所属支部、分管领导和职务同时结束")
    document = forms.CharField(label="依据文号", max_length=80, required=False)


class AppointForm(forms.Form):
    on = Day("任职日期", help_text="原任职的人到前一天为止")
    document = forms.CharField(label="任职文号", max_length=80, required=False)
    acting = forms.BooleanField(label="主持工作（未正式任职）", required=False)


class RelieveForm(forms.Form):
    on = Day("任职的最后一天")


class ChargeForm(forms.Form):
    on = Day("开始日期", help_text="原分管领导到前一天为止")


class PartyForm(forms.Form):
    name = forms.CharField(label="名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=PartyOrganizationForm.Kind.choices)
    parent = forms.ModelChoiceField(
        label="上级党组织", queryset=PartyOrganization.objects.none(), required=False, empty_label="（最上一级）"
    )
    document = forms.CharField(label="批复文号", max_length=80, required=False)
    on = Day("启用日期", help_text="原设置到前一天为止")
    last = Day("结束日期", required=False, help_text="临时党支部必须填写")


class NewPartyForm(PartyForm):
    code = forms.CharField(label="党组织代码", max_length=40, help_text="字母、数字、- 和 _，全区域唯一")
    field_order = ("code",)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not slug_re.fullmatch(code):
            raise forms.ValidationError("只能用字母、数字、- 和 _。")
        if PartyOrganization.objects.filter(code=code).exists():
            raise forms.ValidationError("这个代码已经有了。请换一个。")
        return code


class LinksForm(forms.Form):
    departments = forms.ModelMultipleChoiceField(
        label="所辖科室", queryset=Department.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    on = Day("生效日期", help_text="没有选中的科室到前一天为止")


class NewPersonForm(forms.Form):
    code = forms.CharField(label="工号", max_length=30)
    name = forms.CharField(label="姓名", max_length=40)
    department = forms.ModelChoiceField(
        label="科室", queryset=Department.objects.none(), required=False, empty_label="（不属于科室）"
    )
    title = forms.CharField(label="职称", max_length=40, required=False)
    on = Day("到院日期", required=False)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if Person.objects.filter(code=code).exists():
            raise forms.ValidationError("这个工号已经有人用。请核对。")
        return code


def choices_of(institution: Institution, day: dt.date) -> Any:
    """The departments that a form of this day offers."""
    return institution.departments.filter(in_force(day)).order_by("code")
