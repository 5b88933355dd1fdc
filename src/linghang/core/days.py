"""Days as people and programs write them. One reader for every box, address and parameter."""

import datetime as dt
import re

FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2100, 12, 31)
"""No hospital of the house plans or remembers beyond them, and a year on either side is still a date of Python."""
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def parse_day(text: str, first: dt.date = FIRST_DAY, last: dt.date = LAST_DAY) -> dt.date | None:
    """2023-05-31, 2023/5/31, 2023.5.31 or 2023年5月31日, blanks around it aside.

    None for anything else, for days that no calendar has, and for those before `first` or after `last`.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        day = dt.date(*map(int, found.groups()))
    except ValueError:
        return None
    return day if first <= day <= last else None
