"""What other subjects know against an appointment: they say so here, and it is refused wherever it would be made."""

import datetime as dt
from collections.abc import Callable

from linghang.organization.models import Person, Post

Check = Callable[[Post, Person, dt.date], None]
"""Raises InputError when `person` may not hold `post` from the day on."""
_checks: list[Check] = []


def before_appointing(check: Check) -> None:
    """Have `check` asked before every new appointment, on pages and in imports alike."""
    if check not in _checks:
        _checks.append(check)


def check_appointment(post: Post, person: Person, on: dt.date) -> None:
    for check in _checks:
        check(post, person, on)
