"""Duties as a calendar that other programs subscribe to (iCalendar), and its secret address.

The address is signed with the key of the workspace: nobody guesses it, and a new serial makes it worthless. Whoever has
it reads which duties of which branch fall on which day, and nothing about any member.
"""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db.models import F
from django.utils import timezone
from icalendar import Calendar, Event

from linghang.duties.calendar import Entry
from linghang.duties.models import CalendarAddress
from linghang.organization.access import User

_SIGNER_SALT = "linghang.duties.calendar"
_DAY = dt.timedelta(days=1)
BEHIND, AHEAD = dt.timedelta(days=60), dt.timedelta(days=366)


def write(entries: Iterable[Entry], *, stamp: dt.datetime, address: str = "") -> bytes:
    """The calendar of what is still to be done. `address`: where the site is reached from outside."""
    calendar = Calendar()
    calendar.add("prodid", "-//Linghang//Duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "领航·应办事项")
    calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for each in entries:
        if each.open:
            calendar.add_component(_event(each, stamp, address))
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: dt.datetime, address: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@linghang")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + _DAY)
    event.add("summary", entry.title)
    event.add("description", f"{entry.reason}。{entry.duty.remedy}")
    event.add("transp", "TRANSPARENT")
    if address:
        event.add("url", f"{address}{entry.address}")
    return event


def secret_of(user: User) -> str:
    """The secret part of the person's address; the first time it is asked for it is made."""
    found, _ = CalendarAddress.objects.get_or_create(user_id=user.pk)
    return _signer().sign(f"{user.pk}.{found.serial}")


def renew(user: User) -> str:
    """A new secret; the old address answers no more."""
    CalendarAddress.objects.get_or_create(user_id=user.pk)
    CalendarAddress.objects.filter(user_id=user.pk).update(serial=F("serial") + 1, renewed_at=timezone.now())
    return secret_of(user)


def user_of(secret: str) -> User | None:
    """Whose calendar it is; None for a forged or renewed secret, and for an account out of use."""
    try:
        user, _, serial = _signer().unsign(secret).partition(".")
    except BadSignature:
        return None
    found = CalendarAddress.objects.filter(user_id=int(user), serial=int(serial), user__is_active=True)
    return get_user_model().objects.get(pk=int(user)) if found.exists() else None


def _signer() -> Signer:
    return Signer(salt=_SIGNER_SALT)
