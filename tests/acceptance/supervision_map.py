"""Draw battle maps of the region: (user name, query) as JSON on stdin; who stands where with which light on stdout.

Run in a process of its own with LINGHANG_WORKSPACE naming the region, so that the test database stays out of it.
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "linghang.site.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 -- the site must be set up first
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402


def drawn(username: str, query: dict[str, str]) -> dict[str, list[list[str]]]:
    client = Client(HTTP_HOST="127.0.0.1")
    user = get_user_model().objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get("/tasks/map/", query).context["map"]
    return {
        group.title: sorted([bar.row.task.number, bar.row.task.stage, str(bar.row.task.percent)] for bar in group.bars)
        for group in shown.groups
    }


setup_test_environment()
json.dump([drawn(*wanted) for wanted in json.load(sys.stdin)], sys.stdout)
