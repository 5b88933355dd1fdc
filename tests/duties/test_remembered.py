"""A matrix is reckoned once, and anew as soon as anything it stands on changes."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from linghang.decisions.models import Meeting
from linghang.duties import matrix as matrices
from linghang.duties import remembered
from linghang.duties.matrix import matrix
from linghang.indicators.sources import Memory
from linghang.membership.models import Membership, PairedLeader
from linghang.organization.models import Appointment, Department, Institution, PartyOrganizationForm, Person, Post
from linghang.registers import content
from linghang.registers.kept import remove_row

YEAR = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
TODAY = dt.date(2023, 11, 20)


@pytest.fixture
def reckonings(monkeypatch):
    """How often it was reckoned, by a process that knows nothing yet."""
    monkeypatch.setattr(remembered, "_results", Memory(remembered.KEPT))
    made, real = [], matrices.reckon

    def counted(*args, **named):
        made.append(args)
        return real(*args, **named)

    monkeypatch.setattr(matrices, "reckon", counted)
    return made


def seen(hospital):
    return matrix(hospital, *YEAR, TODAY)


def test_the_same_question_is_reckoned_once(hospital, staff, reckonings):
    assert seen(hospital) is seen(hospital)
    assert len(reckonings) == 1
    matrix(hospital, *YEAR, TODAY + dt.timedelta(days=1))
    assert len(reckonings) == 2


def renamed(hospital):
    PartyOrganizationForm.objects.filter(organization__code="b1").update(name="改名党支部")


def retired(hospital):
    Appointment.objects.filter(person__code="2002").update(valid_to=dt.date(2023, 3, 1))


def left(hospital):
    Membership.objects.filter(person__code="2100").update(valid_to=dt.date(2023, 2, 1))


def called_differently(hospital):
    Person.objects.filter(code="2001").update(name="另一个名字")


def put_in_other_hands(hospital):
    PairedLeader.objects.update(organization=Membership.objects.get(person__code="2001").organization)


def reposted(hospital):
    Post.objects.filter(code="b1-committee_member-2002").update(kind="deputy_secretary")


def built(hospital):
    Department.objects.create(institution=hospital, code="A01", name="内科", valid_from=dt.date(2020, 1, 1))


def sat(hospital):
    begins = timezone.make_aware(dt.datetime(2023, 3, 1, 8, 30))
    Meeting.objects.create(
        institution=hospital, body="party_committee", number="1", title="会议", begins_at=begins, stage="issued"
    )


def regraded(hospital):
    Institution.objects.filter(pk=hospital.pk).update(kind="township")


CHANGES = [renamed, retired, left, called_differently, put_in_other_hands, reposted, built, sat, regraded]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_behind_the_ledgers_is_seen(hospital, staff, reckonings, change):
    before = seen(hospital)
    change(hospital)
    assert seen(hospital) is not before
    assert len(reckonings) == 2


def test_a_row_of_a_ledger_is_seen(hospital, staff, held, reckonings):
    assert seen(hospital).cell("b1", "general_meeting").fulfilled == 0
    held("general_meeting", "b1", "2023-02-10")
    assert seen(hospital).cell("b1", "general_meeting").fulfilled == 1


def test_a_row_taken_out_is_seen(hospital, staff, held, reckonings):
    row = held("general_meeting", "b1", "2023-02-10")
    assert seen(hospital).cell("b1", "general_meeting").fulfilled == 1
    remove_row(content.library().register("party_activity"), hospital, row.row, opened=row.pk, actor=None)
    assert seen(hospital).cell("b1", "general_meeting").fulfilled == 0


def test_what_is_asked_locally_and_who_is_excused_is_seen(hospital, staff, record, reckonings):
    missed = seen(hospital).cell("b1", "general_meeting").counts["missed"]
    record(
        "duty_exemption", duty="general_meeting", owner="b1", span_from="2023-01-01", span_to="2023-03-31",
        reason="值守", asked_on="2023-01-05", granted="是", answered_on="2023-01-06",
    )  # fmt: skip
    excused = seen(hospital).cell("b1", "general_meeting").counts
    assert (excused["exempt"], excused["missed"]) == (1, missed - 1)
    record("duty_setting", duty="general_meeting", from_date="2023-01-01", adopted="否")
    assert seen(hospital).cell("b1", "general_meeting").lines == ()


def test_other_packs_are_seen(hospital, staff, reckonings, monkeypatch):
    before, other = seen(hospital), replace(content.library())
    monkeypatch.setattr(remembered, "library", lambda: other)
    assert seen(hospital) is not before


def test_what_was_reckoned_during_a_change_is_not_used_when_the_change_is_undone(hospital, staff, monkeypatch):
    monkeypatch.setattr(remembered, "_results", Memory(remembered.KEPT))
    form = PartyOrganizationForm.objects.filter(organization__code="b1")
    written = form.get().name

    def name():
        return form.get().name

    def name_amid_a_change():
        form.update(name="改名党支部")
        return name()

    assert remembered.remembered(hospital, "name", name_amid_a_change) == "改名党支部"
    form.update(name=written)
    assert remembered.remembered(hospital, "name", name) == written


def test_two_houses_do_not_share(hospital, staff, reckonings):
    other = Institution.objects.create(code="h2", name="第二医院", kind="hospital")
    assert seen(hospital).institution == hospital
    assert seen(other).institution == other


@pytest.mark.parametrize("first", ["office", "secretary"])
def test_nobody_is_shown_what_was_reckoned_for_another(as_, staff, today, reckonings, first):
    """One question, two people: each gets his own rows, whoever asked first."""
    expected = {"office": {"b1", "b2"}, "secretary": {"b1"}}
    for role in (first, *(expected.keys() - {first})):
        page = as_(role, "b1" if role == "secretary" else "").get("/duties/?institution=h&year=2023")
        assert {row.key for row, *_ in page.context["lines"]} == expected[role]
        assert ("外科党支部" in page.content.decode()) == (role == "office")
