"""A matrix is reckoned once, and anew as soon as anything it stands on changes."""

import datetime as dt
from collections import OrderedDict

import pytest

from linghang.duties import matrix as matrices
from linghang.duties import remembered
from linghang.duties.matrix import matrix
from linghang.membership.models import Membership
from linghang.organization.models import Appointment, PartyOrganizationForm, Person

YEAR = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
TODAY = dt.date(2023, 11, 20)


@pytest.fixture
def reckonings(monkeypatch):
    """How often it was reckoned, by a process that knows nothing yet."""
    monkeypatch.setattr(remembered, "_results", OrderedDict())
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


@pytest.mark.parametrize("change", [renamed, retired, left, called_differently])
def test_a_change_behind_the_ledgers_is_seen(hospital, staff, reckonings, change):
    before = seen(hospital)
    change(hospital)
    assert seen(hospital) is not before
    assert len(reckonings) == 2


def test_a_row_of_a_ledger_is_seen(hospital, staff, held, reckonings):
    assert seen(hospital).cell("b1", "general_meeting").fulfilled == 0
    held("general_meeting", "b1", "2023-02-10")
    assert seen(hospital).cell("b1", "general_meeting").fulfilled == 1
