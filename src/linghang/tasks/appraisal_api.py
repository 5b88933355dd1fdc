"""API: what supervision tells department assessment."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from linghang.organization.api import Day
from linghang.tasks.appraisal_table import FIGURES, described, lines
from linghang.tasks.models import Task
from linghang.tasks.views_appraisal import place_of, places_of

router = Router()


class AppraisedOut(Schema):
    """`value`: exact, a fraction such as `3/4`; null when there is nothing to divide by. `tasks`: their numbers."""

    value: str | None
    text: str
    tasks: list[str]


class AppraisedDepartmentOut(Schema):
    code: str
    name: str
    figures: dict[str, AppraisedOut]


class AppraisalOut(Schema):
    """`figures`: title of each figure and how it is made."""

    institution: str
    first: dt.date
    last: dt.date
    figures: dict[str, dict[str, str]]
    departments: list[AppraisedDepartmentOut]


@router.get("", response=AppraisalOut, summary="督办考核数据（各科室，与页面相同）")
def appraisal(request: HttpRequest, institution: str, first: Day, last: Day) -> dict[str, Any]:
    """Counts, rates and the mean score of each department, with how each is made and the tasks behind it."""
    place = place_of(places_of(request.user), institution)
    found = lines(place, first, last, timezone.localdate())
    numbers = dict(Task.objects.filter(institution=place).values_list("pk", "number"))
    return {
        "institution": place.code,
        "first": first,
        "last": last,
        "figures": {name: dict(zip(("title", "how"), described(name), strict=True)) for name in FIGURES},
        "departments": [
            {
                "code": line.code,
                "name": line.name,
                "figures": {
                    each.name: {
                        "value": None if each.value is None else str(each.value),
                        "text": each.text,
                        "tasks": [numbers[key] for key in each.tasks],
                    }
                    for each in line.figures
                },
            }
            for line in found
        ],
    }
