"""Run by test_once_at_once in a process and a database of its own: one form arrives several times at once."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from linghang.organization.models import Assignment, Institution  # noqa: E402
from linghang.tasks.models import Task  # noqa: E402

settings.ALLOWED_HOSTS = ["testserver"]
PRESSES = 4
hospital = Institution.objects.create(code="h1", name="示范医院", kind="hospital")
user = get_user_model().objects.create_user("office")
Assignment.objects.create(user=user, role="office", institution=hospital)
browser = Client(enforce_csrf_checks=True)
browser.force_login(user)
page = browser.get("/tasks/new/?institution=h1").content.decode()
form = {
    "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1],
    "title": "更换电梯",
    "source": "assignment",
    "opened_on": timezone.localdate().isoformat(),
    "cycle": "none",
    "priority": "normal",
    "goal_months": "0",
}
barrier = Barrier(PRESSES)


def press(_number):
    mine = Client(enforce_csrf_checks=True)
    mine.cookies = browser.cookies
    barrier.wait()
    try:
        return mine.post("/tasks/new/?institution=h1", form).status_code
    finally:
        connection.close()


with ThreadPoolExecutor(PRESSES) as pool:
    answers = sorted(pool.map(press, range(PRESSES)))
print(json.dumps({"answers": answers, "tasks": Task.objects.count()}))
