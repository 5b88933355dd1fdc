"""Leaders and the branches that they are paired with (联系支部), for a time."""

import datetime as dt

from django.db.models import QuerySet

from linghang.core.errors import refuse
from linghang.membership.models import PairedLeader
from linghang.organization.models import Institution, PartyOrganization, Person, in_force


def pair(branch: PartyOrganization, person: Person, on: dt.date) -> PairedLeader:
    """From `on` the leader is paired with the branch; several at a time may be."""
    if PairedLeader.objects.filter(in_force(on), organization=branch, person=person).exists():
        raise refuse("这一天已联系这个党支部", "请核对领导或日期", field="领导", value=person.code)
    return PairedLeader.objects.create(organization=branch, person=person, valid_from=on)


def unpair(paired: PairedLeader, last: dt.date) -> PairedLeader:
    """`last` is the last day."""
    if paired.valid_from is not None and last < paired.valid_from:
        raise refuse(f"{paired.valid_from} 才开始（ML02）", "请核对日期", field="最后一天", value=str(last))
    paired.valid_to = last
    paired.save(update_fields=["valid_to"])
    return paired


def leaders_on(institution: Institution, day: dt.date) -> QuerySet[PairedLeader]:
    """Who is paired with which branch of the institution on `day`."""
    found = PairedLeader.objects.filter(in_force(day), organization__institution=institution)
    return found.select_related("person", "organization").order_by("organization__code", "valid_from", "person__code")
