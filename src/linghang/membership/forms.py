"""The forms in which the roll is changed. A date is the first day of the new state unless it says otherwise."""

from typing import Any

from django import forms
from django.utils import timezone

from linghang.membership.dues import CATEGORIES
from linghang.membership.joining import LEAVING
from linghang.membership.models import Membership
from linghang.organization.forms import Day, PersonField
from linghang.organization.models import Institution, PartyOrganization, PartyOrganizationForm, Person, in_force


def document(label: str = "依据", *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=80, required=required)


class JoinForm(forms.Form):
    on = Day("支部大会通过日期", help_text="预备期一年从这天算起，从这天起交纳党费")
    document = document("党委批复文号")


class RegisterForm(forms.Form):
    on = Day("编入日期")
    status = forms.ChoiceField(label="身份", choices=Membership.Status.choices)
    joined_on = Day("入党日期", required=False, help_text="预备党员必填")
    party_since = Day("转正日期", required=False, help_text="党龄从这天算起；预备党员不填")
    document = document("介绍信编号")


class TransferForm(forms.Form):
    to = forms.ModelChoiceField(label="转入党支部", queryset=PartyOrganization.objects.none(), empty_label="请选择")
    on = Day("转入日期", help_text="在原党支部到前一天为止")
    document = document("介绍信编号")


class FullForm(forms.Form):
    on = Day("转正日期", help_text="预备期满之日，党龄从这天算起")
    document = document("党委批复文号")


class ExtendForm(forms.Form):
    until = Day("延长到", help_text="延长不少于半年、不超过一年，只能一次")
    on = Day("支部大会决定日期")
    document = document()


class LeaveForm(forms.Form):
    cause = forms.ChoiceField(label="原因", choices=[(each.value, each.label) for each in LEAVING])
    on = Day("日期", help_text="从这天起不在册")
    document = document("介绍信编号或文号")


class SuspendForm(forms.Form):
    first = Day("开始日期")
    last = Day("最后一天", required=False, help_text="没有确定的不填")
    document = document("依据文号", required=True)


class ResumeForm(forms.Form):
    on = Day("恢复日期")


class AttachForm(forms.Form):
    first = Day("开始日期")
    last = Day("最后一天", required=False, help_text="不填即到临时党支部结束")


class FileForm(forms.Form):
    number = forms.CharField(label="党员编号", max_length=30, required=False)
    joined_on = Day("入党日期", required=False)
    party_since = Day("转正日期", required=False)
    birthday = Day("出生日期", required=False)
    identity_hint = forms.RegexField(
        r"^[0-9]{3}[0-9Xx]$", label="身份证号后四位", required=False, error_messages={"invalid": "请写后四位。"}
    )
    education = forms.CharField(label="学历", max_length=40, required=False)
    contact = forms.CharField(label="联系方式", max_length=40, required=False)
    golden_mark_on = Day("“光荣在党50年”纪念章颁发日期", required=False)


class BaseForm(forms.Form):
    category = forms.ChoiceField(label="类别", choices=list(CATEGORIES.items()))
    base = forms.DecimalField(
        label="月基数（元）", max_digits=12, decimal_places=2, help_text="每月实发的相对固定、经常性的税后收入"
    )
    since = Day("起始日期", help_text="原基数到前一天为止")


class ReductionForm(forms.Form):
    amount = forms.DecimalField(label="减后每月（元）", max_digits=12, decimal_places=2, help_text="免交填 0")
    first = Day("开始日期")
    last = Day("最后一天", required=False)
    applied_on = Day("本人申请日期")
    reason = forms.CharField(label="原因", max_length=120)


class DecideForm(forms.Form):
    branch_on = Day("支部研究日期", required=False)
    approved_on = Day("上级批准日期", required=False, help_text="批准以后才按减后金额收缴")
    document = document("批准文号")


class TermForm(forms.Form):
    on = Day("本届选举日期")
    document = document("批复文号")


class ShiftForm(forms.Form):
    to = Day("批准的换届日期", help_text="与届满日期相差不超过一年")
    document = document("批复文号", required=True)


class PairForm(forms.Form):
    on = Day("开始日期")


class EndForm(forms.Form):
    on = Day("最后一天")


class ReverseForm(forms.Form):
    note = forms.CharField(label="说明", max_length=80, help_text="为什么冲正；原记录保留")


def with_person(form: forms.Form, people: Any, label: str = "人员") -> forms.Form:
    """The form with a box for a person in front."""
    form.fields = {"person": PersonField(label, people), **form.fields}
    return form


def staff(place: Institution) -> Any:
    """Who works here, or at a place below."""
    near = [each.pk for each in place.subtree()]
    return Person.objects.filter(in_force(timezone.localdate()), institution__in=near).order_by("code")


def branches(place: Institution) -> Any:
    """The branches that stand today, those of the whole house, own ones first."""
    standing = PartyOrganizationForm.objects.filter(
        in_force(timezone.localdate()), kind__in=("branch", "joint_branch")
    ).values("organization")
    found = PartyOrganization.objects.filter(pk__in=standing).select_related("institution")
    return found.order_by("institution__position", "code")
