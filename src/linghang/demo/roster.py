"""The list of invented people, of the posts in the region and of who held them when."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from linghang.demo.institutions import institutions
from linghang.demo.names import invented_names

BEGUN = dt.date(2021, 1, 1)
"""When whatever was there before the data came into force."""


@dataclass(frozen=True)
class Person:
    code: str
    name: str
    institution: str
    department: str = ""
    title: str = ""


@dataclass(frozen=True)
class Post:
    """`party` and `department`: where the post is, when it is not the institution's own."""

    code: str
    title: str
    kind: str
    institution: str
    position: int
    department: str = ""
    party: str = ""
    coupled: str = ""


@dataclass(frozen=True)
class Tenure:
    person: str
    post: str
    first: dt.date = BEGUN
    last: dt.date | None = None
    document: str = ""
    acting: bool = False


@dataclass(frozen=True)
class Charge:
    """A leader in charge of a department or of a line of work."""

    person: str
    institution: str
    department: str = ""
    area: str = ""
    first: dt.date | None = BEGUN
    last: dt.date | None = None


@dataclass
class Roster:
    """Everybody; filled place by place, so that the names fall the same each time."""

    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)

    def hire(self, institution: str, department: str = "", title: str = "") -> str:
        """One more person; the staff number says the place and the order."""
        place = list(institutions()).index(institution)
        number = f"{place:02d}{sum(each.institution == institution for each in self.people) + 1:04d}"
        self.people.append(Person(number, _names()[len(self.people)], institution, department, title))
        return number

    def post(self, code: str, title: str, kind: str, position: int, **place: str) -> str:
        institution = place.pop("institution")
        self.posts.append(Post(code, title, kind, institution, position, **place))
        return code

    def holder(self, post: str, day: dt.date = BEGUN) -> str:
        """Who held the post on that day, by staff number. StopIteration when nobody did."""
        return next(
            each.person
            for each in self.tenures
            if each.post == post and each.first <= day and (each.last is None or day <= each.last)
        )


@cache
def _names() -> tuple[str, ...]:
    return invented_names(900)
