"""What is typed on the programme pages, read and judged."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict

from linghang.core.errors import Fault, InputError
from linghang.organization.as_of import branches_on, departments_on
from linghang.organization.days import DayField
from linghang.organization.models import Department, Institution, PartyOrganization, Person, in_force

SIGNS = (("ge", "不低于"), ("gt", "高于"), ("le", "不高于"), ("lt", "低于"), ("eq", "等于"))


class _Form(forms.Form):
    """A form whose faults are said like those of every other input."""

    def read(self) -> dict[str, Any]:
        """The cleaned values. InputError that names every box."""
        if not self.is_valid():
            raise InputError(
                Fault(
                    field=str(self.fields[name].label or name),
                    reason=str(message).rstrip("。"),
                    remedy="请改正后再保存",
                )
                for name, messages in self.errors.items()
                for message in messages
            )
        return self.cleaned_data


class Change(_Form):
    """A form on something that others may change meanwhile: it carries what was `seen` (`seen.py`)."""

    # Several of them stand on one page: the box has no identifier.
    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def seen_now(self, now: str) -> None:
        """After a conflict the same words may be sent again, on what is seen now."""
        data: QueryDict = self.data.copy()  # type: ignore[has-type]
        data["seen"] = now
        self.data = data


class AdoptForm(_Form):
    """Beginning a programme."""

    valid_from = DayField(label="实施起日")
    valid_to = DayField(label="实施止日", required=False)
    document = forms.CharField(label="印发文号", max_length=80, required=False)
    leader = forms.ModelChoiceField(Person.objects.none(), label="责任领导", required=False, empty_label="（暂不填）")

    def __init__(self, institution: Institution, day: dt.date, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["leader"].queryset = people(institution, day)


class LeadForm(Change):
    """Who leads it, and under which document."""

    document = forms.CharField(label="印发文号", max_length=80, required=False)
    leader = forms.ModelChoiceField(Person.objects.none(), label="责任领导", required=False, empty_label="（暂不填）")

    def __init__(self, institution: Institution, day: dt.date, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["leader"].queryset = people(institution, day)


class EndForm(Change):
    """Its last day."""

    day = DayField(label="止日")


class OwnerForm(Change):
    """Who answers for a component from a day on."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label="责任科室", required=False, empty_label="（不填）"
    )
    branch = forms.ModelChoiceField(
        PartyOrganization.objects.none(), label="责任党组织", required=False, empty_label="（不填）"
    )
    leader = forms.ModelChoiceField(Person.objects.none(), label="责任领导", required=False, empty_label="（不填）")
    valid_from = DayField(label="自何日起")

    def __init__(self, institution: Institution, day: dt.date, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        departments = [each.pk for each in departments_on(institution, day)]
        branches = {each.organization_id: each.name for each in branches_on(institution, day)}
        box: Any = self.fields["department"]
        box.queryset = Department.objects.filter(pk__in=departments)
        box = self.fields["branch"]
        box.queryset = PartyOrganization.objects.filter(pk__in=branches)
        box.label_from_instance = lambda each: branches[each.pk]
        box = self.fields["leader"]
        box.queryset = people(institution, day)


class TargetForm(Change):
    """A target for a day."""

    comparator = forms.ChoiceField(label="方向", choices=SIGNS)
    value = forms.DecimalField(
        label="目标值",
        max_digits=18,
        decimal_places=6,
        help_text="百分率写小数，90% 填 0.9",
        error_messages={"invalid": "不是数字"},
    )
    by = DayField(label="达成时限")
    valid_from = DayField(label="自何日起")
    note = forms.CharField(label="依据", max_length=200, required=False, help_text="哪份文件、哪次会议定的")


class NameForm(_Form):
    """A name for what the document leaves open."""

    title = forms.CharField(label="名称", max_length=120)


class RenameForm(Change):
    """Another name for it."""

    title = forms.CharField(label="名称", max_length=120)


def people(institution: Institution, day: dt.date) -> Any:
    """Who may lead: the staff of the institution on the day."""
    return Person.objects.filter(in_force(day), institution=institution).order_by("name", "code")
