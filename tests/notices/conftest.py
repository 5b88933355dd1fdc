"""One hospital, two people with e-mail addresses, and a clock in Shanghai."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from linghang.notices.quiet import SHANGHAI
from linghang.organization.models import Assignment, Institution


@pytest.fixture
def hospital(db):
    return Institution.objects.create(code="h1", name="示范医院", kind="hospital")


@pytest.fixture
def elsewhere(db):
    return Institution.objects.create(code="h2", name="友邻医院", kind="hospital")


@pytest.fixture
def account(hospital):
    def make(name, role="viewer", institution=hospital, email=None):
        address = f"{name}@example.cn" if email is None else email
        user = get_user_model().objects.create_user(name, address)
        Assignment.objects.create(user=user, role=role, institution=institution)
        return user

    return make


@pytest.fixture
def mail(settings):
    """A mail server is set; what it was given is in `mailoutbox`."""
    settings.MAIL_READY, settings.SITE_ADDRESS = True, "https://linghang.example.cn"


def at(day, clock):
    """A moment in November 2026 by the clock in Shanghai: the 22nd is a Sunday."""
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time.fromisoformat(clock), SHANGHAI)


@pytest.fixture
def clock(monkeypatch):
    """`clock(22, "09:30")` stops the clock of the house."""

    def stop(day, time):
        monkeypatch.setattr(timezone, "now", lambda: at(day, time))
        return at(day, time)

    return stop
