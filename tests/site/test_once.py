"""A form that makes something new, sent twice: one thing is made, and the second sending is shown the way to it."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from linghang.organization.models import Assignment, Institution
from linghang.site.models import Submission
from linghang.site.once import ONCE
from linghang.tasks.models import Task

NEW = "/tasks/new/?institution=h1"


@pytest.fixture
def office(db):
    """A browser that keeps to CSRF, signed in as the office of a hospital."""
    hospital = Institution.objects.create(code="h1", name="示范医院", kind="hospital")
    user = get_user_model().objects.create_user("office")
    Assignment.objects.create(user=user, role="office", institution=hospital)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    return browser


def rendered(browser, address=NEW):
    """The token that stands in the form of a page."""
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(address).content.decode())[1]


def typed(token, title="更换电梯"):
    return {
        "csrfmiddlewaretoken": token,
        "institution": "h1",
        "title": title,
        "source": "assignment",
        "opened_on": timezone.localdate().isoformat(),
        "cycle": "none",
        "priority": "normal",
        "goal_months": "0",
    }


def test_the_second_press_makes_nothing_and_leads_to_what_the_first_made(office):
    form = typed(rendered(office))
    first, second = office.post(NEW, form), office.post(NEW, form)
    assert (first.status_code, second.status_code) == (302, 409)
    assert "已经提交过" in second.content.decode()
    assert f'href="{first["Location"]}"' in second.content.decode()
    assert Task.objects.count() == 1


def test_a_form_opened_again_makes_another(office):
    for _ in range(2):
        assert office.post(NEW, typed(rendered(office))).status_code == 302
    assert Task.objects.count() == 2


def test_other_words_are_another_press(office):
    token = rendered(office)
    assert office.post(NEW, typed(token, "更换电梯")).status_code == 302
    assert office.post(NEW, typed(token, "更换锅炉")).status_code == 302


def test_what_is_refused_may_be_sent_again(office):
    form = typed(rendered(office), title="")
    assert [office.post(NEW, form).status_code for _ in range(2)] == [400, 400]
    assert not Submission.objects.exists()


def test_a_fault_half_way_leaves_neither_the_thing_nor_the_note(office, monkeypatch):
    from linghang.tasks import views_edit

    def fail(*_given, **_named):
        raise RuntimeError

    form = typed(rendered(office))
    monkeypatch.setattr(views_edit, "redirect", fail)
    office.raise_request_exception = False
    assert office.post(NEW, form).status_code == 500
    assert (Task.objects.count(), Submission.objects.count()) == (0, 0)


def test_the_same_words_of_another_person_are_not_the_same(office, db):
    form = typed(rendered(office))
    assert office.post(NEW, form).status_code == 302
    user = get_user_model().objects.create_user("second")
    Assignment.objects.create(user=user, role="office", institution=Institution.objects.get())
    office.force_login(user)
    form["csrfmiddlewaretoken"] = rendered(office)
    assert office.post(NEW, form).status_code == 302


def test_every_address_of_the_list_exists():
    def names(patterns):
        for each in patterns:
            yield from names(each.url_patterns) if hasattr(each, "url_patterns") else [each.name]

    assert set(names(get_resolver().url_patterns)) >= ONCE
