"""When a message may leave the house: quiet hours, the hour of a digest, how long to wait before another try. Pure.

Hours are those of the wall clock in Shanghai. A window whose end is not later than its start runs over midnight; its
last minute is before its end: 22:00–07:00 is quiet at 22:00 and no longer at 07:00.
"""

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DIGEST_AT = dt.time(8, 0)
"""A digest is there when the working day begins."""
MONDAY = 0
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=5), dt.timedelta(hours=6)
MOST_ATTEMPTS = 8
_DAY = dt.timedelta(days=1)


def is_quiet(now: dt.datetime, start: dt.time | None, end: dt.time | None) -> bool:
    """Whether `now` lies in the quiet hours. Without both ends, or with equal ones, there are none."""
    if start is None or end is None or start == end:
        return False
    clock = now.astimezone(SHANGHAI).time()
    return start <= clock < end if start < end else clock >= start or clock < end


def not_before(now: dt.datetime, start: dt.time | None, end: dt.time | None, *, urgent: bool = False) -> dt.datetime:
    """When a message of `now` may be sent: at once, or when the quiet hours end. What is urgent passes."""
    if urgent or end is None or not is_quiet(now, start, end):
        return now
    return _next(now, end)


def next_digest(now: dt.datetime, *, weekly: bool) -> dt.datetime:
    """The next eight o'clock in the morning after `now`; of a weekly digest, the next Monday's."""
    at = _next(now, DIGEST_AT)
    while weekly and at.astimezone(SHANGHAI).weekday() != MONDAY:
        at += _DAY
    return at


def wait_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many attempts that failed: twice as long each time; None: give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def _next(now: dt.datetime, clock: dt.time) -> dt.datetime:
    """The first moment after `now` at which the clock in Shanghai shows that time."""
    local = now.astimezone(SHANGHAI)
    day = local.date() if local.time() < clock else local.date() + _DAY
    return dt.datetime.combine(day, clock, SHANGHAI)
