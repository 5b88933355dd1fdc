"""The Party organisations of the region: committees, branches built in departments, and how they changed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from linghang.demo.institutions import institutions
from linghang.demo.offices import HOSPITALS, Unit, units_of

COUNTY_COMMITTEE_FROM = dt.date(2022, 3, 1)
TEMPORARY = {
    "prefecture-ls1": (dt.date(2022, 3, 15), dt.date(2022, 6, 30)),
    "college-ls1": (dt.date(2022, 8, 20), dt.date(2022, 12, 20)),
}
"""Branches of teams that were sent out, until they came home."""
_DIGITS = "一二三四五六七八九十"
_PER_BRANCH = {"tcm": 1, "college": 1, "prefecture": 1}
"""Departments to a branch; three where nothing is said. Who builds a branch in every department names it so."""
_WITHOUT_BRANCH = {("group_tcm", "20")}


@dataclass(frozen=True)
class Form:
    """A Party organisation for a time, under its lasting code."""

    code: str
    institution: str
    name: str
    kind: str
    parent: str = ""
    document: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Link:
    """A department that a branch is built in."""

    party: str
    unit: Unit


@cache
def forms() -> tuple[Form, ...]:
    found = [Form("group-dw", "group", "中共槐安县医疗集团委员会", "党委")]
    for place in HOSPITALS:
        found += [*_committee(place), *_clinical(place), *_others(place)]
    for item in institutions().values():
        if item.kind == "township":
            found.append(Form(f"{item.code}-b01", item.code, f"{item.short_name}党支部", "党支部", "group-dw"))
    for code, (first, last) in TEMPORARY.items():
        place = code.removesuffix("-ls1")
        found.append(Form(code, place, "支援医疗队临时党支部", "临时党支部", f"{place}-dw", "", first, last))
    return tuple(found)


def _committee(place: str) -> Iterator[Form]:
    name, code = institutions()[place].name, f"{place}-dw"
    parent = "group-dw" if institutions()[place].parent == "group" else ""
    if place == "county":
        before = COUNTY_COMMITTEE_FROM - dt.timedelta(days=1)
        yield Form(code, place, f"中共{name}总支部委员会", "党总支", parent, "", None, before)
        document = "青委〔2022〕5号"
        yield Form(code, place, f"中共{name}委员会", "党委", parent, document, COUNTY_COMMITTEE_FROM)
    else:
        yield Form(code, place, f"中共{name}委员会", "党委", parent)


def _chunks(place: str) -> list[list[Unit]]:
    clinical = [unit for unit in units_of(place) if not unit.code.startswith("Z")]
    clinical = [unit for unit in clinical if (place, unit.code) not in _WITHOUT_BRANCH]
    size = _PER_BRANCH.get(place, 3)
    return [clinical[start : start + size] for start in range(0, len(clinical), size)]


def _clinical(place: str) -> Iterator[Form]:
    for number, chunk in enumerate(_chunks(place), 1):
        name = f"{chunk[0].name}党支部" if place in _PER_BRANCH else f"临床第{_DIGITS[number - 1]}党支部"
        yield Form(f"{place}-b{number:02d}", place, name, "党支部", f"{place}-dw")


def _others(place: str) -> Iterator[Form]:
    for code, name in (("jg1", "机关第一党支部"), ("jg2", "机关第二党支部"), ("ltx", "离退休党支部")):
        yield Form(f"{place}-{code}", place, name, "党支部", f"{place}-dw")


def branches(place: str) -> list[Form]:
    """The branches of a hospital, the clinical ones first, temporary ones last."""
    return [form for form in forms() if form.institution == place and form.kind in ("党支部", "临时党支部")]


@cache
def links() -> tuple[Link, ...]:
    """Which departments each branch is built in; the branch of the retired is in none."""
    found: list[Link] = []
    for place in HOSPITALS:
        for number, chunk in enumerate(_chunks(place), 1):
            found += [Link(f"{place}-b{number:02d}", unit) for unit in chunk]
        offices = [unit for unit in units_of(place) if unit.code.startswith("Z")]
        found += [Link(f"{place}-{'jg1' if unit.code <= 'Z04' else 'jg2'}", unit) for unit in offices]
    for item in institutions().values():
        if item.kind == "township":
            found += [Link(f"{item.code}-b01", unit) for unit in units_of(item.code)]
    return tuple(found)
