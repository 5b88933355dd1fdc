"""The matrix against an independent recount: on random rules and deeds, and on a house of random rows."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duties.duty_cases import duty
from duties.recounting import of_matrix, recounted
from linghang.duties.asked import Setting, owed, stretches
from linghang.duties.clock import Deed, stand
from linghang.duties.compliance import recount
from linghang.duties.matrix import matrix
from linghang.duties.periods import Span, merged
from linghang.membership.models import Membership
from linghang.organization.models import Department, PartyOrganization, PartyOrganizationForm, Person

FIRST, LAST = dt.date(2023, 1, 1), dt.date(2023, 12, 31)
ONE = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2022, 11, 1), dt.date(2024, 3, 1))
PERIODS = st.sampled_from(("week", "month", "quarter", "half_year", "year"))


@st.composite
def spans(draw):
    first = draw(DAYS)
    return Span(first, first + ONE * draw(st.integers(0, 400)))


@st.composite
def rules(draw):
    return Setting(
        "meeting",
        draw(st.sampled_from(("", "b1"))),
        (span := draw(spans())).first,
        span.last,
        draw(st.sampled_from((None, None, True, False))),
        draw(st.none() | PERIODS),
        draw(st.none() | st.integers(1, 3).map(Decimal)),
        None,
        draw(st.none() | st.integers(0, 60)),
    )


@st.composite
def versions(draw):
    how = {"made_up_within": draw(st.sampled_from((0, 15, 90))), "adopted": draw(st.booleans())}
    one = duty(period=draw(PERIODS), minimum=draw(st.integers(1, 2)), **how)
    if not draw(st.booleans()):
        return [one]
    cut = draw(DAYS)
    other = duty(period=draw(PERIODS), valid_from=cut, **how)
    return [one.model_copy(update={"valid_to": cut - ONE}), other]


DEEDS = st.builds(
    Deed, DAYS, st.sampled_from((Decimal(1), Decimal("0.5"))), st.just("row"), st.none() | DAYS, st.just("")
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    versions(), st.lists(rules(), max_size=3), st.lists(spans(), min_size=1, max_size=2),
    st.lists(DEEDS, max_size=8), st.lists(spans(), max_size=2), DAYS,
)  # fmt: skip
def test_any_rules_and_deeds_come_to_the_same(versions, rules, exists, deeds, pardons, today):
    exists = merged(exists)
    found = {}
    for each in owed(stretches(versions, rules, "b1"), exists, FIRST, LAST):
        excused = any(pardon.common(each.window) == each.window for pardon in pardons)
        standing = stand(each, deeds, today=today, exempt="准假" if excused else "")
        found[each.asked.period, each.span.first] = standing.state
    assert found == recount(
        versions,
        rules,
        deeds,
        owner="b1",
        there=lambda day: any(span.covers(day) for span in exists),
        holds=lambda day: True,
        excused=[(span.first, span.last) for span in pardons],
        first=FIRST,
        last=LAST,
        today=today,
    )


@pytest.fixture
def lively(hospital, staff, organizations, held, record):
    """A year of random rows: some in time, some made up, some of nobody; founding, ending, settings, exemptions."""
    rng = random.Random(20231122)
    for number in range(4):
        home = PartyOrganization.objects.create(institution=hospital, code=f"n{number}")
        first = FIRST + ONE * rng.randrange(-300, 250)
        last = first + ONE * rng.randrange(100, 500)
        PartyOrganizationForm.objects.create(
            organization=home, name=f"第{number}党支部", kind="branch", valid_from=first, valid_to=last
        )
        for index in range(6 + 2 * number):
            person = Person.objects.create(code=f"5{number}{index:02d}", name="党员", institution=hospital)
            Membership.objects.create(
                person=person, organization=home, status=rng.choice(("full", "full", "probationary")), valid_from=first
            )
    slow = PartyOrganization.objects.create(institution=hospital, code="slow")
    PartyOrganizationForm.objects.create(organization=slow, name="补办党支部", kind="branch")
    held("general_meeting", "slow", "2023-04-10", makes_up="2023-03-31")
    Department.objects.create(institution=hospital, code="0301", name="心血管内科", valid_from=dt.date(2023, 2, 20))
    branches = ["b1", "b2", "n0", "n1", "n2", "n3", ""]
    kinds = [
        "general_meeting",
        "committee_meeting",
        "group_meeting",
        "lesson",
        "theme_day",
        "life_meeting",
        "study_group",
    ]

    def on(spread=380):
        return FIRST + ONE * rng.randrange(-20, spread)

    for _ in range(200):
        day = on()
        more = {"makes_up": day - ONE * rng.randrange(0, 60)} if rng.random() < 0.3 else {}
        more |= {"lecturer": rng.choice(("1001", "2001")), "place_kind": rng.choice(("own_branch", "village"))}
        held(rng.choice(kinds), rng.choice(branches), str(day), **{name: str(value) for name, value in more.items()})
    people = ["1001", "2001", "2002", "2100", "2101", "3001", "5003", "5101"]
    for number in range(50):
        class_ = {
            "kind": rng.choice(("party_school", "theme_day")),
            "role": "member",
            "hours": str(rng.randrange(1, 20)),
        }
        record("party_attendance", activity_no=f"T{number}", person=rng.choice(people), held_on=str(on()), **class_)
    for number in range(25):
        one, other = rng.sample(people, 2)
        kind = rng.choice(("committee_committee", "committee_member", "member_member"))
        record("heart_talk", talk_no=str(number), kind=kind, talked_on=str(on()), person=one, other=other)
    for number in range(20):
        where = {"kind": "paired_branch", "leader": "1001", "branch": rng.choice(("b1", "b2"))}
        record("leader_visit", visit_no=str(number), visited_on=str(on()), **where)
    for duty_, owner, more in (
        ("branch_lesson", "", {"period": "half_year"}),
        ("branch_lesson", "b2", {"minimum": "2", "to_date": "2023-08-01"}),
        ("july_lesson", "", {"adopted": "是", "minimum": "2"}),
        ("department_study", "", {"adopted": "是"}),
        ("life_meeting", "n1", {"extended_days": "90"}),
        ("group_meeting", "b1", {"adopted": "否"}),
    ):
        record("duty_setting", duty=duty_, owner=owner, from_date=str(on(100)), **more)
    pardon = {"reason": "值守", "asked_on": "2023-01-01", "granted": "是", "answered_on": "2023-01-02"}
    record("duty_exemption", duty="theme_day", owner="b1", span_from="2023-02-01", span_to="2023-04-30", **pardon)
    record("duty_exemption", duty="general_meeting", owner="b2", span_from="2023-04-01", span_to="2023-06-29", **pardon)
    return hospital


def test_the_matrix_of_a_lively_house_is_what_a_recount_finds(lively):
    today = dt.date(2023, 11, 20)
    again = recounted(lively, FIRST, LAST, today)
    shown = of_matrix(matrix(lively, FIRST, LAST, today))
    assert len({code for code, *_ in shown}) >= 15
    assert shown.items() <= again.items()
    assert {state for key, state in again.items() if key not in shown} <= {"not_owed"}
    assert set(shown.values()) == {"done", "late", "due", "missed", "exempt", "not_owed", "future"}
