"""Whatever is typed into the boxes and addresses of the main pages, they answer: never with a failure of ours."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.decisions import items, meetings
from linghang.organization.models import Assignment, Department, Institution, Person
from linghang.programmes import adopting
from linghang.tasks import store

ODD = [
    "9" * 18,
    "9" * 30,
    "9" * 5000,
    "-1",
    "Infinity",
    "-Infinity",
    "NaN",
    "sNaN",
    "1e40",
    "1e999999999",
    "1e18亿",
    "12万亿",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "1950-01-01",
    "2100-12-31",
    "0001",
    "9999",
    "２０２３-０５-３１",
    "１２",
    "\x01\x1b\x7f",
    "a\r\nb\u2028c",
    "🏥👩‍⚕️",
    "长" * 5000,
    "%00",
    "' OR 1=1 --",
    "../../etc",
]
PAGES = {
    "/tasks/": "institution stage light department source programme leader line level due_from due_to opened_from "
    "opened_to q tasks sort page caption",
    "/tasks/map/": "span by institution department due_from tasks",
    "/tasks/changes/": "since institution kind page",
    "/tasks/signals/": "show page",
    "/tasks/new/": "institution title source source_ref quote indicator",
    "/tasks/departments/h/YW/": "year",
    "/tasks/templates/": "institution",
    "/tasks/bulletins/": "page",
    "/tasks/bulletins/new/": "institution first last",
    "/tasks/mine/": "page",
    "/meetings/": "institution year body",
    "/meetings/people/": "institution many person",
    "/meetings/matters/": "institution _find matter",
    "/meetings/items/new/": "institution",
    "/meetings/exceptions/": "institution year body rule meeting",
    "/meetings/resolutions/": "institution year body state function",
    "/meetings/series/": "institution year",
    "/meetings/study/": "institution year",
    "/meetings/research/": "institution year",
    "/meetings/report/": "institution year body",
    "/meetings/{meeting}/": "item",
    "/programmes/": "institution day q form",
    "/programmes/h/matrix/": "day",
    "/programmes/h/six_fusions/": "day",
    "/organization/": "on q",
    "/organization/search/": "q on",
    "/organization/findings/": "on",
    "/organization/institutions/h/": "on",
    "/organization/departments/{department}/": "on",
}
FORMS = {
    "/tasks/new/": "title requirement lead_department due departments leader owner source quote programmes milestones "
    "waits_for priority cycle warn_days line source_ref indicator goal_comparator goal_value goal_months",
    "/tasks/bulk/": "action task text due department leader cycle back",
    "/tasks/bulletins/new/": "institution first last circulate",
    "/tasks/h/2023-0001/do/assign/": "on due text _revision _form entry_reason _kept",
    "/tasks/h/2023-0001/edit/": "title due warn_days goal_value goal_months milestones _revision",
    "/tasks/h/2023-0001/decompose/": "title lead_department due _revision",
    "/meetings/items/new/": "kind matter title amount department prior proposal emergency route_reason "
    "rapporteur concerns",
    "/meetings/items/{item}/edit/": "title amount matter prior _revision",
    "/meetings/items/{item}/consult/": "on people agreed text",
    "/meetings/items/{item}/opinion/": "kind on by verdict text",
    "/meetings/items/{item}/place/": "meeting",
    "/meetings/new/": "body begins_at title place chair recorder",
    "/meetings/{meeting}/agenda/": "do item kind title _revision",
    "/meetings/{meeting}/people/": "do person post member presence was arrived_before left_after",
    "/meetings/{meeting}/stage/": "do reason minutes_number _revision",
    "/meetings/{meeting}/edit/": "begins_at title place chair recorder _revision",
    "/meetings/series/": "body title every_weeks weekday time place valid_from standing_items",
    "/meetings/research/": "year title leader",
    "/programmes/h/six_fusions/lead/": "document leader seen",
    "/programmes/h/six_fusions/end/": "day seen",
    "/programmes/h/six_fusions/components/core/owner/": "department branch leader valid_from seen",
    "/programmes/h/six_fusions/components/core/tasks/": "title department due",
    "/organization/edit/rename-department/{department}/": "name on document _seen",
}
"""Address → its boxes. `{…}`: the number of the row in the house below."""
FITTING = {
    "title": "推进日间手术",
    "source": "document",
    "priority": "normal",
    "cycle": "none",
    "_institution": "h",
} | {
    "kind": "matter",
    "body": "party_committee",
    "begins_at": "2023-06-01T15:00",
    "due": "2023-06-30",
    "on": "2023-05-31",
    "amount": "12万",
    "action": "urge",
}
"""What is typed in the other boxes now and then, so that the odd one is not hidden behind them."""
CALLING = ("call", "drop", "receipt", "presence", "stay")
DEEDS = ("add", "new", "remove", *CALLING, "convene", "begin", "close", "issue", "cancel")
"""What the buttons of a meeting send."""


@pytest.fixture
def house(db):
    hospital = Institution.objects.create(code="h", name="示范医院", kind="hospital")
    medical = Department.objects.create(institution=hospital, code="YW", name="医务科")
    user = get_user_model().objects.create_user("office")
    Person.objects.create(code="101", name="人101", institution=hospital, user=user)
    Assignment.objects.create(user=user, institution=hospital, role="office")
    task = store.open_task(
        hospital, title="甲", source="document", on=dt.date(2023, 3, 1), actor=user, lead_department=medical
    )
    adopting.adopt(hospital, "six_fusions", valid_from=dt.date(2023, 1, 1), valid_to=None)
    begins = timezone.make_aware(dt.datetime(2023, 5, 17, 15))
    meeting = meetings.plan(hospital, "party_committee", begins, actor=user)
    item = items.submit(hospital, actor=user, title="年度预算")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    rows = {"meeting": meeting.pk, "item": item.pk, "department": medical.pk, "task": task.pk}
    return client, rows


_text = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
_FAST = settings(
    max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _typed(data, names):
    """One odd box at least; the others fitting, odd or empty."""
    names = names.split()
    typed = {name: FITTING[name] for name in names if name in FITTING} | {"_institution": "h"}
    if "do" in names:
        typed["do"] = data.draw(st.sampled_from(DEEDS))
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)):
        typed[name] = data.draw(_text)
    return typed


@pytest.mark.parametrize("address", PAGES)
@given(data=st.data())
@_FAST
def test_no_address_makes_a_page_fail(house, address, data):
    client, rows = house
    asked = _typed(data, PAGES[address])
    assert client.get(address.format(**rows), asked).status_code < 500, asked


@pytest.mark.parametrize("address", FORMS)
@given(data=st.data())
@_FAST
def test_no_box_makes_a_page_fail(house, address, data):
    client, rows = house
    typed = _typed(data, FORMS[address])
    assert client.post(address.format(**rows), typed).status_code < 500, typed


@pytest.mark.parametrize("address", PAGES)
def test_all_parameters_odd_at_once(house, address):
    client, rows = house
    for odd in ("9" * 30, "9" * 5000, "0001-01-01", "9999-12-31", "9999"):
        answer = client.get(address.format(**rows), dict.fromkeys(PAGES[address].split(), odd))
        assert answer.status_code < 500, odd
