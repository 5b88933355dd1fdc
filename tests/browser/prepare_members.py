"""`make`: a branch with two members, an account of the office and one of discipline; prints their password.
`logged <reason>`: who had names shown for that reason."""

import datetime as dt
import sys

import django

django.setup()

from auditlog.models import LogEntry  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from linghang.membership.models import Membership  # noqa: E402
from linghang.organization.models import (  # noqa: E402
    Assignment,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
)


def make() -> str:
    place, since = Institution.objects.get(code="h1"), dt.date(2020, 1, 1)
    branch = PartyOrganization.objects.create(institution=place, code="h1-roll")
    PartyOrganizationForm.objects.create(organization=branch, name="名册党支部", kind="branch", valid_from=since)
    for code, name in (("P801", "江演示"), ("P802", "沈样例")):
        person = Person.objects.create(code=code, name=name, institution=place)
        Membership.objects.create(person=person, organization=branch, status="full", valid_from=since)
    password = get_random_string(12)
    for name, role in (("h1-clerk", "office"), ("h1-officer", "discipline")):
        user = get_user_model().objects.create_user(name, password=password)
        Assignment.objects.create(user=user, institution=place, role=role)
    return password


def logged(reason: str) -> str:
    found = LogEntry.objects.filter(additional_data__isnull=False).select_related("actor")
    return "、".join(sorted({each.actor.username for each in found if reason in each.additional_data.values()}))


if __name__ == "__main__":
    print(make() if sys.argv[1] == "make" else logged(sys.argv[2]))
