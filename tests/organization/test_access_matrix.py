"""The whole policy, written out by hand as a hospital would read it, and asked of the code cell by cell."""

import pytest
from django.contrib.auth import get_user_model

from linghang.organization import access
from linghang.organization.models import Assignment, Department, Institution, PartyOrganization

pytestmark = pytest.mark.django_db

# p public, i internal, c patients (care), m members, d discipline. A cell says what is open inside
# the reach of the role.
POLICY = """
action            administrator office quality department_head leader commission viewer secretary discipline
view_figures      picm          picm   pic     pic             picm   pic        pic    picm      pi
view_trace        picm          picm   pic     pic             picm   pic        pic    pim       pi
view_rows         pic           pim    pic     pic             pi     -          pi     pim       pid
edit_rows         pi            pim    pic     pi              -      -          -      pim       pid
load              pic           pim    pic     -               -      -          -      -         -
supersede         pic           pim    pic     -               -      -          -      -         -
export_rows       pi            pim    pic     pi              -      -          -      pim       -
write_report      picm          picm   pic     -               -      -          -      -         -
administer        picm          -      -       -               -      -          -      -         -
edit_organization pi            pi     -       -               -      -          -      -         -
view_tasks        pi            pi     pi      pi              pi     -          pi     -         pi
execute_tasks     -             pi     pi      pi              pi     -          -      -         pi
supervise_tasks   -             pi     -       -               -      -          -      -         -
submit_items      -             pi     pi      pi              pi     -          -      -         pi
view_meetings     -             pi     -       -               pi     -          -      -         pi
hold_meetings     -             pi     -       -               -      -          -      -         -
approve           -             pi     -       -               pi     -          -      -         -
assess            -             pim    pic     -               -      -          -      -         -
appeal            -             pi     pi      pi              pi     -          -      -         -
view_party        pi            pim    pi      pi              pim    -          pi     pim       pi
keep_party        -             pim    -       -               -      -          -      pim       -
oversee_party     -             pim    -       -               -      -          -      -         -
conduct_cases     -             pim    pi      pi              pim    -          -      pim       pid
reveal            -             m      -       -               -      -          -      m         -
"""
# Which places a role reaches. "all": every role held for the institution; "head": held for one department; "branch":
# held for one Party branch.
PLACES = """
place                    all head branch
own                      yes no   no
own/own_department       yes yes  no
own/other_department     yes no   no
own//own_branch          yes no   yes
own//other_branch        yes no   no
child                    yes no   no
child/own_department     yes no   no
child//own_branch        yes no   no
sibling                  no  no   no
sibling/own_department   no  no   no
sibling//own_branch      no  no   no
parent                   no  no   no
"""
LETTERS = {"public": "p", "internal": "i", "patient": "c", "member": "m", "discipline": "d"}
HEADER, *LINES = POLICY.split("\n")[1:-1]
CELLS = [
    (line.split()[0], role, set(cell) - {"-"})
    for line in LINES
    for role, cell in zip(HEADER.split()[1:], line.split()[1:], strict=True)
]
REACH = [line.split() for line in PLACES.split("\n")[2:-1]]


@pytest.fixture
def places():
    region = Institution.objects.create(code="region", name="区域", kind="region")
    own = Institution.objects.create(code="own", name="本院", kind="hospital", parent=region)
    sibling = Institution.objects.create(code="sibling", name="他院", kind="hospital", parent=region)
    child = Institution.objects.create(code="child", name="分院", kind="township", parent=own)
    named = {institution.code: institution for institution in (own, sibling, child)} | {"parent": region}
    for institution in (own, sibling, child):
        for code in ("own_department", "other_department"):
            Department.objects.create(institution=institution, code=code, name=code)
    return named


def person(role, institution, department=None, branch=None):
    user = get_user_model().objects.create_user(f"{role}-{department or branch or 'all'}")
    Assignment.objects.create(
        user=user, role=role, institution=institution, department=department, party_organization=branch
    )
    return user


def test_the_table_covers_every_action_and_role():
    assert {action for action, _, _ in CELLS} == set(access.ACTIONS)
    assert {role for _, role, _ in CELLS} == set(Assignment.Role.values)


@pytest.mark.parametrize(("action", "role", "letters"), CELLS)
def test_role_action_sensitivity_and_place(places, action, role, letters):
    own_department = Department.objects.get(institution=places["own"], code="own_department")
    own_branch = PartyOrganization.objects.create(institution=places["own"], code="own_branch")
    narrow = {"department_head": 1, "secretary": 2}.get(role, 0)
    user = person(role, places["own"], own_department if narrow == 1 else None, own_branch if narrow == 2 else None)
    for place, *reached_by in REACH:
        reached = reached_by[narrow] == "yes"
        name, department, branch = [*place.split("/"), "", ""][:3]
        for sensitivity, letter in LETTERS.items():
            answer = access.may(
                user,
                action,
                institution=places[name],
                sensitivity=sensitivity,
                department=department or None,
                branch=branch or None,
            )
            assert answer == (reached and letter in letters), (place, sensitivity)
