"""Small deeds that the tests of the pages share."""

import datetime as dt
import re

from django.urls import reverse

from linghang.tasks.flow import CHECKLIST

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""A picture of one dot."""
TODAY = dt.date(2023, 4, 10)
ALL_GOOD = {f"checklist-{code}": "yes" for code in CHECKLIST}


def page_of(task):
    return reverse("task", args=[task.institution.code, task.number])


def act(client, task, kind, **form):
    """Post the form of a step as the page would send it."""
    task.refresh_from_db()
    usual = {"on": TODAY.isoformat(), "_revision": task.revision, "_form": kind}
    return client.post(reverse("task-act", args=[task.institution.code, task.number, kind]), usual | form)


def words(response):
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
