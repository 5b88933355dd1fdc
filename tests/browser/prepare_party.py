"""A branch of five members with its secretary, in the running house. Prints the secretary's password."""

import datetime as dt

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from linghang.membership.models import Membership  # noqa: E402
from linghang.organization.models import (  # noqa: E402
    Assignment,
    BranchDepartment,
    Department,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
)


def main() -> None:
    place, since = Institution.objects.get(code="h1"), dt.date(2020, 1, 1)
    # Other tests rename departments, which begins another row of the same code.
    department = Department.objects.filter(institution=place, code="0301").order_by("valid_from").last()
    branch = PartyOrganization.objects.create(institution=place, code="h1-b1")
    PartyOrganizationForm.objects.create(organization=branch, name="内科党支部", kind="branch", valid_from=since)
    BranchDepartment.objects.create(organization=branch, department=department)
    for number in range(1, 6):
        person = Person.objects.create(
            code=f"P90{number}", name=f"某甲{number}", institution=place, department=department
        )
        Membership.objects.create(person=person, organization=branch, status="full", valid_from=since)
    password = get_random_string(12)
    user = get_user_model().objects.create_user("h1-secretary", password=password)
    Assignment.objects.create(user=user, institution=place, role="secretary", party_organization=branch)
    print(password)


if __name__ == "__main__":
    main()
