"""Who leads what in the region: invented people, posts, who held them when, and the division of work.

What a check of the organisation must find is there on purpose: in the county hospital of the group one person is
secretary and president; in the county hospital two posts that belong together are held by two people, and two others
ended apart, one of them vacant since.
"""

import datetime as dt
from dataclasses import replace
from functools import cache

from linghang.demo.institutions import institutions
from linghang.demo.offices import CHANGES, HOSPITALS, Unit, units_of
from linghang.demo.party_organizations import COUNTY_COMMITTEE_FROM, TEMPORARY, forms, links
from linghang.demo.roster import BEGUN, Charge, Roster, Tenure

PREFECTURE_PRESIDENT_FROM, COLLEGE_HEAD_FROM = dt.date(2022, 6, 1), dt.date(2022, 7, 1)
COUNTY_HEAD_UNTIL = dt.date(2022, 9, 30)
_DAY = dt.timedelta(days=1)
_SENT_OUT = {"prefecture": "20", "college": "20"}
"""The department whose head led the team that was sent out."""
_FIRST_HEAD = 100
"""Posts are ranked: leaders below this, heads of departments from here on, secretaries of branches from 300."""


_TERTIARY_ONLY = frozenset({"deputy-2", "accountant"})
# code, title, kind, whether a seat of the Party committee
_LEADERS = (
    ("secretary", "党委书记", "书记", True),
    ("president", "院长", "院长", False),
    ("deputy", "党委副书记", "副书记", True),
    ("deputy-2", "党委专职副书记", "副书记", True),
    ("discipline", "纪委书记", "纪委书记", True),
    ("vice-1", "副院长", "副院长", False),
    ("vice-2", "副院长", "副院长", False),
    ("vice-3", "副院长", "副院长", False),
    ("accountant", "总会计师", "总会计师", False),
)
_AREAS = {
    "secretary": "党的建设、意识形态、干部人才",
    "president": "行政全面工作",
    "discipline": "党风廉政建设",
    "vice-1": "医疗质量与安全",
    "vice-3": "后勤保障与信息化",
}


@cache
def roster() -> Roster:
    """Everybody in the region, the same each time."""
    made = Roster()
    for place in HOSPITALS:
        _leaders(made, place)
        _heads(made, place)
        _branch_secretaries(made, place)
        _portfolios(made, place)
    _group(made)
    for item in institutions().values():
        if item.kind == "township":
            _township(made, item.code)
    return made


def leaders(institution: str, day: dt.date) -> dict[str, str]:
    """Code of the post without the institution's (`secretary`, `vice-1`) → staff number of its holder on `day`."""
    own = {post.code for post in roster().posts if post.institution == institution and post.position < _FIRST_HEAD}
    return {
        each.post.removeprefix(f"{institution}-"): each.person
        for each in roster().tenures
        if each.post in own and each.first <= day and (each.last is None or day <= each.last)
    }


def _leaders(made: Roster, place: str) -> None:
    """The president is deputy secretary, except where one person holds both highest posts."""
    tertiary = institutions()[place].level.startswith("三级")
    party, seated = f"{place}-dw", COUNTY_COMMITTEE_FROM if place == "county" else BEGUN
    for position, (code, title, kind, seat) in enumerate(_LEADERS, 1):
        if code in _TERTIARY_ONLY and not tertiary:
            continue
        post = made.post(f"{place}-{code}", title, kind, position, institution=place, party=party if seat else "")
        first = seated if seat and code != "secretary" else BEGUN
        if code == "president" and place == "group_people":
            made.tenures.append(Tenure(made.holder(f"{place}-secretary"), post))
        elif code == "deputy" and place != "group_people":
            president = [each for each in made.tenures if each.post == f"{place}-president"]
            made.tenures += [replace(each, post=post, first=max(each.first, first)) for each in president]
        elif post == "prefecture-president":
            last, document = PREFECTURE_PRESIDENT_FROM - _DAY, "碧卫〔2022〕14号"
            made.tenures.append(Tenure(made.hire(place, title="主任医师"), post, BEGUN, last))
            made.tenures.append(
                Tenure(made.hire(place, title="主任医师"), post, PREFECTURE_PRESIDENT_FROM, None, document)
            )
        else:
            made.tenures.append(Tenure(made.hire(place, title="" if seat else "主任医师"), post, first))
    for number in (1, 2, 3):
        post = made.post(f"{place}-member-{number}", "党委委员", "委员", 20 + number, institution=place, party=party)
        made.tenures.append(Tenure(made.holder(f"{place}-vice-{number}"), post, seated))


def _heads(made: Roster, place: str) -> None:
    for position, unit in enumerate(units_of(place), _FIRST_HEAD):
        title = f"{unit.name}{'负责人' if unit.code.startswith('Z') else '主任'}"
        post = made.post(
            _head(unit), title, "科室负责人", position, institution=place, department=unit.code, coupled=_coupled(unit)
        )
        came_from = next((each for each in CHANGES if (each.institution, each.after) == (place, unit.code)), None)
        taken_over = came_from is not None and unit.code != "Z14"
        if came_from is not None and taken_over:
            person = made.holder(f"{place}-head-{came_from.before}")
        else:
            person = made.hire(place, unit.code, "" if unit.code.startswith("Z") else "主任医师")
        _hold(made, unit, post, person)


