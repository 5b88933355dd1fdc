"""What was reckoned stays known as long as nothing that it was reckoned from has changed.

A process keeps the last few results. The sign of no change is read anew each time, from the data themselves: the newest
version of ledgers, and the rows of organisation, roll and meetings, as they stand. Nothing has to be told of a change.
A result belongs to a question about an institution, never to a person: who asks narrows it afterwards.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from linghang.decisions.models import Meeting
from linghang.indicators.sources import Memory
from linghang.membership.models import Membership, PairedLeader
from linghang.organization.models import (
    Appointment,
    BranchDepartment,
    Department,
    Institution,
    PartyOrganizationForm,
)
from linghang.registers.content import library
from linghang.registers.models import CatalogueVersion, KeptRow

Result = TypeVar("Result")
KEPT = 8
"""Results kept in a process: a matrix of a hospital takes some megabytes."""
_results = Memory(KEPT)


def remembered(institution: Institution, asked: Hashable, reckon: Callable[[], Result]) -> Result:
    """The result of `reckon` for what is `asked`: the kept one while nothing has changed, else a new one.

    The result is shared by whoever asks the same, so it must not be changed. One during which something changed may be
    of before, of after or of both: it is never used.
    """
    before = sign(institution)
    result, after = _results.get((library(), asked, before), lambda: (reckon(), sign(institution)))
    return result if after == before else reckon()


def sign(institution: Institution) -> Hashable:
    """Differs as soon as anything differs that duties of the institution are reckoned from."""
    version = CatalogueVersion.objects.order_by("number").values_list("number", "at").last()
    newest = KeptRow.objects.filter(institution=institution).order_by("pk").values_list("pk", "row").last()
    person = ("person__code", "person__name")
    post = ("post__kind", "post__position", "post__department", "post__party_organization")
    days = ("valid_from", "valid_to")
    rows = (
        Institution.objects.filter(pk=institution.pk).values_list(),
        PartyOrganizationForm.objects.filter(organization__institution=institution).values_list(),
        Appointment.objects.filter(post__institution=institution).values_list("pk", *days, *person, *post),
        Department.objects.filter(institution=institution).values_list("pk", *days, "code", "name"),
        BranchDepartment.objects.filter(department__institution=institution).values_list(),
        Membership.objects.filter(organization__institution=institution).values_list(
            "pk", *days, *person, "status", "organization"
        ),
        PairedLeader.objects.filter(organization__institution=institution).values_list(
            "pk", *days, *person, "organization"
        ),
        Meeting.objects.filter(institution=institution).values_list(
            "pk", "body", "number", "stage", "circulated", "begins_at"
        ),
    )
    return version, newest, *(hash(tuple(each.order_by("pk"))) for each in rows)
