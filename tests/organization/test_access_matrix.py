"""The whole policy, written out by hand as a hospital would read it, and asked of the code cell by cell."""

import pytest
from django.contrib.auth import get_user_model

from linghang.organization import access
from linghang.organization.models import Assignment, Department, Institution

pytestmark = pytest.mark.django_db

# p public, i internal, c patients (care), m members. A cell says what is open inside the reach of the role.
POLICY = """
action            administrator office quality department_head leader commission viewer
view_figures      picm          picm   pic     pic             picm   pic        pic
view_trace        picm          picm   pic     pic             picm   pic        pic
view_rows         pic           pim    pic     pic             pi     -          pi
edit_rows         pi            pim    pic     pi              -      -          -
load              pic           pim    pic     -               -      -          -
supersede         pic           pim    pic     -               -      -          -
export_rows       pi            pi     pic     pi              -      -          -
write_report      picm          picm   pic     -               -      -          -
administer        picm          -      -       -               -      -          -
edit_organization pi            pi     -       -               -      -          -
view_tasks        pi            pi     pi      pi              pi     -          pi
execute_tasks     -             pi     pi      pi              pi     -          -
supervise_tasks   -             pi     -       -               -      -          -
submit_items      -             pi     pi      pi              pi     -          -
view_meetings     -             pi     -       -               pi     -          -
hold_meetings     -             pi     -       -               -      -          -
approve           -             pi     -       -               pi     -          -
assess            -             pim    pic     -               -      -          -
appeal            -             pi     pi      pi              pi     -          -
"""
# Which places a role reaches. "all": every role held for the institution; "head": held for one department.
PLACES = """
place                    all head
own                      yes no
own/own_department       yes yes
own/other_department     yes no
child                    yes no
child/own_department     yes no
sibling                  no  no
sibling/own_department   no  no
parent                   no  no
"""
LETTERS = {"public": "p", "internal": "i", "patient": "c", "member": "m"}
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


def person(role, institution, department=None):
    user = get_user_model().objects.create_user(f"{role}-{department or 'all'}")
    Assignment.objects.create(user=user, role=role, institution=institution, department=department)
    return user


def test_the_table_covers_every_action_and_role():
    assert {action for action, _, _ in CELLS} == set(access.ACTIONS)
    assert {role for _, role, _ in CELLS} == set(Assignment.Role.values)


@pytest.mark.parametrize(("action", "role", "letters"), CELLS)
def test_role_action_sensitivity_and_place(places, action, role, letters):
    own_department = Department.objects.get(institution=places["own"], code="own_department")
    department = own_department if role == "department_head" else None
    user = person(role, places["own"], department)
    for place, everywhere, head in REACH:
        reached = (head if role == "department_head" else everywhere) == "yes"
        name, _, department_code = place.partition("/")
        for sensitivity, letter in LETTERS.items():
            answer = access.may(
                user, action, institution=places[name], sensitivity=sensitivity, department=department_code or None
            )
            assert answer == (reached and letter in letters), (place, sensitivity)
