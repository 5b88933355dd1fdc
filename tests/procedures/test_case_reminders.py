"""Reminders of cases: once for each thing, to those who may do it, without a name."""

import pytest
from tests.procedures.conftest import D

from linghang.notices.models import Notice
from linghang.procedures import store
from linghang.procedures.reminders import remind


@pytest.fixture
def told(applied):
    """What the secretary and everybody else were told by a day; the talk is due on 10 February 2024."""

    def by(day):
        new = remind(day)
        return new, [(each.user.get_username(), each.title, each.urgent) for each in Notice.objects.order_by("pk")]

    return by


def test_each_stage_is_told_once_to_who_may_do_it(told):
    assert told(D(2024, 1, 29)) == (0, [])
    soon = ("secretary", "2024年2月10日到期：发展党员“党组织派人谈话”", False)
    assert told(D(2024, 1, 31)) == (1, [soon])
    assert told(D(2024, 2, 9)) == (0, [soon])
    late = ("secretary", "已逾期（最迟2024年2月10日）：发展党员“党组织派人谈话”", True)
    assert told(D(2024, 2, 11)) == (1, [soon, late])
    assert told(D(2024, 3, 11)) == (0, [soon, late])


def test_a_notice_names_nobody(told):
    told(D(2024, 2, 11))
    notice = Notice.objects.get()
    assert "applicant" not in notice.title + notice.text + notice.url
    assert "2024-0001" in notice.text


def test_a_suspended_case_is_not_pressed_for(told, applied, people):
    store.record(applied, "_suspended", on=D(2024, 1, 20), actor=people.office, text="外出进修")
    assert told(D(2024, 3, 1)) == (0, [])
