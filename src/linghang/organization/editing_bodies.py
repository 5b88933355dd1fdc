"""What the API takes and answers when the organisation is changed. `revision`: the one read with the thing changed.

`on` is the first day of the new state, except that of `RelieveIn`, which is the last day in office.
"""

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field

from linghang.organization.api import Day, DepartmentOut

Revision = Annotated[str, Field(max_length=32)]


class OneInstitutionOut(Schema):
    """`revision`: to rename it. `departments_revision`: to add a department."""

    code: str
    name: str
    revision: str
    departments_revision: str


class OneDepartmentOut(DepartmentOut):
    revision: str


class HolderOut(Schema):
    person: str
    name: str
    acting: bool
    document: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class PostOut(Schema):
    """`coupled_with`: the posts given and taken together with it. `holders`: who holds it on the day."""

    code: str
    title: str
    kind: str
    department: str | None
    coupled_with: list[str]
    holders: list[HolderOut]
    revision: str


class PostTitleOut(Schema):
    code: str
    title: str
    kind: str
    department: str | None


class NewDepartmentIn(Schema):
    """`head`: with the post of its head."""

    code: str
    name: str
    on: Day
    head: bool = True
    revision: Revision


class RenameInstitutionIn(Schema):
    name: str
    on: Day
    revision: Revision


class RenameDepartmentIn(RenameInstitutionIn):
    document: str = ""


class EndDepartmentIn(Schema):
    """`successors`: codes; several when it is divided, one when it is merged, none when nobody follows."""

    on: Day
    successors: Annotated[list[str], Field(max_length=50, default_factory=list)]
    document: str = ""
    revision: Revision


class AppointIn(Schema):
    """`person`: staff number. `with_coupled`: the coupled posts too."""

    person: str
    on: Day
    document: str = ""
    acting: bool = False
    with_coupled: bool = True
    revision: Revision


class RelieveIn(Schema):
    person: str
    on: Day
    with_coupled: bool = True
    revision: Revision
