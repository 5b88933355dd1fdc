"""Open pages of the region: (user name, kind, code) as JSON on stdin, their HTTP statuses in order on stdout.

Run in a process of its own with LINGHANG_WORKSPACE naming the region, so that the test database stays out of it.
"""

import json
import os
import sys
from functools import cache

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "linghang.site.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 -- the site must be set up first
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

PAGES = {"register": "register", "indicator": "indicator", "report": "report"}


def address(kind: str, code: str) -> str:
    return code if kind == "page" else reverse(PAGES[kind], args=[code])


@cache
def signed_in(username: str) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    user = get_user_model().objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def status(username: str, kind: str, code: str) -> int:
    return signed_in(username).get(address(kind, code), follow=True).status_code


json.dump([status(*wanted) for wanted in json.load(sys.stdin)], sys.stdout)
