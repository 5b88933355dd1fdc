"""People of a house by name, spelling or staff number, for the box that asks whom a case is about."""

import datetime as dt
import re
from itertools import islice

from linghang.organization.models import Institution, Person, in_force
from linghang.organization.names import matches

PEOPLE = "people"
"""The kind of box: what is typed is looked up."""
SHOWN = 12
_NAMED = re.compile(r".*（([^（）]+)）\s*")


def found(place: Institution, words: str, on: dt.date) -> list[Person]:
    """Those of the house on a day, the first few. Nothing typed finds nobody: this is no list of staff."""
    words = words.strip()
    if not words:
        return []
    staff = Person.objects.filter(in_force(on), institution=place).select_related("department").order_by("code")
    return list(islice((each for each in staff if matches(words, each.name) or each.code.startswith(words)), SHOWN))


def code_of(said: str) -> str:
    """The staff number of `江某（1002）` as it was picked, or as it was typed."""
    picked = _NAMED.fullmatch(said)
    return (picked[1] if picked else said).strip()
