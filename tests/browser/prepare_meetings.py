"""Fill the workspace with what a meeting needs: a Party committee of five, a president's meeting, their posts."""

import datetime as dt

import django

django.setup()

from linghang.organization.models import (  # noqa: E402
    Appointment,
    Institution,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Post,
)

NAMES = ("甲一", "乙二", "丙三", "丁四", "戊五", "己六")
PARTY = ("secretary", "deputy_secretary", "discipline_secretary", "committee_member", "committee_member")
ADMINISTRATION = {1: "president", 5: "vice_president"}


def main() -> None:
    hospital = Institution.objects.get(code="h1")
    committee = PartyOrganization.objects.create(institution=hospital, code="h1-party")
    PartyOrganizationForm.objects.create(organization=committee, name="医院党委", kind="committee")
    people = [
        Person.objects.create(code=f"9{number:02}", name=name, institution=hospital)
        for number, name in enumerate(NAMES)
    ]
    posts = [*((number, kind, committee) for number, kind in enumerate(PARTY))]
    posts += [(number, kind, None) for number, kind in ADMINISTRATION.items()]
    for position, (number, kind, organization) in enumerate(posts):
        post = Post.objects.create(
            code=f"meeting-{position}",
            title=str(Post.Kind(kind).label),
            kind=kind,
            institution=hospital,
            party_organization=organization,
            position=position,
        )
        Appointment.objects.create(person=people[number], post=post, valid_from=dt.date(2020, 1, 1))


if __name__ == "__main__":
    main()
