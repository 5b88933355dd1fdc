"""The functional departments of the region's hospitals, and what became of them in the years of the data.

Patients' records never name them, so that no figure depends on a split or a merger.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from linghang.demo.clinical import read_table
from linghang.demo.institutions import institutions

HOSPITALS = ("tcm", "college", "prefecture", "county", "group_people", "group_tcm")
SPLIT_ON, MERGED_ON = dt.date(2022, 4, 1), dt.date(2022, 7, 1)


@dataclass(frozen=True)
class Unit:
    """A department for a time. `leader`: the post of the leader in charge, without the hospital's code."""

    institution: str
    code: str
    name: str
    leader: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Change:
    """One department's work going over to another on a day."""

    institution: str
    before: str
    after: str
    on: dt.date
    document: str


CHANGES = (
    Change("county", "Z12", "Z13", SPLIT_ON, "青医〔2022〕11号"),
    Change("county", "Z12", "Z14", SPLIT_ON, "青医〔2022〕11号"),
    Change("prefecture", "Z08", "Z18", MERGED_ON, "碧医〔2022〕26号"),
    Change("prefecture", "Z15", "Z18", MERGED_ON, "碧医〔2022〕26号"),
)
"""County: general affairs are split into logistics and equipment. Prefecture: infection control and public health
become one office."""

_BEGUN = (
    Unit("county", "Z13", "后勤保障科", "vice-3", SPLIT_ON),
    Unit("county", "Z14", "设备科", "vice-3", SPLIT_ON),
    Unit("prefecture", "Z18", "院感与公共卫生科", "vice-2", MERGED_ON),
)


@cache
def units() -> tuple[Unit, ...]:
    """Clinical and functional departments of every institution, those of the past and of the future included."""
    ended = {(each.institution, each.before): each.on - dt.timedelta(days=1) for each in CHANGES}
    found = [
        Unit(place.code, each.code, each.name, f"vice-{1 + number % 2}")
        for place in institutions().values()
        for number, each in enumerate(place.departments)
    ]
    for place in (*HOSPITALS, "group"):
        found += [
            Unit(place, row["code"], row["name"], row["leader"], None, ended.get((place, row["code"])))
            for row in read_table("offices")
            if _has(place, row)
        ]
    return (*found, *_BEGUN)


def _has(place: str, office: dict[str, str]) -> bool:
    if place == "group":
        return office["group"] == "1"
    return office["county"] == "1" or institutions()[place].level.startswith("三级")


def units_of(institution: str) -> tuple[Unit, ...]:
    return tuple(unit for unit in units() if unit.institution == institution)
