"""Whatever subject finds that somebody else was faster, a program is told so with 409, not with a failure."""

import datetime as dt
import json

import pytest
from django.test import RequestFactory

from linghang.core.errors import ConflictError
from linghang.decisions import items
from linghang.organization.models import Institution
from linghang.programmes import seen
from linghang.site.api import api
from linghang.tasks import store


@pytest.fixture
def house(db):
    return Institution.objects.create(code="h1", name="示范市人民医院", kind="hospital")


def an_item(house, office):
    item = items.submit(house, actor=office, title="年度预算")
    items.amend(item, {"title": "改了"}, actor=office, revision=item.revision + 5)


def a_task(house, office):
    task = store.open_task(house, title="缩短平均住院日", source="resolution", on=dt.date(2023, 3, 1), actor=office)
    store.amend(task, {"title": "改了"}, actor=office, revision=task.revision + 5)


def a_programme(house, office):
    seen.unchanged("then", "now")


@pytest.mark.parametrize("deed", [an_item, a_task, a_programme])
def test_the_slower_one_is_told(house, admin_user, deed):
    with pytest.raises(ConflictError) as refusal:
        deed(house, admin_user)
    answer = api.on_exception(RequestFactory().get("/api/"), refusal.value)
    assert answer.status_code == 409
    assert json.loads(answer.content)["detail"].endswith("请重新读取后再提交。")
