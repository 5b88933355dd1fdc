"""Who is a Party member in the region, in which branch and since when; the same each time.

Heads and leaders of the roster are members where they work; the others are staff of their own. Most were members before
the data begin, some were admitted since, a few moved or left.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from linghang.demo.institutions import institutions
from linghang.demo.names import short_names
from linghang.demo.offices import Unit
from linghang.demo.party_organizations import TEMPORARY, Form, forms, links
from linghang.demo.people import roster
from linghang.demo.roster import BEGUN, Person, Tenure
from linghang.demo.seeds import generator

SEED = 20210701
_DAY = dt.timedelta(days=1)
_SIZES = {"prefecture": (13, 23), "college": (8, 12)}
"""Members of a branch, from and to; elsewhere five or six, in a township three to five."""
_RETIRED_SIZE = {"prefecture": 38, "college": 18}
COMMITTEE_FROM = 7
SEATS = ("组织委员", "宣传委员", "纪检委员")
_FIRST_OWN_NUMBER = 5001
_EDUCATION = ("大专", "大学", "大学", "大学", "硕士研究生", "博士研究生")
_TITLES = ("医师", "主治医师", "副主任医师", "护师", "主管护师", "主管技师")
_ADMITTED = (dt.date(2021, 6, 25), dt.date(2022, 6, 28), dt.date(2023, 6, 27), dt.date(2024, 6, 26))


@dataclass(frozen=True)
class Span:
    """One span on the roll. `status`, `began`, `ended` in the words of the workbook."""

    branch: str
    status: str
    first: dt.date
    last: dt.date | None = None
    began: str = "登记"
    ended: str = ""
    document: str = ""


@dataclass(frozen=True)
class Member:
    """A member with everything on file. `own`: not on the roster, so that the workbook brings the person along."""

    code: str
    name: str
    place: str
    department: str
    title: str
    own: bool
    born: dt.date
    joined: dt.date
    full: dt.date | None
    education: str
    extension: str
    spans: tuple[Span, ...]
    secretary: bool = False
    seat: str = ""

    @property
    def committee(self) -> bool:
        return self.secretary or bool(self.seat)

    def span_on(self, day: dt.date) -> Span | None:
        return next(
            (each for each in self.spans if each.first <= day and (each.last is None or day <= each.last)), None
        )


@dataclass
class _Making:
    place: str
    members: list[Member] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    number: int = _FIRST_OWN_NUMBER


@cache
def members() -> tuple[Member, ...]:
    """Everybody, place by place and branch by branch."""
    found: list[Member] = []
    names = iter(short_names(1400))
    people = {each.code: each for each in roster().people}
    for place in _places():
        making = _Making(place)
        for form in _standing(place):
            _branch(making, form, people, names)
        found += making.members
    return tuple(found)


@cache
def roll(place: str, year: int) -> dict[str, list[Member]]:
    """Branch → its members at the end of the year, the secretary first, then the committee."""
    day, found = dt.date(year, 12, 31), dict[str, list[Member]]()
    for each in members():
        span = each.span_on(day)
        if each.place == place and span is not None:
            found.setdefault(span.branch, []).append(each)
    return {code: sorted(some, key=lambda m: (not m.secretary, not m.seat, m.code)) for code, some in found.items()}


def _places() -> list[str]:
    return list(dict.fromkeys(form.institution for form in forms() if form.kind == "党支部"))


def _standing(place: str) -> list[Form]:
    return [form for form in forms() if form.institution == place and form.kind == "党支部"]


def _units(branch: str) -> list[Unit]:
    return [link.unit for link in links() if link.party == branch]


def _held(post: str) -> list[Tenure]:
    return [each for each in roster().tenures if each.post == post]


def _branch(making: _Making, form: Form, people: dict[str, Person], names: Iterator[str]) -> None:
    chance = generator(SEED, "members", form.code)
    secretaries = [each.person for each in _held(f"{form.code}-secretary")]
    elsewhere = making.taken | (set() if form.code.endswith("-ltx") else _of_the_retired(form.institution))
    known = [
        code
        for code in dict.fromkeys([*secretaries, *_heads(form), *_leaders(form)])
        if code not in elsewhere and people[code].institution == form.institution
    ]
    making.taken.update(known)
    size = max(_size(form, chance), len(known))
    departments = [unit.code for unit in _units(form.code) if unit.last is None] or [""]
    made = []
    for position in range(size):
        if position < len(known):
            person = people[known[position]]
            who = (person.code, person.name, person.department, person.title)
        else:
            code = f"{list(institutions()).index(making.place):02d}{making.number:04d}"
            making.number += 1
            who = (code, next(names), departments[position % len(departments)], str(chance.choice(_TITLES)))
        lasting = position < len(known) + 4  # leaders and the committee are there all the time
        made.append(_member(making.place, form, who, chance, own=position >= len(known), lasting=lasting))
    making.members += _seated(made, secretaries, len(known))


def _of_the_retired(place: str) -> set[str]:
    """Who leads the branch of the retired is a member there, whatever else he heads."""
    return {each.person for each in _held(f"{place}-ltx-secretary")}


def _size(form: Form, chance: np.random.Generator) -> int:
    if form.code.endswith("-ltx"):
        return _RETIRED_SIZE.get(form.institution, 6)
    low, high = _SIZES.get(form.institution, (3, 5) if form.institution not in _hospitals() else (5, 6))
    return int(chance.integers(low, high + 1))


def _hospitals() -> set[str]:
    return {form.institution for form in forms() if form.code.endswith("-ltx")}


def _heads(form: Form) -> list[str]:
    return [each.person for unit in _units(form.code) for each in _held(f"{unit.institution}-head-{unit.code}")]


def _leaders(form: Form) -> list[str]:
    """The leaders of the hospital belong to the first branch of the offices."""
    if not form.code.endswith("-jg1"):
        return []
    own = {post.code for post in roster().posts if post.institution == form.institution and post.position < 100}
    return [each.person for each in roster().tenures if each.post in own]


def _member(
    place: str, form: Form, who: tuple[str, str, str, str], chance: np.random.Generator, *, own: bool, lasting: bool
) -> Member:
    code, name, department, title = who
    retired = form.code.endswith("-ltx") and own
    born = dt.date(int(chance.integers(1936, 1962) if retired else chance.integers(1964, 1996)), 1, 1)
    born += dt.timedelta(days=int(chance.integers(0, 365)))
    draw = float(chance.random())
    new = draw < 0.10 and not retired and not lasting
    if new:
        joined = _ADMITTED[int(draw * 1000) % len(_ADMITTED)]
    else:
        youngest, latest = born.year + 20, 2018
        joined = dt.date(int(chance.integers(youngest, max(youngest + 1, min(youngest + 18, latest)))), 7, 1)
        joined = min(joined, dt.date(2018, 7, 1)) - dt.timedelta(days=int(chance.integers(0, 28)))
    full = joined.replace(year=joined.year + 1)
    spans = _spans(form, joined, full, new)
    if not new and not lasting and draw > 0.97:
        spans = _moved(form, spans, draw)
    title = "" if retired else title
    education, extension = str(chance.choice(_EDUCATION)), str(int(chance.integers(6000, 7000)))
    return Member(code, name, place, "" if retired else department, title, own, born, joined, full, education,
                  f"院内 {extension}", spans)  # fmt: skip


def _spans(form: Form, joined: dt.date, full: dt.date, new: bool) -> tuple[Span, ...]:
    if not new:
        return (Span(form.code, "正式党员", BEGUN),)
    before = Span(form.code, "预备党员", joined, full - _DAY, "接收为预备党员", "转正")
    return (before, Span(form.code, "正式党员", full, None, "转正"))


def _moved(form: Form, spans: tuple[Span, ...], draw: float) -> tuple[Span, ...]:
    """To the next branch of the same hospital, or away to another unit."""
    on = dt.date(2023, 3, 1) if draw < 0.985 else dt.date(2024, 9, 1)
    others = [each.code for each in _standing(form.institution) if not each.code.endswith("-ltx")]
    last = replace(spans[-1], last=on - _DAY)
    if draw < 0.985 and len(others) > 1 and form.code in others:
        target = others[(others.index(form.code) + 1) % len(others)]
        document = f"介字〔{on.year}〕{int(draw * 10000) % 90 + 10}号"
        return (replace(last, ended="转出到系统内其他党组织"), Span(target, "正式党员", on, None, "转入", "", document))
    return (replace(last, ended="转出到外单位", document=f"介字〔{on.year}〕{int(draw * 10000) % 90 + 10}号"),)


def _seated(made: list[Member], secretaries: list[str], known: int) -> list[Member]:
    """The secretaries, and in a branch of seven or more full members three committee members."""
    full = sum(each.spans[-1].status == "正式党员" for each in made)
    seated = [replace(each, secretary=each.code in secretaries) for each in made]
    if full < COMMITTEE_FROM:
        return seated
    free = [index for index, each in enumerate(seated) if not each.secretary and each.spans[0].first == BEGUN]
    free.sort(key=lambda index: index < known)
    for seat, index in zip(SEATS, free, strict=False):
        seated[index] = replace(seated[index], seat=seat)
    return seated


def attached(branch: str) -> list[Member]:
    """Who went along in a temporary branch: every fifth member of the hospital's clinical branches, up to twelve."""
    place = branch.removesuffix("-ls1")
    first = TEMPORARY[branch][0]
    there = [
        each
        for each in members()
        if each.place == place and each.own and (span := each.span_on(first)) and "-b" in span.branch
    ]
    return there[::5][:12]
