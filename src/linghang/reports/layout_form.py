"""The form in which an institution describes the page layout it begins to use on a day."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from pydantic import ValidationError as Unfit

from linghang.core.errors import Fault, InputError
from linghang.reports.layout import NUMBERINGS, ROLES, Layout
from linghang.reports.own_layouts import own_code

MARGINS = {"top": "上", "bottom": "下", "left": "左", "right": "右"}
_PLACES = (("right", "居右空两字"), ("centre", "居中"), ("none", "不写落款"))
_NUMBER = "请填数字"
_BETWEEN_FONTS = r"、,，;；\s"
_some_font = RegexValidator(f"[^{_BETWEEN_FONTS}]", "请写出至少一种字体")


def _length(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal("0.01"), max_value=299, max_digits=6, error_messages={"invalid": _NUMBER}
    )


class LayoutForm(forms.Form):
    """All that a layout says, with the values of the one in force to begin with."""

    title = forms.CharField(label="名称", max_length=60)
    valid_from = forms.DateField(
        label="自何日起",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "不是日期，请写成 2023-05-31"},
    )
    lines = forms.IntegerField(label="每页行数", min_value=1, max_value=99)
    characters = forms.IntegerField(label="每行字数", min_value=1, max_value=99)
    line_pitch = _length("行距（磅）")
    footer = _length("页码距纸边（毫米）")
    place = forms.ChoiceField(label="落款", choices=_PLACES)
    date = forms.BooleanField(label="落款写日期", required=False)
    latin = forms.CharField(label="西文字体", max_length=60)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for side, said in MARGINS.items():
            self.fields[f"margin_{side}"] = _length(f"{said}边距（毫米）")
        for level, known in enumerate(NUMBERINGS, 1):
            choices = [(each, each.strip() or each) for each in known]
            self.fields[f"number_{level}"] = forms.ChoiceField(label=f"第{level}级序号", choices=choices)
        for role, said in ROLES.items():
            self.fields[f"fonts_{role}"] = forms.CharField(label=f"{said}字体", max_length=200, validators=[_some_font])
            self.fields[f"size_{role}"] = _length(f"{said}字号（磅）")

    def clean_valid_from(self) -> dt.date:
        begins: dt.date = self.cleaned_data["valid_from"]
        if begins < timezone.localdate():
            raise ValidationError("不能早于今天：以前印发的要能照原样重印")
        return begins

    @property
    def faces(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Font and size of each kind of text."""
        return [(self[f"fonts_{role}"], self[f"size_{role}"]) for role in ROLES]

    @property
    def plain(self) -> list[forms.BoundField]:
        """All other boxes."""
        return [box for box in self if not box.name.startswith(("fonts_", "size_"))]

    def layout(self, institution: str) -> Layout:
        """The layout that was filled in. Raises InputError for what cannot be printed."""
        filled = self.cleaned_data
        try:
            return Layout.model_validate(
                {
                    "code": own_code(institution, filled["valid_from"]),
                    "title": filled["title"],
                    "institutions": (institution,),
                    "valid_from": filled["valid_from"],
                    "numbering": tuple(filled[f"number_{level}"] for level in (1, 2, 3)),
                    "signature": {"place": filled["place"], "date": filled["date"]},
                    "margins": {side: filled[f"margin_{side}"] for side in MARGINS},
                    "faces": {
                        role: {
                            "fonts": tuple(filter(None, re.split(f"[{_BETWEEN_FONTS}]+", filled[f"fonts_{role}"]))),
                            "size": filled[f"size_{role}"],
                        }
                        for role in ROLES
                    },
                    **{name: filled[name] for name in ("footer", "line_pitch", "lines", "characters", "latin")},
                }
            )
        except Unfit as error:
            said = [problem["ctx"]["error"] if "error" in problem.get("ctx", {}) else problem["msg"]
                    for problem in error.errors(include_url=False)]  # fmt: skip
            raise InputError([Fault(reason=str(each), remedy="请修改后再保存") for each in said]) from error


def filled_with(page: Layout, today: dt.date) -> dict[str, Any]:
    """What stands in the form at first: the layout in force."""
    return {
        "title": page.title if page.institutions else "本单位公文版式",
        "valid_from": today,
        "place": page.signature.place,
        "date": page.signature.date,
        **{name: getattr(page, name) for name in ("lines", "characters", "line_pitch", "footer", "latin")},
        **{f"margin_{side}": getattr(page.margins, side) for side in MARGINS},
        **{f"number_{level}": text for level, text in enumerate(page.numbering, 1)},
        **{f"fonts_{role}": "、".join(page.faces[role].fonts) for role in ROLES},
        **{f"size_{role}": page.faces[role].size for role in ROLES},
    }
