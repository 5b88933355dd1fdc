"""The prefecture hospital's integrity work in 2023: letters, risk points, ethics appraisals, checks, special actions.

Two departments have not signed their letter, one point of high risk has not been rated again since the year before, and
one appraisal falls into the gap that the county's lines leave. The college's letters and its special action, up to the
end of its interview: one department has not signed.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later
from linghang.demo.offices import units_of
from linghang.demo.party.roll import roll

HERE, YEAR = "prefecture", 2023
COLLEGE, _COLLEGE_SPAN = "college", "2023-01..2023-08"
_SPAN, _LAST = str(YEAR), dt.date(YEAR, 12, 31)
_POINTS = (
    ("设备采购参数论证", "purchase", "参数有倾向性", "high", "Z12"),
    ("药品遴选", "drug", "与供应商私下接触", "high", "Z16"),
    ("基建工程变更签证", "construction", "变更未经集体研究", "high", "Z12"),
    ("人员招聘考核", "personnel", "考核打分不公开", "middle", "Z04"),
    ("报销审核", "finance", "票据审核不严", "middle", "Z10"),
    ("耗材申领", "drug", "超需申领", "middle", "Z12"),
    ("住院床位安排", "treatment", "优亲厚友", "low", "Z05"),
    ("检查预约", "treatment", "插队加号", "low", "Z05"),
)


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("responsibility_letter", HERE, _SPAN, _letters(stream))
    yield ledger("integrity_risk", HERE, "2022-01..2023-12", _points())
    yield ledger("ethics_appraisal", HERE, _SPAN, _appraisals(stream))
    yield ledger("eight_rules_check", HERE, _SPAN, _checks(stream))
    yield ledger("special_action", HERE, _SPAN, _actions())
    yield ledger("responsibility_letter", COLLEGE, _COLLEGE_SPAN, _college_letters())
    yield ledger("special_action", COLLEGE, _COLLEGE_SPAN, _college_action())
    yield ledger("integrity_duty", HERE, _SPAN, _duties())


def _clinical(place: str = HERE) -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in units_of(place) if not unit.code.startswith("Z") and unit.last is None]


def _letters(stream: Stream) -> Iterator[Line]:
    """Every clinical department; the last two have not signed."""
    rng, units = stream("letter"), _clinical()
    for at, (code, name) in enumerate(units):
        signed = at < len(units) - 2
        yield {
            "kind": "integrity",
            "signer_kind": "department",
            "unit": name,
            "department": code,
            "issued_on": dt.date(YEAR, 2, 8),
            "signed_on": dt.date(YEAR, 2, 17) if signed else None,
            "half_year_on": dt.date(YEAR, 7, 12) if signed else None,
            "half_year_found": "按责任书落实" if signed else None,
            "checked_on": dt.date(YEAR, 12, 20) if signed else None,
            "score": Decimal(int(rng.integers(860, 990))) / 10 if signed else None,
        }


def _college_letters() -> Iterator[Line]:
    """Signed and checked at half the year; not yet appraised when the interview was given."""
    for at, (code, name) in enumerate(_clinical(COLLEGE)):
        yield {
            "kind": "integrity",
            "signer_kind": "department",
            "unit": name,
            "department": code,
            "issued_on": dt.date(YEAR, 2, 15),
            "signed_on": dt.date(YEAR, 2, 24) if at else None,
            "half_year_on": dt.date(YEAR, 7, 14) if at else None,
            "half_year_found": "按责任书落实" if at else None,
        }


def _college_action() -> Iterator[Line]:
    yield {
        "topic": "清廉医院建设试点",
        "started_on": dt.date(YEAR, 3, 1),
        "found": 3,
        "rectified": 3,
        "documents": 1,
    }


def _points() -> Iterator[Line]:
    """Rated in 2022 and again in 2023, but for the third."""
    for number, (power, kind, risk, level, owner) in enumerate(_POINTS, 1):
        for year in (2022, 2023):
            if year == 2023 and number == 3:
                continue
            warned = year == 2023 and number == 2
            yield {
                "point_no": f"FXD-{number:02d}",
                "rated_on": dt.date(year, 3, 20),
                "department": owner,
                "power_kind": kind,
                "power": power,
                "risk": risk,
                "level": level,
                "owner": "科室负责人",
                "supervisor": {"high": "leader", "middle": "office", "low": "department"}[level],
                "control": None if level == "low" else "集体研究、全程留痕、定期轮岗",
                "measure": "reminder" if warned else None,
                "measure_on": dt.date(2023, 6, 9) if warned else None,
            }


def _appraisals(stream: Stream) -> Iterator[Line]:
    """A sample of members of the branches; one score of 63 with 27 deducted fits no line."""
    rng = stream("ethics")
    people = [each for some in roll(HERE, YEAR).values() for each in some if each.department][:60]
    for at, who in enumerate(people):
        score, deducted = Decimal(int(rng.integers(820, 990))) / 10, Decimal(0)
        grade = "excellent" if score >= 90 else "good"
        if at == 7:
            score, deducted, grade = Decimal(63), Decimal(27), ""
        yield {
            "year": YEAR,
            "appraised_on": dt.date(YEAR, 12, 15),
            "person_no": who.code,
            "department": who.department,
            "self_score": min(score + 2, Decimal(100)),
            "department_score": score,
            "score": score,
            "deducted": deducted,
            "grade": grade or None,
            "published_on": dt.date(YEAR, 12, 22) if grade else None,
        }


def _checks(stream: Stream) -> Iterator[Line]:
    rng, units = stream("eight"), _clinical()
    for at, day in enumerate(days(rng, _SPAN, 12)):
        found = int(rng.integers(0, 3))
        code, name = units[at % len(units)]
        yield {
            "checked_on": day,
            "unit": name,
            "department": code,
            "item": ("vehicles", "meals", "gifts", "meetings")[at % 4],
            "found": found,
            "rectified": found,
            "rectified_on": later(rng, day, 20, _LAST) if found else None,
        }


def _actions() -> Iterator[Line]:
    for topic, first, last, found in (
        ("医药购销领域不正之风专项整治", dt.date(YEAR, 7, 10), dt.date(YEAR, 11, 30), 9),
        ("“红包”回扣专项治理", dt.date(YEAR, 3, 6), dt.date(YEAR, 6, 30), 2),
    ):
        yield {
            "topic": topic,
            "started_on": first,
            "ended_on": last,
            "found": found,
            "rectified": found,
            "documents": 1,
        }


def _duties() -> Iterator[Line]:
    for kind, post, item in (
        ("first", "党委书记", "履行全面从严治党第一责任人职责"),
        ("main", "党委", "定期研究党风廉政建设"),
        ("supervision", "纪委书记", "监督执纪问责"),
        ("dual", "分管副院长", "分管领域党风廉政建设"),
    ):
        yield {
            "year": YEAR,
            "set_on": dt.date(YEAR, 2, 8),
            "kind": kind,
            "post": post,
            "item": item,
            "half_year_on": dt.date(YEAR, 7, 20),
            "half_year_found": "按清单落实",
            "reported_on": dt.date(YEAR, 12, 28),
        }
