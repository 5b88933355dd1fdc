"""Fields of the meeting forms that Django does not have: a person typed by name, an amount with thousands marks."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.http import urlencode

from linghang.organization.models import Institution, Person

_CODE = re.compile(r"[（(]([^（）()]+)[）)]\s*$")
NAMES_SHOWN = 5
LARGEST = Decimal(10) ** 16
"""What the column of an amount has room for, in yuan."""


def written(person: Person | None) -> str:
    """The person as the form writes it: 姓名（工号）, for names repeat."""
    return f"{person.name}（{person.code}）" if person else ""


def person_named(text: str, institution: Institution) -> Person:
    """The person of the house meant by a name, a staff number, or both. ValidationError when none or several are."""
    found = Person.objects.filter(institution=institution)
    if code := _CODE.search(text):
        found = found.filter(code=code[1].strip())
    else:
        found = found.filter(name=text) or found.filter(code=text)
    people = list(found[: NAMES_SHOWN + 1])
    if not people:
        raise forms.ValidationError(f"没有找到“{text}”。请写姓名或工号，从提示里选。")
    if len(people) > 1:
        shown = "、".join(written(person) for person in people[:NAMES_SHOWN])
        raise forms.ValidationError(f"有几位“{text}”：{shown}。请写明工号。")
    return people[0]


def suggesting(institution: Institution, *, many: bool = False) -> forms.TextInput:
    """A box that asks for people while one types and offers them through the page's `<datalist id="people">`."""
    query = urlencode({"institution": institution.code} | ({"many": 1} if many else {}))
    asks = {"hx-get": f"{reverse('meeting-people-search')}?{query}", "hx-trigger": "input changed delay:200ms"}
    return forms.TextInput(attrs={"list": "people", "autocomplete": "off", "hx-target": "#people", **asks})


class PersonField(forms.CharField):
    """A person of one institution."""

    def __init__(self, *, institution: Institution, **options: Any) -> None:
        super().__init__(max_length=80, widget=suggesting(institution), **options)
        self.institution = institution

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return person_named(text, self.institution) if text else None

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Person) else value


class PeopleField(forms.CharField):
    """Several people, divided by 、 or commas or blanks."""

    def __init__(self, *, institution: Institution, **options: Any) -> None:
        super().__init__(max_length=400, widget=suggesting(institution, many=True), **options)
        self.institution = institution

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        names = [name for name in re.split(r"[、,，;；\s]+", text) if name]
        return list(dict.fromkeys(person_named(name, self.institution) for name in names))


class AmountField(forms.DecimalField):
    """Yuan; 1,200,000 and 120万 are as good as 1200000."""

    widget = forms.TextInput
    default_error_messages: ClassVar = {"invalid": "金额写成数字，如 1200000 或 120万。"}

    def to_python(self, value: Any) -> Decimal | None:
        text = re.sub(r"[,，\s元]", "", str(value or ""))
        scale = Decimal(1)
        for unit, size in (("亿", Decimal(10) ** 8), ("万", Decimal(10) ** 4)):
            if text.endswith(unit):
                text, scale = text.removesuffix(unit), scale * size
        number = super().to_python(text)
        if number is None:
            return None
        if not number.is_finite():
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        if number.adjusted() > LARGEST.adjusted() or abs(number * scale) >= LARGEST:
            raise forms.ValidationError("金额太大，请核对单位。")
        return (number * scale).quantize(Decimal("0.01"))
