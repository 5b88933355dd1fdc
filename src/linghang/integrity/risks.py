"""Integrity risk points as they stand: the last rating of each, and whether it is due again (IN06). Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from linghang.packs.durations import Duration

REGISTER = "integrity_risk"
LEVELS = ("high", "middle", "low")
AGAIN = Duration(1, "year")


@dataclass(frozen=True)
class Point:
    """A risk point by its last rating. `due`: the last day of the year within which it is rated again."""

    number: str
    level: str
    power: str
    owner: str
    supervisor: str
    department: str
    rated_on: dt.date
    due: dt.date
    ratings: int

    def overdue(self, today: dt.date) -> bool:
        return today > self.due


def points(rows: Iterable[Mapping[str, Any]], today: dt.date) -> list[Point]:
    """The points that stand on `today`, highest level first. A point whose last rating has ended by then stands no
    more; ratings of later days do not count yet."""
    ratings: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["rated_on"] <= today:
            ratings.setdefault(row["point_no"], []).append(row)
    found = [_point(sorted(of_point, key=lambda row: row["rated_on"]), today) for of_point in ratings.values()]
    return sorted((each for each in found if each), key=lambda each: (LEVELS.index(each.level), each.number))


def _point(ratings: list[Mapping[str, Any]], today: dt.date) -> Point | None:
    last = ratings[-1]
    if last.get("ended_on") is not None and last["ended_on"] <= today:
        return None
    due = AGAIN.after(last["rated_on"])
    text = {name: last.get(name) or "" for name in ("power", "owner", "supervisor", "department")}
    return Point(last["point_no"], last["level"], rated_on=last["rated_on"], due=due, ratings=len(ratings), **text)
