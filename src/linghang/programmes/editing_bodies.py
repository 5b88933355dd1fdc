"""What the API takes and answers when programmes are changed. `revision`: the one read with the thing changed."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from linghang.organization.api import Day
from linghang.packs.programme import Comparator

MOST = 200
_PLAIN = r"^[^\x00]*$"
Code = Annotated[str, Field(max_length=64, pattern=_PLAIN)]
Revision = Annotated[str, Field(max_length=32)]
Document = Annotated[str, Field(max_length=80, pattern=_PLAIN)]
Figure = Annotated[Decimal, Field(max_digits=18, decimal_places=6, allow_inf_nan=False)]


class AdoptIn(Schema):
    """`leader`: staff number."""

    valid_from: Day
    valid_to: Day | None = None
    document: Document = ""
    leader: Code = ""


class AdoptionOut(Schema):
    institution: str
    programme: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    document: str
    leader: str | None
    revision: str


class EndIn(Schema):
    """`day`: the last one on which it is carried out."""

    day: Day
    revision: Revision


class OwnerIn(Schema):
    """At least one of the codes. `valid_from`: the first day of this division of work."""

    department: Code = ""
    branch: Code = ""
    leader: Code = ""
    valid_from: Day
    revision: Revision


class OwnerOut(Schema):
    department: str | None
    branch: str | None
    leader: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None


class TargetIn(Schema):
    """`value`: a rate as a fraction. `by`: when it is to be reached. `valid_from`: since when it is the target."""

    comparator: Comparator
    value: Figure
    by: Day
    valid_from: Day
    note: Annotated[str, Field(max_length=200, pattern=_PLAIN)] = ""
    revision: Revision


class TargetOut(Schema):
    comparator: str
    value: str
    by: dt.date
    note: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class ObjectiveOut(Schema):
    code: str
    title: str
    targets: list[TargetOut]
    revision: str


class ComponentOut(Schema):
    """`revision`: of its owners; each objective has its own."""

    code: str
    title: str
    local: bool
    owners: list[OwnerOut]
    objectives: list[ObjectiveOut]
    revision: str


class NameIn(Schema):
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=_PLAIN)]


class NamedOut(Schema):
    code: str
    layer: str
    title: str


class WantedIn(Schema):
    """`department`: code or name."""

    title: Annotated[str, Field(min_length=1, max_length=200, pattern=_PLAIN)]
    department: Annotated[str, Field(max_length=80, pattern=_PLAIN)] = ""
    due: Day | None = None
    requirement: Annotated[str, Field(max_length=5000, pattern=_PLAIN)] = ""


class BreakDownIn(Schema):
    """`assign`: give the tasks out at once; then each has a deadline."""

    tasks: Annotated[list[WantedIn], Field(min_length=1, max_length=MOST)]
    assign: bool = False


class MadeOut(Schema):
    number: str
    title: str
    stage: str