def _hold(made: Roster, unit: Unit, post: str, person: str) -> None:
    first, last, acting = unit.first or BEGUN, unit.last, (unit.institution, unit.code) == ("group_tcm", "5015")
    if post == _third_head("college"):
        made.tenures.append(Tenure(person, post, first, COLLEGE_HEAD_FROM - _DAY))
        next_one = made.hire(unit.institution, unit.code, "主任医师")
        made.tenures.append(Tenure(next_one, post, COLLEGE_HEAD_FROM, None, "澜附院〔2022〕33号"))
        return
    if post == _third_head("county"):
        last = COUNTY_HEAD_UNTIL
    made.tenures.append(Tenure(person, post, first, last, "", acting))


def _head(unit: Unit) -> str:
    return f"{unit.institution}-head-{unit.code}"


def _first_unit(party: str) -> Unit:
    return next(link.unit for link in links() if link.party == party)


def _third_head(place: str) -> str:
    return _head(_first_unit(f"{place}-b03"))


def _coupled(unit: Unit) -> str:
    """The secretary's post of the branch that this department is the first of."""
    party = next((link.party for link in links() if link.unit == unit), "")
    clinical = party.startswith(f"{unit.institution}-b")
    return f"{party}-secretary" if clinical and _first_unit(party) == unit else ""


def _branch_secretaries(made: Roster, place: str) -> None:
    for position, form in enumerate([each for each in forms() if each.institution == place], 300):
        if form.code == f"{place}-dw":
            continue
        post = made.post(
            f"{form.code}-secretary", f"{form.name}书记", "书记", position, institution=place, party=form.code
        )
        if form.code in TEMPORARY:
            made.tenures.append(Tenure(made.holder(f"{place}-head-{_SENT_OUT[place]}"), post, *TEMPORARY[form.code]))
            continue
        head = {"jg1": "Z01", "jg2": "Z05", "ltx": "Z04"}.get(form.code.rpartition("-")[2])
        unit = head or _first_unit(form.code).code
        if form.code == "county-b02":  # not the head of its first department: the pair is held by two people
            unit = [link.unit.code for link in links() if link.party == form.code][1]
        made.tenures += [
            Tenure(each.person, post, each.first, None if form.code == "county-b03" else each.last, each.document)
            for each in made.tenures
            if each.post == f"{place}-head-{unit}"
        ]


def _portfolios(made: Roster, place: str) -> None:
    """Who is in charge changes with the post."""
    for code, *_ in _LEADERS:
        for tenure in [each for each in made.tenures if each.post == f"{place}-{code}"]:
            if code in _AREAS:
                made.charges.append(Charge(tenure.person, place, "", _AREAS[code], tenure.first, tenure.last))
            for unit in units_of(place):
                if _in_charge(place, unit) == code:
                    first = max(tenure.first, unit.first or tenure.first)
                    last = min(filter(None, (tenure.last, unit.last)), default=None)
                    if last is None or first <= last:
                        made.charges.append(Charge(tenure.person, place, unit.code, "", first, last))


def _in_charge(place: str, unit: Unit) -> str:
    tertiary = institutions()[place].level.startswith("三级")
    return "vice-3" if unit.leader == "accountant" and not tertiary else unit.leader


def _group(made: Roster) -> None:
    """The group is led by those who lead its two hospitals."""
    people, tcm, party = "group_people", "group_tcm", "group-dw"
    seats = (
        ("secretary", "集团党委书记", "书记", f"{people}-secretary", party),
        ("president", "集团总院长", "院长", f"{people}-president", ""),
        ("deputy", "集团党委副书记", "副书记", f"{tcm}-secretary", party),
        ("vice-1", "集团副院长", "副院长", f"{tcm}-president", ""),
        ("member-1", "集团党委委员", "委员", f"{people}-discipline", party),
        ("member-2", "集团党委委员", "委员", f"{people}-vice-1", party),
        ("member-3", "集团党委委员", "委员", f"{tcm}-president", party),
    )
    for position, (code, title, kind, of, where) in enumerate(seats, 1):
        post = made.post(f"group-{code}", title, kind, position, institution="group", party=where)
        made.tenures.append(Tenure(made.holder(of), post))
    for unit in units_of("group"):
        leader = "secretary" if unit.leader == "secretary" else "vice-1"
        made.charges.append(Charge(made.holder(f"group-{leader}"), "group", unit.code))


def _township(made: Roster, place: str) -> None:
    """Small enough for one person to be secretary of the branch and head of the centre."""
    person, party = made.hire(place, title="主治医师"), f"{place}-b01"
    head = made.post(f"{place}-president", "院长", "院长", 1, institution=place)
    secretary = made.post(f"{party}-secretary", "党支部书记", "书记", 2, institution=place, party=party)
    made.tenures += [Tenure(person, head), Tenure(person, secretary)]
    made.charges += [Charge(person, place, unit.code) for unit in units_of(place)]
